"""Deeds about customers. Every one is an event of the record's own chain; words a person gave are sealed in it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from handrail.customers import queries
from handrail.customers.marks import mark
from handrail.customers.models import Apart, Arrival, Consent, Customer, Detail, Merge, Sale
from handrail.customers.tidy import KINDS, DetailError, Given, given_of
from handrail.customers.told import AGREED, CONSENTS, HOW, PLACES
from handrail.facts.never import never_kept
from handrail.facts.vocabulary import Value
from handrail.ledger import attachments
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, NothingToWriteError, deed
from handrail.ledger.ids import new_id
from handrail.ledger.models import Attachment, Event, PersonalValue
from handrail.ledger.queries import as_it_stands
from handrail.people.queries import one_at_a_time
from handrail.people.rights import Right, require

ROOM = "customers"
SUBJECT = queries.SUBJECT
FINDING = ("name", "phone", "email")  # by one of these somebody is found
NOTHING: Mapping[str, JSON] = {}
JOIN = Right.DESCRIBE  # owners and managers: who joins or splits records decides who a person is


class CustomersError(Exception):
    """A deed that cannot be done; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class SaleGiven:
    """A purchase as it is given. Money in whole cents; what is not known stays None or empty."""

    number: str = ""
    what: str = ""
    place: str = ""
    total_cents: int | None = None
    signed_on: date | None = None
    delivered_on: date | None = None
    notice_given: bool | None = None
    agreed_how: str = ""
    notice_on: date | None = None
    terms_shown: bool | None = None

    def plain(self) -> dict[str, JSON]:
        return {
            "place": self.place,
            "total_cents": self.total_cents,
            "signed_on": self.signed_on.isoformat() if self.signed_on else None,
            "delivered_on": self.delivered_on.isoformat() if self.delivered_on else None,
            "notice_given": self.notice_given,
            "agreed_how": self.agreed_how,
            "notice_on": self.notice_on.isoformat() if self.notice_on else None,
            "terms_shown": self.terms_shown,
        }


# Details


def add(*, actor: Actor, details: Sequence[Given], at: datetime, arrival: Arrival | None = None) -> Customer:
    """A new record; `arrival`: the list it came with. Raises DetailError for a detail that does not fit, CustomersError
    for a record of nobody."""
    require(actor, Right.RUN)
    tidied = [each.tidied() for each in details]
    if not any(each.kind in FINDING for each in tidied):
        raise CustomersError("Write a name, a phone number or an e-mail address, so that the customer can be found.")
    key = queries.finding_key()
    with deed(actor, at) as record:
        customer = _new_customer(at, arrival)
        _keep_details(record, key, customer, "added", tidied, {"arrival": str(arrival.id)} if arrival else {})
    return customer


def _new_customer(at: datetime, arrival: Arrival | None = None) -> Customer:
    one_at_a_time()
    last = Customer.objects.aggregate(last=Max("number"))["last"] or 0
    customer: Customer = Customer.objects.create(number=last + 1, added_at=at, arrival=arrival)
    return customer


def _keep_details(
    record: Deed, key: bytes, customer: Customer, kind: str, given: Iterable[Given], more: Mapping[str, JSON] = NOTHING
) -> None:
    rows = [(new_id(), each) for each in given]
    told: list[JSON] = [{"id": str(id_), "kind": each.kind, "known": each.known} for id_, each in rows]
    data: dict[str, JSON] = {"details": told, **more}
    event = _event(record, kind, customer, data, {f"detail:{id_}": each.text for id_, each in rows})
    sealed = _sealed(event)
    for id_, each in rows:
        Detail.objects.create(
            id=id_, customer=customer, kind=each.kind, known=each.known, since=record.at,
            mark=mark(key, each.kind, each.text), sealed=sealed[f"detail:{id_}"],
        )  # fmt: skip


def _event(
    record: Deed,
    kind: str,
    customer: Customer,
    data: Mapping[str, JSON] | None = None,
    personal: Mapping[str, JSON] | None = None,
) -> Event:
    return record.event(ROOM, kind, SUBJECT, customer.id, data, personal)


def _sealed(event: Event) -> dict[str, PersonalValue]:
    return {value.place: value for value in event.personal.all()}


def add_details(*, actor: Actor, customer: Customer, details: Sequence[Given], at: datetime) -> None:
    """More that is known of a customer. Raises DetailError."""
    require(actor, Right.RUN)
    tidied = [each.tidied() for each in details]
    if not tidied:
        raise CustomersError("There is nothing to add yet.")
    key = queries.finding_key()
    with deed(actor, at) as record:
        _keep_details(record, key, standing(customer), "detail-added", tidied)


def change(*, actor: Actor, detail: Detail, text: str, known: str, at: datetime) -> None:
    """Another value, or known in another way. The old value stays in the history. Raises DetailError."""
    require(actor, Right.RUN)
    given = Given(detail.kind, text, known).tidied()
    if given.text == detail.text and known == detail.known:
        return
    key = queries.finding_key()
    with deed(actor, at) as record:
        _as_it_was_read(detail)
        told: dict[str, JSON] = {"id": str(detail.id), "kind": detail.kind, "known": known}
        more: dict[str, JSON] = {"was_known": detail.known} if known != detail.known else {}
        new = {f"detail:{detail.id}": given.text} if given.text != detail.text else {}
        event = _event(record, "detail-changed", detail.customer, {"details": [{**told, **more}]}, new)
        detail.sealed = _sealed(event).get(f"detail:{detail.id}", detail.sealed)
        detail.mark, detail.known = mark(key, detail.kind, given.text), known
        detail.save(update_fields=["sealed", "mark", "known"])


def end_detail(*, actor: Actor, detail: Detail, at: datetime) -> None:
    """It no longer holds (moved, changed number). It stays in the history. The last way to find somebody stays."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        customer = _as_it_was_read(detail)
        left = [row for row in queries.details(customer) if row.id != detail.id]
        if not any(row.kind in FINDING for row in left):
            raise CustomersError(
                "This is the last name or number of this record. Add another first, or remove the record."
            )
        detail.ended_at = at
        detail.save(update_fields=["ended_at"])
        told: dict[str, JSON] = {"id": str(detail.id), "kind": detail.kind, "known": detail.known}
        _event(record, "detail-ended", detail.customer, {"details": [told]})


def standing(customer: Customer) -> Customer:
    """Inside a deed: the record it stands in today, as it is now; nobody else changes it until the deed ends. A
    case may still hold one that was joined since. Raises CustomersError."""
    customer.refresh_from_db()
    found = queries.root(customer)
    as_it_stands(found)
    if found.into_id:
        raise CustomersError("This record was joined into another this moment. Look at that one.")
    _must_stand(found)
    return found


def _as_it_was_read(detail: Detail) -> Customer:
    """Inside a deed: nobody changed it since whoever changes it now read it. Returns whose it is. Raises
    CustomersError."""
    read = detail.sealed_id, detail.known, detail.customer_id, detail.ended_at
    customer = standing(detail.customer)
    as_it_stands(detail)
    if (detail.sealed_id, detail.known, detail.customer_id, detail.ended_at) != read or detail.ended_at:
        raise CustomersError("Somebody else changed this record this moment. Look at it again; nothing was kept.")
    return customer


def _must_stand(customer: Customer) -> None:
    if customer.removed_at:
        raise CustomersError("This record was removed. Put it back first.")


def edit(
    *,
    actor: Actor,
    customer: Customer,
    changed: Sequence[tuple[Detail, str, str]],
    ended: Sequence[Detail],
    added: Sequence[Given],
    at: datetime,
) -> None:
    """All changes of one page, or none: (detail, text, how known), details that ended, new ones."""
    require(actor, Right.RUN)
    if not (changed or ended or added):
        return
    queries.finding_key()
    with deed(actor, at):
        for detail, text, known in changed:
            change(actor=actor, detail=detail, text=text, known=known, at=at)
        if added:
            add_details(actor=actor, customer=customer, details=added, at=at)
        for detail in ended:
            end_detail(actor=actor, detail=detail, at=at)


def learn(*, actor: Actor, customer: Customer, facts: Mapping[str, Value], at: datetime) -> tuple[str, ...]:
    """What a customer said of themselves in a case goes to their record, where it is not kept yet: a new detail, or a
    guess that is confirmed. Returns the names of facts that do not fit ("call my son" is no phone number)."""
    require(actor, Right.RUN)
    queries.finding_key()
    refused: list[str] = []
    with suppress(NothingToWriteError), deed(actor, at):
        customer = standing(customer)
        changed, added, refused = _news(customer, facts)
        if not (changed or added):
            raise NothingToWriteError
        edit(actor=actor, customer=customer, changed=changed, ended=(), added=added, at=at)
    return tuple(refused)


def _news(
    customer: Customer, facts: Mapping[str, Value]
) -> tuple[list[tuple[Detail, str, str]], list[Given], list[str]]:
    """What is kept otherwise so far, what is not kept yet, and the names of facts that do not fit."""
    held = {(row.kind, row.text): row for row in queries.details(customer)}
    said = [each for kind in KINDS if f"customer.{kind}" in facts for each in given_of(kind, facts[f"customer.{kind}"])]
    changed, added, refused = list[tuple[Detail, str, str]](), list[Given](), list[str]()
    for each in said:
        try:
            given = each.tidied()
        except DetailError:
            refused.append(f"customer.{each.kind}")
            continue
        row = held.get((given.kind, given.text))
        added += [given] if row is None else []
        changed += [(row, given.text, given.known)] if row is not None and row.known == "guessed" else []
    return changed, added, refused


# Consents and sales


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What was said: `kind` of CONSENTS, the day, `how` of HOW, and the proof: their words, a file's name and bytes.
    `told_first`: of papers in electronic form, that the customer was told first what it means and what it takes."""

    kind: str
    given: bool
    on: date
    how: str
    words: str = ""
    told_first: bool = False
    file: tuple[str, bytes] | None = None


def note_consent(
    *, actor: Actor, customer: Customer, kind: str, given: bool, on: date, how: str, words: str, at: datetime
) -> Consent:
    """What a customer agreed to or told us to stop, and the day. Their own words are the evidence."""
    return note(actor=actor, customer=customer, said=ConsentGiven(kind, given, on, how, words), at=at)


def note(*, actor: Actor, customer: Customer, said: ConsentGiven, at: datetime) -> Consent:
    """The same, with a file as proof where there is one. Raises CustomersError, AttachmentError."""
    require(actor, Right.RUN)
    _check_consent(said, at)
    attachments.keep_bytes(said.file[1]) if said.file else None
    with deed(actor, at) as record:
        customer = standing(customer)
        file = _proof(actor, customer, said.file, at) if said.file else None
        return _keep_consent(record, customer, said, file)


def _proof(actor: Actor, customer: Customer, file: tuple[str, bytes], at: datetime) -> Attachment:
    name, content = file
    return attachments.name_bytes(
        actor=actor, room=ROOM, subject=SUBJECT, subject_id=customer.id, name=name, content=content, at=at
    )


def _keep_consent(record: Deed, customer: Customer, said: ConsentGiven, file: Attachment | None) -> Consent:
    id_ = new_id()
    told: dict[str, JSON] = {
        "id": str(id_), "kind": said.kind, "given": said.given, "on": said.on.isoformat(), "how": said.how,
        **({"told_first": True} if said.told_first else {}), **({"file": file.sha256} if file else {}),
    }  # fmt: skip
    personal = {f"consent:{id_}": said.words.strip()} if said.words.strip() else {}
    sealed = _sealed(_event(record, "consent-noted", customer, {"consent": told}, personal))
    row: Consent = Consent.objects.create(
        id=id_, customer=customer, kind=said.kind, given=said.given, on=said.on, how=said.how, noted_at=record.at,
        sealed=sealed.get(f"consent:{id_}"), file=file,
    )  # fmt: skip
    return row


def _check_consent(said: ConsentGiven, at: datetime) -> None:
    if said.kind not in CONSENTS or said.how not in HOW:
        raise CustomersError("Choose what it is about, and how it was said.")
    if said.on > queries.today(at):
        raise CustomersError("This day is still to come. Write the day on which it was said.")
    if said.kind == "other" and not said.words.strip():
        raise CustomersError("Write in the customer’s words what it is about.")
    if said.kind == "papers" and said.given:
        _check_papers(said)
    _may_be_kept(said.words)


def _check_papers(said: ConsentGiven) -> None:
    """A yes to papers in electronic form counts only with proof, and after the customer was told what it means."""
    if not said.told_first:
        raise CustomersError("Tell the customer first what it means and what it takes, and tick that you did.")
    if not (said.words.strip() or said.file):
        raise CustomersError("Keep the proof of this yes: the customer’s own words, or a file.")


def add_sale(*, actor: Actor, customer: Customer, sale: SaleGiven, at: datetime) -> Sale:
    """A purchase. Raises CustomersError when nothing tells it from another."""
    require(actor, Right.RUN)
    _check_sale(sale)
    key = queries.finding_key()
    with deed(actor, at) as record:
        row = Sale(customer=standing(customer), added_at=at)
        _keep_sale(record, key, row, "sale-added", sale)
    return row


def change_sale(*, actor: Actor, row: Sale, sale: SaleGiven, at: datetime) -> None:
    """What is known of a purchase now (delivered since, notice found). What stood before stays in the history."""
    require(actor, Right.RUN)
    _check_sale(sale)
    key = queries.finding_key()
    read = _of_sale(row)
    with deed(actor, at) as record:
        standing(row.customer)
        as_it_stands(row)
        if _of_sale(row) != read:
            raise CustomersError("Somebody else changed this purchase this moment. Look at it again; nothing was kept.")
        _keep_sale(record, key, row, "sale-changed", sale)


def _of_sale(row: Sale) -> dict[str, object]:
    """All that its row holds."""
    return {field.attname: getattr(row, field.attname) for field in Sale._meta.concrete_fields}


def _check_sale(sale: SaleGiven) -> None:
    if sale.place and sale.place not in PLACES:
        raise CustomersError("Choose where the sale was agreed.")
    if sale.agreed_how and sale.agreed_how not in AGREED:
        raise CustomersError("Choose how the sale was agreed.")
    if not (sale.number or sale.what or sale.signed_on):
        raise CustomersError("Write the order number, what was sold, or the day it was signed.")
    _may_be_kept(f"{sale.number}\n{sale.what}")


def _may_be_kept(words: str) -> None:
    if found := never_kept(words):
        raise CustomersError(f"This looks like {found}. It is never kept here. Take it out, then keep the rest.")


def _keep_sale(record: Deed, key: bytes, row: Sale, kind: str, sale: SaleGiven) -> None:
    plain = sale.plain()
    new = {name: text for name, text in (("number", sale.number), ("what", sale.what)) if text != getattr(row, name)}
    personal: dict[str, JSON] = {f"sale:{row.id}:{name}": text for name, text in new.items()}
    event = _event(record, kind, row.customer, {"sale": {"id": str(row.id), **plain}}, personal)
    for place, value in _sealed(event).items():
        setattr(row, f"sealed_{place.rpartition(':')[2]}", value)
    row.mark = mark(key, "number", sale.number)
    row.place, row.total_cents, row.notice_given = sale.place, sale.total_cents, sale.notice_given
    row.signed_on, row.delivered_on, row.notice_on = sale.signed_on, sale.delivered_on, sale.notice_on
    row.agreed_how, row.terms_shown = sale.agreed_how, sale.terms_shown
    row.save()


# Joining and splitting


def merge(*, actor: Actor, kept: Customer, gone: Customer, at: datetime) -> Merge:
    """Two records become one: `gone` is read as part of `kept` from now on. No row moves, so nothing can be lost and
    `undo_merge` brings both back as they were."""
    require(actor, JOIN)
    with deed(actor, at) as record:
        kept, gone = _two(kept, gone)
        Customer.objects.filter(Q(pk=gone.pk) | Q(into=gone)).update(into=kept)
        row: Merge = Merge.objects.create(kept=kept, gone=gone, at=at)
        _event(record, "joined", kept, {"merge": str(row.id), "other": gone.number})
        _event(record, "joined-into", gone, {"merge": str(row.id), "other": kept.number})
    return row


def _two(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """Both as they stand this instant, held until the deed ends. Somebody else may have joined one meanwhile."""
    if one.id == other.id:
        raise CustomersError("These are the same record already.")
    rows = Customer.objects.select_for_update().filter(pk__in=(one.id, other.id)).order_by("pk")
    held = {row.id: row for row in rows}
    for row in held.values():
        _must_stand(row)
    if any(row.into_id for row in held.values()):
        raise CustomersError("One of the two was joined into another record meanwhile. Look at that one.")
    return held[one.id], held[other.id]


def keep_apart(*, actor: Actor, one: Customer, other: Customer, at: datetime) -> None:
    """Somebody looked: these are two persons. The pair is not proposed again."""
    require(actor, JOIN)
    with deed(actor, at) as record:
        first, second = sorted(_two(one, other), key=lambda row: row.id)
        Apart.objects.get_or_create(one=first, other=second, defaults={"at": at})
        _event(record, "kept-apart", first, {"other": second.number})
        _event(record, "kept-apart", second, {"other": first.number})


def undo_merge(*, actor: Actor, row: Merge, at: datetime) -> Customer:
    """The two stand apart again; what was added to the kept record since stays with it. Returns the other one."""
    require(actor, JOIN)
    with deed(actor, at) as record:
        row = Merge.objects.select_for_update().get(pk=row.pk)
        if row.undone_at:
            raise CustomersError("This was undone already.")
        row.undone_at = at
        row.save(update_fields=["undone_at"])
        Customer.objects.filter(pk=row.gone_id).update(into=None)
        Customer.objects.filter(pk__in=_below(row.gone_id)).update(into=row.gone_id)
        data: dict[str, JSON] = {"merge": str(row.id)}
        _event(record, "join-undone", row.kept, {**data, "other": row.gone.number})
        _event(record, "join-undone", row.gone, {**data, "other": row.kept.number})
    back: Customer = Customer.objects.get(pk=row.gone_id)
    return back


def _below(id_: UUID) -> set[UUID]:
    """Records that were joined into this one, directly or through others, and still are."""
    found = set(Merge.objects.filter(kept=id_, undone_at=None).values_list("gone_id", flat=True))
    return found.union(*(_below(each) for each in found))


def split(
    *,
    actor: Actor,
    customer: Customer,
    details: Sequence[Detail],
    sales: Sequence[Sale],
    consents: Sequence[Consent],
    at: datetime,
) -> Customer:
    """Chosen details, sales and consents go to a new record: two persons stood in one. Returns the new record."""
    require(actor, JOIN)
    moved: dict[str, JSON] = {
        "moved": [{"id": str(row.id), "kind": row.kind} for row in details],
        "sales": [str(row.id) for row in sales],
        "consents": [str(row.id) for row in consents],
    }
    with deed(actor, at) as record:
        one_at_a_time()
        customer = standing(customer)
        _check_split(customer, details)
        new = _new_customer(at)
        for model, rows in ((Detail, details), (Sale, sales), (Consent, consents)):
            _move(model, rows, customer, new)
        files = [row.file_id for row in consents if row.file_id]
        Attachment.objects.filter(pk__in=files, subject=SUBJECT).update(subject_id=new.pk)
        Merge.objects.create(kept=customer, gone=new, at=at, undone_at=at)
        _event(record, "split-off", customer, {**moved, "other": new.number})
        _event(record, "split-from", new, {**moved, "other": customer.number})
    return new


def _move(model: type[Detail | Sale | Consent], rows: Sequence[Any], customer: Customer, new: Customer) -> None:
    """Raises CustomersError for what went elsewhere meanwhile."""
    mine = model.objects.filter(queries.family(customer), pk__in=[row.pk for row in rows])
    ids = list(mine.values_list("pk", flat=True))
    if len(ids) != len({row.pk for row in rows}):
        raise CustomersError("Some of this is no longer in this record: somebody moved it this moment. Look again.")
    model.objects.filter(pk__in=ids).update(customer=new)


def _check_split(customer: Customer, details: Sequence[Detail]) -> None:
    if not any(row.kind in FINDING for row in details):
        raise CustomersError("Choose a name, a phone number or an e-mail address too: the new record must be found.")
    going = {row.id for row in details}
    if not going <= {row.id for row in queries.details(customer)}:
        raise CustomersError("Some of this no longer holds, or moved this moment. Look at the record again.")
    left = [row for row in queries.details(customer) if row.id not in going]
    if not any(row.kind in FINDING for row in left):
        raise CustomersError("A name or a number must stay with this record. Leave one unchosen.")


# Removing, exporting, erasing


def remove(*, actor: Actor, customer: Customer, at: datetime) -> None:
    """Take a record off the list; `put_back` undoes it. Refused while a case refers to it or it is joined."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        as_it_stands(customer)
        _may_be_removed(customer)
        customer.removed_at = at
        customer.save(update_fields=["removed_at"])
        _event(record, "removed", customer)


def _may_be_removed(customer: Customer) -> None:
    _must_stand(customer)
    cases = queries.referring(customer)
    if cases:
        raise CustomersError(f"{cases} {'case refers' if cases == 1 else 'cases refer'} to this record. It stays.")
    if customer.into_id or queries.merges(customer):
        raise CustomersError("This record is joined with another. Undo that first.")


def put_back(*, actor: Actor, customer: Customer, at: datetime) -> None:
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        as_it_stands(customer)
        if not customer.removed_at:
            raise CustomersError("This record is on the list already.")
        customer.removed_at = None
        customer.save(update_fields=["removed_at"])
        _event(record, "put-back", customer)


def note_export(*, actor: Actor, count: int, at: datetime) -> None:
    """Somebody took the list, or part of it, out as a file."""
    require(actor, Right.RECORDS)
    with deed(actor, at) as record:
        record.event(ROOM, "exported", "organization", actor.organization, {"customers": count})
