"""The flow of a procedure as Mermaid text, for wikis that draw it. What a box has no room for stands as a comment
before it, so the text by itself tells every part. Pure."""

from collections.abc import Iterator

from handrail.procedures.documents.flow import Edge, Flow, Node, flow_of
from handrail.procedures.documents.formats.sheet import Sheet, one_line, plain
from handrail.procedures.documents.told import ToldStep

_SHAPES = {
    "step": ('["', '"]'), "check": ('{{"', '"}}'), "escalation": ('[/"', '"/]'), "end": ('(["', '"])'),
    "refusal": ('[["', '"]]'),
}  # fmt: skip


def mermaid(sheet: Sheet) -> bytes:
    return drawn(sheet).encode()


def drawn(sheet: Sheet, *, bare: bool = False) -> str:
    """`bare`: without the comments, for a text that tells the same beside it."""
    return "".join(f"{line}\n" for line in _lines(sheet) if not (bare and line.startswith("  %%")))


def _lines(sheet: Sheet) -> Iterator[str]:
    flow = flow_of(sheet.procedure)
    told = {step.number: step for step in sheet.steps}
    names = {node.id: f"n{place}" for place, node in enumerate(flow.nodes, 1)}
    heading = f"{sheet.title} ({sheet.mark})" if sheet.mark else sheet.title
    yield from ("---", f"title: {_quoted(heading)}", "---", "flowchart TD")
    yield f"  accTitle: {_safe(sheet.title)}"
    yield f"  accDescr: {_safe(f'{len(flow.steps)} steps from top to bottom. {sheet.version}.')}"
    yield from _comments((f"{label}: {words}" for label, words in sheet.head), "  ")
    for node in flow.nodes:
        yield from _comments(_told(told[node.number]), "  ") if node.number else ()
        yield f"  {names[node.id]}{_box(node)}"
    yield from (f"  {names[edge.source]} {_arrow(edge)} {names[edge.target]}" for edge in flow.edges)
    yield from _classes(flow, names)
    yield from _comments((*sheet.law, *sheet.page.findings, *sheet.foot), "  ")


def _box(node: Node) -> str:
    number = f"{node.number}. " if node.number else ""
    note = f"<br/>({_safe(node.note)})" if node.note else ""
    law = " §" if node.meets else ""
    begin, end = _SHAPES[node.shape]
    return f"{begin}{number}{_safe(node.words)}{law}{note}{end}"


def _arrow(edge: Edge) -> str:
    arrow = "==>" if edge.main else "-->"
    return f'{arrow}|"{_safe(edge.why)}"|' if edge.why else arrow


def _classes(flow: Flow, names: dict[str, str]) -> Iterator[str]:
    told = [names[node.id] for node in flow.nodes if node.shape == "escalation"]
    if told:
        yield "  classDef person stroke-dasharray:4 3"
        yield f"  class {','.join(told)} person"


def _told(step: ToldStep) -> Iterator[str]:
    marks = f" ({'; '.join(step.marks)})" if step.marks else ""
    yield f"{step.number}. {step.name}{marks}"
    for part in step.parts:
        yield from (f"{part.label}: {plain(line)}" for line in part.lines)


def _comments(rows: Iterator[str] | tuple[str, ...], inside: str) -> Iterator[str]:
    """Braces after the signs of a comment would be read as settings."""
    yield from (f"{inside}%% {one_line(row).replace('{', '(').replace('}', ')')}" for row in rows)


def _safe(text: str) -> str:
    """Words inside a box: every sign that Mermaid or HTML reads is written by its number."""
    return "".join(f"#{ord(c)};" if c in '"#&<>;`{}[]|\\%*_' else c for c in one_line(text))


def _quoted(text: str) -> str:
    """A title in the front matter, which is YAML."""
    return "'" + text.replace("'", "''") + "'"
