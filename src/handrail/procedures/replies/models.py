"""Replies as they are kept: one a name and language, its versions that never change once they left the draft, and who
signed them. A version comes into force through a signature or not at all: the rows guard it themselves."""

from datetime import date
from typing import Any, ClassVar, NoReturn

from django.db import models

from handrail.ledger.models import Kept
from handrail.procedures.models import STANDS, STATES, EverywhereGuarded, GuardedManager, UnsignedError, must_be_signed
from handrail.procedures.replies.reply import FIRST, LANGUAGES, text_hash


class ReplyEntry(Kept):
    """One reply in one language, over all its versions. `retires_on`: from this day it is not sent any more."""

    slug = models.CharField(max_length=61)
    language = models.CharField(max_length=8, default=FIRST)
    title = models.CharField(max_length=200)
    retires_on = models.DateField(null=True)
    retires_why = models.CharField(max_length=300, blank=True)

    class Meta(Kept.Meta):
        app_label = "procedures"
        constraints = (
            models.UniqueConstraint(fields=["organization_id", "slug", "language"], name="one_reply_a_name"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def language_words(self) -> str:
        return LANGUAGES.get(self.language, self.language)


class ReplyVersion(Kept):
    """One version of a reply."""

    entry = models.ForeignKey(ReplyEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=12, choices=STATES)
    author_id = models.UUIDField(null=True)  # empty: the library wrote it
    author_name = models.CharField(max_length=120)
    writers = models.JSONField(default=list)  # the ids of all who wrote at it
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    exception = models.CharField(max_length=300, blank=True)
    sent_back_why = models.CharField(max_length=1000, blank=True)
    effective_on = models.DateField(null=True)
    until = models.DateField(null=True)  # the last day it may be sent, as its text says

    objects: ClassVar[GuardedManager[Any]] = GuardedManager()
    everywhere: ClassVar[EverywhereGuarded[Any]] = EverywhereGuarded()

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["entry", "number"], name="one_reply_version_a_number"),)

    def save(self, *args: Any, **more: Any) -> None:
        """Raises UnsignedError for a version that would be approved or in force without a signature under its text, and
        for a text changed after it left the draft."""
        must_be_signed(self)
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        raise UnsignedError(STANDS)

    def is_signed(self) -> bool:
        found = ReplySignature.objects.filter(version_id=self.pk, hash=text_hash(self.text))
        return self.approved_at is not None and found.exists()

    def is_past(self, on: date) -> bool:
        """Whether the last day it may be sent is over."""
        return self.until is not None and on > self.until


class ReplySignature(Kept):
    """One approval of a reply, as it was given. Never changed, never deleted."""

    version = models.ForeignKey(ReplyVersion, on_delete=models.PROTECT, related_name="signatures")
    member_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    intent = models.CharField(max_length=20)  # approve | adopt
    words = models.TextField()
    hash = models.CharField(max_length=64)
    identified = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("at",)
