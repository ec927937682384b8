"""Python looks for circles among values neither while a walk makes them nor in all of them at its end."""

import gc
import weakref

import pytest

from handrail.procedures.proof import collecting
from handrail.procedures.proof.collecting import no_collecting


class Circle:
    """Two values that hold each other: only the collector finds that nobody else does."""

    def __init__(self) -> None:
        self.other = Circle.__new__(Circle)
        self.other.other = self


@pytest.fixture(autouse=True)
def none_frozen(monkeypatch):
    """The tests begin with all that is there frozen, and look through it less often: not here, but again afterwards."""
    gc.unfreeze()
    theirs = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    monkeypatch.setattr(collecting, "_ASIDE", collecting._Aside())
    yield
    gc.set_threshold(*theirs)
    gc.freeze()


@pytest.fixture
def rounds():
    """The generations that were looked through, and how many values there were to look at."""
    found: list[int] = []

    def watched(phase, info):
        if phase == "start":
            found.append(len(gc.get_objects(generation=0)))

    gc.callbacks.append(watched)
    yield found
    gc.callbacks.remove(watched)


def make_many() -> list[tuple[object, ...]]:
    return [([],) for _ in range(50_000)]


def test_what_a_walk_made_is_not_looked_through_at_its_end(rounds):
    with no_collecting():
        kept = make_many()
    more = [[] for _ in range(2_000)]
    assert gc.isenabled()
    assert rounds, "it is on again"
    assert max(rounds) < len(kept) / 5
    assert more


@pytest.mark.slow
def test_a_circle_laid_aside_is_found_when_all_is_looked_through():
    with no_collecting():
        circle = Circle()
        gone = weakref.ref(circle)
        kept = make_many()
        del circle
    assert gone() is not None
    gc.collect()
    assert gone() is None
    assert kept


@pytest.mark.slow
def test_after_so_many_times_python_looks_itself(monkeypatch, rounds):
    monkeypatch.setattr(collecting, "_ASIDE", collecting._Aside(gc.get_stats()[2]["collections"], collecting._MOST))
    with no_collecting():
        kept = make_many()
    more = [[] for _ in range(2_000)]
    assert max(rounds) >= len(kept)
    gc.collect()
    rounds.clear()
    with no_collecting():
        again = make_many()
    more += [[] for _ in range(2_000)]
    assert max(rounds) < len(again) / 5


@pytest.mark.slow
def test_what_others_froze_stays_frozen_and_what_a_walk_makes_is_laid_with_it(rounds):
    gc.freeze()
    frozen = gc.get_freeze_count()
    with no_collecting():
        kept = make_many()
    assert gc.get_freeze_count() > frozen + len(kept)
    more = [[] for _ in range(2_000)]
    assert max(rounds) < len(kept) / 5
    assert more


@pytest.mark.slow
def test_a_circle_among_the_frozen_is_found_after_so_many_times():
    gc.freeze()
    with no_collecting():
        circle = Circle()
        gone = weakref.ref(circle)
        kept = make_many()
        del circle
    gc.collect()
    assert gone() is not None
    collecting._ASIDE.times = collecting._MOST_FROZEN
    with no_collecting():
        kept += make_many()
    assert gone() is None
    assert gc.get_freeze_count() > len(kept)


def test_who_turned_it_off_turns_it_on():
    gc.disable()
    try:
        with no_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
