"""What customers asked: files brought in, their tickets (masked), the topics found in them, and the list a business
ticks while it has none."""

from django.db import models

from handrail.ledger.models import Job, Kept


class TicketFile(Kept):
    """One export brought in. Taken out, its tickets are kept and count nowhere until it is put back."""

    name = models.CharField(max_length=200)
    layout = models.CharField(max_length=20)
    mapping = models.JSONField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    good = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    doubles = models.PositiveIntegerField()  # tickets another file had brought before
    replies = models.PositiveIntegerField()
    bad_rows = models.JSONField()  # [[line, reason]], the first of them
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()  # brought, taken out or put back

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "-brought_at"], name="ticket_files_by_time"),)


class TopicRun(Job):
    """One search for topics in all tickets of that minute."""

    tickets = models.PositiveIntegerField()
    unclear = models.PositiveIntegerField(default=0)

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "-asked_at"], name="topic_runs_by_time"),)


class Topic(Kept):
    """One thing customers write about. `share` is 0 to 1; `examples` are masked words, the most typical first."""

    run = models.ForeignKey(TopicRun, on_delete=models.PROTECT, related_name="topics")
    rank = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=80)
    volume = models.PositiveIntegerField()
    share = models.FloatField()
    examples = models.JSONField()
    procedure = models.CharField(max_length=80, blank=True)  # the slug of the procedure that answers it
    chosen = models.BooleanField(default=False)  # a person said so; else it goes by the subject

    class Meta(Kept.Meta):
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=["run", "rank"], name="one_topic_a_rank"),)


class Ticket(Kept):
    """One thing a customer asked, without telephone, e-mail, card and social-security numbers. A file that names a
    day alone, or none, leaves `created_at` empty; the same of `closed_at`."""

    file = models.ForeignKey(TicketFile, on_delete=models.PROTECT, related_name="tickets")
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, related_name="tickets")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=200, blank=True)
    created_on = models.DateField(null=True)
    created_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=100, blank=True)
    customer = models.CharField(max_length=400, blank=True)
    subject = models.CharField(max_length=600, blank=True)
    body = models.TextField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["file", "line"], name="one_ticket_a_line"),)
        indexes = (
            models.Index(fields=["organization_id", "-created_on", "-id"], name="tickets_by_day"),
            models.Index(fields=["organization_id", "number"], name="tickets_by_number"),
        )


class AskedFor(Kept):
    """One line of what people ask, for a business without tickets: of the trade's list, or its own."""

    name = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    ticked = models.BooleanField()
    per_month = models.PositiveIntegerField(null=True)
    own = models.BooleanField(default=False)
    place = models.PositiveIntegerField()

    class Meta(Kept.Meta):
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["organization_id", "name"], name="one_asked_for_a_name"),)
