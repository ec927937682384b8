"""A procedure as its page shows it: each step in words, the duties it meets, its conditions as written. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handrail.procedures.documents.handbook import MetDuty
from handrail.procedures.documents.told import ToldStep, told
from handrail.procedures.language.steps import Procedure, Step


@dataclass(frozen=True, slots=True)
class ShownStep:
    """`written`: each condition of the step as it stands in the text, for whoever wants it exactly."""

    told: ToldStep
    duties: tuple[MetDuty, ...]
    written: tuple[str, ...]


def shown(procedure: Procedure, titles: Mapping[str, str], duties: Sequence[MetDuty]) -> list[ShownStep]:
    """Every step in its order. `titles` names the procedures it calls."""
    return [
        ShownStep(
            row,
            tuple(duty for duty in duties if row.number in duty.steps),
            tuple(dict.fromkeys(_written(procedure.step(row.id)))),
        )
        for row in told(procedure, titles)
    ]


def _written(step: Step) -> Iterator[str]:
    if step.when:
        yield step.when
    yield from step.guards
    yield from (text for text, kind in step.expressions if kind != "bool")
