"""What is due without a case: a licence to renew; and what must be gone by a day. Pure."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handrail.calendars.business_days import add_calendar_days, add_months, add_years
from handrail.calendars.deadlines import Deadline, day_of, end_of
from handrail.facts import rows
from handrail.law.answers import Due, Facts, Meeting, State
from handrail.law.duties import Destroy, Keep, Licence

LICENCES = "business.licences"
_SPANS = {"days": add_calendar_days, "months": add_months, "years": add_years}


def span_end(span: Keep | Destroy, facts: Facts, zone: str) -> date | None:
    """The last day of a stretch of time, where its start is known, or what ends it."""
    start = facts.get(span.from_)
    last = _SPANS[span.unit](day_of(start, zone), span.count) if isinstance(start, date) else None
    return min((day for day in (last, _ended(span, facts, zone)) if day), default=None)


def _ended(span: Keep | Destroy, facts: Facts, zone: str) -> date | None:
    end = facts.get(span.until) if isinstance(span, Keep) and span.until else None
    return day_of(end, zone) if isinstance(end, date) else None


def span_told(span: Keep | Destroy, facts: Facts, word: str) -> str:
    told = f"{word} {span.count} {span.unit} from {span.from_} ({facts.get(span.from_) or 'not known'})"
    if isinstance(span, Keep) and span.until:
        return f"{told} at most, until {span.until} ({facts.get(span.until) or 'not known'})"
    return told


def destroyed(row: Meeting, facts: Facts, zone: str) -> Due | None:
    """The day by which a record must be gone."""
    destroy = row.part.destroy
    assert destroy is not None
    day = span_end(destroy, facts, zone)
    if day is None and row.verdict == "depends":
        return None
    told = span_told(destroy, facts, "gone at the latest")
    return _due(row, day, zone, trace=(told,), missing=frozenset() if day else frozenset({destroy.from_}))


def licences(row: Meeting, facts: Facts, zone: str) -> Iterator[Due]:
    """The last day of each licence a part asks for, as the business's own list has it; without one, what to enter."""
    wanted = row.part.licence
    assert wanted is not None
    held = [line for line in _held(facts) if is_named(wanted, line.what)]
    for line in held:
        yield _licence(row, line, wanted, zone)
    if not held and row.verdict == "yes":
        why = f"enter “{wanted.name}” under {LICENCES}, with its number, its holder and its last day"
        yield _due(row, None, zone, why=why, missing=frozenset({LICENCES}), trace=(f"no row named {wanted.name}",))


def _held(facts: Facts) -> list[rows.Licence]:
    lines = facts.get(LICENCES)
    found = [rows.read("licence", str(line)) for line in lines] if isinstance(lines, tuple) else []
    return [row for row in found if isinstance(row, rows.Licence)]


def is_named(wanted: Licence, what: str) -> bool:
    """Whether a row of the business's list is this licence: the same words, however written."""
    return _bare(what) in {_bare(name) for name in (wanted.name, *wanted.also)}


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def _licence(row: Meeting, line: rows.Licence, wanted: Licence, zone: str) -> Due:
    last, told = line.last_day, (line.words,)
    if last is None:
        ends = line.until == rows.NO_END
        missing = frozenset() if ends else frozenset({LICENCES})
        return _due(row, None, zone, state="no-end" if ends else "unknown", missing=missing, trace=told)
    return _due(row, last, zone, opens=last - timedelta(days=wanted.renew_before), trace=told)


def _due(
    row: Meeting, day: date | None, zone: str, *, state: State | None = None, opens: date | None = None, why: str = "",
    missing: frozenset[str] = frozenset(), trace: tuple[str, ...] = (),
) -> Due:  # fmt: skip
    last = Deadline(end_of(day, zone), day, trace) if day else None
    return Due(
        duty=row.duty, part=row.part, verdict=row.verdict, state=state or ("dated" if day else "unknown"),
        day=day, at=last.at if last else None, opens=opens, readings=(last,) if last else (), why=why,
        missing=missing | row.missing, trace=(*row.trace, *trace), status=row.status, stated=row.stated,
    )  # fmt: skip
