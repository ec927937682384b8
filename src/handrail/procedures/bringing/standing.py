"""Which guesses still stand in a procedure as it reads now. Pure.

A guess falls away by itself when its step is gone, or when the part it is about was changed by a person since."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from handrail.procedures.editing.edits import mark

Raw = Mapping[str, Any]


class Guessed(Protocol):
    @property
    def step(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def mark(self) -> str: ...


G = TypeVar("G", bound=Guessed)


def mark_of(raw: Raw, step: str, part: str) -> str:
    """The mark of what a guess is about, as it reads; empty where its step is gone."""
    if not step:
        return mark(raw.get(part))
    found = next((row for row in raw["steps"] if row["id"] == step), None)
    if found is None:
        return ""
    about = {key: found.get(key) for key in ("title", "do", "say", "send")} if part == "step" else found.get(part)
    return mark(about)


def still(raw: Raw, guesses: Iterable[G]) -> list[G]:
    return [row for row in guesses if mark_of(raw, row.step, row.part) == row.mark]
