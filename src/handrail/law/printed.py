"""Answers of the law as the command prints them: text for a person, plain values for `--json`. Pure.

Every sentence of law stands with its citation and status in both."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handrail.facts.plain import JSON
from handrail.facts.problems import Problem
from handrail.law import items as all_items
from handrail.law import lexicon, loader
from handrail.law.answers import Applicability, Due, Facts, Kept, Meeting, Settled
from handrail.law.asking import due_words, kept_words, settled_words
from handrail.law.cases import Case, run
from handrail.law.duties import Pack, Stated
from handrail.law.engine import Law
from handrail.law.plain import Teller, day_words, told_number, unheld_words
from handrail.law.words import STATUSES, VERDICTS, deadline_lines, destroy_words, keep_words, seen_words

NOT_ADVICE = "General information, not legal advice; check with the agency or your adviser."


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer both ways. `fails`: whether the command ends with 1."""

    text: str
    data: JSON
    fails: bool = False


def applies(
    law: Law, facts: Facts, on: date, only: str = "", *, every: bool = False, unheld: Sequence[str] = ()
) -> Printed:
    """Which duties bind a business on a day; those that do not when `every` or asked for. Raises UnknownLawError."""
    rows = [row for row in law.applies(facts, on) if not only or row.duty.id == law.duty(only).id]
    shown = [row for row in rows if every or only or row.verdict != "no"]
    lines = [_applies_text(row, only) for row in shown]
    data: list[JSON] = [
        {"duty": row.duty.id, "verdict": row.verdict, "no_duty_found": row.duty.no_duty, **_missing(row.missing),
         **_stated(row.stated), "trace": list(row.trace)}
        for row in shown
    ]  # fmt: skip
    without = _named(law, facts, unheld)
    early = [row.duty.id for row in shown if row.verdict != "no" and row.duty.id in law.before_knowledge(on)]
    foot = [_counted(rows, on), *_early(early, on), *_without(without), NOT_ADVICE]
    told: JSON = {"duties": data, "without": list(without), "first_day_not_known": list(early)}
    return Printed("\n".join([*lines, *foot]), told)


def _applies_text(row: Applicability, only: str) -> str:
    none = row.duty.no_duty and row.verdict != "no"
    word = f"No such duty found, searched {row.duty.searched}" if none else VERDICTS[row.verdict]
    lines = [f"{word}: {row.duty.id}", f"    {row.stated}", *_needs(row.missing), *_steps(row.trace, only)]
    return "\n".join(lines)


def _counted(rows: Sequence[Applicability], on: date) -> str:
    none = sum(row.duty.no_duty and row.verdict != "no" for row in rows)
    yes, depends, no = (sum(row.verdict == word for row in rows if not row.duty.no_duty) for word in VERDICTS)
    no += len(rows) - none - yes - depends - no
    return f"{yes} apply, {depends} may apply, {no} do not, {none} say that none was found; {len(rows)} asked on {on}."


def due(law: Law, facts: Facts, on: date, zone: str, kind: str = "", *, unheld: Sequence[str] = ()) -> Printed:
    """The deadlines that follow, of one kind or all, first the one that breaks first. Raises UnknownLawError."""
    rows = law.due_of_kind(kind, facts, on, zone) if kind else law.due(facts, on, zone)
    kinds = dict.fromkeys(row.part.kind for row in rows)
    settled = [found for name in kinds if len((found := law.settle(name, facts, on, zone)).of) > 1]
    teller = Teller(law, on)
    lines = [_due_text(row, teller) for row in rows]
    lines += [f"{law.kinds[row.kind].title}, all laws together: {settled_words(row, teller)}" for row in settled]
    lines += [] if rows else ["No deadline follows from these facts."]
    without = _named(law, facts, unheld)
    data: JSON = {
        "due": [_due_data(row) for row in rows], "settled": [_settled_data(row) for row in settled],
        "without": list(without),
    }  # fmt: skip
    return Printed("\n".join([*lines, *_without(without), NOT_ADVICE]), data)


def _due_text(row: Due, teller: Teller) -> str:
    lines = [f"{due_words(row)}: {row.duty.id}/{row.part.id} ({row.part.kind})", f"    {row.stated}"]
    opens = "Start renewing on" if row.part.licence else "Not before"
    lines += [f"    {opens} {day_words(row.opens)}."] if row.opens else []
    if len({reading.at for reading in row.readings}) > 1:
        lines += [
            f"    Counted by {reading.calendar or 'every day'}: {day_words(reading.day)}" for reading in row.readings
        ]
    lines += [f"    {teller.sentence(row.why)}"] if row.why else []
    return "\n".join([*lines, *_needs(row.missing), *_steps(row.trace, "trace")])


def _due_data(row: Due) -> JSON:
    return {
        "duty": row.duty.id, "part": row.part.id, "kind": row.part.kind, "verdict": row.verdict, "state": row.state,
        "day": _iso(row.day), "at": _iso(row.at), "opens": _iso(row.opens),
        "readings": [{"calendar": one.calendar, "day": _iso(one.day), "at": _iso(one.at)} for one in row.readings],
        "why": row.why, **_missing(row.missing), **_stated(row.stated), "trace": list(row.trace),
    }  # fmt: skip


def _settled_data(row: Settled) -> JSON:
    of: list[JSON] = [f"{one.duty.id}/{one.part.id}" for one in row.of]
    return {"kind": row.kind, "state": row.state, "day": _iso(row.day), "at": _iso(row.at), "why": row.why, "of": of}


def may(law: Law, facts: Facts, at: datetime, zone: str, kind: str, *, unheld: Sequence[str] = ()) -> Printed:
    """Whether an act of a kind may be done at a moment. Raises UnknownLawError."""
    found = law.may(kind, facts, at, zone)
    words = {
        "yes": "Nothing in these law files stands against it",
        "no": "No",
        "unknown": "Can’t tell yet: a person decides",
    }
    lines = [f"{words[found.verdict]}: {law.kinds[kind].title} ({kind}), by the clock of {' and '.join(found.zones)}."]
    lines += [f"    Against it: {reason}" for reason in dict.fromkeys(map(str, found.reasons))]
    lines += [f"    It may be done from {day_words(found.next)}."] if found.next else []
    lines += [f"    At most {found.most / 100:,.2f} dollars."] if found.most is not None else []
    lines += [f"    Asked: {_meeting_text(row)}" for row in found.meetings]
    without = _named(law, facts, unheld)
    lines += [*_needs(found.missing), *_steps(found.trace, "trace"), *_without(without), NOT_ADVICE]
    data: JSON = {
        "kind": kind, "verdict": found.verdict, "next": _iso(found.next), "most_cents": found.most,
        "reasons": [_stated(reason) for reason in found.reasons], **_missing(found.missing),
        "asked": [
            {"duty": row.duty.id, "part": row.part.id, "verdict": row.verdict, **_stated(row.stated)}
            for row in found.meetings
        ],
        "trace": list(found.trace), "without": list(without),
    }  # fmt: skip
    return Printed("\n".join(lines), data)


def _meeting_text(row: Meeting) -> str:
    return f"{row.duty.id}/{row.part.id}{' (may apply)' if row.verdict == 'depends' else ''}: {row.stated}"


def value(law: Law, value_id: str, on: date) -> Printed:
    """A number of law on a day, or why there is none. Raises UnknownLawError."""
    found, row = law.value(value_id, on), law.values[value_id]
    status = f"{STATUSES[found.status].lower()}, {seen_words(row.verified)}"
    stands = f"{found.reference or 'no reference for this day'}; {status}"
    lines = [f"{row.title} on {on}: {told_number(found)} [{stands}]", *([f"    {found.note}"] if found.note else [])]
    data: JSON = {
        "id": found.id, "title": row.title, "on": on.isoformat(), "value": found.value, "state": found.state,
        "unit": found.unit, "reference": found.reference, "note": found.note, "status": found.status,
        "verified_on": row.verified.on.isoformat(), "recheck_by": row.recheck_by.isoformat(),
    }  # fmt: skip
    return Printed("\n".join([*lines, NOT_ADVICE]), data)


def keep(law: Law, facts: Facts, on: date, kind: str = "", *, unheld: Sequence[str] = ()) -> Printed:
    """The records to keep, how long and until when. Raises UnknownLawError."""
    rows = law.keep(facts, on, kind or None)
    lines = [_kept_text(row) for row in rows] or ["No record to keep follows from these facts."]
    data: list[JSON] = [
        {"duty": row.duty.id, "part": row.part.id, "kind": row.part.kind, "verdict": row.verdict,
         "until": _iso(row.until), "gone_by": _iso(row.gone_by), "basis": row.basis,
         **_missing(row.missing), **_stated(row.stated), "trace": list(row.trace)}
        for row in rows
    ]  # fmt: skip
    without = _named(law, facts, unheld)
    told: JSON = {"keep": data, "without": list(without)}
    return Printed("\n".join([*lines, *_without(without), NOT_ADVICE]), told)


def _kept_text(row: Kept) -> str:
    keep, destroy = row.part.keep, row.part.destroy
    lines = [f"{kept_words(row)}: {row.duty.id}/{row.part.id} ({row.part.kind})", f"    {row.stated}"]
    lines += [f"    {keep_words(keep)}"] if keep else []
    lines += [f"    {destroy_words(destroy)}"] if destroy else []
    return "\n".join([*lines, *_needs(row.missing)])


def explain(law: Law, duty_id: str, on: date) -> Printed:
    """A duty whole. Raises UnknownLawError."""
    found = law.explain(duty_id, on)
    teller, duty = Teller(law, on), found.duty
    lines = [f"{duty.title} ({duty.id})", *(f"    {line}" for line in found.lines)]
    for part in duty.parts:
        told = [
            *(deadline_lines(part.deadline, teller) if part.deadline else []),
            *([keep_words(part.keep)] if part.keep else []),
        ]
        lines += [f"    {part.id} ({part.kind}): {line}" for line in told]
    for words, conditions in (("It binds a business when", duty.applies), ("It arises when", duty.arises)):
        lines += [f"    {words}: {'; '.join(teller.condition(conditions))}"] if teller.condition(conditions) else []
    lines += [f"    Looked at {seen_words(duty.verified)}. Check again by {duty.recheck_by}."]
    lines += [f"    Ask: {found.agency}"] if found.agency else []
    lines += [f"    Source: {source}" for source in found.sources]
    data: JSON = {
        "duty": duty.id, "title": duty.title, "status": found.status, "lines": [_stated(line) for line in found.lines],
        "agency": found.agency, "sources": list(found.sources), "recheck_by": duty.recheck_by.isoformat(),
    }  # fmt: skip
    return Printed("\n".join([*lines, NOT_ADVICE]), data)


def items(packs: Sequence[Pack]) -> Printed:
    """Every item the packs were to hold, and where it stands: the table of the reference."""
    data: JSON = [
        {"id": row.id, "held_as": row.where, "title": row.title, "status": row.status, "citation": row.citation,
         "why": row.why, "further": list(row.further)}
        for row in all_items.items(packs)
    ]  # fmt: skip
    return Printed(all_items.as_markdown(packs).rstrip("\n"), data)


def tested(law: Law, cases: Sequence[Case]) -> Printed:
    """Every worked case; those that do not come out as written, with both answers."""
    failed = [(case, found) for case in cases if (found := run(law, case)) != case.expect]
    lines = [
        f"{case.id} ({case.source})\n    expected: {case.expect}\n    found:    {found}\n"
        f"    {case.why} [{case.citation}]"
        for case, found in failed
    ]
    data: JSON = {
        "cases": len(cases),
        "failed": [{"id": case.id, "expected": repr(case.expect), "found": repr(found)} for case, found in failed],
    }
    return Printed("\n".join([*lines, f"{len(cases)} worked cases, {len(failed)} failed."]), data, fails=bool(failed))


def checked(packs: Sequence[Pack], on: date, cases: int = 0) -> Printed:
    """What these packs hold, how many worked cases held, and what should have been looked at again by a day."""
    overdue = [row for pack in packs for row in _overdue(pack, on)]
    held = [f"{pack.pack} {pack.version}: {len(pack.duties)} duties, {len(pack.values)} numbers." for pack in packs]
    lines = [f"Check again, since {by}: {name} ({title})" for by, name, title in sorted(overdue)]
    held += [f"{cases} worked cases come out as written."] if cases else []
    foot = f"No problems. {len(overdue)} out of date as of {on}."
    data: JSON = {
        "problems": [],
        "packs": [{"pack": row.pack, "version": row.version, "duties": len(row.duties)} for row in packs],
        "cases": cases,
        "recheck": [{"id": name, "title": title, "by": by.isoformat()} for by, name, title in sorted(overdue)],
    }
    return Printed("\n".join([*held, *lines, foot]), data)


def refused(problems: Sequence[Problem]) -> Printed:
    """What is wrong with the files, as `file:line:column: what to write instead`."""
    lines = [f"{row.file}:{row.line}:{row.column}: {row.message}" for row in problems]
    rows: list[JSON] = [
        {"file": row.file, "line": row.line, "column": row.column, "message": row.message} for row in problems
    ]
    return Printed("\n".join([*lines, f"{len(lines)} problems."]), {"problems": rows}, fails=True)


def _overdue(pack: Pack, on: date) -> Iterable[tuple[date, str, str]]:
    if on > pack.kept_until:
        yield pack.kept_until, pack.pack, f"the whole file of {pack.title}"
    yield from ((row.recheck_by, row.id, row.title) for row in pack.duties if on > row.recheck_by)
    yield from ((row.recheck_by, row.id, row.title) for row in pack.values if on > row.recheck_by)


def _stated(row: Stated) -> dict[str, JSON]:
    return {
        "says": row.text, "citation": row.citation, "status": row.status, "verified_on": row.verified_on.isoformat()
    }  # fmt: skip


def _missing(names: Iterable[str]) -> dict[str, JSON]:
    found: list[JSON] = [*sorted(names)]
    return {"missing": found}


def _needs(missing: Iterable[str]) -> list[str]:
    names = sorted(missing)
    return [f"    Not known, and needed: {', '.join(names)}"] if names else []


def _steps(trace: Iterable[str], wanted: str) -> list[str]:
    return [f"    because {line}" for line in dict.fromkeys(trace)] if wanted else []


def _without(states: Sequence[str]) -> list[str]:
    """What was not asked, where a place has no law file: an answer of federal law alone is said to be one."""
    if not states:
        return []
    return [
        f"Not checked: no law file for {unheld_words(states)}. Of its law nothing is said here; federal law was asked.",
        "To add one: docs/how-to/add-a-state.md, then `handrail law check FILE`.",
    ]


def _named(law: Law, facts: Facts, unheld: Sequence[str]) -> tuple[str, ...]:
    """The places without a law file, by the names they were given where they were."""
    return tuple(unheld) or law.without_pack_in_case(facts)


def _early(names: Sequence[str], on: date) -> list[str]:
    """That an answer about a day long past may not hold, where the first day of a duty was not found."""
    if not names:
        return []
    why = f"{on} is before these files were checked, and the first day of {len(names)} duties is not known"
    return [f"{why}. They may not have been in force then: {', '.join(names)}."]


def words(asked: str) -> Printed:
    """The kinds and facts that a law file may name, of those that hold the words asked for."""
    kinds, facts = lexicon.kinds_named(asked, loader.load_kinds()), lexicon.facts_named(asked)
    data: JSON = {
        "kinds": [{"kind": row.id, "title": row.title} for row in kinds],
        "facts": [
            {"fact": row.name, "type": row.type, "about": row.about, "asks": row.ask, "values": list(row.values)}
            for row in facts
        ],
    }
    return Printed("\n".join(lexicon.lines(kinds, facts)), data, fails=not (kinds or facts))


def schema() -> Printed:
    """The JSON Schema of a law file."""
    told = loader.schema()
    return Printed(json.dumps(told, indent=1), told)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
