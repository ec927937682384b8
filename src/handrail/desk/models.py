"""A case. Its truth is its chain of events; this row holds only what lists need."""

from django.db import models

from handrail.customers.models import Customer
from handrail.ledger.models import Kept
from handrail.people.models import Member
from handrail.procedures.models import Bundle, Entry


class Case(Kept):
    number = models.CharField(max_length=20)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="cases")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT)
    agent = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cases")
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    step_name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    csat = models.PositiveSmallIntegerField(null=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="cases")
    came_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="led_to")
    paper = models.CharField(max_length=12, blank=True)  # the number of the paper it was entered from, later

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_case_a_number"),)
        indexes = (models.Index(fields=["organization_id", "status", "-opened_at"], name="cases_by_status"),)


class Open(Kept):
    """An open item of a case: an escalation to be taken, a promise of ours or a deadline of law to be kept.

    `duty` is the kind of duty behind a deadline of law, `basis` its citation with the status of that day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="open_items")
    kind = models.CharField(max_length=12)  # escalation | due | law
    role = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=300)
    duty = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "closed_at", "due_at"], name="open_by_due"),)
