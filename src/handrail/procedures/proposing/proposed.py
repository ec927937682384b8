"""Scenarios proposed: the fewest that take every branch and stand on both sides of every boundary. Pure."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from handrail.facts.conditions import Facts
from handrail.facts.vocabulary import VOCABULARY, Amounts, Value, fact, with_own
from handrail.law.engine import Law
from handrail.procedures.documents.spoken import condition
from handrail.procedures.duties import kinds_claimed, to_meet
from handrail.procedures.language.engine import Bundle, EngineError, Resume, Skip, TimedOut
from handrail.procedures.language.parts import OUTCOMES
from handrail.procedures.language.scenario import UNKNOWN, Scenario
from handrail.procedures.language.variants import written_out
from handrail.procedures.proof.explore import explore, reached
from handrail.procedures.proof.findings import DutyToMeet
from handrail.procedures.proof.ready import make_ready
from handrail.procedures.proof.rules import Seen
from handrail.procedures.proposing.cases import Place, Plan, Played, play, replayed
from handrail.procedures.proposing.cover import Covered, Side, Taken, branch_of_note, covered, sides
from handrail.procedures.proposing.trying import near, seeds
from handrail.procedures.scenarios import run
from handrail.procedures.shelf import own_facts_of, reachable

MOST_TRIED = 1500


@dataclass(frozen=True)
class Proposed:
    """Scenarios, each of which holds when it is played; what they cover together, and what no case that was tried came
    to, though it may exist."""

    scenarios: tuple[Scenario, ...]
    covered: frozenset[Covered]
    missed: tuple[Covered, ...]
    tried: int

    @property
    def branches(self) -> tuple[int, int]:
        return _of(Taken, self)

    @property
    def boundaries(self) -> tuple[int, int]:
        return _of(Side, self)


def _of(kind: type, row: Proposed) -> tuple[int, int]:
    """How many are covered, of how many."""
    had = sum(isinstance(each, kind) for each in row.covered)
    return had, had + sum(isinstance(each, kind) for each in row.missed)


def propose(
    slug: str,
    shelf: Bundle,
    law: Law,
    *,
    at: datetime,
    zone: str,
    business: Facts | None = None,
    has: Iterable[Scenario] = (),
    most: int = MOST_TRIED,
) -> Proposed:
    """Scenarios for what those that it `has` do not cover yet. `business`: what this business knows of itself (what it
    does not know can't be found out); None: any business."""
    bundle = {name: written_out(shelf[name]) for name in reachable(slug, shelf)}
    with with_own(own_facts_of(slug, bundle)):
        place = Place(bundle, slug, law, at, zone)
        seen = _seen(bundle, slug, _duties(bundle, law, place, business), business)
        wanted = _wanted(seen)
        already = frozenset[Covered]().union(*(covered_by(row, bundle, slug, law) for row in has))
        base = Plan(known=dict(business or {}))
        fit = partial(_on, base) if business is not None else _as_it_is
        kept, tried = _searched(place, [base, *seeds(seen)], fit, wanted, already, most)
        chosen = _fewest(kept, wanted - already)
        matters = _facts_that_matter(seen)
        named = zip(chosen, _names(chosen, seen), strict=True)
        rows = [_lean(played, place, name, matters) for (played, _), name in named]
        held = [(row, got) for row, (_, got) in zip(rows, chosen, strict=True) if run(row, bundle, law, slug).holds]
        got = already.union(*(got for _, got in held)) & wanted
    return Proposed(tuple(row for row, _ in held), got, tuple(sorted(wanted - got, key=str)), tried)


def _duties(bundle: Bundle, law: Law, place: Place, business: Facts | None) -> tuple[DutyToMeet, ...]:
    return tuple(to_meet(law, business or {}, place.world(place.at).today, kinds_claimed(bundle.values())))


def _seen(bundle: Bundle, slug: str, duties: Sequence[DutyToMeet], business: Facts | None) -> Seen:
    """All that the prover sees of this business, or of any."""
    ready = make_ready(bundle, slug, duties, ())
    unknown = [name for name in VOCABULARY if name.startswith("business.") and name not in (business or {})]
    start = ready.space.start(business or {}, unknown if business is not None else ())
    explored = explore(ready, slug, start)
    return Seen(ready, explored, frozenset(ready.steps) - reached(explored))


def _wanted(seen: Seen) -> frozenset[Covered]:
    """What there is to cover: the branches that the prover says some case takes, and the sides of all boundaries."""
    own = dict(seen.own)
    found: set[Covered] = set()
    for note in seen.explored.notes:
        step = own.get(note.place)
        branch = branch_of_note(note.kind, note.text, step) if step else ""
        if step and branch:
            found.add(Taken(step.id, branch))
    for place, step in own.items():
        if place not in seen.never_entered:
            found.update(Taken(step.id, outcome) for outcome in step.outcomes)
            found.update(sides(step))
    return frozenset(found)


def _searched(
    place: Place,
    begin: Iterable[Plan],
    fit: Callable[[Plan], Plan],
    wanted: frozenset[Covered],
    already: frozenset[Covered],
    most: int,
) -> tuple[list[tuple[Played, frozenset[Covered]]], int]:
    """Cases that each came to something new, nearest first: those of the prover, and what is next to each. What is
    covered `already` still leads on to what is not."""
    queue = deque(begin)
    kept: list[tuple[Played, frozenset[Covered]]] = []
    had: set[Covered] = set()
    tried: set[object] = set()
    while queue and len(tried) < most and not wanted - already <= had:
        plan = fit(queue.popleft())
        if plan.key in tried:
            continue
        tried.add(plan.key)
        played = play(plan, place)
        if not played.has_ended:
            continue
        got = covered(played, place) & wanted
        if got - had:
            had |= got
            kept.append((played, got - already))
            queue.extend(near(played, place))
    return kept, len(tried)


def _on(base: Plan, plan: Plan) -> Plan:
    """The plan for this business: what it is stays as it is."""
    return replace(plan, known=base.known)


def _as_it_is(plan: Plan) -> Plan:
    return plan


def _fewest(
    kept: Sequence[tuple[Played, frozenset[Covered]]], wanted: frozenset[Covered]
) -> list[tuple[Played, frozenset[Covered]]]:
    """Greedy: always the case that covers most of what is left, the shorter of equals; then those that the others make
    superfluous are taken out."""
    left = set(wanted & frozenset[Covered]().union(*(got for _, got in kept)))
    chosen: list[tuple[Played, frozenset[Covered]]] = []
    while left:
        best = max(kept, key=lambda row: (len(row[1] & left), -row[0].steps))
        chosen.append(best)
        left -= best[1]
    for row in list(chosen):
        rest = frozenset[Covered]().union(*(got for played, got in chosen if played is not row[0]))
        if row[1] <= rest:
            chosen.remove(row)
    return chosen


def covered_by(scenario: Scenario, bundle: Bundle, slug: str, law: Law) -> frozenset[Covered]:
    """What a scenario that is there comes through; nothing while it does not hold."""
    ran = run(scenario, bundle, law, slug)
    if not ran.holds:
        return frozenset()
    place = Place(bundle, slug, law, scenario.moment, scenario.zone)
    try:
        return covered(replayed((row.event for row in ran.happened), place), place)
    except EngineError:  # its clock moved on the way, so the same answers lead elsewhere
        return frozenset()


# As a scenario


def _facts_that_matter(seen: Seen) -> frozenset[str]:
    arising = (duty.arises.facts for duty in seen.ready.duties if duty.arises)
    return frozenset(seen.ready.space.facts).union(*arising)


def _lean(played: Played, place: Place, name: str, matters: frozenset[str]) -> Scenario:
    """The scenario with only those facts of the business that something reads, where that comes to the same."""
    whole = _scenario(played, place, name)
    lean = whole.model_copy(update={"facts": {n: v for n, v in whole.facts.items() if n in matters}})
    return lean if run(lean, place.bundle, place.law, place.slug).holds else whole


def _scenario(played: Played, place: Place, name: str) -> Scenario:
    plan, zone = played.plan, ZoneInfo(place.zone)
    met = dict.fromkeys(row.text for row in played.effects if row.kind == "meets")
    told = dict.fromkeys(row.to for row in played.effects if row.kind == "escalate")
    given = {
        "facts": {name_: _written(name_, value, zone) for name_, value in sorted(plan.known.items())},
        "pool": {name_: _written(name_, value, zone) for name_, value in sorted(played.asked.items())},
        "confirm": dict.fromkeys(sorted(plan.no), "no"),
        "turns": list(_turns(played)),
    }
    expect = {
        "path": [id_ for id_, how in played.state.trail if how != "passed"],
        "outcome": played.state.outcome,
        "escalated": list(told),
        **({"meets": list(met)} if met else {}),
    }
    head = {"name": name, "at": f"{played.moved[0].at.astimezone(zone):%Y-%m-%dT%H:%M}", "zone": place.zone}
    filled = {part: rows for part, rows in given.items() if rows}
    return Scenario.model_validate({**head, **filled, "expect": expect})


def _turns(played: Played) -> Iterator[dict[str, object]]:
    for moved in played.moved:
        if isinstance(moved.event, Skip):
            yield {"step": moved.step, "skip": moved.event.reason}
        elif isinstance(moved.event, Resume | TimedOut):
            yield {"step": moved.step, "comes": isinstance(moved.event, Resume)}


def _written(name: str, value: Value | None, zone: ZoneInfo) -> str | list[str]:
    """A value as a person would write it, so that it is read back as the same."""
    match value:
        case None:
            return UNKNOWN
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%dT%H:%M}"
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case Amounts():
            return [_dollars(cents) for cents in value]
    return _dollars(value) if fact(name).type == "money" and isinstance(value, int) else str(value)


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


_WORDS = {
    "no": "the customer says no", "unknown": "it can’t be found out", "otherwise": "nothing else fits",
    "if_skipped": "it is skipped", "timeout": "the wait is over", "came": "it came", "passed": "not in the way",
    "done": "it is done",
}  # fmt: skip


def _names(chosen: Sequence[tuple[Played, frozenset[Covered]]], seen: Seen) -> list[str]:
    """Each by the last branch that no scenario before it took; numbered where two are alike."""
    order = {step.id: number for number, (_, step) in enumerate(seen.own)}
    had: set[Covered] = set()
    names: list[str] = []
    for played, got in chosen:
        fresh = sorted((row for row in got - had if isinstance(row, Taken)), key=lambda row: order[row.step])
        name = f"{_told(fresh[-1], seen) if fresh else 'At a boundary'}, {played.state.outcome}"
        same = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({same + 1})" if same else name)
        had |= got
    return names


def in_plain_words(row: Covered) -> str:
    """A branch, or a side of a boundary, as a person reads it."""
    if isinstance(row, Taken):
        return _WORDS.get(row.branch) or (f"ends as {row.branch}" if row.branch in OUTCOMES else condition(row.branch))
    text = row.text.rpartition(" [")[0]
    return f"{condition(text)}, {'just at the bound' if row.apart == 0 else 'just beside it'}"


def _told(row: Taken, seen: Seen) -> str:
    step = next(step for _, step in seen.own if step.id == row.step)
    return f"{step.name.rstrip('?.')}: {in_plain_words(row)}"[:200]
