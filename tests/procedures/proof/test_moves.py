"""After an edit only what touched the step is walked anew, and the check finds what it finds of a procedure it never
saw."""

import random
from collections.abc import Iterator

import pytest

from handrail.procedures.language.steps import Procedure, Step, Way
from handrail.procedures.proof import kept
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import Report
from handrail.procedures.proof.walk import Walk
from handrail.procedures.shelf import library
from procedures.proof.oracle import KINDS, Case, CopyingMaker, Maker, OrderMaker, TimedMaker, WholeMaker, case

EDITS = 4  # one after the other


def edited(procedure: Procedure, dice: random.Random) -> Procedure:
    """One step is not what it was; mostly no condition changes."""
    ids = [step.id for step in procedure.steps]
    number = dice.randrange(len(ids))
    step = procedure.steps[number]
    changes = (
        {"record": () if step.record else ("case.reason",)}, {"never_skip": not step.never_skip},
        {"meets": () if step.meets else (dice.choice(KINDS),)}, {"if_skipped": Way(go=dice.choice(ids))},
        {"unknown": Way(escalate="supervisor", why="so")}, {"do": "Other words."}, {"within": "1d"}, {"once": True},
        {"end": "kept"} if step.end else {"next": dice.choice(ids)},
    )  # fmt: skip
    made = step.model_copy(update=dice.choice(changes))
    return procedure.model_copy(update={"steps": (*procedure.steps[:number], made, *procedure.steps[number + 1 :])})


def line_of(first: Procedure, seed: int) -> Iterator[Procedure]:
    yield first
    dice = random.Random(seed)
    for _ in range(EDITS):
        yield (first := edited(first, dice))


def found(made: Case, procedure: Procedure) -> Report:
    return check({**made.bundle, procedure.procedure: procedure}, procedure.procedure, made.duties, made.given)


SEEDS = range(200)


@pytest.mark.parametrize("kind", [Maker, WholeMaker, OrderMaker, CopyingMaker, TimedMaker])
@pytest.mark.parametrize(
    "seeds", [pytest.param(SEEDS[:8], id="some"), pytest.param(SEEDS[8:], id="more", marks=pytest.mark.slow)]
)
def test_what_was_walked_before_changes_nothing(kind, seeds):
    for seed in seeds:
        made = case(seed, kind)
        line = list(line_of(made.bundle["main"], seed))
        kept.forget()
        one_after_the_other = [found(made, procedure) for procedure in line]
        for procedure, report in zip(line, one_after_the_other, strict=True):
            kept.forget()
            assert found(made, procedure) == report, seed


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps from whose states something was walked."""
    steps: list[str] = []
    real = Walk.events

    def watched(walk: Walk, state):
        steps.append(state.at.step)
        return real(walk, state)

    monkeypatch.setattr(Walk, "events", watched)
    kept.forget()
    return steps


def with_last(procedure: Procedure, **changes: object) -> Procedure:
    last: Step = procedure.steps[-1].model_copy(update=changes)
    return procedure.model_copy(update={"steps": (*procedure.steps[:-1], last)})


def test_only_what_touched_the_step_is_walked_anew(begun):
    first = library()["late-bill"]
    bundle = dict(library())
    check(bundle, "late-bill", (), {})
    whole, _ = len(begun), begun.clear()
    check({**bundle, "late-bill": with_last(first, within="1d")}, "late-bill", (), {})
    assert 0 < len(begun) < whole / 4
