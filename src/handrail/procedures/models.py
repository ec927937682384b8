"""Procedures as they are kept: an entry of the handbook, its immutable revisions, who signed them, what was said of
them, and frozen bundles.

A version comes into force through a signature or not at all, whichever door is tried: the rows guard it themselves."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

from handrail.ledger.canonical import digest
from handrail.ledger.models import Kept, ScopedManager
from handrail.people.models import Member
from handrail.procedures.language.reader import plain, read

STATES: list[tuple[str, str]] = [
    ("draft", "Draft"),
    ("review", "In review"),
    ("approved", "Approved"),
    ("published", "In force"),
    ("superseded", "Superseded"),
    ("retired", "Retired"),
    ("declined", "Declined"),
]
STANDS = "What stood in the handbook is never deleted: the record says what people followed. Withdraw it instead."


class UnsignedError(Exception):
    """A version was to be put in force, or changed, past the approval; the message says what to do instead."""


def text_hash(text: str) -> str:
    """The hash of a procedure as it reads, whatever its spacing."""
    return digest(plain(read(text)))


class _Guarded(models.QuerySet[Any]):
    """Bulk writes do not get round the approval."""

    def update(self, **values: Any) -> int:
        if "text" in values or "number" in values or values.get("state") in ("approved", "published"):
            raise UnsignedError("Versions are written, approved and put in force one by one, each by its own deed.")
        return super().update(**values)

    def delete(self) -> NoReturn:
        raise UnsignedError(STANDS)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **more: Any) -> NoReturn:
        raise UnsignedError("Versions are written one by one, each by its own deed.")

    bulk_update = bulk_create


Version = TypeVar("Version", bound=models.Model)


class GuardedManager(ScopedManager[Version]):
    """Of versions: those of a procedure, and of a reply."""

    def get_queryset(self) -> models.QuerySet[Version]:
        rows: models.QuerySet[Version] = super().get_queryset()
        return _Guarded(self.model, query=rows.query.chain(), using=self._db)


class EverywhereGuarded(models.Manager[Version]):
    def get_queryset(self) -> models.QuerySet[Version]:
        return _Guarded(self.model, using=self._db)


def must_be_signed(row: Any) -> None:
    """The guard of every version before it is saved, of a procedure or a reply. Raises UnsignedError."""
    was = None if row._state.adding else type(row).everywhere.filter(pk=row.pk).values("state", "text").first()
    if was and was["state"] != "draft" and was["text"] != row.text:
        raise UnsignedError("This version left the draft, so its text stays. Write a new version.")
    stood = was is not None and was["state"] in ("approved", "published")
    if row.state in ("approved", "published") and not stood and not row.is_signed():
        raise UnsignedError("Nobody approved this text. Ask for approval; then it can be put in force.")


class Entry(Kept):
    """One procedure of the handbook, over all its versions."""

    slug = models.CharField(max_length=61)
    title = models.CharField(max_length=200)
    names_approvers = models.BooleanField(default=False)  # else whoever may approve
    retires_on = models.DateField(null=True)  # from this day nothing of it is in force
    retires_why = models.CharField(max_length=300, blank=True)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "slug"], name="one_entry_a_slug"),)

    def __str__(self) -> str:
        return self.title


class Approver(Kept):
    """Somebody whose approval a procedure needs. All who are named approve."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["entry", "member"], name="one_approver_a_name"),)


class ApproverList(Kept):
    """Who approves a procedure that names nobody itself, all of them. Without this row whoever may approve does; with
    nobody on it, nothing is approved."""

    members = models.JSONField()  # their ids

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_list_of_approvers"),)


class Bundle(Kept):
    """What a case runs on: the procedure and everything it calls, frozen under one hash at publication."""

    hash = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "hash"], name="one_bundle_a_hash"),)


class Revision(Kept):
    """One version. Its text never changes once it left the draft; only its state moves on."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=12, choices=STATES)
    author_id = models.UUIDField(null=True)  # empty: the library wrote it
    author_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    exception = models.CharField(max_length=300, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)  # an adviser, who need not be a member here
    reviewed_on = models.DateField(null=True)
    review_words = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField(null=True)
    bundle = models.ForeignKey(Bundle, null=True, on_delete=models.PROTECT)
    material = models.BooleanField(null=True)  # decided on asking for approval; a minor one needs no new training
    writers = models.JSONField(default=list)  # the ids of all who wrote at it

    objects: ClassVar[GuardedManager[Any]] = GuardedManager()
    everywhere: ClassVar[EverywhereGuarded[Any]] = EverywhereGuarded()

    class Meta(Kept.Meta):
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["entry", "number"], name="one_revision_a_number"),)

    def save(self, *args: Any, **more: Any) -> None:
        """Raises UnsignedError for a version that would come to be approved or in force without a signature under its
        text, and for a text changed after it left the draft."""
        must_be_signed(self)
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        raise UnsignedError(STANDS)

    def is_signed(self) -> bool:
        """Whether somebody signed this very text."""
        found = Signature.objects.filter(revision_id=self.pk, hash=text_hash(self.text))
        return self.approved_at is not None and found.exists()

    @property
    def change_words(self) -> str:
        return {True: "Material change", False: "Minor change"}.get(self.material, "")  # type: ignore[arg-type]


class Signature(Kept):
    """One approval, as it was given. Never changed, never deleted.

    `identified`: how the person had shown who they are, and how long before. `copy`: where a copy went."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="signatures")
    member_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    intent = models.CharField(max_length=20)  # approve | adopt
    words = models.TextField()
    hash = models.CharField(max_length=64)
    identified = models.JSONField(default=dict)
    copy = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        ordering = ("at",)


class Remark(Kept):
    """A comment on a version, or on one of its steps; an answer belongs to the comment it answers."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="remarks")
    step = models.CharField(max_length=61, blank=True)
    kind = models.CharField(max_length=10)  # comment | changes | declined
    text = models.CharField(max_length=2000)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answered")
    resolved_by = models.CharField(max_length=120, blank=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        ordering = ("at", "id")


class Withdrawal(Kept):
    """That a text was taken out of force: which, by whom, why. An urgent one also stops what runs it as a part."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="withdrawals")
    hash = models.CharField(max_length=64)  # of the text
    urgent = models.BooleanField()
    why = models.CharField(max_length=1000)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        ordering = ("-at",)


class Carried(Kept):
    """A version in force that runs on a new bundle from a day on, since a block it calls was put in force anew."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="carried")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT)
    because = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta(Kept.Meta):
        ordering = ("on", "id")


from handrail.procedures.bringing.models import Arrival as Arrival  # noqa: E402, PLC0414 - Django looks here
from handrail.procedures.bringing.models import ArrivedPiece as ArrivedPiece  # noqa: E402, PLC0414
from handrail.procedures.bringing.models import DraftGuess as DraftGuess  # noqa: E402, PLC0414
from handrail.procedures.editing.models import DraftEdit as DraftEdit  # noqa: E402, PLC0414 - Django looks here
from handrail.procedures.exporting.models import PaperRun as PaperRun  # noqa: E402, PLC0414
from handrail.procedures.papers.models import DraftFinding as DraftFinding  # noqa: E402, PLC0414
from handrail.procedures.replies.models import ReplyEntry as ReplyEntry  # noqa: E402, PLC0414
from handrail.procedures.replies.models import ReplySignature as ReplySignature  # noqa: E402, PLC0414
from handrail.procedures.replies.models import ReplyVersion as ReplyVersion  # noqa: E402, PLC0414
from handrail.procedures.shelving.models import AdoptRun as AdoptRun  # noqa: E402, PLC0414
