"""What goes to and comes from the world outside in a case: the rooms above carry it, and report back through these
deeds. Each is an event of the case, with who did it: a person, or a connection by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.desk import actions as desk
from handrail.desk import queries as cases
from handrail.desk.carrying import queries
from handrail.desk.carrying.words import (
    ACKNOWLEDGED,
    ASKED,
    CAME,
    DONE_BY_HAND,
    FAILED,
    FILLED,
    FOR_A_PERSON,
    LEFT_TO_A_PERSON,
    RATING_ASKED,
    STOPPED,
    WENT,
)
from handrail.desk.models import Case, Open
from handrail.desk.records import Kept
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require
from handrail.procedures.language import engine

ROOM = "desk"


@dataclass(frozen=True, slots=True)
class Came:
    """A message of the customer's. `files`: name, hash, size and whether it was kept, of all that hung on it."""

    id: UUID
    sender: str
    subject: str
    words: str
    message_id: str
    answers: Sequence[str] = ()
    files: Sequence[tuple[str, str, int, bool]] = ()


def answer_and_send(*, actor: Actor, case: Case, step: str, at: datetime, language: str, **answer: Any) -> None:
    """Do the step in hand and put its reply into the outbox, in one deed: neither without the other."""
    state, now = queries.at_of(case, at)
    hand = engine.step_in_hand(cases.procedures(case), state)
    sending = cases.sending(case, hand, now, language)
    with deed(actor, at) as record:
        desk.answer(actor=actor, case=case, at=at, step=step, language=language, **answer)
        if sending and any("sent" in event.data for event in record.events if event.kind == "answered"):
            facts = cases.state(case).facts
            queries.carrier().take(actor=actor, case=case, sending=sending, facts=facts, at=at)


def came(*, actor: Actor, case: Case, message: Came, at: datetime) -> None:
    """A message belongs to this case. Words, names and addresses are sealed; hashes and sizes stand open."""
    require(actor, Right.RUN)
    data: dict[str, JSON] = {
        "message": str(message.id),
        "files": [{"sha256": sha256, "size": size, "kept": kept} for _, sha256, size, kept in message.files],
    }
    names = {f"file:{n}": name for n, (name, *_) in enumerate(message.files)}
    sealed: dict[str, JSON] = {
        "note": message.words or "(no words)", "from": message.sender, "subject": message.subject,
        "message_id": message.message_id, "answers": " ".join(message.answers), **names,
    }  # fmt: skip
    with deed(actor, at) as record:
        record.event(ROOM, CAME, "case", case.id, data, sealed)


def went(*, actor: Actor, case: Case, message: UUID, at: datetime, tries: int) -> None:
    """A mail of this case was taken by the mail server."""
    with deed(actor, at) as record:
        record.event(ROOM, WENT, "case", case.id, {"message": str(message), "tries": tries})


def failed(*, actor: Actor, case: Case, message: UUID, why: str, at: datetime) -> None:
    """A mail of this case did not go, or did not arrive, or nobody can tell: a person sees to it."""
    with deed(actor, at) as record:
        record.event(ROOM, FAILED, "case", case.id, {"message": str(message)}, {"note": why})
        wait_for_person(case, "A mail to the customer did not go")


def acknowledged(*, actor: Actor, case: Case, reply: Mapping[str, JSON], words: str, at: datetime) -> None:
    """The customer is told that the message arrived, in the words of a controlled reply: which, and as they went."""
    with deed(actor, at) as record:
        record.event(ROOM, ACKNOWLEDGED, "case", case.id, {"sent": dict(reply)}, {"note": words})


def asked(*, actor: Actor, case: Case, step: str, names: Sequence[str], until: datetime, at: datetime) -> None:
    """The missing facts of a step were asked by a form the customer fills in."""
    with deed(actor, at) as record:
        told: dict[str, JSON] = {"step": step, "names": list[JSON](names), "until": until.isoformat()}
        record.event(ROOM, ASKED, "case", case.id, told)


def rating_asked(*, actor: Actor, case: Case, until: datetime, at: datetime) -> None:
    """The customer was asked by a link how satisfied they are."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        record.event(ROOM, RATING_ASKED, "case", case.id, {"until": until.isoformat()})


def filled(*, actor: Actor, case: Case, step: str, at: datetime) -> None:
    """The customer sent the form. What they wrote is the event beside this one."""
    with deed(actor, at) as record:
        record.event(ROOM, FILLED, "case", case.id, {"step": step})


def go_on(*, actor: Actor, case: Case, told: Sequence[Kept], at: datetime) -> None:
    """After a person's own step a connection does what comes next, where the customer wrote by one and it may.
    Each step is a deed of its own, in its name: what the person did stands whatever becomes of the next."""
    if any(event.kind == CAME for event in told):
        _done_by_hand(actor, case, at)
        queries.carrier().go_on(case=case, at=at)


def _done_by_hand(actor: Actor, case: Case, at: datetime) -> None:
    """What automation left to a person is done, so it waits no longer. What the customer wrote, and mail that did not
    go, wait until somebody has seen to them."""
    rows = Open.objects.filter(case=case, kind=FOR_A_PERSON, what__startswith=LEFT_TO_A_PERSON, closed_at=None)
    items = [str(pk) for pk in rows.values_list("pk", flat=True)]
    if items:
        with deed(actor, at) as record:
            rows.update(closed_at=at)
            record.event(ROOM, DONE_BY_HAND, "case", case.id, {"items": list[JSON](items)})


def stopped(*, actor: Actor, case: Case, why: str, at: datetime, waits: bool = True, decide: bool = False) -> None:
    """Automation goes no further: a person does the step in hand. It waits for them unless it is before them. `decide`:
    going on settles something, so the page says why above the step."""
    told: dict[str, JSON] = {"why": why, **({"decide": True} if decide else {})}
    with deed(actor, at) as record:
        record.event(ROOM, STOPPED, "case", case.id, told, {"note": why})
        if waits:
            wait_for_person(case, f"{LEFT_TO_A_PERSON}{why}")


def wait_for_person(case: Case, what: str) -> None:
    """Inside a deed: an item in the queue of whoever has the case, once."""
    if not Open.objects.filter(case=case, kind=FOR_A_PERSON, what=what[:300], closed_at=None).exists():
        Open.objects.create(case=case, kind=FOR_A_PERSON, role="agent", what=what[:300])
