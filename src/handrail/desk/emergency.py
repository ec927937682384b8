"""The emergency card: what to say before anything else is asked, taken from the emergency procedure. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.facts.vocabulary import Value
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.language.words import Piece, fill

SLUG = "emergency"
FIRST = "leave-now"
KINDS = {"gas-smell": "gas", "carbon-monoxide": "monoxide", "fire": "fire", "threat": "threat"}  # by safety.kind
TITLES = {
    "gas-smell": "Gas smell", "carbon-monoxide": "Carbon monoxide", "fire": "Fire", "threat": "A threat",
    "other": "Something else",
}  # fmt: skip
ONLY_WITH_FUEL = "gas"  # its words are about a tank that this business filled


@dataclass(frozen=True, slots=True)
class Card:
    """One danger: the words to say, and what to do beside them."""

    kind: str
    title: str
    say: tuple[Piece, ...]
    do: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """`first`: the words for every danger but a threat; `each`: what is added for one kind."""

    first: tuple[Piece, ...]
    each: tuple[Card, ...]


def cards(procedure: Procedure, starter: Procedure, facts: Mapping[str, Value]) -> Cards:
    """The words of the version in force here; a step it lost is taken from the starter. Nobody meets an empty card."""
    steps = {step.id: step for step in (*starter.steps, *procedure.steps)}
    wanted = {kind: id_ for kind, id_ in KINDS.items() if id_ != ONLY_WITH_FUEL or facts.get("business.sells_fuel")}
    first = fill(steps[FIRST].say or "", facts)
    return Cards(first, tuple(_card(kind, steps[id_], facts) for kind, id_ in wanted.items()))


def _card(kind: str, step: Step, facts: Mapping[str, Value]) -> Card:
    return Card(kind, TITLES[kind], fill(step.say or "", facts), fill(step.do or "", facts))
