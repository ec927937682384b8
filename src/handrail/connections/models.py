"""What this business is connected with, and what came and went.

No word of a customer stands in these tables: what belongs to a case is sealed in the case's own chain, what waits for a
person in the message's, and what is to go is locked until it has gone."""

from django.db import models

from handrail.connections.mail.judging import KINDS
from handrail.desk.models import Case
from handrail.ledger.models import Kept, Outgoing
from handrail.people.models import Member, SignsIn

MARK = 32
STATES = {
    "case": "In a case", "waits": "Waits for a person", "left": "Only listed", "waiting": "Waits to go",
    "trying": "Being sent", "sent": "Sent", "failed": "Did not go", "unclear": "Nobody can tell whether it went",
    "returned": "Did not arrive",
}  # fmt: skip


class Connection(SignsIn):
    """One mailbox. `starts`: the procedure a new message begins a case of; "" leaves it to a person. `acknowledge`: the
    reply that says it arrived, with the time promised. `may_send`, `may_ask`: what automation does without a person."""

    name = models.CharField(max_length=80)
    address = models.EmailField()
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10)
    user = models.CharField(max_length=200)
    folder = models.CharField(max_length=100, default="INBOX")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    starts = models.CharField(max_length=80, blank=True)
    acknowledge = models.CharField(max_length=80, blank=True)
    answer_hours = models.PositiveSmallIntegerField(default=24)
    may_send = models.BooleanField(default=False)
    may_ask = models.BooleanField(default=False)
    site = models.URLField(blank=True)  # where customers reach this Handrail, for the links of forms
    active = models.BooleanField(default=True)
    validity = models.PositiveBigIntegerField(default=0)
    last_uid = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "address"], name="one_mailbox_an_address"),)


class Message(Kept):
    """A mail that came (`way` in) or is ours (out). `mark`: of its Message-ID, so that none is taken twice and an
    answer finds its thread. `kind` (of judging.KINDS): what came; of ours, "reply"."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="messages")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="messages")
    way = models.CharField(max_length=3)
    kind = models.CharField(max_length=10, choices=[*KINDS.items(), ("reply", "Our answer")])
    mark = models.CharField(max_length=MARK)
    sender_mark = models.CharField(
        max_length=MARK, blank=True
    )  # of the other side, so that nobody is answered too often
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(STATES.items()))
    why = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=120)  # who sent it: a person, or a connection
    by_machine = models.BooleanField(default=True)
    tries = models.PositiveSmallIntegerField(default=0)
    outgoing = models.ForeignKey(Outgoing, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "way", "mark"], name="one_message_an_id"),)
        indexes = (
            models.Index(fields=["organization_id", "-at"], name="messages_by_time"),
            models.Index(fields=["organization_id", "sender_mark", "at"], name="messages_by_sender"),
        )


class FormLink(Kept):
    """A form that a customer fills in, once, without signing in. The secret is in the link alone; here is its hash.
    `step` "": no step's form, but the question how satisfied they were."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="forms")
    step = models.CharField(max_length=120)
    names = models.JSONField()
    language = models.CharField(max_length=10, blank=True)
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["secret_hash"], name="one_form_a_secret"),)

    @property
    def asks_rating(self) -> bool:
        return self.step == ""
