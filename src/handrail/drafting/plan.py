"""A handbook planned for one business: what to take and why, what is missing, which duties apply and where each is
met, what the law files do not hold, and what the check says of each procedure for this business. Pure.

The same facts, topics, law and day give the same plan."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.drafting import law as duties
from handrail.drafting import not_held, reasons
from handrail.drafting.law import DutyRow
from handrail.drafting.not_held import Gap
from handrail.drafting.reasons import Reason, percent
from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import Value, fact, with_own
from handrail.inquiries.matching import Fit, Matched, Matcher, Topic
from handrail.inquiries.subjects import listed, subjects
from handrail.law.answers import Applicability
from handrail.law.engine import Law
from handrail.procedures.examined import examine_by_law
from handrail.procedures.handbook.met import check_line
from handrail.procedures.language.engine import with_limits
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.findings import Finding, Report

UNCOVERED = 0.5  # a topic of which less than this is answered has no procedure
WRITE_FROM = 0.01  # share of all that is asked from which a missing procedure is worth writing
SAYS = 3  # examples shown
LONGEST = 160  # characters of one
KIND_ORDER = ("asked", "fact", "duty", "unknown", "called")
Told = Callable[[str, int, int], None]
"""Hears of progress: what is being looked at, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class FitRow:
    """What a part of a topic is about."""

    title: str
    procedure: str
    part: float
    sure: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic, the largest first. `covered`: the part of it that some procedure answers."""

    title: str
    volume: int | None
    share: float
    covered: float
    fits: tuple[FitRow, ...]
    says: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.covered < UNCOVERED


@dataclass(frozen=True, slots=True)
class ToWrite:
    """Something people ask that no procedure answers: a procedure to write."""

    title: str
    share: float
    topics: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeverRuns:
    """A step whose condition is false for this business. It stays: the language passes over it by itself."""

    number: int
    step: str


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of the check."""

    severity: str
    step: str
    title: str
    story: tuple[str, ...]
    mend: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check says of a procedure for this business, in a sentence and in parts."""

    line: str
    found: tuple[Found, ...]
    handed_over: tuple[str, ...]

    @property
    def tone(self) -> str:
        """`danger` for what stands in the way, `due` for advice, "" when nothing was found."""
        grave = any(row.severity in ("law", "must") for row in self.found)
        return "danger" if grave else "due" if self.found else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A procedure of the library to take, and why."""

    slug: str
    title: str
    purpose: str
    reasons: tuple[Reason, ...]
    checked: Checked
    never_runs: tuple[NeverRuns, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    slug: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class PackRow:
    """A law file asked. `overdue`: the day is after the one it was kept until."""

    title: str
    version: str
    kept_until: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it, in values that are told, printed and kept."""

    business: str
    at: date
    asked_by: str
    unknown: tuple[str, ...]
    topics: tuple[TopicRow, ...]
    procedures: tuple[Taken, ...]
    left_out: tuple[LeftOut, ...]
    to_write: tuple[ToWrite, ...]
    duties: tuple[DutyRow, ...]
    not_held: tuple[Gap, ...]
    without_pack: tuple[str, ...]
    packs: tuple[PackRow, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a plan is made from. `answers`: the business's, None for "I don't know"; a fact not there was never asked.
    `asked_by`: where the topics come from, in words."""

    business: str
    answers: Mapping[str, Value | None]
    topics: Sequence[Topic]
    asked_by: str

    @property
    def known(self) -> dict[str, Value]:
        return {name: value for name, value in self.answers.items() if value is not None}


def _nobody(_what: str, _done: int, _of: int) -> None:
    return


def make_plan(given: Given, shelf: Mapping[str, Procedure], law: Law, at: date, told: Told = _nobody) -> Plan:
    """The plan of a business for a day. `told` hears of progress, as the checks take most of the time."""
    known = given.known
    matcher = Matcher(subjects(shelf, str(known.get("business.trade", ""))), listed(shelf))
    matched = [matcher.match(topic) for topic in given.topics]
    applied = law.applies(known, at)
    why = _why(shelf, matched, known, [row for row in applied if not row.duty.no_duty])
    taken = {slug: shelf[slug] for slug in why}
    rows = duties.duty_rows(law, applied, taken)
    return Plan(
        business=given.business, at=at, asked_by=given.asked_by, unknown=_unknown(given.answers),
        topics=tuple(_topic(row) for row in matched),
        procedures=tuple(_taken(shelf, why, known, law, at, told)),
        left_out=tuple(LeftOut(slug, row.title, _NOTHING) for slug, row in shelf.items() if slug not in why),
        to_write=_to_write(matched), duties=rows, not_held=not_held.gaps(law, known),
        without_pack=law.without_pack(known), packs=_packs(law, at), agencies=_agencies(rows),
    )  # fmt: skip


_NOTHING = "No topic, fact or duty of yours asks for it."


def _unknown(answers: Mapping[str, Value | None]) -> tuple[str, ...]:
    return tuple(fact(name).label for name, value in answers.items() if value is None)


# What to take, and why


def _why(
    shelf: Mapping[str, Procedure],
    matched: Sequence[Matched],
    known: Mapping[str, Value],
    applied: Sequence[Applicability],
) -> dict[str, list[Reason]]:
    """Reasons by procedure; what is asked most stands first, what is only called last."""
    found: dict[str, list[Reason]] = {slug: [reason] for slug, reason in reasons.asked(matched).items()}
    _gather(found, reasons.facts(shelf, known))
    _gather(found, reasons.duties(shelf, applied, list(found)))
    _gather(found, reasons.called(shelf, list(found)))
    return {slug: _in_order(found[slug]) for slug in sorted(found, key=lambda slug: _place(found[slug], shelf[slug]))}


def _gather(into: dict[str, list[Reason]], rows: Iterable[tuple[str, Reason]]) -> None:
    for slug, reason in list(rows):
        into.setdefault(slug, []).append(reason)


def _in_order(rows: Sequence[Reason]) -> list[Reason]:
    return sorted(rows, key=lambda row: (KIND_ORDER.index(row.kind), -row.share))


def _place(rows: Sequence[Reason], procedure: Procedure) -> tuple[float, int, str]:
    return -sum(row.share for row in rows), min(KIND_ORDER.index(row.kind) for row in rows), procedure.title


def _taken(
    shelf: Mapping[str, Procedure],
    why: Mapping[str, list[Reason]],
    known: Mapping[str, Value],
    law: Law,
    at: date,
    told: Told,
) -> Iterable[Taken]:
    for done, (slug, rows) in enumerate(why.items()):
        procedure = shelf[slug]
        told(f"Checking “{procedure.title}”", done, len(why))
        report = examine_by_law(procedure, shelf, known, law, at)
        never = tuple(_never(procedure, known, law, at))
        yield Taken(slug, procedure.title, procedure.purpose, tuple(rows), _checked(procedure, report), never)


def _never(procedure: Procedure, known: Mapping[str, Value], law: Law, at: date) -> Iterable[NeverRuns]:
    asked = law.functions(known, at, "UTC")
    with with_own(procedure.own):
        for number, step in enumerate(procedure.steps, 1):
            if step.when and compile_condition(step.when).evaluate(known, with_limits(step, asked)).is_false:
                yield NeverRuns(number, step.name)


def _checked(procedure: Procedure, report: Report) -> Checked:
    return Checked(
        line=check_line(report),
        found=tuple(_found(procedure, row) for row in report.findings),
        handed_over=tuple(report.handed_over),
    )


def _found(procedure: Procedure, row: Finding) -> Found:
    here = row.step in {step.id for step in procedure.steps} and row.procedure in ("", procedure.procedure)
    step = procedure.step(row.step).name if here and row.step else row.step or ""
    return Found(row.severity, step, row.title, row.story, _mend(row))


def _mend(row: Finding) -> str:
    """What to do; where an answer about the business is all that is missing, that."""
    if row.about.startswith("business.") and row.severity == "advice":
        return f"Answer “{fact(row.about).label}” about your business, then draft again."
    return row.mend or ""


# What people ask, and what is missing


def _topic(row: Matched) -> TopicRow:
    fits = tuple(FitRow(f.subject.title, f.subject.procedure, f.part, f.sure) for f in row.named)
    return TopicRow(row.topic.title, row.topic.volume, row.topic.share, row.covered, fits, _says(row.topic.texts))


def _says(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(_short(" ".join(text.split())) for text in texts[:SAYS])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def _to_write(matched: Sequence[Matched]) -> tuple[ToWrite, ...]:
    """Subjects no procedure answers, then topics that are near to nothing known."""
    shares: dict[str, list[tuple[float, Matched, Fit]]] = {}
    for row in matched:
        for fit in row.fits:
            if not fit.subject.procedure:
                shares.setdefault(fit.subject.title, []).append((fit.part * row.topic.share, row, fit))
    found = [_of_subject(title, parts) for title, parts in shares.items()]
    found += [_of_topic(row) for row in matched if not row.named]
    wanted = [row for row in found if row.share >= WRITE_FROM]
    return tuple(sorted(wanted, key=lambda row: (-round(row.share, 9), row.title)))


def _of_subject(title: str, parts: list[tuple[float, Matched, Fit]]) -> ToWrite:
    order = sorted(parts, key=lambda row: (-round(row[0], 9), row[1].topic.title))
    topics = tuple(row.topic.title for _, row, _ in order[: reasons.MOST_TOPICS])
    return ToWrite(title, sum(part for part, _, _ in order), topics, _says(order[0][2].says))


def _of_topic(row: Matched) -> ToWrite:
    return ToWrite(row.topic.title, row.topic.share, (row.topic.title,), _says(row.topic.texts))


# The law files asked


def _packs(law: Law, at: date) -> tuple[PackRow, ...]:
    return tuple(PackRow(p.title, p.version, p.kept_until, at > p.kept_until) for p in law.packs.values())


def _agencies(rows: Iterable[DutyRow]) -> tuple[str, ...]:
    return tuple(sorted({row.agency for row in rows if row.agency}))


def covered_share(topics: Iterable[TopicRow]) -> str:
    """How much of what is asked the handbook answers, in words."""
    return percent(sum(row.share * row.covered for row in topics))
