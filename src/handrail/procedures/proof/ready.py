"""A bundle made ready to be walked: every step's conditions over boxes, its blanks and duties as bits, and what can
still matter from each step on (so that states which differ only in what no longer matters are one). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handrail.facts.cel_tree import Call, Constant, Node
from handrail.facts.conditions import Condition, compile_condition
from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import BLANK, Procedure, Step, Way
from handrail.procedures.proof.boxes import Space, Test
from handrail.procedures.proof.findings import DutyToMeet

_PARTS = ("say", "ask", "look_up", "confirm", "check", "decide", "do", "send", "record", "escalate", "refuse", "wait",
          "call", "end")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guarded:
    """A condition of a step with its name and the kinds of law it asks; `test` is None for an otherwise."""

    name: str
    test: Test | None
    law: frozenset[str] = frozenset()
    way: Way | None = None


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


@dataclass(slots=True)
class Later:
    """What can still be read from a step on: facts, measures, and whether a refusal can still come."""

    facts: int = 0
    measures: frozenset[int] = frozenset()
    refuses: bool = False

    def join(self, other: "Later") -> "Later":
        return Later(self.facts | other.facts, self.measures | other.measures, self.refuses or other.refuses)


@dataclass(slots=True)
class Ready:
    """The bundle, its space, and every step."""

    bundle: Mapping[str, Procedure]
    duties: tuple[DutyToMeet, ...]
    space: Space
    asked: "Asked"
    steps: dict[Place, ReadyStep] = field(default_factory=dict)
    later: dict[Place, Later] = field(default_factory=dict)
    arises: tuple[Test | None, ...] = ()
    duty_later: tuple[Later, ...] = ()


def make_ready(bundle: Mapping[str, Procedure], start: str, duties: Sequence[DutyToMeet]) -> Ready:
    """Only procedures that can be called from `start` are made ready. Raises KeyError when `start` is not in the
    bundle."""
    used = {name: bundle[name] for name in called_from(bundle, start)}
    steps = [(Place(p.procedure, step.id), step) for p in used.values() for step in p.steps]
    arising = [duty.arises for duty in duties if duty.arises is not None]
    asked = Asked(duties)
    guards = [condition for _, step in steps for condition in asked.conditions(step)]
    space = Space({name for _, step in steps for name in asked.facts_of(step)}, [*guards, *arising])
    ready = Ready(used, tuple(duties), space, asked)
    ready.steps = {place: _ready_step(ready, step) for place, step in steps}
    ready.arises = tuple(space.test(duty.arises) if duty.arises else None for duty in duties)
    ready.duty_later = tuple(_duty_later(space, duty) for duty in duties)
    ready.later = _later(ready)
    return ready


def called_from(bundle: Mapping[str, Procedure], start: str) -> tuple[str, ...]:
    """The procedures that can run, the first one first; a called one that is not in the bundle is left out."""
    found = {start: bundle[start]}
    waiting = [start]
    while waiting:
        for step in found[waiting.pop()].steps:
            if step.call and step.call in bundle and step.call not in found:
                found[step.call] = bundle[step.call]
                waiting.append(step.call)
    return tuple(found)


class Asked:
    """Conditions with `applies('kind')` opened: it is true when a duty of that kind arises, so it stands for what the
    duties say. While no duties are given the law was not asked, and it stays a question with two answers."""

    def __init__(self, duties: Sequence[DutyToMeet]) -> None:
        self._arises: dict[str, list[Node]] = {}
        self._given = bool(duties)
        for duty in duties:
            self._arises.setdefault(duty.kind, []).append(duty.arises.tree if duty.arises else Constant(True))

    def condition(self, text: str) -> Condition:
        """The condition of this text, opened. Equal texts give equal conditions."""
        written = compile_condition(text)
        return Condition(text, self._opened(written.tree)) if self._given else written

    def _opened(self, node: Node) -> Node:
        match node:
            case Call("applies", (Constant(str() as kind),)):
                return _any(self._arises.get(kind, []))
            case Call(function, args):
                return Call(function, tuple(self._opened(arg) for arg in args))
            case _:
                return node

    def conditions(self, step: Step) -> Iterator[Condition]:
        """Every condition of a step, compiled."""
        texts = (step.when, *step.check.values(), *(choice.when for choice in step.decide))
        return (self.condition(text) for text in texts if text)

    def facts_of(self, step: Step) -> frozenset[str]:
        read = [condition.facts for condition in self.conditions(step)]
        return frozenset(step.wants).union(blanks(step.say, step.do, step.send), *read)


def _any(nodes: Sequence[Node]) -> Node:
    if len(nodes) < 2:
        return nodes[0] if nodes else Constant(False)
    return Call("_||_", tuple(nodes))


def blanks(*scripts: str | None) -> frozenset[str]:
    return frozenset(name for script in scripts if script for name in BLANK.findall(script))


def kinds_of(step: Step) -> frozenset[str]:
    """What kinds of step this is, and the kinds of duty it meets."""
    return frozenset(part for part in _PARTS if getattr(step, part)) | frozenset(step.meets)


def _ready_step(ready: Ready, step: Step) -> ReadyStep:
    kinds, space, duties = kinds_of(step), ready.space, ready.duties
    return ReadyStep(
        step,
        space.test(ready.asked.condition(step.when)) if step.when else None,
        tuple(_guarded(ready, name, guard) for name, guard in step.check.items()),
        tuple(_guarded(ready, choice.when or "otherwise", choice.when, choice.way) for choice in step.decide),
        space.bits(step.wants),
        space.bits(blanks(step.say)),
        space.bits(blanks(step.do, step.send)),
        sum(1 << n for n, duty in enumerate(duties) if duty.kind in step.meets),
        _ordered(duties, "before", kinds),
        _ordered(duties, "after", kinds),
    )


def _ordered(duties: Sequence[DutyToMeet], order: str, kinds: frozenset[str]) -> int:
    rules = ((n, duty.must_come) for n, duty in enumerate(duties))
    return sum(1 << n for n, rule in rules if rule and rule.order == order and kinds & set(rule.kinds))


def _guarded(ready: Ready, name: str, text: str | None, way: Way | None = None) -> Guarded:
    if text is None:
        return Guarded(name, None, way=way)
    law = ready.space.law(compile_condition(text))  # as written: what it asks of the law, before that is opened
    return Guarded(name, ready.space.test(ready.asked.condition(text)), law, way)


# what can still matter


def _duty_later(space: Space, duty: DutyToMeet) -> Later:
    if duty.arises is None:
        return Later()
    return Later(space.bits(duty.arises.facts), frozenset(space.measures_of(duty.arises.tree)))


def _later(ready: Ready) -> dict[Place, Later]:
    """For each step, what it and any step that can follow reads. A call adds all that the called procedures read."""
    own = {place: _own(ready, row) for place, row in ready.steps.items()}
    following = {place: _following(ready, place, row.step) for place, row in ready.steps.items()}
    return {place: _over(own, _reached(following, place)) for place in own}


def _own(ready: Ready, row: ReadyStep) -> Later:
    space, step = ready.space, row.step
    measures = frozenset(n for condition in ready.asked.conditions(step) for n in space.measures_of(condition.tree))
    refuses = bool(step.refuse) or any(way.refuse for _, way in step.ways())
    return Later(space.bits(ready.asked.facts_of(step)), measures, refuses)


def _following(ready: Ready, place: Place, step: Step) -> tuple[Place, ...]:
    after = ready.bundle[place.procedure].after(step)
    targets = [after, *(way.target for _, way in step.ways())]
    found = [Place(place.procedure, target) for target in targets if target]
    if step.call in ready.bundle:
        assert step.call is not None
        found.append(Place(step.call, ready.bundle[step.call].steps[0].id))
    return tuple(found)


def _reached(following: Mapping[Place, tuple[Place, ...]], place: Place) -> set[Place]:
    found, waiting = {place}, [place]
    while waiting:
        fresh = set(following[waiting.pop()]) - found
        found |= fresh
        waiting += fresh
    return found


def _over(own: Mapping[Place, Later], places: set[Place]) -> Later:
    rows = [own[place] for place in places]
    measures = frozenset[int]().union(*(row.measures for row in rows))
    facts = 0
    for row in rows:
        facts |= row.facts
    return Later(facts, measures, any(row.refuses for row in rows))
