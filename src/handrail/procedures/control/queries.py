"""Reads about the control of versions."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from handrail.business.queries import answers
from handrail.law.queries import law_in_use
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import digest
from handrail.ledger.models import Attachment
from handrail.ledger.prepared import prepared
from handrail.people.models import Member, Organization
from handrail.people.queries import members
from handrail.people.rights import Right, may
from handrail.procedures import queries
from handrail.procedures.control import signed
from handrail.procedures.control.deciding import Standing
from handrail.procedures.difference import Difference, difference
from handrail.procedures.documents.pdf import procedure_pdf
from handrail.procedures.examined import claimed_by, examine_by_law
from handrail.procedures.handbook import queries as handbook
from handrail.procedures.handbook.met import Binding
from handrail.procedures.language.reader import plain, read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import (
    Approver,
    ApproverList,
    Bundle,
    Entry,
    Remark,
    Revision,
    Signature,
    Withdrawal,
    text_hash,
)
from handrail.procedures.proof.findings import Finding
from handrail.procedures.shelf import library, reachable, starter_text
from handrail.procedures.tested.queries import surprised_in
from handrail.web.waiting import Waiting

# Who decides


def able() -> list[Member]:
    """Everybody here who may approve."""
    return [row for row in members() if row.active and may(row.role, Right.APPROVE)]


def named(entry: Entry) -> frozenset[UUID]:
    return frozenset(Approver.objects.filter(entry=entry).values_list("member_id", flat=True))


def named_for_all() -> frozenset[UUID] | None:
    """Who approves where a procedure names nobody itself; None: whoever may."""
    row: ApproverList | None = ApproverList.objects.first()
    return frozenset(UUID(id_) for id_ in row.members) if row else None


def names_for_all() -> list[str]:
    """The same by name, in their order."""
    wanted = named_for_all() or frozenset()
    return sorted(member.user.name for member in members() if member.id in wanted)


def signatures(row: Revision) -> list[Signature]:
    """The signatures that stand under this text, given since approval was last asked for."""
    rows = Signature.objects.filter(revision=row, hash=text_hash(row.text))
    return list(rows.filter(at__gte=row.submitted_at) if row.submitted_at else rows)


def standing(row: Revision) -> Standing:
    """Who may decide on a version, and who did."""
    return standings([row])[row.pk]


def standings(rows: Sequence[Revision]) -> dict[UUID, Standing]:
    """The same of many, in as many queries."""
    may_approve = {member.id: member.user.name for member in able()}
    lists: dict[UUID, set[UUID]] = {row.entry_id: set() for row in rows if row.entry.names_approvers}
    for entry, member in Approver.objects.filter(entry__in=lists).values_list("entry_id", "member_id"):
        lists[entry].add(member)
    signs = list(Signature.objects.filter(revision__in=[row.pk for row in rows]))
    others = named_for_all()
    return {row.pk: _standing_of(row, may_approve, lists.get(row.entry_id, others), signs) for row in rows}


def _standing_of(
    row: Revision, may_approve: Mapping[UUID, str], names: Collection[UUID] | None, signs: Iterable[Signature]
) -> Standing:
    wrote = {UUID(str(id_)) for id_ in [*row.writers, *([row.author_id] if row.author_id else [])]}
    own = [sign for sign in signs if sign.revision_id == row.pk and sign.member_id]
    here = [sign for sign in own if row.submitted_at is None or sign.at >= row.submitted_at]
    text = text_hash(row.text) if here else ""
    signed_by = frozenset(sign.member_id for sign in here if sign.member_id and sign.hash == text)
    return Standing(may_approve, None if names is None else frozenset(names), frozenset(wrote), signed_by)


def is_library_text(row: Revision) -> bool:
    """Whether these are the library's own words, unchanged."""
    starter = library().get(row.entry.slug)
    return starter is not None and digest(plain(starter)) == text_hash(row.text)


# What a change reaches


def here(on: date) -> dict[str, Procedure]:
    """The procedures in force on a day, as written."""
    return {slug: read(text) for slug, text in queries.texts_in_force(on).items()}


def callers(slug: str, on: date) -> list[Revision]:
    """The versions in force that run it, by themselves or through another; those that run it themselves first."""
    shelf = here(on)
    names = {name for name in shelf if name != slug and slug in reachable(name, shelf)}
    found = [row for row in queries.handbook(on) if row.entry.slug in names] if names else []
    direct = {name for name in names if any(step.called == slug for step in shelf[name].steps)}
    return sorted(found, key=lambda row: (row.entry.slug not in direct, row.entry.title))


@dataclass(frozen=True, slots=True)
class Reached:
    """A place that a change reaches: the caller, the steps that run it, what the check newly finds there, and the
    scenarios that newly come out otherwise."""

    row: Revision
    steps: tuple[str, ...]
    found: tuple[Finding, ...]
    otherwise: tuple[str, ...] = ()


def reached(row: Revision, on: date) -> list[Reached]:
    """Every procedure in force that this version reaches, examined with it in the place of the one that is there."""
    shelf = {**library(), **here(on)}
    slug = row.entry.slug
    return [
        Reached(each, tuple(_steps_that_run(slug, shelf[each.entry.slug])), tuple(_newly(each, row, shelf, on)))
        for each in callers(slug, on)
    ]


def reached_and_played(row: Revision, on: date) -> list[Reached]:
    """The same, with the scenarios of each caller played on the new text."""
    found = reached(row, on)
    names: dict[UUID, list[str]] = {}
    for caller, name in surprised_in((each.row for each in found), read(row.text), on):
        names.setdefault(caller.pk, []).append(name)
    return [replace(each, otherwise=tuple(names.get(each.row.pk, ()))) for each in found]


def _steps_that_run(slug: str, caller: Procedure) -> Iterator[str]:
    return (step.name for step in caller.steps if step.called == slug)


def _newly(caller: Revision, row: Revision, shelf: Mapping[str, Procedure], on: date) -> Iterator[Finding]:
    """What stops or misses a duty in the caller with the new text, and did not before. What it met before is looked
    for still."""
    slug = caller.entry.slug
    met = claimed_by(slug, shelf)
    after = _grave(slug, {**shelf, row.entry.slug: read(row.text)}, on, met)
    before = {_which(found) for found in _grave(slug, shelf, on, met)} if after else set()
    return (found for found in after if _which(found) not in before)


def _grave(slug: str, shelf: Mapping[str, Procedure], on: date, met: frozenset[str]) -> list[Finding]:
    given = {name: value for name, value in answers().items() if value is not None}
    report = examine_by_law(shelf[slug], shelf, given, law_in_use(on), on, also=met)
    return [found for found in report.findings if found.severity != "advice"]


def _which(found: Finding) -> tuple[str, str | None, str]:
    return found.rule, found.step, found.title


# Withdrawn texts


def withdrawn_in(bundle: Bundle, *, urgent_only: bool = False) -> list[Withdrawal]:
    """The withdrawals of texts that a bundle runs on, the last first. One query when there are none."""
    slugs = queries.procedures_of(bundle)
    rows = (row for row in _withdrawals() if row.entry.slug in slugs and (row.urgent or not urgent_only))
    return [row for row in rows if row.hash == _hash_in(bundle, row.entry.slug)]


@prepared
def _withdrawals() -> "QuerySet[Withdrawal, Withdrawal]":
    """All there are: a business withdraws few."""
    return Withdrawal.objects.select_related("entry")


def _hash_in(bundle: Bundle, slug: str) -> str:
    return digest(bundle.content["procedures"][slug])


# A version beside another


def live(row: Revision, on: date) -> Revision | None:
    """What this version would take the place of, or took the place of: the last one that stood before it."""
    current = queries.in_force(row.entry.slug, on)
    if current is not None and current.pk != row.pk:
        return current
    earlier = Revision.objects.filter(entry=row.entry, number__lt=row.number, effective_on__isnull=False)
    found: Revision | None = earlier.order_by("-number").first()
    return found


def compared(old: Revision, new: Revision) -> Difference:
    return difference(read(old.text), read(new.text), handbook.titles())


def remarks(row: Revision) -> list[Remark]:
    """What was said of a version, first comments with their answers behind each."""
    rows = list(Remark.objects.filter(revision=row).order_by("at", "id"))
    return [each for first in rows if first.answers_id is None for each in (first, *_answers(first, rows))]


def _answers(first: Remark, rows: Iterable[Remark]) -> Iterator[Remark]:
    return (row for row in rows if row.answers_id == first.pk)


# The paper that is kept


def approved_paper(row: Revision, by: Sequence[str], on: date, at: datetime) -> bytes:
    """A version as it will stand once these have approved it, as a PDF."""
    shown = copy(row)
    shown.state, shown.approved_at, shown.approved_by = "approved", at, ", ".join(by)
    return _set(shown, on)


def starter_paper(slug: str, actor: Actor, remark: str, at: datetime, on: date, bound: Binding | None = None) -> bytes:
    """The same of a starter procedure, as its adoption makes it. `bound`: the law of the day, asked once for many."""
    procedure = library()[slug]
    entry = Entry.objects.filter(slug=slug).first()
    last = Revision.objects.filter(entry=entry).order_by("-number").first() if entry else None
    number = last.number + 1 if last else 1
    shown = Revision(entry=entry or Entry(slug=slug, title=procedure.title), number=number, text=starter_text(slug))
    shown.state, shown.approved_at, shown.approved_by, shown.exception = "approved", at, actor.name, remark
    return _set(shown, on, bound)


def _set(row: Revision, on: date, bound: Binding | None = None) -> bytes:
    business = str(Organization.objects.values_list("name", flat=True).get(pk=row.organization_id))
    names = {slug: each.title for slug, each in library().items()} | handbook.titles()
    page = handbook.page_of(row, names, bound or handbook.law_of(on))
    return procedure_pdf(page, business=business, as_of=on)


def papers(rows: Collection[Revision]) -> dict[UUID, Attachment]:
    """The approved paper of each version that has one."""
    kept = Attachment.objects.filter(subject="version", subject_id__in=[row.pk for row in rows]).order_by("added_at")
    return {paper.subject_id: paper for paper in kept}


def business_day(organization: UUID, at: datetime) -> date:
    """The civil day at the business."""
    zone = str(Organization.objects.values_list("time_zone", flat=True).get(pk=organization))
    return at.astimezone(ZoneInfo(zone)).date()


# Beside a version


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page of a version shows of its control."""

    standing: Standing
    signatures: tuple[Signature, ...]
    remarks: tuple[Remark, ...]
    live: Revision | None
    difference: Difference | None
    reaches: tuple[Revision, ...]
    paper: Attachment | None
    withdrawn: Withdrawal | None
    to_sign: str
    hash: str

    @property
    def steps_with_remarks(self) -> frozenset[str]:
        return frozenset(row.step for row in self.remarks)

    @property
    def named(self) -> list[str]:
        """Those on the list of approvers who still may approve."""
        return self.standing.names((self.standing.named or frozenset()) & self.standing.able.keys())

    @property
    def waits_for(self) -> list[str]:
        return self.standing.names(self.standing.missing())


def beside(row: Revision, on: date) -> Beside:
    """All that a reviewer looks at besides the words."""
    other = live(row, on)
    text = text_hash(row.text)
    return Beside(
        standing=standing(row),
        signatures=tuple(Signature.objects.filter(revision=row)),
        remarks=tuple(remarks(row)),
        live=other,
        difference=compared(other, row) if other else None,
        reaches=tuple(callers(row.entry.slug, on)),
        paper=papers([row]).get(row.pk),
        withdrawn=Withdrawal.objects.filter(entry=row.entry, hash=text).first() if row.state == "retired" else None,
        to_sign=signed.words("approve", row.entry.title, row.number, text),
        hash=text,
    )


# What waits for a person: handed up to home


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Versions this person may decide on, and drafts of their own that lie."""
    place, rows = ZoneInfo(zone), queries.unfinished()
    stand = standings([row for row in rows if row.state == "review"])
    decide = [row for row in rows if may(member.role, Right.APPROVE) and _to_decide(row, member, stand)]
    own = [row for row in rows if row.state == "draft" and row.author_id == member.pk]
    return [_decide(row, place) for row in decide] + [_draft(row, place) for row in own]


def _to_decide(row: Revision, member: Member, stand: Mapping[UUID, Standing]) -> bool:
    """One approved waits for a day; one in review for whoever may sign it and did not."""
    return row.state == "approved" or (row.state == "review" and not stand[row.pk].refusal(member.pk))


def _decide(row: Revision, place: ZoneInfo) -> Waiting:
    what, button = ("Approve", "Read it") if row.state == "review" else ("Put in force", "Choose a day")
    since = (row.submitted_at or row.made_at).astimezone(place)
    told = f"By {row.author_name}: {row.reason}"
    return Waiting(
        "decide", f"{what}: {row.entry.title}, version {row.number}", reverse("revision", args=[row.pk]), told, button,
        label=f"since {since:%b} {since.day}",
    )  # fmt: skip


def _draft(row: Revision, place: ZoneInfo) -> Waiting:
    since = row.made_at.astimezone(place)
    told = f"Your draft, version {row.number}: {row.reason}"
    return Waiting(
        "mine", f"Finish the draft of {row.entry.title}", reverse("revision", args=[row.pk]), told, "Go on",
        label=f"since {since:%b} {since.day}",
    )  # fmt: skip
