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
    reason = models.ForeignKey("ReasonCode", null=True, on_delete=models.PROTECT, related_name="cases")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="cases")
    came_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="led_to")
    paper = models.CharField(max_length=12, blank=True)  # the number of the paper it was entered from, later
    contact = models.UUIDField(null=True, db_index=True)  # the first case of the contact that it is a request of
    brought = models.CharField(max_length=120, blank=True)  # the number it has elsewhere: a ticket, a help desk's
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    known_event = models.ForeignKey("KnownEvent", null=True, on_delete=models.PROTECT, related_name="cases")

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_case_a_number"),)
        indexes = (
            models.Index(fields=["organization_id", "status", "-opened_at"], name="cases_by_status"),
            models.Index(fields=["organization_id", "agent", "status"], name="cases_by_agent"),
            models.Index(fields=["organization_id", "contact", "status"], name="cases_by_contact"),
        )


class ReasonCode(Kept):
    """Why people contact the business, as it counts them: for every case, or for those of one procedure. It is retired,
    never deleted: cases say it."""

    name = models.CharField(max_length=60)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="reasons")
    retired_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "retired_at", "name"], name="reasons_by_name"),)


class Open(Kept):
    """An open item of a case: an escalation to be taken (who is asked stands in its `Escalation`), a promise of ours
    or a deadline of law to be kept, something to look after since an answer changed, a case to be taken over, another
    request.

    `duty` is the kind of duty behind a deadline of law, of a request its procedure; `basis` its citation with the
    status of that day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="open_items")
    kind = models.CharField(max_length=12)  # escalation | step | due | law | request | mend | handover | mail | answer
    role = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=300)
    duty = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")  # else: whose case it is
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        indexes = (
            models.Index(fields=["organization_id", "closed_at", "due_at"], name="open_by_due"),
            models.Index(fields=["organization_id", "case", "closed_at"], name="open_by_case"),
        )


class Escalation(Kept):
    """An open item that one person is asked to take: who, how soon, and what came of it (see `desk.escalating`). Its
    words stand in the item and in the case's chain. `asked`: who is asked now, nobody where the line is at its end."""

    item = models.OneToOneField(Open, on_delete=models.CASCADE, related_name="escalation")
    severity = models.CharField(max_length=10)  # urgent | soon | routine
    to = models.CharField(max_length=20)
    named = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="escalations")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10)  # asked | taken | returned | ended | nobody
    taken_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    declined = models.JSONField(default=list)  # the ids of those who said that they can't
    read_at = models.DateTimeField(null=True)  # when the agent of the case read what came back

    class Meta(Kept.Meta):
        indexes = (
            models.Index(fields=["organization_id", "state", "-asked_at"], name="escalations_by_state"),
            models.Index(fields=["organization_id", "asked", "state"], name="escalations_by_asked"),
        )


class EscalationTimes(Kept):
    """How soon somebody says that they have an escalation, in minutes by severity; one row."""

    minutes = models.JSONField(default=dict)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_escalation_times"),)


class ReminderTimes(Kept):
    """How long before its end one hears of a promise or an escalation, in minutes by kind; one row. A kind that is not
    there: when a third of the time is left."""

    minutes = models.JSONField(default=dict)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_reminder_times"),)


class AnswerTimes(Kept):
    """How soon a customer is answered first, by channel, where a procedure says nothing itself; one row. `since`: when
    the owner kept it last."""

    aims = models.JSONField(default=dict)
    since = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_answer_times"),)


class CalendarAddress(Kept):
    """The secret address at which a calendar reads what one person has to keep. `read_at`: when one looked last."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        constraints = (
            models.UniqueConstraint(fields=["member"], condition=models.Q(ended_at=None), name="one_calendar_address"),
        )


class CounselTask(Kept):
    """A question to counsel about a case, opened only to the two it names (see `desk.counsel`)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    counsel = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")  # open | released | ended
    ended_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        indexes = (
            models.Index(fields=["organization_id", "counsel", "state"], name="counsel_by_counsel"),
            models.Index(fields=["organization_id", "asker", "state"], name="counsel_by_asker"),
        )


class CounselWord(Kept):
    """What one of the two wrote; the first is the question. Never in an event, a case file or an index."""

    task = models.ForeignKey(CounselTask, on_delete=models.PROTECT, related_name="words")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    locked = models.TextField()  # can be read only by this installation; empty once it is erased
    at = models.DateTimeField()


class Draft(Kept):
    """What an agent has typed at a step and not sent yet: one for each person and case, written over and over, kept in
    no record, and gone once the step is done or after a day. Where a legal hold is on the case it stays, one for each
    place."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=120)  # the step, and how far the case had come
    locked = models.TextField()  # can be read only by this installation
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["member", "case"], name="drafts_by_member"),)


class KnownEvent(Kept):
    """Something many customers call about at once: an outage, a storm, a recall. One banner, one approved answer."""

    title = models.CharField(max_length=120)
    answer = models.TextField()
    reply = models.CharField(max_length=80, blank=True)  # name and version of the reply the answer was taken from
    offer = models.CharField(max_length=200, blank=True)  # what all of them get: a credit, a visit
    offer_by = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="known_events")
    offered_at = models.DateTimeField(null=True)  # when the offer was carried out for all of them
    ended_at = models.DateTimeField(null=True)
    ending = models.TextField(blank=True)  # what customers are told when it is over

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "ended_at", "-begun_at"], name="known_events"),)


class Attached(Kept):
    """One contact about a known event. `told`: how the customer heard that it is over."""

    event = models.ForeignKey(KnownEvent, on_delete=models.PROTECT, related_name="attached")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="attached")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="attached")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attached")
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=12, blank=True)  # mail | person | no-way

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "event", "at"], name="attached_by_event"),)


class Follow(Kept):
    """One person follows another's steps in a case, on screen (see `desk.watching.following`). Its beginning and end
    stand in the case's chain; that the page is still looked at is no record, and moves `lease_until` on. `told_at`:
    when the agent's own screen first said who follows; until then nothing is shown."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follows")
    follower = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, blank=True)  # left | quiet | ended | handed

    class Meta(Kept.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["case", "follower"], condition=models.Q(ended_at=None), name="one_follow_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=["organization_id", "ended_at", "lease_until"], name="follows_that_last"),
            models.Index(fields=["organization_id", "agent", "begun_at"], name="follows_by_agent"),
        )


class ScoringSwitch(Kept):
    """Whether runs are scored here, and why; one row, off while there is none."""

    on = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_scoring_switch"),)


class Score(Kept):
    """How one person's run of a case was judged, step by step (see `desk.watching.scoring`): between the two. Never in
    a case file, an index or a list of persons."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    scorer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    marks = models.JSONField()
    locked = models.TextField()  # the note; can be read only by this installation, and is empty once it is erased
    read_at = models.DateTimeField(null=True)
    answer_locked = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["case", "agent"], name="one_score_a_run"),)
        indexes = (
            models.Index(fields=["organization_id", "agent", "read_at"], name="scores_by_agent"),
            models.Index(fields=["organization_id", "scorer", "-at"], name="scores_by_scorer"),
        )


class CoachNote(Kept):
    """A note from whoever supervises to the agent of a case, and the answer (see `desk.watching.coaching`): between the
    two. Never in an event, a case file or an index."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=200, blank=True)  # its name; nothing: the whole case
    writer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    locked = models.TextField()  # can be read only by this installation; empty once it is erased
    read_at = models.DateTimeField(null=True)
    answer_locked = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        indexes = (
            models.Index(fields=["organization_id", "agent", "read_at"], name="notes_by_agent"),
            models.Index(fields=["organization_id", "writer", "-at"], name="notes_by_writer"),
        )
