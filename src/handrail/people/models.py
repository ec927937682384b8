"""Organizations and the people in them."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from handrail.ledger.ids import new_id
from handrail.ledger.models import Kept
from handrail.ledger.prepared import prepared
from handrail.people.rights import Role

OVERTIME = [
    ("", "Not determined yet"), ("non-exempt", "Non-exempt: paid for overtime"), ("exempt", "Exempt from overtime"),
]  # fmt: skip
ROLES = [(role.value, role.value.capitalize()) for role in Role]


class Organization(models.Model):
    """A business. Its id stands in every kept row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get(self, *asked: Any, **where: Any) -> "User":
        """By the id alone it is a prepared question: every request asks it, to know who has signed in."""
        id_ = where.get("pk")
        if asked or len(where) != 1 or not isinstance(id_, UUID):
            return super().get(*asked, **where)
        found = _user_by_id.first(id_=id_)
        if found is None:
            raise self.model.DoesNotExist
        return found

    def create_user(self, email: str, password: str | None, name: str, **more: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. What they may do hangs on their membership, not on this row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


@prepared
def _user_by_id(id_: UUID) -> "models.QuerySet[User, User]":
    return User.objects.filter(pk=id_)


class Member(Kept):
    """One person in one organization, with one role."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=20, choices=ROLES)
    active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    on_duty_since = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "user"], name="one_membership"),)

    def __str__(self) -> str:
        return f"{self.user.name} ({self.role})"


class Invite(Kept):
    """A place held for someone: a code shown on the owner's screen, typed by the one invited."""

    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=ROLES)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class OwnerLink(models.Model):
    """The one-time link that makes the first owner, or lets a locked-out owner in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


PASSWORD, TOKEN = "password", "token"


class SignsIn(Kept):
    """A mail account, and what it takes: a password, or a token of an hour (see `people.mail_tokens`). Locked are the
    password, or what asks for a token, and the secret of the client that asks (see ledger.locked_text). `consent_at`:
    where the account's owner consents, to `scope`; `consented_at`: when they did so from here."""

    signs_in = models.CharField(max_length=10, default=PASSWORD)
    password_locked = models.TextField(blank=True)
    token_at = models.CharField(max_length=200, blank=True)
    consent_at = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=400, blank=True)
    consented_at = models.DateTimeField(null=True)
    client_id = models.CharField(max_length=200, blank=True)
    client_locked = models.TextField(blank=True)

    class Meta(Kept.Meta):
        abstract = True


class MailServer(SignsIn):
    """How this business sends mail; one row."""

    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10)
    user = models.CharField(max_length=200, blank=True)
    sender = models.EmailField()
    changed_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_mail_server"),)


class Notice(Kept):
    """The notice to staff as somebody kept it, whole (see `people.notice`). Written once."""

    sha256 = models.CharField(max_length=64)
    words = models.JSONField()
    since = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "sha256"], name="one_notice_a_wording"),)


class NoticeKept(Kept):
    """A person read a notice and keeps it."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="kept")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notices")
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["notice", "member"], name="one_notice_kept_once"),)


class NoticeWords(Kept):
    """What the business adds to the notice; one row."""

    text = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_notice_words"),)


class Terms(Kept):
    """Whether a person is paid for overtime, as of which determination, and their usual paid hours (see
    `people.paid`). No days: no hours are written."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="terms")
    overtime = models.CharField(max_length=12, choices=OVERTIME, blank=True)
    determined_on = models.DateField(null=True)
    determined_by = models.CharField(max_length=120, blank=True)
    days = models.JSONField(default=list)
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
