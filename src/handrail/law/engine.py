"""The law asked: what applies, what is due, what may be done, a number, what is kept. Pure; packs, facts and dates in.

Every answer carries its trace. Unknown facts are never guessed: a duty that may apply counts as applying and says on
what; law that is unverified never refuses anything by itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from handrail.calendars.deadlines import day_of
from handrail.facts.conditions import Condition, EvaluationError, Outcome, Result, Unknown, compile_condition
from handrail.facts.together import Together
from handrail.facts.vocabulary import clocks
from handrail.law.answers import (
    OPEN_END,
    Answer,
    Applicability,
    Due,
    Explained,
    Facts,
    Kept,
    May,
    Meeting,
    Number,
    Settled,
    State,
    UnknownLawError,
    with_today,
)
from handrail.law.counting import Count, in_order, moment, why
from handrail.law.duties import A_DAY, Duty, Kind, LawText, Pack, Part, Stated, Status, ValueByDate
from handrail.law.limits import judge, next_opening
from handrail.law.loader import load_kinds, load_packs, packs_with
from handrail.law.standing import destroyed, licences, span_end, span_told


class Law:
    """Loaded packs, ready to be asked. Holds no state between questions."""

    def __init__(self, packs: Sequence[Pack], kinds: Mapping[str, Kind]) -> None:
        self.packs = {pack.pack: pack for pack in packs}
        self.kinds = kinds
        self._versions = _versions(packs)
        self.duties = {name: rows[-1] for name, rows in self._versions.items()}
        self.values = {value.id: value for pack in packs for value in pack.values}
        self._conditions: dict[str, Condition] = {}
        self._day: _Day | None = None
        self._pack_of = {duty.id: pack for pack in packs for duty in pack.duties}
        self._by_kind: dict[str, list[tuple[Duty, Part]]] = {}
        for duty, part in self._every_part():
            self._by_kind.setdefault(part.kind, []).append((duty, part))

    def _every_part(self) -> Iterator[tuple[Duty, Part]]:
        return ((duty, part) for rows in self._versions.values() for duty in rows for part in duty.parts)

    # What applies

    def duty(self, duty_id: str, on: date | None = None) -> Duty:
        """The duty of this id: its version of a day, or its last. Raises UnknownLawError."""
        if duty_id not in self.duties:
            raise UnknownLawError("duty", duty_id, self.duties)
        return self.duties[duty_id] if on is None else self._version(self._versions[duty_id], on)

    def versions(self, duty_id: str) -> tuple[Duty, ...]:
        """Every version of a duty, the oldest first. Raises UnknownLawError."""
        return self._versions[self.duty(duty_id).id]

    def _version(self, rows: Sequence[Duty], on: date) -> Duty:
        """The version in force on a day; between two, the one before; before all, the first."""
        begun = [row for row in rows if row.in_force.from_ is None or row.in_force.from_ <= on]
        return begun[-1] if begun else rows[0]

    def applies(self, facts: Facts, on: date) -> list[Applicability]:
        """Every duty of every pack: whether it binds this business on this day, and why."""
        asked, day = self._asked(facts, on), self._on_day(on)
        return [
            Applicability(duty, *(fixed or asked.together(texts)), stated.status, stated)
            for duty, stated, texts, fixed in day.duties
        ]

    def _asked(self, facts: Facts, on: date) -> "_Asked":
        facts = with_today(facts, on)
        return _Asked(Together(facts, _Functions(self, facts, on)), self._conditions, self._on_day(on).fixed)

    def before(self, duty: Duty, on: date) -> Answer | None:
        """An answer that comes before any condition; the law as it ships has none (see `ours`)."""
        return None

    def _on_day(self, on: date) -> "_Day":
        """What is the same for everybody on a day, made once: many are asked about on one day."""
        if self._day is None or self._day.on != on:
            fixed = {
                id(duty): answer
                for rows in self._versions.values()
                for duty in rows
                if (answer := self.before(duty, on) or _not_in_force(duty, on))
            }
            duties = [self._version(rows, on) for rows in self._versions.values()]
            self._day = _Day(on, fixed, [(duty, self.state(duty, duty.plain, on)) for duty in duties])
        return self._day

    def duties_meeting(self, kind: str, facts: Facts, on: date) -> list[Meeting]:
        """The parts of this kind that apply to business and case on this day, or may. Raises UnknownLawError."""
        if kind not in self.kinds:
            raise UnknownLawError("kind of duty", kind, self.kinds)
        return list(self._meetings(self._by_kind.get(kind, ()), facts, on))

    def meetings(self, facts: Facts, on: date, of: Callable[[Part], bool] = lambda part: True) -> list[Meeting]:
        """Every part of every duty that applies to business and case on this day, or may. `of`: only of these parts, so
        that nothing is asked about the others."""
        return list(self._meetings((row for row in self._every_part() if of(row[1])), facts, on))

    def _meetings(self, rows: Iterable[tuple[Duty, Part]], facts: Facts, on: date) -> Iterator[Meeting]:
        asked, day = self._asked(facts, on), self._on_day(on)
        for duty, part in rows:
            answer = asked.answer((duty.applies, duty.arises, part.arises), duty)
            if answer.verdict != "no":
                stated = day.part(self, duty, part)
                yield Meeting(duty, part, answer.verdict, answer.missing, answer.trace, stated.status, stated)

    def without_pack(self, facts: Facts) -> tuple[str, ...]:
        """States of the business, its customers or the case for which there is no pack: only the packs there are, were
        asked."""
        named = [facts.get(name) for name in ("business.states", "business.customer_states", "customer.state")]
        states = [str(state) for row in named if row for state in (row if isinstance(row, tuple) else (row,))]
        held = {pack.jurisdiction for pack in self.packs.values()}
        return tuple(dict.fromkeys(state for state in states if state not in held))

    def without_pack_in_case(self, facts: Facts) -> tuple[str, ...]:
        """The same in a case: where the customer's own state is told, it stands in place of all those we sell in."""
        state = facts.get("customer.state")
        return self.without_pack(facts if state is None else {**facts, "business.customer_states": (str(state),)})

    def jurisdiction(self, place: str) -> str | None:
        """The word facts have for a place, from its pack's title or that word itself; None without a pack."""
        asked = place.strip().casefold()
        names = {name.casefold(): row for row in self.packs.values() for name in (row.title, row.jurisdiction)}
        return names[asked].jurisdiction if asked in names and names[asked].parent else None

    def before_knowledge(self, on: date) -> tuple[str, ...]:
        """The duties of which it isn't known whether they were in force on this day: before anybody looked, and with
        no first day found."""
        firsts = (rows[0] for rows in self._versions.values())
        return tuple(duty.id for duty in firsts if duty.in_force.from_ is None and on < duty.verified.on)

    def answer(self, texts: Sequence[str | None], duty: Duty, facts: Facts, on: date) -> Answer:
        """Whether all these conditions hold of a duty in force."""
        return self._asked(facts, on).answer(tuple(texts), duty)

    # Status

    def state(self, duty: Duty, text: LawText, on: date, part: Part | None = None) -> Stated:
        """A sentence of a duty with its status on a day: the only way to print it."""
        stated = duty.stated(text, on, part)
        if duty.superseded_by and self._has_begun(duty.superseded_by, on):
            stated.status = "superseded"
        kept = self._pack_of[duty.id].kept_until
        if stated.status in ("verified", "due") and on > kept:
            stated.status, stated.since = "due", min(kept + A_DAY, stated.since or date.max)
        return stated

    def _has_begun(self, duty_id: str, on: date) -> bool:
        """Whether the duty that came after is in force by now."""
        first = self._versions[duty_id][0].in_force.from_
        return first is None or first <= on

    def status(self, duty_id: str, on: date, part: Part | None = None) -> Status:
        duty = self.duty(duty_id, on)
        return self.state(duty, duty.plain, on, part).status

    def explain(self, duty_id: str, on: date) -> Explained:
        """A duty whole: its sentence, parts, cost, exceptions, agency. Raises UnknownLawError."""
        duty = self.duty(duty_id, on)
        texts: list[tuple[LawText, Part | None]] = [(duty.plain, None)]
        for part in duty.parts:
            texts += [(part.says, part), *((element, part) for element in part.elements)]
        texts += [(row, None) for row in (*([duty.cost] if duty.cost else []), *duty.exceptions, *duty.notes)]
        texts += [(duty.watch, None)] if duty.watch else []
        lines = tuple(self.state(duty, text, on, part) for text, part in texts)
        return Explained(duty, lines[0].status, lines, self._agency(duty), duty.sources)

    def _agency(self, duty: Duty) -> str:
        if duty.agency is None:
            return ""
        row = self._pack_of[duty.id].agencies[duty.agency]
        return ", ".join(word for word in (row.name, row.phone, row.url) if word)

    # Deadlines

    def due(self, facts: Facts, on: date, zone: str) -> list[Due]:
        """The deadlines that follow from the facts, dated ones first and in order. `zone`: the place that counts.

        Filings of every year, licences and destruction are among them; `due_in_case` leaves the first two out."""
        return in_order(due for row in self.meetings(facts, on) for due in self._due_of(row, facts, on, zone))

    def due_in_case(self, facts: Facts, on: date, zone: str) -> list[Due]:
        """The deadlines that begin with what happened in a case: no licence of the business, no yearly filing."""
        rows = (row for row in self.meetings(facts, on) if not _is_standing(row.part))
        return in_order(due for row in rows for due in self._due_of(row, facts, on, zone))

    def due_of_kind(self, kind: str, facts: Facts, on: date, zone: str) -> list[Due]:
        """The same, of one kind. Raises UnknownLawError."""
        rows = self.duties_meeting(kind, facts, on)
        return in_order(due for row in rows for due in self._due_of(row, facts, on, zone))

    def _due_of(self, row: Meeting, facts: Facts, on: date, zone: str) -> Iterator[Due]:
        if row.part.licence:
            yield from licences(row, facts, zone)
        if row.part.destroy and (gone := destroyed(row, facts, zone)):
            yield gone
        rule = row.part.deadline
        if rule and (rule.yearly or row.verdict != "depends" or any(facts.get(name) for name in rule.starts)):
            yield Count(self, row, rule, facts, on, zone).due()

    def settle(self, kind: str, facts: Facts, on: date, zone: str) -> Settled:
        """One date for a kind: the customer's right the latest of all that may apply, the business's duty the earliest.

        No duty that sets a date: state `unknown`, `of` empty. Raises UnknownLawError."""
        rows = self.due_of_kind(kind, facts, on, zone)
        whose = {row.part.deadline.whose for row in rows if row.part.deadline}
        right = whose == {"customer"}
        if right and any(row.state == "open" for row in rows):
            return Settled(kind, "open", None, None, "the clock has not begun, so the right stays open", tuple(rows))
        dated = [row for row in rows if row.at is not None and row.day is not None]
        if not dated:
            state: State = rows[0].state if rows else "unknown"
            return Settled(kind, state, None, None, "no date can be given", tuple(rows))
        best = (max if right else min)(dated, key=moment)
        state = "unknown" if right and any(row.state == "unknown" for row in rows) else best.state
        return Settled(kind, state, best.day, best.at, why(dated, right=right), tuple(rows))

    def functions(self, facts: Facts, on: date, zone: str, at: datetime | None = None) -> "_Functions":
        """`deadline('kind')`, `applies('kind')`, `may('kind')` and `law_value('id')` for conditions of procedures, on
        these facts. `at`: the moment, for `may`; without it whether something may be done now is not known."""
        return _Functions(self, facts, on, zone, at)

    # What may be done

    def may(self, kind: str, facts: Facts, at: datetime, zone: str) -> May:
        """Whether an act of this kind may be done now. `at` has a zone; `zone` is the place of the person called, where
        the customer's state does not tell (`zones_of`).

        Raises UnknownLawError; DeadlineError for a time without a zone."""
        zones = self.zones_of(facts, zone)
        on = day_of(at, zones[0])
        rows = self.duties_meeting(kind, facts, on)
        clocks = [at.astimezone(ZoneInfo(name)) for name in zones]
        verdicts = [judge(self, row, facts, clocks, on) for row in rows]
        sure = [
            row
            for row in verdicts
            if row.against and row.meeting.verdict == "yes" and row.meeting.status != "unverified"
        ]
        unsure = [row for row in verdicts if (row.against and row not in sure) or row.missing or row.unclear]
        missing = frozenset[str]().union(*(row.missing for row in unsure))
        verdict: Literal["yes", "no", "unknown"] = "no" if sure else "unknown" if unsure else "yes"
        bounds = [row.most for row in verdicts if row.most is not None]
        told = [row.trace for row in verdicts]
        return May(
            verdict=verdict,
            next=next_opening(verdicts, clocks) if verdict != "yes" else None,
            most=min(bounds, default=None),
            reasons=tuple(reason for row in verdicts for reason in row.against),
            missing=missing if verdict == "unknown" else frozenset(),
            trace=tuple(dict.fromkeys(line for row in (*told, *self._ruled_out(kind, facts, on)) for line in row)),
            meetings=tuple(rows),
            zones=zones,
        )

    def zones_of(self, facts: Facts, otherwise: str) -> tuple[str, ...]:
        """The clocks that may be those of the customer: the one that was noted of them; else those of their state, from
        its pack or the list of places. In a state of several the place given counts if it is one of them; else what is
        asked must be allowed by each clock."""
        if noted := facts.get("customer.time_zone"):
            return (str(noted),)
        state = facts.get("customer.state")
        held = next((pack.zones for pack in self.packs.values() if pack.jurisdiction == state), ())
        held = held or clocks().get(str(state), ())
        return (otherwise,) if not held or otherwise in held else held

    def _ruled_out(self, kind: str, facts: Facts, on: date) -> Iterator[tuple[str, ...]]:
        """Why the other duties of this kind say nothing here: a yes rests on that too."""
        asked = self._asked(facts, on)
        for duty, part in self._by_kind.get(kind, ()):
            answer = asked.answer((duty.applies, duty.arises, part.arises), duty)
            if answer.verdict == "no":
                yield answer.trace

    # Numbers and records

    def value(self, value_id: str, on: date) -> Number:
        """A number of law on a day, or why there is none. Raises UnknownLawError."""
        if value_id not in self.values:
            raise UnknownLawError("value", value_id, self.values)
        row = self.values[value_id]
        for entry in row.entries:
            if entry.from_ <= on and (entry.to is None or on <= entry.to):
                state: Literal["known", "not-published"] = "not-published" if entry.value is None else "known"
                return Number(row.id, entry.value, state, row.unit, entry.reference, entry.note, _value_status(row, on))
        before = on < row.entries[-1].from_  # before all of them, or in a gap nobody has filled
        return Number(row.id, None, "before-knowledge" if before else "ended", row.unit, "", "", _value_status(row, on))

    def keep(self, facts: Facts, on: date, kind: str | None = None) -> list[Kept]:
        """The records to keep, how long, and until which day where its start is known. Raises UnknownLawError."""
        rows = self.duties_meeting(kind, facts, on) if kind else self.meetings(facts, on, _is_kept)
        return [_kept(row, facts) for row in rows if _is_kept(row.part)]


_NOTHING: frozenset[str] = frozenset()


class _Asked:
    """Facts asked about on a day, each condition once, however many duties rest on it."""

    def __init__(self, together: Together, conditions: dict[str, Condition], fixed: Mapping[int, Answer]) -> None:
        self._together, self._conditions, self._fixed = together, conditions, fixed
        self._answers: dict[tuple[str | None, ...], Answer] = {}

    def answer(self, texts: tuple[str | None, ...], duty: Duty) -> Answer:
        return self._fixed.get(id(duty)) or self.together(texts)

    def together(self, texts: tuple[str | None, ...]) -> Answer:
        """What conditions come to that must all hold."""
        found = self._answers.get(texts)
        if found is None:
            found = self._answers[texts] = self._whether([self._result(text) for text in texts if text])
        return found

    def _result(self, text: str) -> Result:
        condition = self._conditions.get(text)
        if condition is None:
            condition = self._conditions[text] = compile_condition(text)
        return self._together.result(condition)

    def _whether(self, results: list[Result]) -> Answer:
        if len(results) == 1:
            value, trace = results[0].value, results[0].trace
            if isinstance(value, Unknown):
                return Answer("depends", value.missing, trace)
            return Answer("no" if value is False else "yes", _NOTHING, trace)
        trace = tuple(dict.fromkeys(line for row in results for line in row.trace))
        if any(row.value is False for row in results):
            return Answer("no", trace=trace)
        unclear = [row.value for row in results if isinstance(row.value, Unknown)]
        missing = _NOTHING.union(*(row.missing for row in unclear))
        return Answer("depends" if unclear else "yes", missing, trace)


def _not_in_force(duty: Duty, on: date) -> Answer | None:
    if duty.in_force.holds(on):
        return None
    return Answer("no", trace=(f"{duty.id} is in force from {duty.in_force.from_} to {duty.in_force.to or 'now'}",))


class _Day:
    """The duties as they are on a day, and the sentences of their parts once somebody asked for them."""

    def __init__(self, on: date, fixed: Mapping[int, Answer], duties: list[tuple[Duty, Stated]]) -> None:
        self.on, self.fixed = on, fixed
        self.duties = [(duty, stated, (duty.applies,), fixed.get(id(duty))) for duty, stated in duties]
        self._parts: dict[int, Stated] = {}

    def part(self, law: Law, duty: Duty, part: Part) -> Stated:
        found = self._parts.get(id(part))
        if found is None:
            found = self._parts[id(part)] = law.state(duty, part.says, self.on, part)
        return found


def _versions(packs: Sequence[Pack]) -> dict[str, tuple[Duty, ...]]:
    """The duties by id, each with its versions in the order in which they came into force."""
    found: dict[str, list[Duty]] = {}
    for pack in packs:
        for duty in pack.duties:
            found.setdefault(duty.id, []).append(duty)
    return {name: tuple(sorted(rows, key=lambda row: row.in_force.from_ or date.min)) for name, rows in found.items()}


class _Functions:
    """The functions of law that conditions may call."""

    def __init__(self, law: Law, facts: Facts, on: date, zone: str = "UTC", at: datetime | None = None) -> None:
        self._law, self._facts, self._on, self._zone, self._at = law, facts, on, zone, at

    def __call__(self, name: str, args: tuple[Outcome, ...]) -> Outcome:
        if name == "law_value":
            return self._number(str(args[0]))
        if name == "deadline":
            return self._deadline(str(args[0]))
        if name == "applies":
            return self._applies(str(args[0]))
        if name == "may":
            return self._may(str(args[0]))
        raise EvaluationError(f"{name}() is no function of law")

    def _number(self, value_id: str) -> Outcome:
        found = self._law.value(value_id, self._on).value
        return Unknown(frozenset()) if found is None else found

    def _applies(self, kind: str) -> Outcome:
        """Whether some duty of this kind arises in the case; what is missing, while it may."""
        rows = self._law.duties_meeting(kind, self._facts, self._on)
        if any(row.verdict == "yes" for row in rows):
            return True
        return Unknown(frozenset().union(*(row.missing for row in rows))) if rows else False

    def _may(self, kind: str) -> Outcome:
        """Whether an act of this kind may be done now. Unverified law never forbids by itself: then it is not known."""
        if self._at is None:
            return Unknown(frozenset())
        found = self._law.may(kind, self._facts, self._at, self._zone)
        return Unknown(found.missing) if found.verdict == "unknown" else found.verdict == "yes"

    def _deadline(self, kind: str) -> Outcome:
        found = self._law.settle(kind, self._facts, self._on, self._zone)
        if found.state == "open":
            return OPEN_END
        missing = frozenset[str]().union(*(row.missing for row in found.of))
        return Unknown(missing) if found.day is None else found.day


def _value_status(row: ValueByDate, on: date) -> Status:
    if not row.verified.is_firm:
        return "unverified"
    return "due" if on > row.recheck_by else "verified"


def _is_standing(part: Part) -> bool:
    return part.licence is not None or (part.deadline is not None and bool(part.deadline.yearly))


def _is_kept(part: Part) -> bool:
    return bool(part.keep or part.destroy)


def _kept(row: Meeting, facts: Facts) -> Kept:
    """How long it is kept and by when it is gone, each where the law says so."""
    keep, destroy = row.part.keep, row.part.destroy
    until = span_end(keep, facts, "UTC") if keep else None
    gone_by = span_end(destroy, facts, "UTC") if destroy else None
    spans = [(keep, "kept"), (destroy, "gone at the latest")]
    trace = (*row.trace, *(span_told(span, facts, word) for span, word in spans if span))
    missing = row.missing | {span.from_ for span, day in ((keep, until), (destroy, gone_by)) if span and day is None}
    basis = keep.basis if keep else "law"
    return Kept(row.duty, row.part, row.verdict, until, gone_by, basis, missing, trace, row.status, row.stated)


def law_with(folders: Sequence[Path]) -> Law:
    """The law that ships with the law files of other folders. Raises PackError."""
    return Law(packs_with(folders), load_kinds()) if folders else load_law()


@cache
def load_law() -> Law:
    """The law that ships with Handrail, once per process. Raises PackError."""
    return Law(load_packs(), load_kinds())
