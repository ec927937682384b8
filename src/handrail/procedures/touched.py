"""The steps that rest on kinds of duty or numbers of law: those that say they meet one, and those whose conditions ask
for one. Pure."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from handrail.procedures.language.steps import Procedure, Step

_ASKS = re.compile(r"""\b(deadline|applies|may|law_value)\((['"])([^'"]+)\2""")


@dataclass(frozen=True, slots=True)
class TouchedStep:
    """A step and what it rests on: `meets` a kind, or asks it in a condition (`deadline`, `applies`, `may`,
    `law_value`)."""

    procedure: str
    title: str
    step: str
    name: str
    how: str
    about: str

    @property
    def how_words(self) -> str:
        return _HOW[self.how]


_HOW = {
    "meets": "says it meets it", "deadline": "asks for its last day", "applies": "asks whether it arises",
    "may": "asks whether it may be done", "law_value": "asks for the number",
}  # fmt: skip


def touched(
    procedures: Mapping[str, Procedure], kinds: Container[str], values: Container[str]
) -> tuple[TouchedStep, ...]:
    """Every step that rests on one of these kinds or numbers, each once for each of them."""
    rows = (
        TouchedStep(slug, procedure.title, step.id, step.name, how, about)
        for slug, procedure in procedures.items()
        for step in procedure.steps
        for how, about in rests_on(step)
        if about in (values if how == "law_value" else kinds)
    )
    return tuple(dict.fromkeys(rows))


def rests_on(step: Step) -> Iterator[tuple[str, str]]:
    """What a step meets, and what its conditions ask of the law, wherever in it they stand."""
    yield from (("meets", kind) for kind in step.meets)
    for text in _texts(step.model_dump(mode="json")):
        yield from ((found[1], found[3]) for found in _ASKS.finditer(text))


def _texts(found: object) -> Iterator[str]:
    match found:
        case str():
            yield found
        case dict():
            yield from (text for row in found.values() for text in _texts(row))
        case list() | tuple():
            yield from (text for row in found for text in _texts(row))
