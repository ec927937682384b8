"""The law on paper: one duty, or all that applies to a business. The same bytes for the same values. Pure.

Every word travels to `paper.typ` as JSON and is set as text, never as markup. No sentence of law stands without its
status and citation, and every sheet says that it is no advice."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from handrail.law.answers import Applicability
from handrail.law.applying import Gap
from handrail.law.duties import Duty, Pack
from handrail.law.engine import Law
from handrail.law.listing import Row
from handrail.law.plain import Teller
from handrail.law.words import VERDICTS, Said, Told, in_force_words, parts_of, said, seen_words, short_day

NOTE = "General information, not legal advice; check with the agency or your adviser."
_FOLDER = Path(__file__).parent
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONG, _HEAD, _PLACE = re.compile(r"\S{25,}"), re.compile(r".{1,12}", re.DOTALL), "\u200b"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on top: the title, for whom, as of which day, and sentences on what was and was not looked at."""

    title: str
    business: str
    on: date
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of law with its status and citation below it, and what belongs to it."""

    text: str
    foot: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One duty, or one topic of them."""

    title: str
    lead: str
    blocks: tuple[Block, ...]


def of_duty(law: Law, duty: Duty, pack: Pack, answer: Applicability, on: date) -> Sheet:
    """One duty whole."""

    def lines(texts: Iterable[Any]) -> tuple[Line, ...]:
        return tuple(_line(said(law.state(duty, text, on))) for text in texts)

    blocks = (
        Block("In short", lines([duty.plain])),
        Block("To us", (_applies(law, answer, on),)),
        Block("What to do", tuple(_part(row) for row in parts_of(law, duty, on))),
        Block("Exceptions", lines(duty.exceptions)),
        Block("What it costs to miss it", lines([duty.cost] if duty.cost else [])),
        Block("Notes", lines(duty.notes)),
        Block("To watch", lines([duty.watch] if duty.watch else [])),
        Block("Sources", tuple(Line(source, "") for source in duty.sources)),
        Block("Dates, and whom to ask", (Line(_dates(duty, pack), _agency(pack, duty)),)),
    )
    return Sheet(duty.title, f"{pack.title}. {duty.id}", tuple(row for row in blocks if row.lines))


def _applies(law: Law, answer: Applicability, on: date) -> Line:
    if answer.duty.no_duty and answer.verdict != "no" and answer.duty.searched:
        return Line(f"No such duty found, searched {short_day(answer.duty.searched)}.", "")
    missing = ", ".join(Teller(law, on).labels(answer.missing))
    return Line(f"{VERDICTS[answer.verdict]}.", f"It depends on: {missing}." if missing else "")


def _dates(duty: Duty, pack: Pack) -> str:
    return (
        f"{in_force_words(duty)} Last looked at {seen_words(duty.verified)}. Check again by "
        f"{short_day(duty.recheck_by)}. Law file {pack.title} {pack.version}, kept until {short_day(pack.kept_until)}."
    )


def _agency(pack: Pack, duty: Duty) -> str:
    row = pack.agencies.get(duty.agency or "")
    return ", ".join(word for word in (row.name, row.phone, row.url) if word) if row else "Ask a qualified adviser."


def _line(row: Said, *more: str) -> Line:
    return Line(row.text, f"{row.status}. {row.citation}", tuple(filter(None, more)))


def _part(row: Told) -> Line:
    only = f"Only when: {'; '.join(row.arises)}." if row.arises else ""
    holds = [f"It must hold: {text}" for text in row.elements]
    forbids = [f"Not allowed when: {each.text}" for each in row.forbids]
    return _line(row.said, f"{row.type}.", only, *row.lines, *holds, *forbids)


def of_rows(title: str, rows: Sequence[Row], depends: Teller) -> list[Sheet]:
    """The duties of a list by topic, a sentence each."""
    topics = dict.fromkeys(row.topic for row in rows)
    return [
        Sheet(
            topic,
            title,
            tuple(Block(row.duty.title, (_short(row, depends),)) for row in rows if row.topic == topic),
        )
        for topic in topics
    ]


def _short(row: Row, teller: Teller) -> Line:
    missing = ", ".join(teller.labels(row.missing))
    return _line(
        row.plain, f"It depends on: {missing}. Until that is known it counts as applying." if missing else "",
        f"{row.pack.title}. Check again by {short_day(row.duty.recheck_by)}.",
    )  # fmt: skip


def of_gaps(rows: Sequence[Gap]) -> list[Sheet]:
    """What the law files do not hold, with whom to ask."""
    lines = tuple(Line(f"{row.row.what.rstrip('.')}.", f"{row.why}. {row.ask}") for row in rows)
    title = "What these law files do not hold"
    return [Sheet(title, "Nobody checked this for you.", (Block("", lines),))] if rows else []


def printed(sheets: Sequence[Sheet], head: Head) -> bytes:
    """The PDF, tagged. A letter that no face here has lets the machine's own faces in."""
    content = {
        "title": head.title, "business": head.business, "says": head.says, "asOf": short_day(head.on), "note": NOTE,
        "on": {"year": head.on.year, "month": head.on.month, "day": head.on.day},
        "sheets": [asdict(sheet) for sheet in sheets],
    }  # fmt: skip
    inputs = {"data": json.dumps(_cleaned(content), ensure_ascii=False, sort_keys=True)}
    try:
        return _compiled(inputs, head.on, own_faces_only=True, standards=["ua-1"])
    except typst.TypstError:
        return _compiled(inputs, head.on, own_faces_only=False, standards=[])


def _compiled(inputs: dict[str, str], on: date, *, own_faces_only: bool, standards: list[Any]) -> bytes:
    compiler = typst.Compiler(
        _FOLDER / "paper.typ", root=_FOLDER, ignore_system_fonts=own_faces_only, sys_inputs=inputs
    )
    made = compiler.compile(format="pdf", timestamp=datetime.combine(on, time(12), UTC), pdf_standards=standards)
    assert isinstance(made, bytes)
    return made


def _cleaned(value: Any) -> Any:
    """Words as they may stand on paper: no control characters, and a place to break in a word that fits on no line."""
    match value:
        case str():
            return _LONG.sub(lambda word: _PLACE.join(_HEAD.findall(word[0])), _UNPRINTABLE.sub("", value))
        case dict():
            return {key: _cleaned(item) for key, item in value.items()}
        case list() | tuple():
            return [_cleaned(item) for item in value]
    return value
