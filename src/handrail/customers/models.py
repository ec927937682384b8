"""A customer, and what is known of them.

No word a person gave stands in these tables. A name, a number, what was bought and what was said are kept once, as the
sealed values of the events that brought them (`ledger.models.PersonalValue`), and the rows here point at them. Erase
those values and a record still counts, dates and adds up, but says nothing of anyone; the chain stays whole, because
it holds only their salted hashes. `marks` says how a number is found all the same."""

from django.db import models

from handrail.customers.tidy import KINDS, KNOWN, words_of
from handrail.customers.told import AGREED, CONSENTS, HOW, PLACES
from handrail.facts.answers import dollars
from handrail.ledger.models import Attachment, Kept, PersonalValue, WatchedJob

MARK = 32


class Arrival(WatchedJob):
    """A list of customers brought in from another system. Its rows are locked while somebody looks at them, and wiped
    once it is in or left; of a row that was left out its line and column stay, never what stood there."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mapping = models.JSONField(default=dict)
    locked = models.TextField(blank=True)
    member_id = models.UUIDField()
    added = models.PositiveIntegerField(default=0)
    here = models.PositiveIntegerField(default=0)  # were customers already; only their words to stop were taken
    bad = models.PositiveIntegerField(default=0)
    bad_rows = models.JSONField(default=list)  # [[line, column]], the first of them
    taken_out_at = models.DateTimeField(null=True)

    class Meta(WatchedJob.Meta):
        indexes = (models.Index(fields=["organization_id", "-asked_at"], name="arrivals_by_time"),)


class Customer(Kept):
    """One record. `into` is the record it was joined into, always the last one: a chain of joins is one step long."""

    number = models.PositiveIntegerField()
    into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT, related_name="customers")

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_customer_a_number"),)
        indexes = (models.Index(fields=["organization_id", "into", "removed_at"], name="customers_there"),)

    def __str__(self) -> str:
        return f"Customer {self.number}"


class Detail(Kept):
    """A name, phone, e-mail, address, state, clock, language or need. One that no longer holds is ended."""

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

    @property
    def words(self) -> str | None:
        """The value as a person reads it, or None when it was erased."""
        return None if self.text is None else words_of(self.kind, self.text)


class Consent(Kept):
    """What a customer agreed to or told us to stop, and on which day. Never changed: the last one counts. The proof is
    their words, a file (a signed sheet, a picture of the page), or both."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=10, choices=list(CONSENTS.items()))
    given = models.BooleanField()
    on = models.DateField()
    how = models.CharField(max_length=15, choices=list(HOW.items()))
    sealed = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    @property
    def words(self) -> str:
        return str(self.sealed.value) if self.sealed else ""


class Sale(Kept):
    """One purchase. Money in whole cents. What nobody knows is None or empty. `notice_given`: of the right to cancel,
    complete on `notice_on` where that was after the signing; `terms_shown`: the terms for returns, at the sale."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sales")
    sealed_number = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed_what = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    mark = models.CharField(max_length=MARK, blank=True)
    place = models.CharField(max_length=10, choices=list(PLACES.items()), blank=True)
    total_cents = models.PositiveBigIntegerField(null=True)
    signed_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    agreed_how = models.CharField(max_length=20, blank=True)  # of told.AGREED
    notice_given = models.BooleanField(null=True)
    notice_on = models.DateField(null=True)
    terms_shown = models.BooleanField(null=True)
    added_at = models.DateTimeField()

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "mark"], name="sales_by_mark"),)

    @property
    def agreed_words(self) -> str:
        return AGREED.get(self.agreed_how, "")

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
    """`gone` was joined into `kept`. Undone, it stays as a row: who joined and who undid stands in the events. A record
    that was split off leaves one too, undone in the instant it was made: until then it stood in the other, and a legal
    hold on the one is on both."""

    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merged")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
