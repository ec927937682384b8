"""Walks that were made, kept by all that a walk hangs on: after an edit of words nothing is walked again. Pure.

Words that are only shown (`say`, `do`, `send`, titles, notes, how it is done) are no part of that; the blanks in them
are. The rules look at the new words either way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from handrail.facts.conditions import Facts
from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import BLANK, Procedure, Step
from handrail.procedures.proof import theory
from handrail.procedures.proof.explore import Explored
from handrail.procedures.proof.findings import DutyToMeet
from handrail.procedures.proof.moves import forget_moves
from handrail.procedures.proof.ready import Ready, called_from, forget_spaces

MOST = 48  # walks kept
LARGEST = 3_000  # states; a larger walk would hold too much memory
_WORDS = frozenset({"title", "say", "do", "send", "how", "note", "mistakes", "done_when"})
Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Walked:
    """A bundle made ready, all that was seen in it, and the steps no case comes to. `not_asked`: what it is not judged
    on; `duties` are held so that they stay the ones the key names."""

    ready: Ready
    explored: Explored
    never_entered: frozenset[Place]
    not_asked: tuple[str, ...]
    duties: Sequence[DutyToMeet]
    dropped: tuple[DutyToMeet, ...] = ()  # what the version before met and nothing here does


_KEPT: dict[Key, Walked] = {}


def key_of(
    bundle: Mapping[str, Procedure], start: str, duties: Sequence[DutyToMeet], business: Facts, *rest: object
) -> Key:
    """All that a walk hangs on. Duties count by which objects they are: those of a business on a day are made once."""
    shapes = tuple(_shape(bundle[name]) for name in called_from(bundle, start))
    return (start, shapes, tuple(map(id, duties)), frozenset(business.items()), theory.is_there(), *rest)


def recall(key: Key, bundle: Mapping[str, Procedure], start: str) -> Walked | None:
    """What was walked before, with the words as they are now."""
    found = _KEPT.get(key)
    if found is None:
        return None
    used = {name: bundle[name] for name in called_from(bundle, start)}
    steps = {
        place: replace(row, step=used[place.procedure].step(place.step)) for place, row in found.ready.steps.items()
    }
    return replace(found, ready=replace(found.ready, bundle=used, steps=steps))


def keep(key: Key, walked: Walked) -> Walked:
    """Keep it, and let the oldest go."""
    if len(walked.explored.came) <= LARGEST:
        for old in list(_KEPT)[: max(0, len(_KEPT) - MOST + 1)]:
            _KEPT.pop(old, None)
        _KEPT[key] = walked
    return walked


def forget() -> None:
    _KEPT.clear()
    forget_spaces()
    forget_moves()


def _shape(procedure: Procedure) -> tuple[object, ...]:
    limits = tuple(f"{name}={row}" for name, row in procedure.limits.items())
    facts = tuple(f"{name}={row}" for name, row in procedure.facts.items())
    return (procedure.procedure, limits, facts, procedure.needs, *map(_of_step, procedure.steps))


def _of_step(step: Step) -> tuple[object, ...]:
    sent = None if step.send is None else " ".join(step.sent)
    said = tuple(None if words is None else tuple(BLANK.findall(words)) for words in (step.say, step.do, sent))
    return (step.model_dump_json(exclude=set(_WORDS), exclude_defaults=True), said)
