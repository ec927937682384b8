"""The door from an id to a customer, and to what hangs on one."""

from uuid import UUID

from django.http import Http404

from handrail.customers import queries
from handrail.customers.models import Arrival, Consent, Customer, Merge, Sale
from handrail.ledger.models import Attachment


def customer(id_: UUID) -> Customer:
    """The record as it is, joined or removed ones too."""
    found: Customer | None = Customer.objects.select_related("into").filter(pk=id_).first()
    if found is None:
        raise Http404("No such customer here")
    return found


def arrival(id_: UUID) -> Arrival:
    found: Arrival | None = Arrival.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such list here")
    return found


def proof(customer_: Customer, id_: UUID) -> Attachment:
    """The file that shows a consent of this customer."""
    rows = Consent.objects.filter(queries.family(customer_)).select_related("file")
    found: Consent | None = rows.filter(pk=id_).first()
    if found is None or found.file is None:
        raise Http404("No such file here")
    return found.file


def sale(customer_: Customer, id_: UUID) -> Sale:
    rows = Sale.objects.filter(queries.family(customer_)).select_related("sealed_number", "sealed_what", "customer")
    found: Sale | None = rows.filter(pk=id_).first()
    if found is None:
        raise Http404("No such sale here")
    return found


def merge(customer_: Customer, id_: UUID) -> Merge:
    found = next((row for row in queries.merges(customer_) if row.id == id_), None)
    if found is None:
        raise Http404("No such joining here")
    return found
