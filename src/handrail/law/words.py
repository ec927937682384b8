"""A duty as its page tells it: each sentence with its status, deadlines and records in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handrail.calendars.business_days import calendar
from handrail.law.duties import (
    Bound,
    DeadlineRule,
    Destroy,
    Duty,
    Form,
    Keep,
    LawText,
    Licence,
    Order,
    Part,
    Stated,
    Verified,
)
from handrail.law.engine import Law
from handrail.law.loader import values_of
from handrail.law.plain import Teller, day_words, label

TONES = {"verified": "ok", "unverified": "unverified", "due": "due", "superseded": "plain"}
"""Which status component shows a status of law."""
STATUSES = {
    "verified": "Checked",
    "unverified": "Unverified",
    "due": "Out of date",
    "superseded": "No longer in force",
}
HOW = {
    "read": "by reading the text",
    "read-secondary": "by reading about it, not the text itself",
    "remembered": "not read; remembered",
}
TYPES = {
    "act": "To do", "disclosure": "To tell", "deadline": "By a day", "record": "To keep", "escalation": "To pass on",
    "prohibition": "Not to do", "form": "In this form", "limit": "Within a bound", "destruction": "To destroy",
    "licence": "To hold", "filing": "To file",
}  # fmt: skip
VERDICTS = {"yes": "Applies to us", "depends": "May apply to us", "no": "Does not apply to us"}
_DONE = {
    "posted": "is put in the mail", "sent": "is sent", "received": "has arrived", "said": "is said", "done": "is done",
}  # fmt: skip
_NO_NUMBER = {
    "without-delay": "Without delay",
    "reasonable-time": "Within a reasonable time",
    "as-stated": "Within the time that was stated",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of law ready for a page: never the words without `status` and `tone` beside them."""

    text: str
    citation: str
    status: str
    tone: str


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a duty in words. `lines`: deadline, record, order, bounds; `elements`: what it must hold."""

    part: Part
    said: Said
    type: str
    kind: str
    lines: tuple[str, ...]
    elements: tuple[str, ...]
    forbids: tuple[Said, ...]
    arises: tuple[str, ...]


def said(row: Stated) -> Said:
    """A stated sentence with its status in words."""
    words = row.status_words
    return Said(row.text, row.citation, words[:1].upper() + words[1:], TONES[row.status])


def short_day(day: date) -> str:
    """`Nov 22, 2026`."""
    return day.strftime("%b %-d, %Y")


def seen_words(row: Verified) -> str:
    """When, how and how surely somebody looked."""
    return f"{short_day(row.on)}, {HOW[row.how]}; {row.confidence} confidence"


def parts_of(law: Law, duty: Duty, on: date) -> list[Told]:
    """Every part of a duty in words, as it stands on a day."""
    teller = Teller(law, on)
    return [_told(law, teller, duty, part) for part in duty.parts]


def _told(law: Law, teller: Teller, duty: Duty, part: Part) -> Told:
    def state(text: LawText) -> Said:
        return said(law.state(duty, text, teller.on, part))

    return Told(
        part=part,
        said=state(part.says),
        type=TYPES[part.type],
        kind=law.kinds[part.kind].title,
        lines=tuple(_lines(law, teller, part)),
        elements=tuple(state(row).text for row in part.elements),
        forbids=tuple(state(row.says) for row in part.forbids),
        arises=teller.condition(part.arises),
    )


def _lines(law: Law, teller: Teller, part: Part) -> Iterable[str]:
    """All that a part sets besides its sentence: time first, then order, then how it looks."""
    yield from deadline_lines(part.deadline, teller) if part.deadline else ()
    yield from _record_lines(part)
    yield from _when_lines(law, part)
    yield from _bound_lines(law, part)
    yield from _paper_lines(part)


def _record_lines(part: Part) -> Iterable[str]:
    if part.keep:
        yield keep_words(part.keep)
    if part.destroy:
        yield destroy_words(part.destroy)


def _when_lines(law: Law, part: Part) -> Iterable[str]:
    if part.must_come:
        yield _order(law, part.must_come)
    if part.once:
        yield "Once only."
    if part.stands:
        yield "It stands even when the customer stays after all."
    if part.hours:
        yield f"Allowed from {part.hours.from_} to {part.hours.to}, by the clock where the person is."
    if part.days:
        yield f"Allowed on {_and([day.capitalize() for day in part.days])} only."


def _paper_lines(part: Part) -> Iterable[str]:
    if part.licence:
        yield from _licence_lines(part.licence)
    if part.filing:
        yield f"Filed, as shown by: {part.filing.proof.plain_for_search()}."
    if part.form:
        yield from form_lines(part.form)


def _bound_lines(law: Law, part: Part) -> Iterable[str]:
    if part.amount:
        bounds = "; ".join(_bound(law, row) for row in part.at_most)
        yield f"{label(part.amount)}: at most {'the least of ' if len(part.at_most) > 1 else ''}{bounds}."


def _bound(law: Law, row: Bound) -> str:
    return f"“{label(row.fact)}” times “{law.values[row.rate].title}”" if row.rate else f"“{label(row.fact)}”"


def _order(law: Law, row: Order) -> str:
    title = law.kinds[row.kind].title
    if row.never_after:
        return f"Never after this was done: “{title}”."
    soon = f", at most {_count(row.within.count, row.within.unit)} apart" if row.within else ""
    return f"It comes {'before' if row.before else 'after'}: “{title}”{soon}."


def _licence_lines(row: Licence) -> Iterable[str]:
    holder = "The business holds" if row.holder == "business" else "A person holds"
    yield f"{holder}: {row.name}. Start renewing it {_count(row.renew_before, 'days')} before its last day."
    if row.shown:
        yield f"Shown: {row.shown.plain_for_search()}."


def form_lines(row: Form) -> Iterable[str]:
    """The look the law sets, a sentence each."""
    if row.type:
        yield f"Type: {row.type.plain_for_search()}."
    if row.copies:
        yield f"Copies: {row.copies}."
    if row.detachable is not None:
        yield "It can be torn off." if row.detachable else "It is part of the paper, not a slip to tear off."
    if row.language:
        yield f"Language: {row.language.plain_for_search()}."
    if row.where:
        yield f"Where: {row.where.plain_for_search()}."
    if row.filled:
        yield f"Filled in before it is given: {'; '.join(text.plain_for_search() for text in row.filled)}."


def destroy_words(row: Destroy) -> str:
    """`It is gone 30 days after “Day of the request” at the latest.`"""
    after = f"{_count(row.count, row.unit)} after “{label(row.from_)}”" if row.count else f"on “{label(row.from_)}”"
    return f"It is destroyed {after} at the latest."


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def keep_words(row: Keep) -> str:
    """`Keep it 5 years from “The contract ended”; the law sets the time.`"""
    basis = "the law sets the time" if row.basis == "law" else "no law sets this time, it is a suggestion"
    span = f"{_count(row.count, row.unit)} from “{label(row.from_)}”"
    how_long = f"until “{label(row.until)}”, {span} at most" if row.until else span
    return f"Keep it {how_long}; {basis}."


def deadline_lines(rule: DeadlineRule, teller: Teller) -> list[str]:
    """How long, from what, by which calendar, what stops it, and whose it is: a sentence each."""
    lines = [_how_long(rule)]
    if rule.or_later:
        lines.append(f"It starts later if this comes later: {_names(rule.or_later)}.")
    if rule.no_later_than:
        lines.append(f"It ends sooner if this comes sooner: {_names(rule.no_later_than)}.")
    if rule.runs_if:
        lines.append(
            f"The clock starts only when: {'; '.join(teller.condition(rule.runs_if))}. Until then it stays open."
        )
    if rule.calendars:
        first, *others = [calendar(name).title for name in rule.calendars]
        otherwise = f" It can be read otherwise: {'; '.join(others)}." if others else ""
        lines.append(f"Days are counted by: {first}.{otherwise}")
    if rule.roll:
        lines.append(f"A last day that does not count moves on to the next that does: {calendar(rule.roll).title}.")
    return [*lines, _stops(rule)]


def _how_long(rule: DeadlineRule) -> str:
    if rule.yearly:
        return f"Every year by {' and by '.join(map(_day_of_year, rule.yearly))}."
    start = _starts(rule)
    if rule.count is None:
        return f"{_NO_NUMBER[rule.unit]} after {start}; the law sets no number."
    if rule.count == 0:
        return f"{'Until the end of' if rule.means == 'until' else 'By the end of'} {start}."
    count = _count(rule.count, rule.unit)
    if rule.direction == "before":
        window = f", and no sooner than {_count(rule.opens, rule.unit)} before" if rule.opens else ""
        return f"At least {count} before {start}{window}."
    word = {"by": "Within", "until": "Until", "not-before": "Not sooner than"}[rule.means]
    return f"{word} {count} after {start}."


def _day_of_year(day: str) -> str:
    month, number = map(int, day.split("-"))
    return f"{date(2024, month, number):%b} {number}"


def _starts(rule: DeadlineRule) -> str:
    if len(rule.starts) == 1:
        return f"“{label(rule.starts[0])}”"
    return f"the {'later' if rule.pick == 'latest' else 'earlier'} of {_names(rule.starts)}"


def _stops(rule: DeadlineRule) -> str:
    whose = (
        "It is the customer’s right: when two counts differ, the later day holds."
        if rule.whose == "customer"
        else "It is our duty: when two counts differ, the earlier day holds."
    )
    if rule.means == "not-before":
        return whose
    return f"It is kept when it {_DONE[rule.satisfied_by]} in time. {whose}"


def _names(names: Iterable[str]) -> str:
    return " and ".join(f"“{label(name)}”" for name in names)


def _count(count: int, unit: str) -> str:
    words = unit.replace("-", " ")
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


def in_force_words(duty: Duty) -> str:
    """Since when and until when, as far as it is known."""
    since = f"Since {short_day(duty.in_force.from_)}" if duty.in_force.from_ else "The first day was not found"
    return f"{since}. {f'Until {day_words(duty.in_force.to)}.' if duty.in_force.to else 'No end known.'}"


def numbers_of(duty: Duty) -> list[str]:
    """The ids of the numbers by date that a duty rests on."""
    return list(dict.fromkeys(values_of(duty)))
