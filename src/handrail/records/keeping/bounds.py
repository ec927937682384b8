"""What the law says of keeping a thing, and of its going. Pure: law, facts and a day in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import Value
from handrail.law.answers import Kept, Meeting
from handrail.law.duties import Duty, Part
from handrail.law.engine import Law
from handrail.law.plain import Teller, day_words, label
from handrail.law.words import Said, destroy_words, keep_words, said
from handrail.records.keeping.needed import kinds_without_a_time, needed
from handrail.records.keeping.rule import Bound, Need, Wish

MADE_ON = "record.made_on"
NO_TIME = "The law asks for it and sets no time."


def need_of(duty: Duty, part: Part) -> Need:
    return needed(part.kind, duty.id, part.id)


@dataclass(frozen=True, slots=True)
class Told:
    """What the law says of one thing. `bounds`: minimums that law sets. `asks`: duties that would bind it if something
    had happened that nobody told, and those without a time; for whoever approves its going. `advice`: what the law
    files only suggest. `gone_by`: what must be gone, from which day on."""

    bounds: tuple[Bound, ...] = ()
    asks: tuple[Bound, ...] = ()
    advice: tuple[str, ...] = ()
    gone_by: tuple[Wish, ...] = ()
    said: Mapping[tuple[str, str], Said] | None = None


def told(law: Law, asked: Iterable[Mapping[str, Value]], on: date) -> Told:
    """One thing may be asked about with several sets of facts (a customer with three sales): each binds."""
    asked = tuple(asked)
    rows = _wanted(law, asked, on)
    wanted = [row for row, _ in rows]
    teller = Teller(law, on)
    law_sets = [(row, sure) for row, sure in rows if row.part.keep and row.basis == "law"]
    looks = [_bound(row, teller) for row, sure in law_sets if not (sure and _is_about(row))]
    return Told(
        tuple(_bound(row, teller) for row, sure in law_sets if sure and _is_about(row)),
        tuple(dict.fromkeys([*looks, *_timeless(law, asked, on)])),
        tuple(dict.fromkeys(_advice(row) for row in wanted if row.part.keep and row.basis != "law")),
        tuple(_gone_by(wanted)),
        {(row.duty.id, row.part.id): said(row.stated) for row in wanted},
    )


def _wanted(law: Law, asked: Iterable[Mapping[str, Value]], on: date) -> list[tuple[Kept, bool]]:
    """What the law wants of this thing, each once, and whether it surely is about it (`Need.about`)."""
    found: dict[tuple[object, ...], tuple[Kept, bool]] = {}
    for facts in asked:
        for row in law.keep(facts, on):
            need = need_of(row.duty, row.part)
            means = _means(need, facts) if need.names else False
            if means is not False and not found.get(_mark(row), (row, False))[1]:
                found[_mark(row)] = (row, means is True)
    return list(found.values())


def _means(need: Need, facts: Mapping[str, Value]) -> object:
    """True, False, or neither while a fact is not known."""
    return compile_condition(need.about).evaluate(facts).value if need.about else True


def _mark(row: Kept) -> tuple[object, ...]:
    return row.duty.id, row.part.id, row.until, row.gone_by


def _is_about(row: Kept) -> bool:
    """Whether a duty has anything here to keep: its time has begun, or it surely arose. A day that was never told, of a
    duty that every business of the kind has, is that of something that did not happen here."""
    return row.until is not None or (row.verdict == "yes" and bool(row.duty.arises or row.part.arises))


def _bound(row: Kept, teller: Teller) -> Bound:
    may = "" if row.verdict == "yes" else " It may apply: that is not known of this one."
    says = f"{_titled(row, teller.law)} {_until(row)}{may} {_source(row)}"
    return Bound(row.duty.id, row.part.id, says, row.until, need_of(row.duty, row.part))


def _titled(row: Kept | Meeting, law: Law) -> str:
    return f"{law.kinds[row.part.kind].title}: {row.stated.text}"


def _source(row: Kept | Meeting) -> str:
    return f"({row.stated.citation}; {row.stated.status_words})"


def _timeless(law: Law, asked: Iterable[Mapping[str, Value]], on: date) -> Iterator[Bound]:
    """Records the law asks for without a number of years, where what they are about surely happened here."""
    for facts in asked:
        for row in law.meetings(facts, on, lambda part: part.kind in kinds_without_a_time()):
            surely = row.verdict == "yes" and bool(row.duty.arises or row.part.arises)
            need = need_of(row.duty, row.part)
            if surely and need.timeless and need.names:
                says = f"{_titled(row, law)} {NO_TIME} {_source(row)}"
                yield Bound(row.duty.id, row.part.id, says, None, need)


def _until(row: Kept) -> str:
    assert row.part.keep is not None
    if row.until:
        return f"Until {day_words(row.until)}{' at most' if row.part.keep.until else ''}."
    return f"From “{label(row.part.keep.from_)}”, which is not known of this one."


def _advice(row: Kept) -> str:
    assert row.part.keep is not None
    return f"{keep_words(row.part.keep)} {row.stated.citation}"


def _gone_by(rows: Sequence[Kept]) -> Iterator[Wish]:
    """Only what surely applies: nothing is destroyed on a maybe."""
    for row in rows:
        if row.part.destroy and row.gone_by and row.verdict == "yes":
            says = f"{row.stated.text} Gone by {day_words(row.gone_by)}. {_source(row)}"
            yield Wish(row.gone_by, says, need_of(row.duty, row.part).names, by_law=True)


def facts_to_destroy(law: Law, facts: Mapping[str, Value], on: date) -> frozenset[str]:
    """The days from which something must be gone, of duties that bind this business or may."""
    rows = law.meetings(facts, on, lambda part: part.destroy is not None)
    return frozenset(row.part.destroy.from_ for row in rows if row.part.destroy)


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty on keeping or destroying as it stands for the business, for its page. `basis`: destroy, law, timeless (the
    law asks for it and sets no time) or suggested."""

    said: Said
    duty: str
    words: str
    basis: str
    need: Need
    may: bool


def standing(law: Law, facts: Mapping[str, Value], on: date) -> list[Standing]:
    """Every duty on records with customers' words that binds this business, or may: what law sets first."""
    rows = law.meetings(facts, on, lambda part: part.keep is not None or part.type in ("record", "destruction"))
    found = [_standing(row) for row in rows if _is_on_words(row.duty, row.part)]
    order = {"destroy": 0, "law": 1, "timeless": 2, "suggested": 3}
    return sorted(found, key=lambda row: (row.may, order[row.basis], row.said.citation))


def _standing(row: Meeting) -> Standing:
    need = need_of(row.duty, row.part)
    return Standing(said(row.stated), row.duty.id, _words(row), _basis(row), need, row.verdict != "yes")


def _is_on_words(duty: Duty, part: Part) -> bool:
    lasts = part.keep is not None or part.type == "destruction" or need_of(duty, part).timeless
    return lasts and bool(need_of(duty, part).names)


def _basis(row: Meeting) -> str:
    if row.part.type == "destruction":
        return "destroy"
    if need_of(row.duty, row.part).timeless:
        return "timeless"
    return row.part.keep.basis if row.part.keep else "law"


def _words(row: Meeting) -> str:
    time = keep_words(row.part.keep) if row.part.keep else destroy_words(row.part.destroy) if row.part.destroy else ""
    return f"{NO_TIME} {time}".strip() if _basis(row) == "timeless" else time
