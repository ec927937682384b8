"""Reads for the editor: the cards, what was done to a draft, what the check found at which step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.law.queries import law_in_use
from handrail.procedures import queries
from handrail.procedures.control import queries as control
from handrail.procedures.documents.told import ToldStep, told
from handrail.procedures.editing.edits import Raw, depth, mark, nesting
from handrail.procedures.editing.models import DraftEdit
from handrail.procedures.editing.telling import mend_in_words, titled
from handrail.procedures.handbook.queries import titles
from handrail.procedures.language.reader import plain
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision
from handrail.procedures.proof.findings import Finding, Report
from handrail.procedures.proof.mending import Mend, checked_mend
from handrail.procedures.replies import queries as replies
from handrail.procedures.replies.reply import read
from handrail.procedures.replies.sent import with_replies
from handrail.procedures.replies.shelf import replies as starters
from handrail.procedures.shelf import called_by, library


@dataclass(frozen=True, slots=True)
class Card:
    """A step as the editor shows it. `was`: the mark of what is shown; `deep`: under the step above."""

    told: ToldStep
    was: str
    deep: int
    nests: bool
    first: bool
    last: bool


def cards(procedure: Procedure, raw: Raw) -> list[Card]:
    rows = zip(told(procedure, procedure_titles()), raw["steps"], strict=True)
    count = len(raw["steps"])
    return [
        Card(row, mark(step), depth(raw, row.id), nesting(raw, row.id) is not None, n == 1, n == count)
        for n, (row, step) in enumerate(rows, 1)
    ]


def procedure_titles() -> dict[str, str]:
    """What can be run from a step: the library's and this business's own."""
    return {**{slug: row.title for slug, row in library().items()}, **titles()}


def reply_choices(on: date) -> dict[str, list[tuple[str, str]]]:
    """What the form of a step offers to send, with the words of each and where it can be read."""
    rows = replies.choosable(on)
    return {
        "replies": [(row.slug, row.name) for row in rows],
        "reply-words": [(row.slug, row.words) for row in rows],
        "reply-pages": [(row.slug, row.page) for row in rows],
    }


@dataclass(frozen=True, slots=True)
class OnlyHere:
    """A role that this procedure has and the business has not."""

    name: str
    filled_by: str


def roles_only_here(procedure: Procedure) -> list[OnlyHere]:
    there = queries.roles_declared()
    return [OnlyHere(name, row.filled_by) for name, row in procedure.roles.items() if name not in there]


def with_its_replies(procedure: Procedure, on: date) -> Procedure:
    """The draft with the words of what it sends behind it, as they are here, else in the library."""
    return with_replies(
        procedure, {**starters(), **{name: read(text) for name, text in replies.texts_in_force(on).items()}}
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """A part that a procedure runs, and the titles of the others in force that run it too."""

    slug: str
    title: str
    others: tuple[str, ...]
    page: str  # the address of its page by name; "" where it is nowhere


def shared(procedure: Procedure, on: date) -> list[Shared]:
    """What the procedure runs, with where else each is used: a change there reaches them all."""
    here, names = control.here(on), procedure_titles()
    return [
        Shared(
            slug,
            names.get(slug, slug),
            tuple(sorted(names[name] for name in _running(slug, here, procedure))),
            "procedure" if slug in here else "procedure-starter" if slug in library() else "",
        )
        for slug in called_by(procedure)
    ]


def reached(procedure: Procedure, on: date) -> list[str]:
    """The titles of those in force that run this one: what a change of it reaches."""
    return [row.entry.title for row in control.callers(procedure.procedure, on)]


def _running(slug: str, here: Mapping[str, Procedure], but: Procedure) -> list[str]:
    return [name for name, row in here.items() if name != but.procedure and slug in called_by(row)]


def kinds(on: date) -> list[tuple[str, str]]:
    """The kinds of duty that a step may meet and a condition may ask for, with what they are called."""
    return sorted((name, kind.title) for name, kind in law_in_use(on).kinds.items())


def last_change(row: Revision, step: str = "") -> DraftEdit | None:
    """The newest change of a step, or of the draft."""
    rows = DraftEdit.objects.filter(revision=row, state="done")
    found: DraftEdit | None = (rows.filter(step=step) if step else rows).order_by("-number").first()
    return found


def can_turn(row: Revision, member_id: object) -> tuple[str, str]:
    """What undo would take back and redo do again, in words; empty where there is nothing."""
    mine = DraftEdit.objects.filter(revision=row, by_id=member_id)
    undo = mine.filter(state="done").order_by("-number").first()
    redo = mine.filter(state="undone").order_by("number").first()
    return undo.words if undo else "", redo.words if redo else ""


def others(row: Revision, member_id: object) -> list[str]:
    """Who else wrote at this draft."""
    rows = DraftEdit.objects.filter(revision=row).exclude(by_id=member_id).order_by("by")
    return list(dict.fromkeys(rows.values_list("by", flat=True)))


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the mend that was tried and holds, in words; empty where none is known."""

    finding: Finding
    mend: str = ""

    @property
    def key(self) -> str:
        return key_of(self.finding)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found, by the step it stands at; `rest` is about the whole."""

    report: Report
    by_step: Mapping[str, Sequence[Found]]
    rest: Sequence[Found]


MOST_MENDS = 3  # grave findings for which a mend is looked for; each is tried on every path


def key_of(finding: Finding) -> str:
    return "|".join((finding.rule, finding.about, finding.step or "", finding.procedure))


def checked(procedure: Procedure, on: date) -> Checked:
    report = queries.report(procedure, on)
    there = {step.id for step in procedure.steps}
    by_step: dict[str, list[Found]] = {}
    rest, tried = [], 0
    for finding in report.findings:
        base = (finding.step or "").split("--", maxsplit=1)[0]  # a variant's wording stands with the step
        mend = None
        if finding.is_grave and tried < MOST_MENDS:
            tried, mend = tried + 1, mend_of(procedure, report, finding, on)
        found = Found(finding, mend_in_words(plain(procedure), mend.changes) if mend else "")
        if base in there and finding.procedure in ("", procedure.procedure):
            by_step.setdefault(base, []).append(found)
        else:
            rest.append(found)
    return Checked(report, by_step, rest)


def mend_of(procedure: Procedure, report: Report, finding: Finding, on: date) -> Mend | None:
    """A mend that was tried: with it the finding is gone, and nothing grave is new."""
    if procedure.variants:
        return None  # the check saw it written out; a change of that is no change of what was written
    found = checked_mend(procedure, report, finding, lambda made: queries.report(made, on))
    return titled(found) if found else None


def mend_by(procedure: Procedure, key: str, on: date) -> Mend | None:
    """The mend of the finding with this key, tried on the draft as it stands now."""
    report = queries.report(procedure, on)
    finding = next((row for row in report.findings if key_of(row) == key), None)
    return mend_of(procedure, report, finding, on) if finding else None
