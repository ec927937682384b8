"""Reads for drafting: what a plan is made from, and the drafts there are."""

from datetime import date, datetime

from django.urls import reverse
from pydantic import TypeAdapter

from handrail.business.queries import answers, known
from handrail.drafting.files import usual_topics
from handrail.drafting.models import DraftRun
from handrail.drafting.plan import Given, Plan
from handrail.drafting.printed import draft_handbook
from handrail.inquiries import queries as inquiries
from handrail.inquiries.matching import Topic
from handrail.inquiries.models import Topic as Found
from handrail.law.queries import law_in_use
from handrail.ledger import scope
from handrail.ledger.jobs import Jobs
from handrail.people.models import Member, Organization
from handrail.people.rights import Right, may
from handrail.procedures.documents.handbook import Handbook
from handrail.procedures.models import Entry, Revision
from handrail.procedures.queries import handbook
from handrail.procedures.shelf import library
from handrail.web.waiting import Waiting

ROOM, DRAFT = "drafting", "draft-handbook"
JOBS = Jobs(DraftRun, timer=DRAFT, room=ROOM, subject="draft")
MOST_TEXTS = 200  # tickets of one topic that are looked at
_PLAN = TypeAdapter(Plan)


def given(organization: Organization) -> Given:
    """What this business is drafted from: its answers, and its topics, else what it ticked, else the trade's list."""
    facts = answers()
    named = str(facts.get("business.name") or organization.name)
    rows = inquiries.topics()
    if rows:
        said = f"{len(rows)} topics found in {rows[0].run.tickets} tickets"  # some of which fitted none
        return Given(named, facts, [_topic(row) for row in rows], said)
    ticked = [Topic(a.name, a.title, a.volume, a.share, a.examples) for a in inquiries.asked(scope.current())]
    if ticked:
        return Given(named, facts, ticked, "what you ticked that people ask you")
    usual = usual_topics(facts)
    by = "the trade’s usual list, our own estimate" if usual else "no tickets, and no list for your trade"
    return Given(named, facts, usual, by)


def _topic(row: Found) -> Topic:
    """A topic of the tickets with their texts; what a person said answers it is kept to."""
    chosen = row.procedure if row.chosen else ""
    return Topic(f"topic-{row.rank}", row.name, row.volume, row.share, _texts(row.slug), chosen)


def _texts(slug: str) -> tuple[str, ...]:
    rows = inquiries.found_tickets(topic=slug).values_list("subject", "body")[:MOST_TEXTS]
    return tuple(body if body.startswith(subject) else f"{subject}\n{body}" for subject, body in rows)


def last() -> DraftRun | None:
    return JOBS.last()


def under_way(at: datetime) -> DraftRun | None:
    """The draft that waits or runs."""
    return JOBS.under_way(at)


def done() -> tuple[DraftRun | None, DraftRun | None]:
    """The last draft that came out, and the one before it."""
    rows = list(DraftRun.objects.filter(state="done").order_by("-asked_at", "-id")[:2])
    return (rows[0] if rows else None), (rows[1] if len(rows) > 1 else None)


def plan_of(run: DraftRun | None) -> Plan | None:
    return None if run is None or run.plan is None else _PLAN.validate_python(run.plan, strict=False)


def printed(plan: Plan) -> Handbook:
    """The plan as a handbook for paper."""
    return draft_handbook(plan, library(), law_in_use(plan.at), known())


def in_force(on: date) -> dict[str, Revision]:
    """The versions in force, by slug."""
    return {row.entry.slug: row for row in handbook(on)}


def being_written() -> set[str]:
    """Procedures with a version that is not in force yet."""
    rows = Entry.objects.filter(revisions__state__in=["draft", "review", "approved"])
    return set(rows.values_list("slug", flat=True))


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """What people ask and no procedure answers, as the last draft found it."""
    plan = plan_of(done()[0]) if may(member.role, Right.WRITE) else None
    if plan is None or not plan.to_write:
        return []
    count = len(plan.to_write)
    named = ", ".join(f"“{row.title}”" for row in plan.to_write[:3]) + (" and more" if count > 3 else "")
    told = f"{named}. People ask this, and the draft of {plan.at:%b %-d} found no procedure that answers it."
    title = f"{count} topic{'s' if count > 1 else ''} without a procedure"
    return [Waiting("handbook", title, reverse("drafting"), told, "See them")]
