"""A bundle made ready to be walked: every step's conditions over boxes, its blanks and duties as bits, and what can
still matter from each step on (so that states which differ only in what no longer matters are one). Pure."""

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import NamedTuple

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node, names
from handrail.facts.conditions import TODAY, Condition, compile_condition
from handrail.facts.vocabulary import fact, own_facts
from handrail.procedures.language.engine import Place
from handrail.procedures.language.parts import minutes
from handrail.procedures.language.steps import BLANK, Procedure, Step, Way
from handrail.procedures.proof import theory
from handrail.procedures.proof.boxes import Test
from handrail.procedures.proof.findings import DutyToMeet
from handrail.procedures.proof.measures import law_of
from handrail.procedures.proof.space import Space

_PARTS = ("say", "ask", "collect", "look_up", "find", "confirm", "work_out", "check", "decide", "table", "do", "send",
          "record", "escalate", "refuse", "wait", "call", "for_each", "end")  # fmt: skip
MOST_SPACES = 6
_SPACES: dict[tuple[Hashable, ...], tuple[Space, tuple[DutyToMeet, ...]]] = {}
_LIMIT = re.compile(r"""limit\((['"])([^'"]+)\1\)""")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A condition of a step with its name and the kinds of law it asks; `test` is None for an otherwise."""

    name: str
    test: Test | None
    law: frozenset[str] = frozenset()
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """A value worked out into the fact `bit` (0: into none) from the facts `needs`. `asks_law`: it may be unknown
    though all are known. `cells`: those left to the measures that read the fact."""

    bit: int
    needs: int
    asks_law: bool
    cells: int = -1


@dataclass(frozen=True, slots=True)
class Each:
    """A list gone through: whether it is empty, whether it has one item; what is set, and asked anew, for each."""

    none: Test
    one: Test
    item: int
    forget: int


@dataclass(frozen=True, slots=True)
class ReadyStep:
    """A step with everything the walk asks of it, as bits of facts and of duties."""

    step: Step
    when: Test | None
    checks: tuple[Guarded, ...]
    choices: tuple[Guarded, ...]
    wants: int
    said: int
    done: int
    meets: int
    before: int
    after: int
    below: str | None  # the step that follows in order
    collect: tuple[int, ...] = ()
    at_least: int = 0
    works: tuple[Worked, ...] = ()
    gives: tuple[Worked, ...] = ()
    until: Worked | None = None
    each: Each | None = None
    may_skip: Test | None = None
    worked: int = 0  # the facts it works out
    silent: bool = False
    room: tuple[tuple[int, int], ...] = ()  # duties that it may meet too late: the minutes left before it


class Later(NamedTuple):
    """What can still be read from a step on, as bits: facts, tests, and those of the tests that say for want of which
    facts they are unknown; and whether a refusal can still come."""

    facts: int = 0
    tests: int = 0
    guards: int = 0
    refuses: bool = False

    def join(self, *others: "Later") -> "Later":
        facts, tests, guards, refuses = self
        for row in others:
            facts |= row[0]
            tests |= row[1]
            guards |= row[2]
            refuses = refuses or row[3]
        return Later(facts, tests, guards, refuses)


@dataclass(slots=True)
class Ready:
    """The bundle, its space, and every step. `judged` are the duties looked at, by number and as bits; `arises` holds
    when each of them arises. `later` is what a step and all that can follow read, `after` without the step itself and
    what it calls: all that matters while it waits, or while what it called runs."""

    bundle: Mapping[str, Procedure]
    duties: tuple[DutyToMeet, ...]
    judged: frozenset[int]
    space: Space
    asked: "Asked"
    steps: dict[Place, ReadyStep] = field(default_factory=dict)
    later: dict[Place, Later] = field(default_factory=dict)
    after: dict[Place, Later] = field(default_factory=dict)
    reach: dict[Place, frozenset[Place]] = field(default_factory=dict)
    following: dict[Place, tuple[Place, ...]] = field(default_factory=dict)
    round: frozenset[Place] = frozenset()  # those that a case may come to again
    bare: frozenset[Place] = frozenset()
    bare_after: frozenset[Place] = frozenset()
    anybody: "Ready | None" = None  # see `for_anybody`
    arises: dict[int, Test | None] = field(default_factory=dict)
    timed: tuple[tuple[int, int], ...] = ()  # duties whose time goes on while a case waits, and how long that is


def make_ready(
    bundle: Mapping[str, Procedure], start: str, duties: Sequence[DutyToMeet], judged: Iterable[int]
) -> Ready:
    """Only procedures that can be called from `start` are made ready, and of the duties only those that are judged; the
    others say what `applies()` comes to. Raises KeyError when `start` is not in the bundle."""
    used = {name: bundle[name] for name in called_from(bundle, start)}
    steps = [step for p in used.values() for step in p.steps]
    judged, asked = frozenset(judged), Asked(duties)
    arising = {n: with_lists_opened(row) if (row := duties[n].arises) else None for n in sorted(judged)}
    guards = [condition for step in steps for condition in asked.conditions(step)]
    facts = {name for step in steps for name in asked.facts_of(step)}.union(*(p.needs for p in used.values()))
    conditions = [*guards, *filter(None, arising.values())]
    worked = [(name, compile_condition(text, fact(name).type).tree) for s in steps for name, text in s.work_out.items()]
    key: tuple[Hashable, ...] = (
        own_facts(), frozenset(facts), tuple(row.text for row in conditions), _volatile(steps), tuple(worked),
        theory.is_there(), *map(id, duties),
    )  # fmt: skip
    space = _of_the_last(key) or Space(facts, conditions, _volatile(steps), worked)
    ready = Ready(used, tuple(duties), judged, space, asked)
    ready.timed = tuple(_timed(ready, steps))
    ready.steps = {
        Place(p.procedure, step.id): _ready_step(ready, step, p.after(step)) for p in used.values() for step in p.steps
    }
    ready.arises = {n: space.test(arises) if arises else None for n, arises in arising.items()}
    _look_ahead(ready)
    space.lay_tests_out()
    _keep(key, space, ready.duties)
    return ready


def _of_the_last(key: tuple[Hashable, ...]) -> Space | None:
    """The space of these facts, conditions and duties, with all that was decided in it, if it is one of the last: an
    edit that changes no condition decides little anew."""
    found = _SPACES.get(key)
    return found[0] if found else None


def _keep(key: tuple[Hashable, ...], space: Space, duties: tuple[DutyToMeet, ...]) -> None:
    """Only once all its tests are made, as others may take it then. The duties are kept with it, so that their ids stay
    theirs."""
    _SPACES.pop(key, None)
    for old in list(_SPACES)[: max(0, len(_SPACES) - MOST_SPACES + 1)]:
        _SPACES.pop(old, None)
    _SPACES[key] = (space, duties)


def forget_spaces() -> None:
    _SPACES.clear()


def for_anybody(ready: Ready, start: str) -> Ready:
    """The same without any duty. Where a condition asks what `applies`, the law is left open."""
    if ready.anybody is None:
        opened = ready.asked.opened
        ready.anybody = (
            make_ready(ready.bundle, start, (), ()) if opened else replace(ready, judged=frozenset(), arises={})
        )
    return ready.anybody


def called_from(bundle: Mapping[str, Procedure], start: str) -> tuple[str, ...]:
    """The procedures that can run, the first one first; a called one that is not in the bundle is left out."""
    found = {start: bundle[start]}
    waiting = [start]
    while waiting:
        for step in found[waiting.pop()].steps:
            if step.called and step.called in bundle and step.called not in found:
                found[step.called] = bundle[step.called]
                waiting.append(step.called)
    return tuple(found)


class Asked:
    """Conditions with `applies('kind')` opened: it is true when a duty of that kind arises, so it stands for what the
    duties say. While no duties are given the law was not asked, and it stays a question with two answers."""

    def __init__(self, duties: Sequence[DutyToMeet]) -> None:
        self._duties = duties
        self._made: dict[str, Condition] = {}
        self._of: dict[int, tuple[Step, tuple[Condition, ...]]] = {}
        self.opened = False

    def condition(self, text: str, step: Step) -> Condition:
        """The condition of this text in this step, opened: limits are their numbers. Equal texts give equal ones."""
        text = with_limits(text, step)
        made = self._made.get(text)
        if made is None:
            made = compile_condition(text)
            if self._duties and "applies" in text:  # what the law says may set lists against names, as any text may
                made = Condition(text, _lists_opened(self._opened(made.tree)))
            self._made[text] = made = with_lists_opened(made)
        return made

    def _opened(self, node: Node) -> Node:
        match node:
            case Call("applies", (Constant(str() as kind),)) if self._duties:
                self.opened = True
                return _any(
                    [row.arises.tree if row.arises else Constant(True) for row in self._duties if row.kind == kind]
                )
            case Call(function, args):
                return Call(function, tuple(self._opened(arg) for arg in args))
        return node

    def conditions(self, step: Step) -> tuple[Condition, ...]:
        """Every condition of a step, compiled."""
        found = self._of.get(id(step))
        if found is None:  # the step is kept with it, so that its id stays its own
            texts = (*written(step), *_sizes(step))
            found = self._of[id(step)] = (step, tuple(self.condition(text, step) for text in texts))
        return found[1]

    def facts_of(self, step: Step) -> frozenset[str]:
        read = [condition.facts for condition in self.conditions(step)]
        until = [(step.wait.until, "date")] if step.wait and step.wait.until else []
        made = [*((text, fact(name).type) for name, text in (*step.work_out.items(), *step.give.items())), *until]
        read += [names(compile_condition(text, kind).tree) - {TODAY} for text, kind in made]
        return frozenset(touched(step)).union(blanks(step.say, step.do, *step.sent), *read)


def _any(nodes: Sequence[Node]) -> Node:
    if len(nodes) < 2:
        return nodes[0] if nodes else Constant(False)
    return Call("_||_", tuple(nodes))


def with_lists_opened(condition: Condition) -> Condition:
    """The condition with every list that it sets against named values as questions whether one value is in it. Law and
    steps write that either way about, and with other values beside: so they ask the same questions."""
    if "any_in" in condition.text or "all_in" in condition.text:
        return Condition(condition.text, _lists_opened(condition.tree))
    return condition


def _lists_opened(node: Node) -> Node:
    match node:
        case Call("any_in", (Name(name), Items(items)) | (Items(items), Name(name))):
            return _any([Call("@in", (item, Name(name))) for item in items])
        case Call("all_in", (Items(items), Name(name))):
            return _not(_any([_not(Call("@in", (item, Name(name)))) for item in items]))
        case Call("all_in", (Name(name), Items(items))) if fact(name).values:
            others = (Constant(value) for value in fact(name).values if Constant(value) not in items)
            return _not(_any([Call("@in", (other, Name(name))) for other in others]))
        case Call(function, args):
            return Call(function, tuple(map(_lists_opened, args)))
    return node


def _not(node: Node) -> Node:
    return Call("!_", (node,))


def with_limits(text: str, step: Step) -> str:
    """A condition with the numbers of the limits it names."""
    return _LIMIT.sub(lambda found: str(step.home.limits[found[2]]), text) if "limit(" in text else text


def written(step: Step) -> tuple[str, ...]:
    """A step's conditions as written."""
    skip = step.may_skip.when if step.may_skip else None
    return tuple(filter(None, (step.when, *step.guards, skip)))


def _sizes(step: Step) -> tuple[str, ...]:
    """Whether the list that a step goes through is empty, or has one item."""
    return tuple(f"size({step.for_each.in_}) == {n}" for n in (0, 1)) if step.for_each else ()


def touched(step: Step) -> tuple[str, ...]:
    """Every fact a step gathers, sets or forgets, besides those its conditions and words read."""
    each = step.for_each
    listed = (each.in_, each.as_, *each.forget) if each else ()
    forgotten = (name for _, way in step.ways() for name in way.forget)
    some = step.collect.of if step.collect else ()
    return (*step.wants, *some, *step.work_out, *step.give, *listed, *forgotten)


def _volatile(steps: Iterable[Step]) -> frozenset[str]:
    """Facts that do not stay as they are once known: worked out, given, or asked anew."""
    found: set[str] = set()
    for step in steps:
        each = step.for_each
        found.update(*(way.forget for _, way in step.ways()), step.work_out, step.give)
        found.update((each.as_, *each.forget) if each else ())
    return frozenset(found)


def blanks(*scripts: str | None) -> frozenset[str]:
    return frozenset(name for script in scripts if script for name in BLANK.findall(script))


def kinds_of(step: Step) -> frozenset[str]:
    """What kinds of step this is, and the kinds of duty it meets."""
    return frozenset(part for part in _PARTS if getattr(step, part)) | frozenset(step.meets)


def _ready_step(ready: Ready, step: Step, below: str | None) -> ReadyStep:
    kinds, space, duties = kinds_of(step), ready.space, ready.duties
    return ReadyStep(
        step,
        space.test(ready.asked.condition(step.when, step)) if step.when else None,
        tuple(_guarded(ready, step, name, guard) for name, guard in step.check.items()),
        tuple(_guarded(ready, step, row.when or "otherwise", row.when, row.way) for row in step.choices),
        space.bits(step.wants),
        space.bits(blanks(step.say)),
        space.bits(blanks(step.do, *step.sent)),
        sum(1 << n for n in ready.judged if duties[n].kind in step.meets),
        _ordered(ready, "before", kinds),
        _ordered(ready, "after", kinds),
        below,
        tuple(space.bit[name] for name in step.collect.of) if step.collect else (),
        step.collect.at_least if step.collect else 0,
        tuple(_worked(ready, name, text, stays=True) for name, text in step.work_out.items()),
        tuple(_worked(ready, name, text) for name, text in step.give.items()),
        _worked(ready, None, step.wait.until) if step.wait and step.wait.until else None,
        _each(ready, step),
        space.test(ready.asked.condition(step.may_skip.when, step)) if step.may_skip else None,
        space.bits(step.work_out),
        step.is_silent,
        tuple(_room(ready, step)),
    )


def _timed(ready: Ready, steps: Sequence[Step]) -> Iterator[tuple[int, int]]:
    """How long there is for each duty that a step meets, where a case may wait for some time before."""
    if any(step.wait and step.wait.at_most for step in steps):
        yield from _times(ready, {kind for step in steps for kind in step.meets})


def _room(ready: Ready, step: Step) -> Iterator[tuple[int, int]]:
    """For each duty that the step meets, what its own time leaves of the law's. Where nothing waits, only those for
    which it gives itself longer than the law."""
    own = minutes(step.within) if step.within else 0
    for bit, there_is in _times(ready, step.meets) if own or ready.timed else ():
        if ready.timed or own > there_is:
            yield bit, there_is - own


def _times(ready: Ready, kinds: Collection[str]) -> Iterator[tuple[int, int]]:
    for number in sorted(ready.judged):
        rule = ready.duties[number].in_time
        if rule is not None and rule.shortest is not None and ready.duties[number].kind in kinds:
            yield 1 << number, rule.shortest


def _worked(ready: Ready, name: str | None, text: str, *, stays: bool = False) -> Worked:
    """`stays`: the fact goes on to be that, as nothing else is set with it."""
    tree = compile_condition(text, fact(name).type if name else "date").tree
    needs = ready.space.bits(names(tree) - {TODAY})
    cells = ready.space.cells_where(name, tree.value) if name and isinstance(tree, Constant) else -1
    if name and stays:
        cells &= ready.space.cells_worked(name, tree)
    return Worked(ready.space.bit[name] if name else 0, needs, bool(law_of(tree)), cells)


def _each(ready: Ready, step: Step) -> Each | None:
    row = step.for_each
    if row is None:
        return None
    none, one = (ready.space.test(ready.asked.condition(text, step)) for text in _sizes(step))
    return Each(none, one, ready.space.bit[row.as_], ready.space.bits((row.as_, *row.forget)))


def _ordered(ready: Ready, order: str, kinds: frozenset[str]) -> int:
    rules = ((n, ready.duties[n].must_come) for n in ready.judged)
    return sum(1 << n for n, rule in rules if rule and rule.order == order and kinds & set(rule.kinds))


def _guarded(ready: Ready, step: Step, name: str, text: str | None, way: Way | None = None) -> Guarded:
    if text is None:
        return Guarded(name, None, way=way)
    law = law_of(compile_condition(text).tree)  # as written: what it asks of the law, before that is opened
    return Guarded(name, ready.space.test(ready.asked.condition(text, step)), law, way)


# what can still matter


def _look_ahead(ready: Ready) -> None:
    """For each step, what it and any step that can follow reads. A call adds all that the called procedures read."""
    ahead = {place: _ahead(place, row) for place, row in ready.steps.items()}
    following = {place: (*ahead[place], *_called(ready, row.step)) for place, row in ready.steps.items()}
    later, changed = {place: _own(ready, row) for place, row in ready.steps.items()}, True
    while changed:
        changed = False
        for place in reversed(following):
            joined = later[place].join(*(later[other] for other in following[place]))
            changed |= joined != later[place]
            later[place] = joined
    ready.later, ready.following, ready.round = later, following, _round(following)
    if any(row.step.once or row.each or row.step.any_order or _goes_back(row.step) for row in ready.steps.values()):
        ready.reach = _closed(following)
    for place, row in ready.steps.items():
        ready.after[place] = Later(refuses=_refuses(row.step)).join(*(later[other] for other in ahead[place]))
    ready.bare, ready.bare_after = _bare(ready, ahead)


def _round(following: dict[Place, tuple[Place, ...]]) -> frozenset[Place]:
    """The steps that lie on a circle, or between two: all but those from which the way leads to none of them, one after
    the other."""
    left, before = set(following), -1
    while len(left) != before:
        before = len(left)
        for place in reversed(following):
            if place in left and left.isdisjoint(following[place]):
                left.discard(place)
    return frozenset(left)


def _bare(ready: Ready, ahead: Mapping[Place, Sequence[Place]]) -> tuple[frozenset[Place], frozenset[Place]]:
    """The steps from which their procedure can end and nothing be recorded from there on, and those after which."""
    records = {
        place for place, row in ready.steps.items() if row.step.record and not row.step.when and not row.step.once
    }
    after, changed = {place for place, row in ready.steps.items() if _may_end(row)}, True
    while changed:
        more = {place for place, rows in ahead.items() if not (after - records).isdisjoint(rows)} - after
        after, changed = after | more, bool(more)
    return frozenset(after - records), frozenset(after)


def _may_end(row: ReadyStep) -> bool:
    step = row.step
    return bool(step.end or step.refuse or not row.below) or any(not way.target for _, way in step.ways())


def _own(ready: Ready, row: ReadyStep) -> Later:
    space, step = ready.space, row.step
    tests = [space.test(condition) for condition in ready.asked.conditions(step)]
    # That a fact was asked matters where it is wanted only if the step has a way for what can't be found out.
    facts = row.said | row.done | (row.wants if step.unknown else 0) | reduce(or_, row.collect, 0)
    made = (*row.works, *row.gives, *((row.until,) if row.until else ()))
    facts |= reduce(or_, (worked.needs for worked in made), 0)
    if step.called and step.called in ready.bundle:
        facts |= space.bits(ready.bundle[step.called].needs)
    guards = (guard.test.bit for guard in (*row.checks, *row.choices) if guard.test)
    return Later(facts, reduce(or_, (test.bit for test in tests), 0), reduce(or_, guards, 0), _refuses(step))


def _goes_back(step: Step) -> bool:
    return any(way.again for _, way in step.ways())


def _closed(following: dict[Place, tuple[Place, ...]]) -> dict[Place, frozenset[Place]]:
    """The places that can still come from each, itself included."""
    reach, changed = {place: frozenset({place}) for place in following}, True
    while changed:
        changed = False
        for place in reversed(following):
            more = reach[place].union(*(reach[other] for other in following[place]))
            changed |= more != reach[place]
            reach[place] = more
    return reach


def _refuses(step: Step) -> bool:
    return bool(step.refuse) or any(way.refuse for _, way in step.ways())


def _ahead(place: Place, row: ReadyStep) -> tuple[Place, ...]:
    """The steps of its own procedure that can come next."""
    below = row.below if _may_fall_through(row.step) else None
    members = row.step.any_order.of if row.step.any_order else ()
    targets = (below, *members, *(way.target for _, way in row.step.ways()))
    return tuple(Place(place.procedure, target) for target in targets if target)


def _may_fall_through(step: Step) -> bool:
    """Whether the step below can follow: not where every case takes a way or ends."""
    if step.when or step.escalate:
        return True
    if step.choices:
        return step.once
    return bool(step.once) or not (step.refuse or step.end)


def _called(ready: Ready, step: Step) -> tuple[Place, ...]:
    name = step.called
    return (Place(name, ready.bundle[name].steps[0].id),) if name and name in ready.bundle else ()
