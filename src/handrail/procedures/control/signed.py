"""What a signature says: the words that are shown and kept, and how the person was identified. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from handrail.facts.plain import JSON

WAYS = {
    "password": "a password", "mfa": "a second proof", "code": "a code sent by mail",
    "socialaccount": "another account",
}  # fmt: skip
APPROVE = "I have read version {number} of “{title}” and approve it for use here. Its text has the hash {hash}."
ADOPT = "I take version {number} of “{title}” into use as the library wrote it. Its text has the hash {hash}."


def words(intent: str, title: str, number: int, hash_: str) -> str:
    """What the person signs, as they see it."""
    return (ADOPT if intent == "adopt" else APPROVE).format(title=title, number=number, hash=hash_)


def identified(methods: Iterable[Mapping[str, object]], at: datetime) -> dict[str, JSON]:
    """How the person had shown who they are in this session, and how many minutes before. Empty: not recorded."""
    rows = [row for row in methods if isinstance(row.get("at"), int | float)]
    if not rows:
        return {}
    ways: list[JSON] = list(dict.fromkeys(str(row.get("method", "")) for row in rows))
    first = min(float(str(row["at"])) for row in rows)
    return {"ways": ways, "minutes": max(0, int((at.timestamp() - first) // 60))}


def identified_words(how: Mapping[str, JSON]) -> str:
    """`Signed in with a password and a second proof, 12 minutes before.`"""
    ways = how.get("ways")
    if not isinstance(ways, list) or not ways:
        return "Signed in; how was not recorded."
    told = " and ".join(WAYS.get(str(way), str(way)) for way in ways)
    minutes = how.get("minutes")
    return f"Signed in with {told}, {minutes} minute{'' if minutes == 1 else 's'} before."


def letter(title: str, number: int, words_: str, how: Mapping[str, JSON], day: str, address: str) -> tuple[str, str]:
    """The copy that goes to whoever signed: subject and text of a mail."""
    lines = [f"On {day} you signed this in Handrail:", words_, identified_words(how), f"The version: {address}"]
    return f"You approved {title}, version {number}", "\n\n".join(lines) + "\n"
