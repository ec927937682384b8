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
from handrail.ledger.queries import as_it_stands
from handrail.people import actions as people
from handrail.people.models import MailServer, Member
from handrail.people.rights import RefusedError, Right, require

ROOM, SUBJECT = "desk", "counsel"
LONGEST = 10_000
WAITS = "Something waits for you"
WHOM = "Choose whom you ask: somebody else who works here."


def ask(
    *, actor: Actor, case: Case, counsel: Member | None, question: str, at: datetime, home: str = ""
) -> CounselTask:
    """`home` is the address a mail leads to. Raises DeskError."""
    require(actor, Right.RUN)
    if counsel is None or counsel.pk == actor.id:
        raise DeskError(WHOM)
    question = fitting(question, "Write the question.", LONGEST)
    with deed(actor, at) as record:
        as_it_stands(counsel)
        if not counsel.active:
            raise DeskError(WHOM)
        row: CounselTask = CounselTask.objects.create(case=case, asker_id=actor.id, counsel=counsel, asked_at=at)
        _word(row, actor, question, at)
        record.event(ROOM, "counsel-asked", SUBJECT, row.pk)
        _tell(actor, counsel, home, at)
    return row


def write(*, actor: Actor, row: CounselTask, words: str, at: datetime, home: str = "") -> None:
    """Go on talking about it. The other one hears by mail once, not at each line. Raises DeskError."""
    words = fitting(words, "Write something first.", LONGEST)
    with deed(actor, at) as record:
        _still_theirs(actor, row)
        waited = last_by(row) == actor.id
        _word(row, actor, words, at)
        record.event(ROOM, "counsel-written", SUBJECT, row.pk)
        if not waited:
            _tell(actor, other_than(row, actor.id), home, at)


def pass_on(*, actor: Actor, row: CounselTask, to: Member | None, at: datetime, home: str = "") -> None:
    """Another takes the place of counsel, or of whoever of the two no longer works here; they read all of it, and the
    one whose place it was reads it no longer. Raises DeskError."""
    with deed(actor, at) as record:
        _still_theirs(actor, row)
        place = may_pass(row, actor.id)
        if not place:
            raise DeskError(
                "Only counsel passes it on, or the one of you who still works here when the other has left."
            )
        to = _takes_it(row, to)
        before: Member = getattr(row, place)
        setattr(row, place, to)
        row.save(update_fields=[place])
        told: dict[str, JSON] = {"place": place, "from": str(before.user.name), "to": str(to.user.name)}
        record.event(ROOM, "counsel-passed", SUBJECT, row.pk, told)
        _tell(actor, to, home, at)


def release(*, actor: Actor, row: CounselTask, words: str, at: datetime, written_for_it: bool = False) -> None:
    """A text that counsel wrote for the case becomes a note in it, and the question is over. What stood between the two
    is not copied: the text is a new one, as far as letters show, and by counsel's own word. Raises DeskError."""
    words = fitting(words, "Write the text that is to stand in the case.", LONGEST)
    with deed(actor, at) as record:
        _still_theirs(actor, row)
        if actor.id != row.counsel_id:
            raise RefusedError(Right.READ)
        _must_be_new(row, words, written_for_it)
        record.event(ROOM, "noted", "case", row.case_id, {}, {"note": words})
        _over(row, "released", at)
        record.event(ROOM, "counsel-released", SUBJECT, row.pk, {"written_for_it": True})


def end(*, actor: Actor, row: CounselTask, at: datetime) -> None:
    """Nothing of it goes into the case. Raises DeskError."""
    with deed(actor, at) as record:
        _still_theirs(actor, row)
        _over(row, "ended", at)
        record.event(ROOM, "counsel-ended", SUBJECT, row.pk)


def _takes_it(row: CounselTask, to: Member | None) -> Member:
    """Inside a deed: they work here, and are not in it. Raises DeskError."""
    if to is not None and to.pk not in (row.asker_id, row.counsel_id):
        as_it_stands(to)
        if to.active:
            return to
    raise DeskError("Choose whose it is from now on: somebody who works here and is not in it already.")


def _must_be_new(row: CounselTask, words: str, written_for_it: bool) -> None:
    """Raises DeskError."""
    if found := copied((kept.words for kept in words_of(row)), words):
        raise DeskError(f"These words were written here: “{found}”. Only a new text goes into the case: write it anew.")
    if not written_for_it:
        raise DeskError("Say that you wrote this text to be released. A machine can't tell what was said here before.")


def _word(row: CounselTask, actor: Actor, words: str, at: datetime) -> None:
    CounselWord.objects.create(task=row, member_id=actor.id, locked=lock(words, settings.SECRET_KEY), at=at)


def _over(row: CounselTask, state: str, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])


def _still_theirs(actor: Actor, row: CounselTask) -> None:
    """Inside a deed: it may have been passed on, or have ended, in the moment between. Raises RefusedError,
    DeskError."""
    as_it_stands(row)
    require_named(actor, row)
    if row.state != "open":
        raise DeskError("This question is over. Ask a new one.")


def _tell(actor: Actor, to: Member, home: str, at: datetime) -> None:
    """That something waits, and where one signs in: no word of it, no case, not that it is a question to counsel."""
    if to.active and MailServer.objects.exists():
        body = "Something waits for you in Handrail, for you only. Sign in and look at Home.\n"
        people.send_mail(actor=actor, to=to.user.email, subject=WAITS, body=f"{body}{home}\n" if home else body, at=at)
