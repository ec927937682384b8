"""The nodes and flows of one procedure as BPMN has them, before any has a place. Pure.

A step is one node, `step_` and its id; what comes before and after it (is it in the way, what was found out, counted
tries, a list gone through) stands in gateways and scripts around it. The order is the engine's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from handrail.facts.vocabulary import fact, with_own
from handrail.procedures.documents import spoken
from handrail.procedures.documents.formats.bpmn.formulas import facts_in, formula, left_open, surely_not, variable
from handrail.procedures.language.engine import TOO_FEW
from handrail.procedures.language.parts import minutes
from handrail.procedures.language.steps import Procedure, Step, Way, in_words

Kind = Literal[
    "startEvent", "endEvent", "userTask", "task", "scriptTask", "exclusiveGateway", "callActivity", "receiveTask",
    "boundaryEvent", "intermediateThrowEvent", "intermediateCatchEvent",
]  # fmt: skip
LISTS = ("not_found", "said_no", "skipped", "done")
"""What whoever runs it adds to: facts beyond finding out, and ids of steps; `done` the process keeps by itself."""

UNKNOWN = "can’t find out"
NOBODY_KNOWS = Way(escalate="supervisor", why="Can’t be found out")


@dataclass(frozen=True, slots=True)
class Node:
    """`detail`: the script, the person told, the procedure called, what is waited for, or when; by its kind. `host`:
    the node a boundary event sits on, or the one beside which a side node is drawn."""

    id: str
    kind: Kind
    name: str
    role: str
    detail: str = ""
    host: str = ""
    step: str = ""
    main: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """From a node to a node. Of a gateway's flows the one without a condition is taken when no other is."""

    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    slug: str
    title: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    facts: tuple[str, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(node.role for node in self.nodes))


def process(procedure: Procedure, counters: Iterable[str] = (), *, first: bool = True) -> Process:
    """A procedure written out as it runs. `first`: it is where a case begins; a called one says how it ended."""
    with with_own(procedure.own):
        made = _Making(procedure, first=first)
        made.build(tuple(counters))
        flows = (replace(row, target=made.entries.get(row.target, row.target)) for row in made.flows)
        parts = tuple(made.nodes), tuple(_apart(_joined(flows))), tuple(sorted(made.facts))
        return Process(procedure.procedure, procedure.title, *parts)


def _joined(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Flows that follow each other from one node to one node become one with both reasons."""
    for (source, target), same in groupby(flows, key=lambda row: (row.source, row.target)):
        rows = list(same)
        names = "; or ".join(dict.fromkeys(row.name for row in rows if row.name))
        tests = [row.condition for row in rows]
        whole = " or ".join(f"({test})" for test in tests) if len(tests) > 1 else tests[0]
        yield Flow(source, target, names if all(tests) else "", whole if all(tests) else "")


def _apart(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Of the flows of a gateway no two hold at once: engines look at them in orders of their own."""
    before: dict[str, list[str]] = {}
    for row in flows:
        earlier = before.setdefault(row.source, [])
        if not row.condition:
            yield row
            continue
        yield replace(row, condition=" and ".join([*(f"not ({test})" for test in earlier), f"({row.condition})"]))
        earlier.append(row.condition)


def counters(procedure: Procedure) -> tuple[str, ...]:
    """The variables that count how often a way went back, and the place in a list."""
    tries = [_counter(step, way) for step in procedure.steps for _, way in step.ways() if way.again]
    rounds = [_round(step) for step in procedure.steps if step.for_each]
    return tuple(dict.fromkeys([*tries, *rounds]))


def _counter(step: Step, way: Way) -> str:
    return f"tries_{variable(step.id)}_{variable(way.again or '')}"


def _round(step: Step) -> str:
    return f"round_{variable(step.id)}"


@dataclass
class _Making:
    """A process in the making. Targets written `@id` are entries of steps, settled at the end."""

    procedure: Procedure
    first: bool
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)
    count: int = 0

    @property
    def limits(self) -> Mapping[str, int]:
        return self.procedure.steps[0].home.limits

    @property
    def goes_back(self) -> bool:
        return any(way.again for step in self.procedure.steps for _, way in step.ways())

    def build(self, counted: tuple[str, ...]) -> None:
        role = self.procedure.steps[0].role
        before = self.add(Node("start", "startEvent", "Begin", role))
        if self.first:
            script = [*(f"{name} = []" for name in LISTS), *(f"{name} = 0" for name in counted)]
            begin = self.add(Node("begin", "scriptTask", "Nothing is done yet", role, "\n".join(script)))
            self.flow(before, begin)
            before = begin
        self.flow(before, f"@{self.procedure.steps[0].id}")
        for step in self.procedure.steps:
            _Stepping(self, step).build()

    def add(self, node: Node) -> str:
        self.nodes.append(node)
        return node.id

    def flow(self, source: str, target: str, name: str = "", condition: str = "") -> None:
        self.flows.append(Flow(source, target, name, condition))

    def said(self, text: str, kind: str = "bool") -> str:
        self.facts |= facts_in(text, kind)
        return formula(text, self.limits, kind)


@dataclass
class _Stepping:
    """One step with all around it. `last`: the node that the next one of the step follows."""

    making: _Making
    step: Step
    last: str = ""
    made: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.step.id.replace("-", "_")

    def build(self) -> None:
        step = self.step
        self.making.facts |= {*step.wants, *(step.collect.of if step.collect else ())}
        self._only_if()
        if step.any_order:
            self._any_order()
            return
        self._act()
        if step.work_out:
            self._gate("asked", [*self._gathered_ways()])
            self._script("sum", "Work it out", [self._set(name, text) for name, text in step.work_out.items()])
            self._gate("checked", [*self._checked_ways()])
        else:
            self._gate("asked", [*self._gathered_ways(), *self._checked_ways()])
        if step.once and self.making.goes_back:
            self._script("once", "It is done", [f"done = done + [{step.id!r}]"])
        if step.choices:
            self._decide()
        else:
            self._end()

    # Nodes in a row

    def _node(self, kind: Kind, part: str, name: str, detail: str = "", step: str = "") -> str:
        """The next node of the step; the first of them is where ways to the step come in."""
        id_ = f"{part}_{self.key}"
        self.making.add(Node(id_, kind, name, self.step.role, detail, step=step))
        self.making.entries.setdefault(f"@{self.step.id}", id_)
        if self.last:
            self.making.flow(self.last, id_)
        self.last = id_
        return id_

    def _script(self, part: str, name: str, lines: list[str]) -> None:
        self._node("scriptTask", part, name, "\n".join(lines))

    def _set(self, name: str, text: str) -> str:
        self.making.facts.add(name)
        return f"{variable(name)} = {self.making.said(text, fact(name).type)}"

    def _only_if(self) -> None:
        step = self.step
        passed, why = [], []
        if step.when:
            self.making.said(step.when)
            passed.append(surely_not(step.when, self.making.limits))
            why.append("not the case")
        if step.once and self.making.goes_back:
            passed.append(f"({step.id!r} in done)")
            why.append("already done")
        if not passed:
            return
        gate = self._node("exclusiveGateway", "if", f"Only if {spoken.condition(step.when)}?" if step.when else "Done?")
        self.making.flow(gate, self._below(passed=True), " or ".join(why), " or ".join(passed))

    def _act(self) -> None:
        """The step itself: a person's, or one that passes by itself. A bare wait or call is its own node."""
        step = self.step
        if step.is_silent and not step.guards and not step.work_out and (step.wait or step.call):
            return
        self._node("task" if step.is_silent else "userTask", "step", step.name, step=step.id)

    def _gate(self, part: str, ways: list[tuple[str, str, Way]]) -> None:
        """A gateway with a flow for each way; what takes none of them goes on."""
        if not ways:
            return
        gate = self._node("exclusiveGateway", part, "")
        for why, condition, way in ways:
            self.making.flow(gate, self._to(gate, way), why, condition)

    def _gathered_ways(self) -> Iterator[tuple[str, str, Way]]:
        step = self.step
        if step.if_skipped:
            yield "skipped", f"{step.id!r} in skipped", step.if_skipped
        if step.no:
            yield "the customer says no", f"{step.id!r} in said_no", step.no
        read = self._read()
        named = dict.fromkeys([*(step.wants if step.unknown else ()), *sorted(read)])
        tests = [f"{name!r} in not_found" for name in named]
        if step.collect:
            held = " + ".join(f"({name!r} not in not_found)" for name in step.collect.of)
            tests.append(f"{held} < {step.collect.at_least}")
        if tests:
            yield UNKNOWN, " or ".join(f"({test})" for test in tests), self._unknown

    @property
    def _unknown(self) -> Way:
        return self.step.unknown or NOBODY_KNOWS

    def _left_open(self, text: str) -> Iterator[tuple[str, str, Way]]:
        """Before a condition that may be left open: what happens then."""
        gathered = self.step.wants if self.step.unknown else ()
        open_ = left_open(text, self.making.limits, gathered)
        if open_:
            yield UNKNOWN, open_, self._unknown

    def _read(self) -> set[str]:
        """The facts that its sums can't do without."""
        read = [facts_in(text, fact(name).type) for name, text in self.step.work_out.items()]
        return {name for names in read for name in names} - self.step.work_out.keys()

    def _checked_ways(self) -> Iterator[tuple[str, str, Way]]:
        for text in self.step.check.values():
            assert self.step.otherwise
            yield from self._left_open(text)
            yield "does not hold", f"not {self.making.said(text)}", self.step.otherwise

    def _decide(self) -> None:
        *rows, last = self.step.choices
        if not rows:
            self.making.flow(self.last, self._to(self.last, last.way))
            return
        gate = self._node("exclusiveGateway", "which", "")
        for row in rows:
            assert row.when
            for why, condition, way in self._left_open(row.when):
                self.making.flow(gate, self._to(gate, way), why, condition)
            self.making.flow(gate, self._to(gate, row.way), spoken.condition(row.when), self.making.said(row.when))
        self.making.flow(gate, self._to(gate, last.way), "otherwise")

    # Steps in any order: a gateway that they come back to, until enough are done or none is open

    def _any_order(self) -> None:
        row = self.step.any_order
        assert row is not None
        self._script("begin", "None of them is done", [f"{done} = []" for done in self._kept()] + ["chosen = None"])
        gate = self._node("exclusiveGateway", "more", "Is one still to do?")
        self.making.entries[_back_at(self.step.id)] = gate
        one_left = " or ".join(self._is_open(name) for name in row.of)
        over = f"(len({self._kept()[0]}) >= {row.at_least}) or " if row.at_least else ""
        closing = Node(f"step_{self.key}", "task", self.step.name, self.step.role, "", gate, self.step.id, main=False)
        self.making.add(closing)
        self.making.flow(gate, closing.id, "enough are done, or none is left", f"{over}not ({one_left})")
        self._node("userTask", "choose", f"Choose what comes now: {self.step.name}")
        which = self._node("exclusiveGateway", "chosen", "")
        for name in row.of:
            title = self.making.procedure.step(name).name
            self.making.flow(which, f"@{name}", title, f"{self._is_open(name)} and chosen in (None, {name!r})")
        self.making.flow(which, _back_at(self.step.id), "none of these")
        self._close_order(closing.id, row.at_least)

    def _close_order(self, closing: str, at_least: int | None) -> None:
        self.last = closing
        if at_least:
            gate = self._side(closing, "exclusiveGateway", "enough", "")
            self.making.flow(closing, gate)
            few = self.step.otherwise or Way(escalate="supervisor", why=TOO_FEW)
            self.making.flow(gate, self._to(gate, few), "too few", f"len({self._kept()[0]}) < {at_least}")
            self.last = gate
        self.making.flow(self.last, self._below())

    def _kept(self, block: str = "") -> tuple[str, str]:
        """The variables that hold which steps of a block are done, and which are past."""
        key = variable(block or self.step.id)
        return f"order_{key}", f"past_{key}"

    def _is_open(self, name: str) -> str:
        """Whether a step of this block is still to be done."""
        done, past = self._kept()
        member = self.making.procedure.step(name)
        tests = [f"{name!r} not in {done} + {past}"]
        tests += [f"not {surely_not(member.when, self.making.limits)}"] if member.when else []
        tests += [f"{name!r} not in done"] if member.once and self.making.goes_back else []
        return f"({' and '.join(tests)})"

    def _back(self, block: str, place: int, name: str) -> str:
        """A step in any order is done, or past, and comes back to where the next is chosen."""
        kept = self._kept(block)[place]
        lines = [f"{kept} = {kept} + [{self.step.id!r}]", "chosen = None"]
        script = self._side(self.last, "scriptTask", "over", name, "\n".join(lines))
        self.making.flow(script, _back_at(block))
        return script

    # Where it leads

    def _at(self, id_: str) -> str:
        """The entry of a step; of the line that offers this one among others, where the next is chosen."""
        block = self.making.procedure.order_of(self.step.id)
        return self._back(id_, 1, "It is past") if block and block.id == id_ else f"@{id_}"

    def _below(self, *, passed: bool = False) -> str:
        """The step that follows, or the end after the last one."""
        block = self.making.procedure.order_of(self.step.id)
        if block:
            return self._back(block.id, 1 if passed else 0, "It is past" if passed else "It is done")
        after = self.making.procedure.after(self.step)
        if after:
            return f"@{after}"
        if self.step.called and not passed:
            return self._finish(self.last, "")
        return self._finish(self.last, "escalated" if self.step.escalate and not passed else "resolved")

    def _side(self, host: str, kind: Kind, part: str, name: str, detail: str = "") -> str:
        self.making.count += 1
        id_ = f"{part}_{self.key}_{self.making.count}"
        return self.making.add(Node(id_, kind, name, self.step.role, detail, host, main=False))

    def _finish(self, host: str, outcome: str, name: str = "", person: str = "") -> str:
        """An end, in a called procedure after its outcome is noted. No outcome: as the procedure just called ended."""
        said = name or (spoken.OUTCOMES[outcome] if outcome else "As it ended")
        if self.making.first or not outcome:
            return self._side(host, "endEvent", f"end_{outcome or 'same'}", said, person)
        note = self._side(host, "scriptTask", "outcome", f"It ends as {outcome}", f"outcome = {outcome!r}")
        self.making.flow(note, self._side(note, "endEvent", f"end_{outcome}", said, person))
        return note

    def _to(self, host: str, way: Way) -> str:
        """The node that a way comes to; ways of a step that are the same come to one."""
        if way.go and not self.making.procedure.order_of(self.step.id):
            return f"@{way.go}"
        if id(way) not in self.made:
            self.made[id(way)] = self._new(host, way)
        return self.made[id(way)]

    def _new(self, host: str, way: Way) -> str:
        if way.go:
            return self._at(way.go)
        if way.again:
            return self._again(host, way)
        if way.escalate:
            within = f", within {in_words(way.within)}" if way.within else ""
            return self._told(host, f"Tell {spoken.ROLES[way.escalate]}{within}", f"{way.escalate}: {way.why}", way)
        if way.refuse and way.then:
            task = self._side(host, "task", "refuse", f"Refuse: {way.refuse}")
            self.making.flow(task, self._at(way.then))
            return task
        if way.refuse:
            return self._finish(host, "refused", f"Refused: {way.refuse}")
        return self._finish(host, way.end or "")

    def _told(self, host: str, name: str, person: str, way: Way) -> str:
        if not way.then:
            return self._finish(host, "escalated", name, person)
        event = self._side(host, "intermediateThrowEvent", "tell", name, person)
        self.making.flow(event, self._at(way.then))
        return event

    def _again(self, host: str, way: Way) -> str:
        """Tries are counted; what is asked anew is forgotten."""
        assert way.again
        assert way.over
        counter = _counter(self.step, way)
        gate = self._side(host, "exclusiveGateway", "tries", f"Fewer than {way.at_most} tries back?")
        script = [f"{counter} = {counter} + 1", *_forgetting(way.forget)]
        back = self._side(gate, "scriptTask", "back", "Go back", "\n".join(script))
        self.making.flow(gate, back, "yes", f"{counter} < {way.at_most}")
        self.making.flow(back, f"@{way.again}")
        self.making.flow(gate, self._to(gate, way.over), "no more tries")
        return gate

    def _end(self) -> None:
        step = self.step
        if step.escalate:
            within = f", within {in_words(step.escalate.within)}" if step.escalate.within else ""
            name, person = f"Tell {spoken.ROLES[step.escalate.to]}{within}", f"{step.escalate.to}: {step.escalate.why}"
            self._node("intermediateThrowEvent", "tell", name, person)
        elif step.refuse:
            self.making.flow(self.last, self._finish(self.last, "refused", f"Refused: {step.refuse}"))
            return
        elif step.end:
            self.making.flow(self.last, self._finish(self.last, step.end))
            return
        elif step.wait:
            self._wait()
        elif step.for_each:
            self._each()
        elif step.call:
            self._call()
        self.making.flow(self.last, self._below())

    def _own(self, part: str) -> dict[str, str]:
        """The step's own id and name for the node that stands for it, when no other did."""
        there = any(node.step == self.step.id for node in self.making.nodes)
        return {"part": part} if there else {"part": "step", "step": self.step.id}

    def _wait(self) -> None:
        wait = self.step.wait
        assert wait is not None
        if wait.until:
            self._node(
                "intermediateCatchEvent", name=self.step.name, detail=self.making.said(wait.until, "date"),
                **self._own("until"),
            )  # fmt: skip
            return
        assert wait.for_
        assert wait.at_most
        assert wait.on_timeout
        task = self._node("receiveTask", name=self.step.name, detail=wait.for_, **self._own("wait"))
        late = f"late_{self.key}"
        span, name = f"PT{minutes(wait.at_most)}M", f"Not within {in_words(wait.at_most)}"
        self.making.add(Node(late, "boundaryEvent", name, self.step.role, span, task, main=False))
        self.making.flow(late, self._to(late, wait.on_timeout))

    def _call(self) -> None:
        step = self.step
        assert step.call
        if step.give:
            self._script("give", "Hand over", [self._set(name, text) for name, text in step.give.items()])
        own = self._own("call")
        self._node("callActivity", name=step.name, detail=step.call, **own)
        self._gate("came", [*self._outcome_ways()])

    def _outcome_ways(self) -> Iterator[tuple[str, str, Way]]:
        for outcome, way in self.step.outcomes.items():
            yield f"it ends as {spoken.OUTCOMES[outcome].lower()}", f"outcome == {outcome!r}", way

    def _each(self) -> None:
        """Once for every item of a list, one after the other."""
        row = self.step.for_each
        assert row is not None
        counter, items = _round(self.step), variable(row.in_)
        self.making.facts |= {row.in_, row.as_}
        gate = self._node("exclusiveGateway", "each", f"One more of {spoken.label(row.in_)}?")
        item = f"{variable(row.as_)} = {items}[{counter}]"
        script = "\n".join([item, f"{counter} = {counter} + 1", *_forgetting(row.forget)])
        take = self._side(gate, "scriptTask", "take", "Take the next", script)
        self.making.flow(gate, take, "yes", f"{counter} < len({items})")
        call = self._side(take, "callActivity", "run", self.step.name, row.call)
        self.making.flow(take, call)
        came = self._side(call, "exclusiveGateway", "came", "")
        self.making.flow(call, came)
        for why, condition, way in self._outcome_ways():
            self.making.flow(came, self._to(came, way), why, condition)
        self.making.flow(came, gate)


def _back_at(block: str) -> str:
    """Where the steps in any order come back to."""
    return f"@{block}/back"


def _forgetting(names: tuple[str, ...]) -> list[str]:
    lines = [f"{variable(name)} = None" for name in names]
    asked = ", ".join(map(repr, names))
    return [*lines, f"not_found = [fact for fact in not_found if fact not in ({asked},)]"] if names else []
