"""A question to counsel and what is thought about it. An event tells that it was asked, by whom and when, and no word
of it; the only text that reaches the case is a new one, which counsel releases. Whoever hears by mail that something
waits hears no more than that."""

from datetime import datetime

from django.conf import settings

from handrail.desk.actions import DeskError, fitting
from handrail.desk.counsel.access import require_named
from handrail.desk.counsel.new_text import copied
from handrail.desk.counsel.queries import last_by, may_pass, other_than, words_of
from handrail.desk.models import Case, CounselTask, CounselWord
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.ledger.locked_text import lock
from handrail.people import actions as people
from handrail.people.models import MailServer, Member
from handrail.people.rights import RefusedError, Right, require

ROOM, SUBJECT = "desk", "counsel"
LONGEST = 10_000
WAITS = "Something waits for you"


def ask(
    *, actor: Actor, case: Case, counsel: Member | None, question: str, at: datetime, home: str = ""
) -> CounselTask:
    """`home` is the address a mail leads to. Raises DeskError."""
    require(actor, Right.RUN)
    if counsel is None or not counsel.active or counsel.pk == actor.id:
        raise DeskError("Choose whom you ask: somebody else who works here.")
    question = fitting(question, "Write the question.", LONGEST)
    with deed(actor, at) as record:
        row: CounselTask = CounselTask.objects.create(case=case, asker_id=actor.id, counsel=counsel, asked_at=at)
        _word(row, actor, question, at)
        record.event(ROOM, "counsel-asked", SUBJECT, row.pk)
        _tell(actor, counsel, home, at)
    return row


def write(*, actor: Actor, row: CounselTask, words: str, at: datetime, home: str = "") -> None:
    """Go on talking about it. The other one hears by mail once, not at each line. Raises DeskError."""
    require_named(actor, row)
    _still(row)
    words = fitting(words, "Write something first.", LONGEST)
    with deed(actor, at) as record:
        waited = last_by(row) == actor.id
        _word(row, actor, words, at)
        record.event(ROOM, "counsel-written", SUBJECT, row.pk)
        if not waited:
            _tell(actor, other_than(row, actor.id), home, at)


def pass_on(*, actor: Actor, row: CounselTask, to: Member | None, at: datetime, home: str = "") -> None:
    """Another takes the place of counsel, or of whoever of the two no longer works here; they read all of it, and the
    one whose place it was reads it no longer. Raises DeskError."""
    require_named(actor, row)
    _still(row)
    place = may_pass(row, actor.id)
    if not place:
        raise DeskError("Only counsel passes it on, or the one of you who still works here when the other has left.")
    if to is None or not to.active or to.pk in (row.asker_id, row.counsel_id):
        raise DeskError("Choose whose it is from now on: somebody who works here and is not in it already.")
    before: Member = getattr(row, place)
    with deed(actor, at) as record:
        setattr(row, place, to)
        row.save(update_fields=[place])
        told: dict[str, JSON] = {"place": place, "from": str(before.user.name), "to": str(to.user.name)}
        record.event(ROOM, "counsel-passed", SUBJECT, row.pk, told)
        _tell(actor, to, home, at)


def release(*, actor: Actor, row: CounselTask, words: str, at: datetime, written_for_it: bool = False) -> None:
    """A text that counsel wrote for the case becomes a note in it, and the question is over. What stood between the two
    is not copied: the text is a new one, as far as letters show, and by counsel's own word. Raises DeskError."""
    require_named(actor, row)
    if actor.id != row.counsel_id:
        raise RefusedError(Right.READ)
    _still(row)
    words = fitting(words, "Write the text that is to stand in the case.", LONGEST)
    if found := copied((kept.words for kept in words_of(row)), words):
        raise DeskError(f"These words were written here: “{found}”. Only a new text goes into the case: write it anew.")
    if not written_for_it:
        raise DeskError("Say that you wrote this text to be released. A machine can't tell what was said here before.")
    with deed(actor, at) as record:
        record.event(ROOM, "noted", "case", row.case_id, {}, {"note": words})
        _over(row, "released", at)
        record.event(ROOM, "counsel-released", SUBJECT, row.pk, {"written_for_it": True})


def end(*, actor: Actor, row: CounselTask, at: datetime) -> None:
    """Nothing of it goes into the case. Raises DeskError."""
    require_named(actor, row)
    _still(row)
    with deed(actor, at) as record:
        _over(row, "ended", at)
        record.event(ROOM, "counsel-ended", SUBJECT, row.pk)


def _word(row: CounselTask, actor: Actor, words: str, at: datetime) -> None:
    CounselWord.objects.create(task=row, member_id=actor.id, locked=lock(words, settings.SECRET_KEY), at=at)


def _over(row: CounselTask, state: str, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])


def _still(row: CounselTask) -> None:
    if row.state != "open":
        raise DeskError("This question is over. Ask a new one.")


def _tell(actor: Actor, to: Member, home: str, at: datetime) -> None:
    """That something waits, and where one signs in: no word of it, no case, not that it is a question to counsel."""
    if to.active and MailServer.objects.exists():
        body = "Something waits for you in Handrail, for you only. Sign in and look at Home.\n"
        people.send_mail(actor=actor, to=to.user.email, subject=WAITS, body=f"{body}{home}\n" if home else body, at=at)
