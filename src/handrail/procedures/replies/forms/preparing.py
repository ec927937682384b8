"""A paper to hand over, for the facts of one sale: which duties want it, how it has to look, its last day by the law's
own count, what stands in it, and everything that is still missing. Pure.

What may apply counts as applying. No word of the paper is made up here: the words are an approved reply's, the look and
the count a law file's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from handrail.facts.conditions import Facts
from handrail.facts.vocabulary import Value, fact
from handrail.law.answers import Meeting, Settled
from handrail.law.asking import every_fact
from handrail.law.engine import Law
from handrail.law.words import TONES, said
from handrail.procedures.replies.forms.looks import Look, is_form, look_of, told
from handrail.procedures.replies.reply import LANGUAGES, Reply
from handrail.procedures.replies.wanted import Wanted, left_out

DAY, UNTIL, GIVEN, GIVEN_ON = "sale.signed_on", "sale.cancel_until", "sale.notice_given", "sale.notice_on"
NEEDED = (DAY, "sale.total", "sale.place", "customer.name")
CONSENT = "customer.agreed_electronic"
Told = frozenset[tuple[str, Value]]  # facts, as something to remember an answer by


@dataclass(frozen=True, slots=True)
class Asks:
    """A duty that wants the paper, or may, with its citation and how firm it stands."""

    duty: str
    title: str
    citation: str
    status_words: str
    tone: str
    look: str
    missing: tuple[str, ...]
    watch: str


@dataclass(frozen=True, slots=True)
class Words:
    """The approved words in the language of the talk. `changed`: their English source went on since."""

    reply: Reply
    version: int
    hash: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """`until`: the last day to cancel, or nothing while it can't be told. `runs_later`: from what its count begins,
    where that comes after the sale. `lacks`: what law wants said and neither words nor look give."""

    kind: str
    title: str
    asks: tuple[Asks, ...]
    look: Look
    settled: Settled | None
    until: date | None
    runs_later: tuple[str, ...]
    words: Words | None
    lacks: tuple[Wanted, ...]
    facts: Mapping[str, Value]
    missing: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def decides(self) -> tuple[str, ...]:
        """Facts that decide whether the law wants it at all."""
        return tuple(dict.fromkeys(name for row in self.asks for name in row.missing))

    @property
    def may_go_electronically(self) -> bool:
        return self.is_ready and self.facts.get(CONSENT) is True


def kinds_of_forms(law: Law, known: Facts, on: date) -> tuple[str, ...]:
    """The kinds of paper in copies, or to tear off, that this business may have to give."""
    return _kinds_of_forms(law, _told(law, known), on)


def forms_in_case(law: Law, known: Facts, facts: Facts, on: date) -> list[str]:
    """Those of them that what a case knows does not rule out."""
    told = _told(law, {**known, **facts})
    return [kind for kind in kinds_of_forms(law, known, on) if _is_wanted(law, kind, told, on)]


def _told(law: Law, facts: Facts) -> Told:
    """What the law can turn on at all: the same gives the same papers, so these are remembered."""
    names = every_fact(law)
    return frozenset((name, value) for name, value in facts.items() if name in names)


@lru_cache(maxsize=64)
def _kinds_of_forms(law: Law, known: Told, on: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.part.kind for row in law.meetings(dict(known), on, of=is_form)))


@lru_cache(maxsize=1024)
def _is_wanted(law: Law, kind: str, told: Told, on: date) -> bool:
    return any(is_form(row.part) for row in law.duties_meeting(kind, dict(told), on))


def prepare(
    law: Law, kind: str, facts: Facts, on: date, zone: str, language: str, words: Words | None
) -> Paper:  # fmt: skip
    """The paper of one kind. `facts`: of the business and the sale. `words`: approved ones in that language."""
    given = _as_given(facts, on)
    rows = [row for row in law.duties_meeting(kind, given, on) if row.part.form]
    settled, later = _last_day(law, rows, given, on, zone)
    until = settled.day if settled and settled.state == "dated" else None
    whole = {**given, **({UNTIL: until} if until else {})}
    look = look_of(row.part for row in rows)
    paper = Paper(
        kind, law.kinds[kind].title, tuple(_asks(law, row, on) for row in rows), look, settled, until, later, words,
        _lacks(law, words, look, whole, on), whole, (),
    )  # fmt: skip
    return replace(paper, missing=tuple(_missing(paper, language, on)))


def _as_given(facts: Facts, on: date) -> dict[str, Value]:
    """The facts as they are once this paper is in the customer's hands today."""
    signed = facts.get(DAY)
    late = isinstance(signed, date) and signed < on
    return {**facts, GIVEN: True, **({GIVEN_ON: on} if late else {})}


def _last_day(
    law: Law, rows: Sequence[Meeting], facts: Facts, on: date, zone: str
) -> tuple[Settled | None, tuple[str, ...]]:
    """The last day of the right that this paper comes before; and what its clock waits for, if not for the sale."""
    kinds = dict.fromkeys(row.part.must_come.before for row in rows if row.part.must_come)
    for kind in filter(None, kinds):
        settled = law.settle(kind, facts, on, zone)
        rules = [each.part.deadline for each in law.duties_meeting(kind, facts, on) if each.part.deadline]
        starts = dict.fromkeys(name for rule in rules for name in rule.starts)
        later = tuple(name for name in starts if not name.startswith("sale."))
        if rules:
            return settled, later
    return None, ()


def _asks(law: Law, row: Meeting, on: date) -> Asks:
    watch = law.state(row.duty, row.duty.watch, on).text if row.duty.watch else ""
    form = told(row.part.form) if row.part.form else ""
    return Asks(
        row.duty.id, row.duty.title, row.stated.citation, said(row.stated).status, TONES[row.status], form,
        tuple(sorted(row.missing)), watch,
    )  # fmt: skip


def _lacks(law: Law, words: Words | None, look: Look, facts: Facts, on: date) -> tuple[Wanted, ...]:
    if words is None:
        return ()
    return tuple(row for row in left_out(words.reply, law, facts, on) if not look.supplies(row.element))


def _missing(paper: Paper, language: str, on: date) -> list[str]:
    """Everything that stands between here and the paper, a sentence each."""
    if not paper.asks:
        return ["By what is known, no law file asks for this paper here."]
    found = [f"The law sets a form of its own: {words}. Get it from the agency." for words in paper.look.strange]
    found += [f"{fact(name).label} is still open." for name in NEEDED if name not in paper.facts]
    if paper.until is None and not paper.runs_later and DAY in paper.facts:
        found.append("The last day to cancel can’t be told from these facts.")
    return [*found, *_missing_words(paper, language, on)]


def _missing_words(paper: Paper, language: str, on: date) -> Iterator[str]:
    words = paper.words
    if words is None:
        talk = f"in {LANGUAGES[language]}" if language in LANGUAGES else "in that language"
        yield f"No approved words {talk} are here for this paper. Such a reply has to be written and approved first."
        return
    if words.changed:
        yield "The words were made from an English version that has changed since. A reviewer looks at them first."
    if words.reply.until and on > words.reply.until:
        yield f"The approved words could be used until {words.reply.until:%b %-d, %Y}. Their owner looks at them first."
    if paper.until and UNTIL not in words.reply.blanks:
        yield "The approved words leave no blank for the last day to cancel. Change the reply first."
    for name in words.reply.blanks:
        if name not in paper.facts and name not in (*NEEDED, UNTIL):
            yield f"{fact(name).label} is still open."
    for row in paper.lacks:
        yield f"The words do not say “{row.element}”, which {row.title} asks for ({row.citation})."
