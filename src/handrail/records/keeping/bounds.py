"""What the law says of keeping a thing, and of its going. Pure: law, facts and a day in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from handrail.facts.vocabulary import Value
from handrail.law.answers import Kept
from handrail.law.engine import Law
from handrail.law.plain import Teller, day_words, label
from handrail.law.words import Said, destroy_words, keep_words, said
from handrail.records.keeping.rule import EVERYTHING, Bound, Wish

MADE_ON = "record.made_on"


@cache
def needs() -> Mapping[str, tuple[str, ...]]:
    """What of a person's words each kind of duty needs."""
    raw = YAML(typ="safe").load((Path(__file__).parent / "needs.yaml").read_text("utf-8"))
    return {kind: tuple(names) for kind, names in raw.items()}


def needed(kind: str) -> tuple[str, ...]:
    """One that nobody wrote down binds everything."""
    return needs().get(kind, EVERYTHING)


@dataclass(frozen=True, slots=True)
class Told:
    """What the law says of one thing. `bounds`: minimums that law sets. `asks`: duties that would bind it if something
    had happened that nobody told; for whoever approves its going. `advice`: what the law files only suggest.
    `gone_by`: what must be gone, from which day on."""

    bounds: tuple[Bound, ...] = ()
    asks: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    gone_by: tuple[Wish, ...] = ()
    said: Mapping[tuple[str, str], Said] | None = None


def told(law: Law, asked: Iterable[Mapping[str, Value]], on: date) -> Told:
    """One thing may be asked about with several sets of facts (a customer with three sales): each binds."""
    rows = {_mark(row): row for facts in asked for row in law.keep(facts, on)}.values()
    wanted = [row for row in rows if needed(row.part.kind)]
    teller = Teller(law, on)
    law_sets = [row for row in wanted if row.part.keep and row.basis == "law"]
    return Told(
        tuple(_bound(row, teller) for row in law_sets if _is_about(row)),
        tuple(dict.fromkeys(_bound(row, teller).says for row in law_sets if not _is_about(row))),
        tuple(dict.fromkeys(_advice(row) for row in wanted if row.part.keep and row.basis != "law")),
        tuple(_gone_by(wanted)),
        {(row.duty.id, row.part.id): said(row.stated) for row in wanted},
    )


def _mark(row: Kept) -> tuple[object, ...]:
    return row.duty.id, row.part.id, row.until, row.gone_by


def _is_about(row: Kept) -> bool:
    """Whether a duty has anything here to keep: its time has begun, or it surely arose. A day that was never told, of a
    duty that every business of the kind has, is that of something that did not happen here."""
    return row.until is not None or (row.verdict == "yes" and bool(row.duty.arises or row.part.arises))


def _bound(row: Kept, teller: Teller) -> Bound:
    may = "" if row.verdict == "yes" else " It may apply: that is not known of this one."
    law = f"({row.stated.citation}; {row.stated.status_words})"
    title = teller.law.kinds[row.part.kind].title
    says = f"{title}: {row.stated.text} {_until(row)}{may} {law}"
    return Bound(row.duty.id, row.part.id, says, row.until, needed(row.part.kind))


def _until(row: Kept) -> str:
    assert row.part.keep is not None
    if row.until:
        return f"Until {day_words(row.until)}."
    return f"From “{label(row.part.keep.from_)}”, which is not known of this one."


def _advice(row: Kept) -> str:
    assert row.part.keep is not None
    return f"{keep_words(row.part.keep)} {row.stated.citation}"


def _gone_by(rows: Sequence[Kept]) -> Iterator[Wish]:
    """Only what surely applies: nothing is destroyed on a maybe."""
    for row in rows:
        if row.part.destroy and row.gone_by and row.verdict == "yes":
            law = f"({row.stated.citation}; {row.stated.status_words})"
            says = f"{row.stated.text} Gone by {day_words(row.gone_by)}. {law}"
            yield Wish(row.gone_by, says, needed(row.part.kind), by_law=True)


def facts_to_destroy(law: Law, facts: Mapping[str, Value], on: date) -> frozenset[str]:
    """The days from which something must be gone, of duties that bind this business or may."""
    rows = law.meetings(facts, on, lambda part: part.destroy is not None)
    return frozenset(row.part.destroy.from_ for row in rows if row.part.destroy)


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty on keeping or destroying as it stands for the business, for its page."""

    said: Said
    duty: str
    words: str
    basis: str
    needs: tuple[str, ...]
    may: bool


def standing(law: Law, facts: Mapping[str, Value], on: date) -> list[Standing]:
    """Every duty on records with customers' words that binds this business, or may: what law sets first."""
    rows = law.meetings(facts, on, lambda part: bool(part.keep or part.type == "destruction"))
    found = [
        Standing(
            said(row.stated), row.duty.id,
            keep_words(row.part.keep) if row.part.keep else destroy_words(row.part.destroy) if row.part.destroy else "",
            "destroy" if row.part.keep is None else row.part.keep.basis, needed(row.part.kind), row.verdict != "yes",
        )
        for row in rows
        if needed(row.part.kind)
    ]  # fmt: skip
    order = {"destroy": 0, "law": 1, "suggested": 2}
    return sorted(found, key=lambda row: (row.may, order[row.basis], row.said.citation))
