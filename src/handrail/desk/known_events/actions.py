"""Deeds about a known event."""

from datetime import datetime

from handrail.customers import queries as customers
from handrail.customers.models import Customer
from handrail.desk.actions import DeskError, may_be_kept
from handrail.desk.models import Attached, Case, KnownEvent
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.ledger.queries import as_it_stands
from handrail.people.actions import send_mail
from handrail.people.models import Member
from handrail.people.rights import Right, require

ROOM, SUBJECT = "desk", "known-event"
STOPPED = "email"  # an opt-out of mail that sells is honored for these too: nobody is written to who said no


def begin(
    *,
    actor: Actor,
    member: Member,
    title: str,
    answer: str,
    reply: str = "",
    offer: str = "",
    offer_by: datetime | None = None,
    at: datetime,
) -> KnownEvent:
    """Whoever takes escalations approves the one answer. Raises DeskError."""
    require(actor, Right.TAKE)
    if not title.strip() or not answer.strip():
        raise DeskError("Write what happened, and the one answer that everybody gives.")
    may_be_kept(f"{title} {answer} {offer}")
    with deed(actor, at) as record:
        row: KnownEvent = KnownEvent.objects.create(
            title=title.strip()[:120], answer=answer.strip(), reply=reply, offer=offer.strip()[:200], offer_by=offer_by,
            begun_at=at, begun_by=member,
        )  # fmt: skip
        said: dict[str, JSON] = {"title": row.title, "answer": row.answer, "reply": reply, "offer": row.offer}
        record.event(ROOM, "event-begun", SUBJECT, row.id, said)
    return row


def attach(
    *,
    actor: Actor,
    member: Member,
    event: KnownEvent,
    channel: str,
    customer: Customer | None = None,
    case: Case | None = None,
    at: datetime,
) -> Attached:
    """A contact about it. With a case of its own, that one runs on: its duties are its own. Nobody is there twice."""
    require(actor, Right.RUN)
    person = customers.root(customer) if customer else customers.root(case.customer) if case and case.customer else None
    with deed(actor, at) as record:
        as_it_stands(event)  # whoever comes in the moment in which it ends is either told of the end, or sent away
        if event.ended_at:
            raise DeskError(f"“{event.title}” is over. Begin a case for what this customer needs.")
        there = Attached.objects.filter(event=event, customer=person).first() if person else None
        row: Attached = there or Attached(event=event, customer=person, member=member, channel=channel, at=at)
        row.case = case or row.case
        row.save()
        if case:
            case.known_event = event
            case.save(update_fields=["known_event"])
            record.event(ROOM, "attached-to-event", "case", case.id, {"event": event.title})
        who: JSON = person.number if person else None
        record.event(ROOM, "contact-attached", SUBJECT, event.id, {"customer": who, "channel": channel})
    return row


def carry_out(*, actor: Actor, event: KnownEvent, how: str, at: datetime) -> int:
    """What was promised to all of them is done for all of them, at once. Returns for how many."""
    require(actor, Right.TAKE)
    if not how.strip():
        raise DeskError("Write what was done, and where it can be seen.")
    may_be_kept(how)
    with deed(actor, at) as record:
        as_it_stands(event)
        if not event.offer or event.offered_at:
            raise DeskError("There is nothing promised that is still to be carried out.")
        rows = list(
            Attached.objects.filter(event=event).exclude(customer=None).values_list("customer__number", flat=True)
        )
        event.offered_at = at
        event.save(update_fields=["offered_at"])
        for_all: list[JSON] = list(rows)
        record.event(ROOM, "offer-carried-out", SUBJECT, event.id, {"offer": event.offer, "for": for_all}, {"how": how})
    return len(rows)


def end(*, actor: Actor, event: KnownEvent, words: str, at: datetime) -> tuple[int, int]:
    """It is over: customers with an e-mail address are written to, the others stand in a list to be called. Returns how
    many of each. Raises DeskError."""
    require(actor, Right.TAKE)
    if not words.strip():
        raise DeskError("Write what the customers are told now that it is over.")
    may_be_kept(words)
    customers.finding_key()
    with deed(actor, at) as record:
        as_it_stands(event)
        if event.ended_at:
            raise DeskError("This is over already.")
        event.ended_at, event.ending = at, words.strip()
        event.save(update_fields=["ended_at", "ending"])
        rows = list(Attached.objects.filter(event=event, told_at=None).select_related("customer__into"))
        mailed = sum(_tell(actor, record, event, row, at) for row in rows)
        left = sum(row.customer_id is not None for row in rows) - mailed
        record.event(
            ROOM, "event-ended", SUBJECT, event.id, {"mailed": mailed, "to_call": left}, {"words": words.strip()}
        )
    return mailed, left


def _tell(actor: Actor, record: Deed, event: KnownEvent, row: Attached, at: datetime) -> bool:
    """By mail, where there is an address and no word against it."""
    if row.customer is None:
        return False
    customer = customers.root(row.customer)
    address = next((each.text for each in customers.details(customer) if each.kind == "email" and each.text), "")
    stopped = any(each.kind == STOPPED and not each.given for each in customers.standings(customer))
    if not address or stopped:
        return False
    send_mail(actor=actor, to=str(address), subject=event.title, body=event.ending, at=at)
    _told(record, row, "mail", at)
    return True


def _told(record: Deed, row: Attached, how: str, at: datetime) -> None:
    row.told_at, row.told = at, how
    row.save(update_fields=["told_at", "told"])
    who: JSON = row.customer.number if row.customer else None
    record.event(ROOM, "customer-told", SUBJECT, row.event_id, {"customer": who, "how": how})


def told(*, actor: Actor, row: Attached, at: datetime) -> None:
    """A person told them, by phone or otherwise."""
    require(actor, Right.RUN)
    if row.told_at:
        return
    with deed(actor, at) as record:
        _told(record, row, "person", at)
