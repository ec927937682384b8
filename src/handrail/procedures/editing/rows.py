"""Rows of a form taken away or moved up before it is read: what the small buttons beside a row do. Pure."""

from collections.abc import Mapping


def rearranged(post: Mapping[str, str]) -> dict[str, str]:
    """What was sent, after the row named by `drop` is taken away or the one named by `lift` changed with the one
    above."""
    made = dict(post)
    drop, lift = made.pop("drop", ""), made.pop("lift", "")
    if drop:
        made = {key: value for key, value in made.items() if not key.startswith(f"{drop}.") and key != drop}
    if lift:
        start, _, number = lift.rpartition(".")
        if number.isdigit() and int(number):
            made = _changed(made, lift, f"{start}.{int(number) - 1}")
    return made


def _changed(post: dict[str, str], one: str, other: str) -> dict[str, str]:
    return {_renamed(key, one, other): value for key, value in post.items()}


def _renamed(key: str, one: str, other: str) -> str:
    for name, to in ((one, other), (other, one)):
        if key == name or key.startswith(f"{name}."):
            return to + key[len(name) :]
    return key
