"""A procedure put into words once, for the page and for paper. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from handrail.facts.vocabulary import fact, with_own
from handrail.procedures.documents import spoken, variants
from handrail.procedures.documents.cells import Grid, cells
from handrail.procedures.language.steps import How, Procedure, Step, Variant, Way, in_words
from handrail.procedures.language.ways import NO_ROW_FITS
from handrail.procedures.language.words import Piece, fill

Kind = Literal[
    "only-if", "say", "ask", "yes", "check", "do", "send", "record", "way", "escalate", "refuse", "wait", "call", "end",
    "next", "order", "mistakes", "meets", "enough", "find", "sum", "table", "how", "note", "done", "each", "skip",
    "variant", "request",
]  # fmt: skip

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a step: a label, and lines of pieces. `say` and `send` are words for the customer. `grid`: a table,
    drawn as one; its lines say the same, row by row."""

    kind: Kind
    label: str
    lines: tuple[tuple[Piece, ...], ...]
    grid: Grid | None = None

    @property
    def has_head(self) -> bool:
        """Whether the first piece of each line says when the rest of it holds."""
        return self.kind in ("way", "variant")

    @property
    def is_script(self) -> bool:
        return self.kind in ("say", "send")


@dataclass(frozen=True, slots=True)
class ToldStep:
    number: int
    id: str
    name: str
    marks: tuple[str, ...]
    parts: tuple[Part, ...]


def told(procedure: Procedure, titles: Mapping[str, str] = _NONE) -> tuple[ToldStep, ...]:
    """Every step in words, in the order its parts happen. `titles` names the procedures it calls."""
    with with_own(procedure.own):
        return tuple(_step(procedure, step, number, titles) for number, step in enumerate(procedure.steps, 1))


def targets(procedure: Procedure) -> tuple[str, ...]:
    """What the procedure aims at, as short sentences; empty when it sets nothing."""
    aims = procedure.targets
    said = [
        f"handled in {in_words(aims.handle_time)}" if aims.handle_time else "",
        f"first answer in {in_words(aims.first_response)}" if aims.first_response else "",
        f"settled in {in_words(aims.resolution_time)}" if aims.resolution_time else "",
        f"satisfaction {aims.csat} of 5" if aims.csat else "",
    ]
    return tuple(filter(None, said))


def named(procedure: Procedure, id_: str) -> str:
    return f"step {procedure.number(id_)}, {procedure.step(id_).name}"


def _step(procedure: Procedure, step: Step, number: int, titles: Mapping[str, str]) -> ToldStep:
    parts = (*_parts(procedure, step, titles), *_otherwise(procedure, step, titles))
    return ToldStep(number, step.id, step.name, _marks(procedure, step), parts)


def _parts(procedure: Procedure, step: Step, titles: Mapping[str, str]) -> tuple[Part, ...]:
    return (*_before(step), *_acts(step), *_leads(procedure, step, titles))


def _marks(procedure: Procedure, step: Step) -> tuple[str, ...]:
    said = [
        step.role if step.role != "agent" else "",
        f"by somebody else than step {procedure.number(step.by_other_than)}" if step.by_other_than else "",
        f"within {in_words(step.within)}" if step.within else "",
        "once only" if step.once else "",
        "never skipped" if step.never_skip else "",
    ]
    return tuple(filter(None, said))


def _plain(kind: Kind, label: str, *lines: str) -> Part:
    return Part(kind, label, tuple((Piece(line),) for line in lines))


def _script(kind: Kind, label: str, words: str | None) -> list[Part]:
    return [Part(kind, label, (fill(words, {}),))] if words else []


def _before(step: Step) -> list[Part]:
    """What stands at the head of a step: is it in the way, the words, what is gathered, worked out and checked."""
    found = [_plain("only-if", "Only if", f"{spoken.condition(step.when)}.")] if step.when else []
    found += _script("say", "Say", step.worded("say"))
    asked = [_gathered(step, name) for name in dict.fromkeys((*step.ask, *step.look_up))]
    found += [_plain("ask", "Find out", *asked)] if asked else []
    found += _enough(step)
    found += [_plain("find", "Look up", *_finds(step))] if step.find else []
    found += [_plain("yes", "Clear yes", "The customer says yes before anything is done.")] if step.confirm else []
    sums = [f"{fact(name).label}: {spoken.term(text, fact(name).type)}" for name, text in step.work_out.items()]
    found += [_plain("sum", "Work out", *sums)] if sums else []
    found += [_plain("check", "Check", *(_checked(*row) for row in step.check.items()))] if step.check else []
    return found


def _gathered(step: Step, name: str) -> str:
    where = step.look_up.get(name)
    return f"{fact(name).label} (look: {where})" if where else fact(name).label


def _enough(step: Step) -> list[Part]:
    row = step.collect
    if row is None:
        return []
    wanted = f", for {row.for_}" if row.for_ else ""
    labels = ", ".join(fact(name).label for name in row.of)
    return [
        _plain(
            "enough",
            "Find out",
            f"{row.at_least} of these {'is' if row.at_least == 1 else 'are'} enough{wanted}: {labels}",
        )
    ]


def _finds(step: Step) -> list[str]:
    """`In the order list, with name: order number and level`."""

    def labels(names: tuple[str, ...]) -> str:
        return spoken.listed([spoken.label(name) for name in names], "and")

    return [f"In {_small(row.in_)}, with {labels(row.by)}: {labels(row.get)}" for row in step.find]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}" if text.startswith(("The ", "Our ", "A ", "An ")) else text


def _checked(words: str, guard: str) -> str:
    said = spoken.condition(guard)
    return words if said == words else f"{words} ({said})"


def _acts(step: Step) -> list[Part]:
    found = [*_script("do", "Do", step.worded("do")), *_script("send", _send(step), step.worded("send"))]
    found += [_plain("how", "How", *map(_tool, step.how))] if step.how else []
    kept = [fact(name).label for name in (*step.record, *([step.evidence] if step.evidence else []))]
    found += [_plain("record", "Record", *dict.fromkeys(kept))] if kept else []
    found += [_plain("note", "Note", *_note(step))] if step.note else []
    found += [_plain("done", "Done when", _capital(spoken.stopped(step.done_when)))] if step.done_when else []
    return found


def _send(step: Step) -> str:
    """`Send, the reply “Refund sent”` where its words stand in a reply."""
    return f"Send, the reply “{step.reply_title}”" if step.reply else "Send"


def _tool(row: How) -> str:
    """`In Shop admin, screen Orders: Refund, then Confirm (picture: refund.png)`."""
    screen = f", screen {row.screen}" if row.screen else ""
    clicks = f": {', then '.join(row.clicks)}" if row.clicks else ""
    return f"In {row.in_}{screen}{clicks}{f' (picture: {row.picture})' if row.picture else ''}"


def _note(step: Step) -> list[str]:
    assert step.note is not None
    never = f"Never in it: {', '.join(step.note.never)}." if step.note.never else ""
    example = f"Like this: “{step.note.example}”" if step.note.example else ""
    return [line for line in (step.note.write, never, example) if line]


def _leads(procedure: Procedure, step: Step, titles: Mapping[str, str]) -> list[Part]:
    """Where the step leads: a table, branches (each its condition, then where it goes), then its ending. What is taken
    when the step can't be done as it stands comes last."""

    def way(found: Way) -> str:
        return spoken.way(found, lambda id_: named(procedure, id_))

    rows = sorted(_ways(step), key=lambda row: row[0] in ("unknown", "if_skipped"))
    lines = tuple((Piece(f"{spoken.taken_when(step, name)}: "), Piece(way(row))) for name, row in rows)
    found = _ending(step, titles) if step.called else []
    found += _any_order(procedure, step)
    found += _table(procedure, step) if step.table else []
    found += [Part("way", "If", lines)] if lines else []
    if step.may_skip:
        words = f"Only if {spoken.condition(step.may_skip.when)}, by {spoken.ROLES[step.may_skip.by]}."
        found += [_plain("skip", "May skip", words)]
    wanted = [f"{titles.get(name, name)}, in a case of its own." for name in step.requests]
    found += [_plain("request", "Begin besides", *wanted)] if wanted else []
    found += [] if step.called else _ending(step, titles)
    found += [_plain("next", "Then", f"Go to {spoken.stopped(named(procedure, step.next))}")] if step.next else []
    found += [_plain("mistakes", "Watch out", *step.mistakes)] if step.mistakes else []
    return found


def _any_order(procedure: Procedure, step: Step) -> list[Part]:
    if step.any_order:
        lines = [named(procedure, id_) for id_ in step.any_order.of]
        return [_plain("order", "In any order", f"{spoken.how_many(step).capitalize()}:", *lines)]
    block = procedure.order_of(step.id)
    return [_plain("order", "Then", f"Back to {named(procedure, block.id)}.")] if block else []


def _ways(step: Step) -> list[tuple[str, Way]]:
    """The ways told one by one: without those of a table, and without what is taken when no try is left, which stands
    in the sentence of the way that goes back."""
    rows = list(step.ways())
    over = [way.over for _, way in rows if way.over]
    of_table = [way for choice in step.choices for way in choice.way.all()] if step.table else []
    return [row for row in rows if not any(row[1] is other for other in (*over, *of_table))]


def _table(procedure: Procedure, step: Step) -> list[Part]:
    assert step.table is not None
    grid = cells(step.table)

    def leads(way: Way) -> str:
        return spoken.way(way, lambda id_: named(procedure, id_))

    rows = [(*row, leads(of.then)) for row, of in zip(grid.rows, step.table.rows, strict=True)]
    last = step.table.otherwise or Way(escalate="supervisor", why=NO_ROW_FITS)
    rows.append(("otherwise", *[""] * (len(grid.head) - 1), leads(last)))
    lines = [f"{'; '.join(filter(None, row[:-1]))}: {row[-1]}" for row in rows]
    whole = Grid((*grid.head, "Then"), tuple(rows))
    return [Part("table", "Decide", tuple((Piece(line),) for line in lines), whole)]


def _ending(step: Step, titles: Mapping[str, str]) -> list[Part]:
    if step.escalate:
        within = f", within {in_words(step.escalate.within)}" if step.escalate.within else ""
        words = f"To {spoken.ROLES[step.escalate.to]}{within}: {step.escalate.why}"
        return [_plain("escalate", "Escalate", words)]
    if step.refuse:
        return [_plain("refuse", "Refuse", step.refuse)]
    if step.wait and step.wait.at_most:
        return [_plain("wait", "Wait for", f"{step.wait.for_}; at most {in_words(step.wait.at_most)}.")]
    if step.wait and step.wait.until:
        return [_plain("wait", "Wait until", f"{spoken.term(step.wait.until, 'date')}.")]
    if step.for_each:
        return [_plain("each", "For each", *_each(step, titles))]
    if step.call:
        given = [f"{fact(name).label} is {spoken.term(text, fact(name).type)}" for name, text in step.give.items()]
        with_ = f", with: {'; '.join(given)}" if given else ""
        return [_plain("call", "Run", f"{titles.get(step.call, step.call)}{with_}.")]
    return [_plain("end", "End", f"{spoken.OUTCOMES[step.end]}.")] if step.end else []


def _each(step: Step, titles: Mapping[str, str]) -> list[str]:
    row = step.for_each
    assert row is not None
    anew = spoken.listed([spoken.label(name) for name in row.forget], "and")
    run = f"Of {spoken.label(row.in_)}, one after the other: run {titles.get(row.call, row.call)}."
    return [run, f"Asked anew each time: {anew}."] if anew else [run]


# Variants


def _otherwise(procedure: Procedure, step: Step, titles: Mapping[str, str]) -> list[Part]:
    rows = variants.concerning(procedure, step)
    return [_variant(procedure, step, row, titles) for row in rows]


def _variant(procedure: Procedure, step: Step, row: Variant, titles: Mapping[str, str]) -> Part:
    """“In a state: ...”: the parts that read otherwise, the steps put after this one, or that it is left out."""
    head = Piece(f"{variants.where(row.when)}: ")
    lines: list[tuple[Piece, ...]] = []
    if step.id in row.leave_out:
        lines.append((head, Piece("this step is left out.")))
    if step.id in row.change:
        base = _parts(procedure, step, titles)
        new = variants.worded(step, row)
        lines += [(head, *line) for line in _differing(base, _parts(procedure, new, titles))]
        lines += [(head, Piece(f"{', '.join(marks)}."))] if (marks := _new_marks(procedure, step, new)) else []
    for more in variants.added(row, step):
        lines.append((head, Piece(f"then comes “{more.name}”.")))
        lines += [(head, *line) for line in _differing((), _parts(procedure, more, titles))]
    return Part("variant", "Varies", tuple(lines))


def _new_marks(procedure: Procedure, step: Step, new: Step) -> list[str]:
    was = _marks(procedure, step)
    return [mark for mark in _marks(procedure, new) if mark not in was]


def _differing(base: tuple[Part, ...], new: tuple[Part, ...]) -> list[tuple[Piece, ...]]:
    """The parts of the new wording that the base has not, each line with its label; and what is taken away."""
    was = {(part.kind, part.lines) for part in base}
    said = [
        (Piece(f"{part.label.lower()}: "), *line)
        for part in new
        if (part.kind, part.lines) not in was
        for line in part.lines
    ]
    kinds = {part.kind for part in new}
    gone = [(Piece(f"not “{part.label.lower()}”."),) for part in base if part.kind not in kinds]
    return [*said, *gone]
