"""The graph of a procedure: steps in their order, where each leads, and why. Pure; drawn by `layout` and `svg`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from handrail.facts.vocabulary import with_own
from handrail.procedures.documents import spoken, variants
from handrail.procedures.language.steps import Procedure, Step, Variant, Way, in_words

Shape = Literal["step", "check", "escalation", "end", "refusal"]


@dataclass(frozen=True, slots=True)
class Node:
    """A step (`number` from 1) or what a side way comes to (`number` 0). `meets` marks a step that meets a duty."""

    id: str
    shape: Shape
    words: str
    number: int = 0
    note: str = ""
    meets: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """From a step to a node. `main` is the usual way; `why` says in words what takes it (empty: nothing needed)."""

    source: str
    target: str
    why: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def steps(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.number)

    def node(self, id_: str) -> Node:
        return next(node for node in self.nodes if node.id == id_)

    def leaving(self, id_: str) -> tuple[Edge, ...]:
        return tuple(edge for edge in self.edges if edge.source == id_)

    def table(self) -> tuple[tuple[Node, tuple[str, ...]], ...]:
        """Each step with its ways in words: what stands in for the drawing."""
        nodes = {node.id: node for node in self.nodes}
        leads: dict[str, list[str]] = {node.id: [] for node in self.steps}
        for edge in self.edges:
            leads[edge.source].append(_in_words(edge, nodes[edge.target]))
        return tuple((node, tuple(leads[node.id])) for node in self.steps)


def _in_words(edge: Edge, target: Node) -> str:
    where = f"step {target.number}, {target.words}" if target.number else target.words
    return f"{edge.why[:1].upper()}{edge.why[1:]}: {where}" if edge.why else f"Then: {where}"


@dataclass(frozen=True, slots=True)
class _Lead:
    """One way of a step before equal ones are joined. `to` is a step's id, or the shape and words of a side node."""

    to: str | tuple[Shape, str]
    why: str
    main: bool = False


def flow_of(procedure: Procedure) -> Flow:
    """The graph: steps keep the procedure's order and numbers; equal side ways of a step are joined."""
    with with_own(procedure.own):
        return _flow_of(procedure)


def _flow_of(procedure: Procedure) -> Flow:
    nodes: list[Node] = []
    edges: list[Edge] = []
    for number, step in enumerate(procedure.steps, 1):
        nodes.append(_node(procedure, step, number))
        for place, lead in enumerate(_joined([*_leads(procedure, step)]), 1):
            target = lead.to
            if not isinstance(target, str):
                side = Node(f"{step.id}:{place}", target[0], target[1])
                nodes.append(side)
                target = side.id
            edges.append(Edge(step.id, target, lead.why, lead.main))
    return Flow(procedure.title, tuple(nodes), tuple(edges))


def bare(flow: Flow) -> Flow:
    """The flow without reasons, notes and spans of time; side ways of a step to the same kind of person are one."""
    kept: dict[tuple[str, str], str] = {}
    nodes = [
        replace(node, note="", words=node.words if node.number else node.words.split(",")[0]) for node in flow.nodes
    ]
    named = {node.id: node for node in nodes}
    edges: dict[tuple[str, str], Edge] = {}
    for edge in flow.edges:
        target = named[edge.target]
        to = target.id if target.number else kept.setdefault((edge.source, target.shape + target.words), target.id)
        same = edges.get((edge.source, to))
        edges[edge.source, to] = Edge(edge.source, to, main=edge.main or bool(same and same.main))
    used = {edge.target for edge in edges.values()}
    return Flow(
        flow.title, tuple(node for node in named.values() if node.number or node.id in used), tuple(edges.values())
    )


def _node(procedure: Procedure, step: Step, number: int) -> Node:
    note = [
        step.role if step.role != "agent" else "",
        spoken.how_many(step) if step.any_order else "in any order" if procedure.order_of(step.id) else "",
        f"not by whoever did step {procedure.number(step.by_other_than)}" if step.by_other_than else "",
        f"for each of {spoken.label(step.for_each.in_)}" if step.for_each else "",
        f"only if {spoken.condition(step.when)}" if step.when else "",
        *(f"{_small(variants.where(row.when))}: {_varies(step, row)}" for row in variants.concerning(procedure, step)),
    ]
    shape: Shape = "check" if step.check or step.choices else "step"
    meets = bool(variants.meets(procedure, step))
    return Node(step.id, shape, step.name, number, "; ".join(filter(None, note)), meets)


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _varies(step: Step, row: Variant) -> str:
    """What a variant does to a step, in a word or two."""
    said = ["left out" if step.id in row.leave_out else "", "done otherwise" if step.id in row.change else ""]
    said += [f"then “{new.name}”" for new in variants.added(row, step)]
    return ", ".join(filter(None, said))


def _joined(leads: list[_Lead]) -> list[_Lead]:
    """Ways to the same place become one, with every reason; a way beside an unconditional one to there says nothing."""
    found: dict[str | tuple[Shape, str], list[_Lead]] = {}
    for lead in leads:
        found.setdefault(lead.to, []).append(lead)
    return [_Lead(to, _reasons(same), any(lead.main for lead in same)) for to, same in found.items()]


def _reasons(same: list[_Lead]) -> str:
    whys = sorted(dict.fromkeys(lead.why for lead in same), key=lambda why: why != "otherwise")
    if "" in whys:
        return ""
    return (
        "; or ".join(whys)
        if any(mark in why for why in whys for mark in (", ", " and ", " or "))
        else spoken.listed(whys)
    )


def _leads(procedure: Procedure, step: Step) -> Iterator[_Lead]:
    """Branches, then the usual way on."""
    tries = 0
    for name, way in step.ways():
        yield from _of_way(step, name, way, tries)
        tries = way.at_most or 0  # the next is what comes after the last try
    if step.escalate:
        yield _Lead(("escalation", _person(step.escalate.to, step.escalate.within)), "")
    yield from _on(procedure, step)
    if step.when and not _goes_on(step):
        yield _below(procedure, step, "not the case")


def _of_way(step: Step, name: str, way: Way, tries: int) -> Iterator[_Lead]:
    why = f"{spoken.taken_when(step, name)}{f', after going back {_times(tries)}' if tries else ''}"
    is_row = bool(step.choices) and name not in ("unknown", "if_skipped", "no")
    if way.escalate:
        yield _Lead(("escalation", _person(way.escalate, way.within)), why)
    elif way.refuse:
        yield _Lead(("refusal", "Refused"), why)
    elif way.end:
        yield _Lead(("end", spoken.OUTCOMES[way.end]), why)
    if way.again:
        yield _Lead(way.again, f"{why}: again, at most {_times(way.at_most or 0)}")
    if way.go:
        yield _Lead(way.go, why, main=is_row)
    elif way.then:
        told = way.escalate or "customer"
        yield _Lead(way.then, f"{why}, once the {told} is told" if told != "legal" else f"{why}, once legal is told")


def _times(count: int) -> str:
    return "1 time" if count == 1 else f"{count} times"


def _person(role: str, within: str | None) -> str:
    return f"{role.capitalize()}, within {in_words(within)}" if within else role.capitalize()


def _goes_on(step: Step) -> bool:
    """Whether the usual way of the step is the next one."""
    return not (step.choices or step.end or step.refuse)


def _on(procedure: Procedure, step: Step) -> Iterator[_Lead]:
    if step.end:
        yield _Lead(("end", spoken.OUTCOMES[step.end]), "", main=True)
    elif step.refuse:
        yield _Lead(("refusal", "Refused"), "", main=True)
    elif not step.choices:
        yield _below(procedure, step, "the customer says yes" if step.confirm else "")


def _drawn_below(procedure: Procedure, step: Step) -> str | None:
    """Steps in any order are drawn one below the other, as they are listed; the last leads on."""
    if step.any_order:
        return step.any_order.of[0]
    block = procedure.order_of(step.id)
    if block is None or block.any_order is None:
        return procedure.after(step)
    rest = block.any_order.of[block.any_order.of.index(step.id) + 1 :]
    return rest[0] if rest else procedure.after(block)


def _below(procedure: Procedure, step: Step, why: str) -> _Lead:
    after = _drawn_below(procedure, step)
    if after:
        return _Lead(after, why, main=True)
    left = "escalated" if step.escalate else "resolved"
    return _Lead(("end", "As it ended" if step.call else spoken.OUTCOMES[left]), why, main=True)
