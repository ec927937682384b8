"""What the next person has to know of a case, in a few lines that the first one may change. Pure."""

from collections.abc import Sequence


def summary(done: Sequence[str], now: str, gathered: Sequence[tuple[str, str]], due: Sequence[str]) -> str:
    """A line each: what was done, what comes now, what is known, what is due."""
    lines = [
        ("Done", "; ".join(done)), ("Now", now),
        ("Known", "; ".join(f"{label}: {value}" for label, value in gathered)), ("Due", "; ".join(due)),
    ]  # fmt: skip
    return "\n".join(f"{head}: {text}." for head, text in lines if text)
