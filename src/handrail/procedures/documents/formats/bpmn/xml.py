"""BPMN 2.0 as XML, with its drawing: the procedure and all it runs in one file, a pool for each. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from handrail import __version__
from handrail.facts.vocabulary import fact, with_own
from handrail.procedures.documents.formats.bpmn.formulas import variable
from handrail.procedures.documents.formats.bpmn.graph import Flow, Node, Process, counters, process
from handrail.procedures.documents.formats.bpmn.places import Box, Drawn, Point, drawn
from handrail.procedures.documents.formats.sheet import Sheet, one_line, plain
from handrail.procedures.documents.told import told
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out
from handrail.procedures.shelf import own_facts_of, reachable

_SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC", "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}  # fmt: skip
_LANGUAGE = "https://docs.python.org/3/reference/expressions.html"
_LONGEST_NAME = 60
_BETWEEN_POOLS = 40
_BENDS = 5  # the most points of a line that runs in no track
LAWS = "What the law or a calendar says is asked by functions: applies, deadline, may, law_value, and the rest by name."


def bpmn(sheet: Sheet) -> bytes:
    """The whole file. A procedure that is called and not at hand stays a reference."""
    shelf = {**sheet.called, sheet.procedure.procedure: sheet.procedure}
    names = reachable(sheet.procedure.procedure, shelf)
    with with_own(own_facts_of(sheet.procedure.procedure, shelf)):
        parts = [_runs(shelf[name]) for name in names]
        counted = [name for part in parts for name in counters(part)]
        made = [process(part, counted, first=not n) for n, part in enumerate(parts)]
        root = _Writing(sheet, [*zip(parts, made, strict=True)], shelf).written()
    for short, space in _SPACES.items():
        ElementTree.register_namespace(short, space)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _runs(procedure: Procedure) -> Procedure:
    """As it runs; one whose variants lead nowhere is told without them, as the check says beside it."""
    try:
        return written_out(procedure)
    except ValueError:
        return procedure.model_copy(update={"variants": ()})


def _tag(name: str) -> str:
    short, _, local = name.rpartition(":")
    return f"{{{_SPACES[short or 'bpmn']}}}{local}"


def _child(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    made = SubElement(parent, _tag(tag), attributes)
    made.text = text or None
    return made


def _documented(parent: Element, rows: Iterable[str]) -> None:
    text = "\n".join(one_line(row) for row in rows)
    if text:
        _child(parent, "documentation", text)


@dataclass
class _Writing:
    """`parts`: each procedure as it runs, with its process; `shelf`: as it was written, with its numbers."""

    sheet: Sheet
    parts: list[tuple[Procedure, Process]]
    shelf: Mapping[str, Procedure]

    def written(self) -> Element:
        slug = self.sheet.procedure.procedure
        root = Element(
            _tag("definitions"),
            {
                "id": f"handrail-{slug}", "name": self.sheet.title, "targetNamespace": f"urn:handrail:{slug}",
                "exporter": "Handrail", "exporterVersion": __version__, "expressionLanguage": _LANGUAGE,
            },
        )  # fmt: skip
        self._referred(root)
        collaboration = _child(root, "collaboration", id="collaboration")
        for _, made in self.parts:
            name = one_line(made.title) if made.slug != slug else self._title()
            _child(collaboration, "participant", id=f"pool-{made.slug}", name=name, processRef=made.slug)
        for procedure, made in self.parts:
            self._process(root, procedure, made)
        self._diagram(root)
        return root

    def _title(self) -> str:
        return f"{self.sheet.title} ({self.sheet.mark})" if self.sheet.mark else self.sheet.title

    def _referred(self, root: Element) -> None:
        """The messages waited for and the people told, which events refer to."""
        rows = [(_ref(made, node), node) for _, made in self.parts for node in made.nodes]
        for ref, node in rows:
            if node.kind == "receiveTask":
                _child(root, "message", id=f"message-{ref}", name=one_line(node.detail))
            elif _tells(node):
                code = node.detail.partition(":")[0]
                _child(root, "escalation", id=f"escalation-{ref}", name=one_line(node.name), escalationCode=code)

    def _process(self, root: Element, procedure: Procedure, made: Process) -> None:
        element = _child(root, "process", id=made.slug, name=one_line(made.title), isExecutable="true")
        _documented(element, self._about(procedure, made))
        lanes = _child(element, "laneSet", id=f"lanes-{made.slug}")
        for role in made.roles:
            lane = _child(lanes, "lane", id=f"lane-{made.slug}-{role}", name=role.capitalize())
            for node in made.nodes:
                if node.role == role:
                    _child(lane, "flowNodeRef", _ref(made, node))
        words = {step.id: step for step in told(procedure, self.sheet.page.titles)}
        first = self.shelf[made.slug]
        words |= {step.id: step for step in told(first, self.sheet.page.titles)}
        numbers = {step.id: f"{first.number(step.id)}. " for step in first.steps}
        flows = [(f"flow-{made.slug}-{n}", flow) for n, flow in enumerate(made.flows)]
        for node in made.nodes:
            step = words.get(node.step)
            rows = [f"Marks: {', '.join(step.marks)}"] if step and step.marks else []
            rows += [f"{part.label}: {plain(line)}" for part in step.parts for line in part.lines] if step else []
            named = replace(node, name=f"{numbers.get(node.step, '')}{node.name}")
            _node(element, made, named, [*rows, *([node.detail] if _tells(node) else [])], flows)
        for id_, flow in flows:
            _flow(element, made, id_, flow)

    def _about(self, procedure: Procedure, made: Process) -> Iterator[str]:
        if procedure.procedure == self.sheet.procedure.procedure:
            yield from filter(None, (self.sheet.mark, self.sheet.page.why))
            yield from (f"{label}: {words}" for label, words in self.sheet.head)
            yield from (*self.sheet.law, *self.sheet.page.findings, *self.sheet.foot)
        else:
            yield procedure.purpose
        yield LAWS
        yield from (f"{variable(name)}: {fact(name).label} ({fact(name).type})" for name in made.facts)

    def _diagram(self, root: Element) -> None:
        diagram = _child(root, "bpmndi:BPMNDiagram", id="diagram", name=self._title())
        plane = _child(diagram, "bpmndi:BPMNPlane", id="plane", bpmnElement="collaboration")
        top = 0
        for _, made in self.parts:
            places = drawn(made, top)
            _draw(plane, made, places)
            top = places.pool.y + places.pool.h + _BETWEEN_POOLS


def _ref(made: Process, node: Node | str) -> str:
    """Ids are unique in the whole file."""
    return f"{made.slug}.{node if isinstance(node, str) else node.id}"


def _tells(node: Node) -> bool:
    return node.kind in ("endEvent", "intermediateThrowEvent") and bool(node.detail)


def _node(parent: Element, made: Process, node: Node, rows: list[str], flows: list[tuple[str, Flow]]) -> None:
    ref, more = _ref(made, node), {"name": one_line(node.name)} if node.name else {}
    default = [id_ for id_, flow in flows if flow.source == node.id and not flow.condition]
    match node.kind:
        case "exclusiveGateway":
            more |= {"default": default[0]} if default else {}
        case "callActivity":
            more["calledElement"] = node.detail
        case "receiveTask":
            more["messageRef"] = f"message-{ref}"
        case "boundaryEvent":
            more["attachedToRef"] = _ref(made, node.host)
        case "scriptTask":
            more["scriptFormat"] = "python"
    element = _child(parent, node.kind, id=ref, **more)
    _documented(element, rows)
    for id_, flow in flows:
        if flow.target == node.id:
            _child(element, "incoming", id_)
    for id_, flow in flows:
        if flow.source == node.id:
            _child(element, "outgoing", id_)
    _inside(element, node, ref)


def _inside(element: Element, node: Node, ref: str) -> None:
    """The script of a script, the event of an event."""
    if node.kind == "scriptTask":
        _child(element, "script", node.detail)
    elif _tells(node):
        _child(element, "escalationEventDefinition", id=f"{ref}.tells", escalationRef=f"escalation-{ref}")
    elif node.kind == "boundaryEvent":
        timer = _child(element, "timerEventDefinition", id=f"{ref}.timer")
        _child(timer, "timeDuration", repr(node.detail)).set(_tag("xsi:type"), "bpmn:tFormalExpression")
    elif node.kind == "intermediateCatchEvent":
        timer = _child(element, "timerEventDefinition", id=f"{ref}.timer")
        _child(timer, "timeDate", f"moment({node.detail})").set(_tag("xsi:type"), "bpmn:tFormalExpression")


def _flow(parent: Element, made: Process, id_: str, flow: Flow) -> None:
    more = {"name": _short(flow.name)} if flow.name else {}
    element = _child(
        parent, "sequenceFlow", id=id_, sourceRef=_ref(made, flow.source), targetRef=_ref(made, flow.target), **more
    )
    if len(one_line(flow.name)) > _LONGEST_NAME:
        _documented(element, [flow.name])
    if flow.condition:
        _child(element, "conditionExpression", flow.condition).set(_tag("xsi:type"), "bpmn:tFormalExpression")


def _short(text: str) -> str:
    """A reason as it stands beside a line; a longer one is told whole in the flow's documentation."""
    words = one_line(text)
    return words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1].rstrip(' ,;')}…"


# The drawing


def _draw(plane: Element, made: Process, places: Drawn) -> None:
    _shape(plane, f"pool-{made.slug}", places.pool, isHorizontal="true")
    for role, box in places.lanes.items():
        _shape(plane, f"lane-{made.slug}-{role}", box, isHorizontal="true")
    for node in made.nodes:
        box = places.boxes[node.id]
        more = {"isMarkerVisible": "true"} if node.kind == "exclusiveGateway" else {}
        shape = _shape(plane, _ref(made, node), box, **more)
        if node.name and box.w < 100:
            _label(shape, Box(box.x + box.w // 2 - 60, box.y + box.h + 3, 120, 28))
    for n, (flow, line) in enumerate(zip(made.flows, places.lines, strict=True)):
        _edge(plane, f"flow-{made.slug}-{n}", line, flow.name)


def _shape(plane: Element, of: str, box: Box, **more: str) -> Element:
    shape = _child(plane, "bpmndi:BPMNShape", id=f"{of}_di", bpmnElement=of, **more)
    _bounds(shape, box)
    return shape


def _bounds(parent: Element, box: Box) -> None:
    _child(parent, "dc:Bounds", x=str(box.x), y=str(box.y), width=str(box.w), height=str(box.h))


def _label(parent: Element, box: Box) -> None:
    _bounds(_child(parent, "bpmndi:BPMNLabel"), box)


def _edge(plane: Element, of: str, line: tuple[Point, ...], name: str) -> None:
    edge = _child(plane, "bpmndi:BPMNEdge", id=f"{of}_di", bpmnElement=of)
    for x, y in line:
        _child(edge, "di:waypoint", x=str(x), y=str(y))
    if name:
        (x, y), by_track = line[-1], len(line) > _BENDS
        _label(edge, Box(line[-5][0] + 4, line[-5][1] - 40, 84, 28) if by_track else Box(x - 88, y - 34, 84, 28))
