"""The one way an escalation comes before somebody, and goes from them. Each stands inside a deed of the desk, which
writes the event."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from handrail.desk.escalating import line as in_line
from handrail.desk.escalating.line import Person
from handrail.desk.escalating.queue import queries
from handrail.desk.escalating.severity import SEVERITIES, SOON, due, warn
from handrail.desk.models import Case, Escalation, Open
from handrail.desk.promises.reminding.lead import ESCALATION
from handrail.desk.promises.reminding.queries import leads
from handrail.ledger.actor import Actor
from handrail.ledger.models import Timer
from handrail.people import actions as people
from handrail.people.models import MailServer, Member

WATCH = "escalation"


def put(
    *,
    actor: Actor,
    case: Case,
    to: str,
    what: str,
    at: datetime,
    severity: str = SOON,
    named: UUID | None = None,
    by: datetime | None = None,
) -> Escalation:
    """Ask the first in line. `by`: when the procedure itself says how soon."""
    found = in_line.line(to, queries.people(), named, [actor.id] if actor.id else [])
    hours = queries.open_hours()
    due_at = by or due(severity, at, hours, queries.minutes())
    item = Open.objects.create(case=case, kind="escalation", role=to, what=what[:300] or "Escalated", due_at=due_at)
    row: Escalation = Escalation.objects.create(
        item=item, severity=severity, to=to, named_id=named, asker_id=_member(actor), asked_at=at,
        asked_id=found[0].id if found else None, state="asked" if found else "nobody",
    )  # fmt: skip
    Timer.objects.create(
        kind=WATCH, subject_id=row.pk, due_at=warn(severity, at, due_at, hours, leads().get(ESCALATION))
    )
    if found and not found[0].on_duty:
        tell(actor, row, found[:1], at)
    return row


def _member(actor: Actor) -> UUID | None:
    return Member.objects.filter(pk=actor.id).values_list("pk", flat=True).first() if actor.id else None


def next_in_line(row: Escalation, but: Collection[UUID] = ()) -> list[Person]:
    """Who is asked after those who declined and the one who asks."""
    declined = [UUID(each) for each in row.declined]
    asker = [row.asker_id] if row.asker_id else []
    return in_line.line(row.to, queries.people(), row.named_id, [*declined, *asker, *but])


def over(item: Open, state: str, at: datetime) -> None:
    """It waits for nobody any more."""
    item.closed_at = at
    item.save(update_fields=["closed_at"])
    for row in Escalation.objects.filter(item=item):
        row.state = state
        row.save(update_fields=["state"])
        no_more_watch(row, at)


def no_more_watch(row: Escalation, at: datetime) -> None:
    Timer.objects.filter(kind=WATCH, subject_id=row.pk, done_at=None).update(done_at=at)


def tell(actor: Actor, row: Escalation, who: Collection[Person], at: datetime) -> None:
    """By mail, where mail is set up: the case by its number, and no word of what the customer said."""
    if not MailServer.objects.exists():
        return
    severity = SEVERITIES[row.severity].words
    subject = f"{severity}: case {row.item.case.number} waits for you"
    body = (
        f"An escalation of case {row.item.case.number} ({row.item.case.entry.title}) waits for somebody to take it. "
        "Sign in to Handrail and look under Desk, Escalations: what it is about stands there.\n"
    )
    addresses = Member.objects.filter(pk__in=[each.id for each in who]).values_list("user__email", flat=True)
    for address in addresses:
        people.send_mail(actor=actor, to=address, subject=subject, body=body, at=at)
