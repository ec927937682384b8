"""A customer, and what is known of them.

No word a person gave stands in these tables. A name, a number, what was bought and what was said are kept once, as the
sealed values of the events that brought them (`ledger.models.PersonalValue`), and the rows here point at them. Erase
those values and a record still counts, dates and adds up, but says nothing of anyone; the chain stays whole, because
it holds only their salted hashes. `marks` says how a number is found all the same."""

from django.db import models

from handrail.customers.tidy import KINDS, KNOWN
from handrail.customers.told import CONSENTS, HOW, PLACES
from handrail.facts.answers import dollars
from handrail.ledger.models import Kept, PersonalValue

MARK = 32


class Customer(Kept):
    """One record. `into` is the record it was joined into, always the last one: a chain of joins is one step long."""

    number = models.PositiveIntegerField()
    into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_customer_a_number"),)
        indexes = (models.Index(fields=["organization_id", "into", "removed_at"], name="customers_there"),)

    def __str__(self) -> str:
        return f"Customer {self.number}"


class Detail(Kept):
    """A name, phone, e-mail, address or state. A detail that no longer holds is ended, not deleted."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="details")
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    sealed = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    mark = models.CharField(max_length=MARK, blank=True)
    known = models.CharField(max_length=10, choices=list(KNOWN.items()))
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        indexes = (
            models.Index(fields=["organization_id", "mark"], name="details_by_mark"),
            models.Index(fields=["organization_id", "kind", "ended_at"], name="details_by_kind"),
        )

    @property
    def text(self) -> str | None:
        """The value, or None when it was erased."""
        return str(self.sealed.value) if self.sealed else None


class Consent(Kept):
    """What a customer agreed to or told us to stop, and on which day. Never changed: the last one counts."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=10, choices=list(CONSENTS.items()))
    given = models.BooleanField()
    on = models.DateField()
    how = models.CharField(max_length=15, choices=list(HOW.items()))
    sealed = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    @property
    def words(self) -> str:
        return str(self.sealed.value) if self.sealed else ""


class Sale(Kept):
    """One purchase. Money in whole cents. `notice_given` is None while nobody knows."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sales")
    sealed_number = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_what = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    mark = models.CharField(max_length=MARK, blank=True)
    place = models.CharField(max_length=10, choices=list(PLACES.items()), blank=True)
    total_cents = models.PositiveBigIntegerField(null=True)
    signed_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    notice_given = models.BooleanField(null=True)
    added_at = models.DateTimeField()

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "mark"], name="sales_by_mark"),)

    @property
    def number(self) -> str:
        return str(self.sealed_number.value) if self.sealed_number else ""

    @property
    def total(self) -> str:
        return "" if self.total_cents is None else dollars(self.total_cents)

    @property
    def what(self) -> str:
        return str(self.sealed_what.value) if self.sealed_what else ""


class Apart(Kept):
    """Two records somebody looked at and kept apart: they are not proposed again. `one` has the smaller id."""

    one = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="one_apart_a_pair"),)


class Merge(Kept):
    """`gone` was joined into `kept`. Undone, it stays as a row: who joined and who undid stands in the events."""

    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merged")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
