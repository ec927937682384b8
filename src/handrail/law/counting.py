"""Deadlines counted: from what starts one to the day and moment it ends, in each reading. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from handrail.calendars.business_days import add_calendar_days, add_months, roll_forward
from handrail.calendars.deadlines import Deadline, Unit, choose, day_of, end_of
from handrail.calendars.deadlines import due as count_deadline
from handrail.law.answers import Answer, Due, Facts, Meeting, State
from handrail.law.duties import DeadlineRule

if TYPE_CHECKING:
    from handrail.law.engine import Law


def moment(row: Due) -> datetime:
    assert row.at is not None
    return row.at


def why(rows: Sequence[Due], *, right: bool) -> str:
    if len({row.at for row in rows}) < 2:
        return next((row.why for row in rows if row.why), "")
    dates = "; ".join(f"{row.day} ({row.citation})" for row in rows)
    rule = "the latest counts, as it is the customer’s right" if right else "the earliest counts, as it is our duty"
    return f"{dates}: {rule}"


def in_order(rows: Iterable[Due | None]) -> list[Due]:
    found = [row for row in rows if row is not None]
    return sorted(
        found, key=lambda row: (row.at is None, row.at.timestamp() if row.at else 0.0, row.duty.id, row.part.id)
    )


class Count:
    """One deadline being counted."""

    def __init__(self, law: "Law", row: Meeting, rule: DeadlineRule, facts: Facts, on: date, zone: str) -> None:
        self.law, self.row, self.rule, self.facts, self.on, self.zone = law, row, rule, facts, on, zone

    def due(self) -> Due:
        if self.rule.yearly:
            return self.every_year()
        if self.rule.count is None:
            return self.make("no-number", missing=self.row.missing)
        start, missing = self.start()
        runs = self.runs()
        if runs.verdict == "no":
            return self.make("open", trace=runs.trace)
        if start is None:
            return self.make("unknown", missing=missing | self.row.missing)
        chosen = choose([self.reading(start, name) for name in self.rule.calendars or (None,)], self.rule.whose)
        last, sooner = self.capped(chosen.deadline)
        state: State = "unknown" if runs.verdict == "depends" else "dated"
        return self.make(
            state,
            last=last,
            opens=self.opens(start),
            readings=chosen.readings,
            why=sooner or chosen.why,
            missing=missing | runs.missing | self.row.missing,
            trace=(*runs.trace, *last.steps),
        )

    def every_year(self) -> Due:
        """The next of its days, from the day asked about or the first day in force on."""
        since = max(self.on, self.row.duty.in_force.from_ or self.on)
        found = [day for year in (since.year - 1, since.year, since.year + 1) for day in self.days_of(year)]
        day = min(day for day in found if day >= since)
        steps = (f"due every year on {' and '.join(self.rule.yearly)}; next {day:%a} {day.isoformat()}",)
        last = Deadline(end_of(day, self.zone, self.rule.ends), day, steps)
        return self.make("dated", last=last, readings=(last,), missing=self.row.missing, trace=steps)

    def days_of(self, year: int) -> Iterator[date]:
        for text in self.rule.yearly:
            month, number = map(int, text.split("-"))
            day = add_calendar_days(add_months(date(year, 1, 1), month - 1), number - 1)
            yield roll_forward(day, self.rule.roll) if self.rule.roll else day

    def start(self) -> tuple[date | None, frozenset[str]]:
        """The moment that counts and what else would have to be known: all of them for the latest."""
        found = self.known(self.rule.starts)
        missing = frozenset(name for name in self.rule.starts if not isinstance(self.facts.get(name), date))
        if not found or (missing and self.rule.pick == "latest"):
            return None, missing
        first = (max if self.rule.pick == "latest" else min)(found, key=self.when)
        return max([first, *self.known(self.rule.or_later)], key=self.when), missing

    def known(self, names: Iterable[str]) -> list[date]:
        return [value for name in names if isinstance(value := self.facts.get(name), date)]

    def when(self, value: date) -> tuple[date, str]:
        return day_of(value, self.zone), str(value)

    def runs(self) -> Answer:
        texts = [self.rule.runs_if]
        return self.law.answer(texts, self.row.duty, self.facts, self.on)

    def reading(self, start: date, calendar: str | None) -> Deadline:
        count = (self.rule.count or 0) * (-1 if self.rule.direction == "before" else 1)
        unit = cast(Unit, self.rule.unit)
        return count_deadline(start, count, unit, calendar, self.zone, self.rule.ends, roll=self.rule.roll)

    def opens(self, start: date) -> date | None:
        if self.rule.opens is None:
            return None
        calendar = self.rule.calendars[0] if self.rule.calendars else None
        return count_deadline(start, -self.rule.opens, cast(Unit, self.rule.unit), calendar, self.zone).day

    def capped(self, last: Deadline) -> tuple[Deadline, str]:
        """The deadline, or the sooner day another event sets."""
        for name in self.rule.no_later_than:
            event = self.facts.get(name)
            if isinstance(event, date) and day_of(event, self.zone) < last.day:
                day = day_of(event, self.zone)
                why = f"{name} on {day} comes sooner than {last.day}"
                last = Deadline(end_of(day, self.zone, self.rule.ends), day, (*last.steps, why), last.calendar)
        return last, last.steps[-1] if "comes sooner" in last.steps[-1] else ""

    def make(
        self,
        state: State,
        *,
        last: Deadline | None = None,
        opens: date | None = None,
        readings: tuple[Deadline, ...] = (),
        why: str = "",
        missing: frozenset[str] = frozenset(),
        trace: tuple[str, ...] = (),
    ) -> Due:
        row = self.row
        return Due(
            duty=row.duty, part=row.part, verdict=row.verdict, state=state,
            day=last.day if last else None, at=last.at if last else None, opens=opens, readings=readings, why=why,
            missing=missing, trace=(*row.trace, *trace), status=row.status, stated=row.stated,
        )  # fmt: skip
