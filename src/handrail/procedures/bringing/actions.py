"""Deeds of bringing in: keep what was read, write drafts of what was chosen, take that back, confirm the guesses."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.ledger.models import Timer
from handrail.people.rights import Right, require
from handrail.procedures import actions
from handrail.procedures.actions import ProcedureError
from handrail.procedures.bringing import queries
from handrail.procedures.bringing.drafts import Guess, renamed
from handrail.procedures.bringing.models import Arrival, ArrivedPiece, DraftGuess
from handrail.procedures.bringing.pasting import pasted
from handrail.procedures.bringing.reading import Piece, guesses_of, to_plain
from handrail.procedures.bringing.standing import mark_of
from handrail.procedures.control import actions as control
from handrail.procedures.editing import actions as editing
from handrail.procedures.language.reader import UnreadableError, plain, read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision, text_hash

ROOM = "procedures"
WRITE = "write-drafts"
AT_ONCE = 5  # drafts that are written while the person waits; the worker writes the rest
Replying = Callable[..., object]
REPLIES: list[Replying] = []
"""What keeps a text as the draft of a reply, once replies are kept: called with `actor`, `title`, `words` and `at`."""


class BeingWrittenError(Exception):
    """Somebody else, or the worker, was writing this piece in the same moment."""


class BringingError(Exception):
    """A deed that is refused; the message says why and what to do next."""


def bring(*, actor: Actor, pieces: Sequence[Piece], name: str, at: datetime) -> Arrival:
    """Keep what was read, to choose from. Nothing is a draft yet."""
    require(actor, Right.WRITE)
    with deed(actor, at) as record:
        row: Arrival = Arrival.objects.create(name=name[:200], at=at, by=actor.name)
        ArrivedPiece.objects.bulk_create(_row(row, n, piece) for n, piece in enumerate(pieces))
        record.event(ROOM, "brought-in", "arrival", row.id, {"pieces": len(pieces)}, {"name": row.name})
    return row


def _row(arrival: Arrival, number: int, piece: Piece) -> ArrivedPiece:
    return ArrivedPiece(
        arrival=arrival, number=number, kind=piece.kind, title=piece.title[:200], source=piece.source[-200:],
        place=piece.place[:200], used=min(piece.used, 2**31 - 1), like=piece.like if piece.like >= 0 else number,
        steps=piece.steps, guesses=len(piece.guesses), wrong=piece.wrong, content=to_plain(piece),
    )  # fmt: skip


def choose(*, actor: Actor, arrival: Arrival, pieces: Sequence[ArrivedPiece], at: datetime) -> int:
    """Mark what becomes a draft, and write the first few; the worker writes the rest. Returns how many were chosen."""
    require(actor, Right.WRITE)
    chosen = [row for row in pieces if can_take(row)]
    if not chosen:
        raise BringingError("Tick at least one that is not a draft yet.")
    with deed(actor, at) as record:
        ArrivedPiece.objects.filter(pk__in=[row.pk for row in chosen]).update(state="chosen")
        if len(chosen) > AT_ONCE:
            Timer.objects.create(kind=WRITE, subject_id=arrival.id, due_at=at)
        record.event(ROOM, "import-chosen", "arrival", arrival.id, {"pieces": len(chosen)})
    write_some(actor=actor, arrival=arrival, at=at)
    return len(chosen)


def write_some(*, actor: Actor, arrival: Arrival, at: datetime, most: int = AT_ONCE) -> None:
    """Write so many of the chosen, a deed each, so that nobody waits long for another."""
    for _ in range(most):
        if not write_one(actor=actor, arrival=arrival, at=at):
            return


def carry_out(*, actor: Actor, arrival_id: UUID, at: datetime) -> None:
    """Write what is still chosen: the worker's part."""
    arrival: Arrival | None = Arrival.objects.filter(pk=arrival_id).first()
    while arrival and write_one(actor=actor, arrival=arrival, at=at):
        pass
    with deed(actor, at) as record:
        Timer.objects.filter(kind=WRITE, subject_id=arrival_id, done_at=None).update(done_at=at)
        record.event(ROOM, "import-done", "arrival", arrival_id)


def can_take(row: ArrivedPiece) -> bool:
    return row.state == "waiting" and not row.wrong and (row.kind == "procedure" or bool(REPLIES))


def write_one(*, actor: Actor, arrival: Arrival, at: datetime) -> bool:
    """Write the next chosen piece as a draft; whether there was one."""
    require(actor, Right.WRITE)
    row = ArrivedPiece.objects.filter(arrival=arrival, state="chosen").order_by("number").first()
    if row is None:
        return False
    try:
        write_piece(actor=actor, row=row, at=at)
    except BeingWrittenError:
        return True
    except (UnreadableError, ProcedureError, ValueError) as error:
        with deed(actor, at) as record:
            ArrivedPiece.objects.filter(pk=row.pk).update(state="waiting", wrong=str(error)[:300])
            record.event(ROOM, "import-refused", "arrival", arrival.id, {"piece": row.number})
    return True


def write_piece(*, actor: Actor, row: ArrivedPiece, at: datetime) -> None:
    """A chosen piece as a draft. Raises BeingWrittenError, and what keeping a draft raises."""
    require(actor, Right.WRITE)
    with deed(actor, at) as record:
        if not ArrivedPiece.objects.filter(pk=row.pk, state="chosen").update(state="taken"):
            raise BeingWrittenError
        if row.kind == "procedure":
            _write_procedure(actor, row, at)
        else:
            for keep in REPLIES:
                keep(actor=actor, title=row.title, words=row.content["words"], at=at)
        row.state = "taken"
        row.save()
        record.event(ROOM, "import-written", "arrival", row.arrival_id, {"piece": row.number})


def _write_procedure(actor: Actor, row: ArrivedPiece, at: datetime) -> None:
    made = Procedure.model_validate(renamed(row.content["raw"], queries.taken_names()))
    reason = f"Brought in from {row.source}"[:300]
    revision = actions.save_draft(actor=actor, text=write(made), reason=reason, at=at)
    _keep_guesses(revision, guesses_of(row.content))
    row.revision, row.text_was = revision, text_hash(revision.text)


def _keep_guesses(revision: Revision, guesses: Sequence[Guess]) -> None:
    """Beside the draft, numbered on from those that stand there."""
    raw = plain(read(revision.text))
    last = DraftGuess.objects.filter(entry=revision.entry).order_by("-number").first()
    for n, guess in enumerate(guesses, last.number + 1 if last else 0):
        DraftGuess.objects.create(
            entry=revision.entry, number=n, step=guess.step, part=guess.part, mark=mark_of(raw, guess.step, guess.part),
            what=guess.what, why=guess.why, line=guess.line, source=guess.source,
        )  # fmt: skip


def paste(*, actor: Actor, row: Revision, text: str, html: str, at: datetime) -> str:
    """Steps out of a pasted text, at the end of a draft, with what was guessed of them; says what came, in words.

    Raises RefusedEditError, ClashError, ProcedureError."""
    require(actor, Right.WRITE)
    found = pasted(plain(read(row.text)), text, html)
    if found is None:
        return ""
    with deed(actor, at):
        editing.change(actor=actor, row=row, edit=found.edit, words=found.words, at=at)
        _keep_guesses(row, found.guesses)
    return found.words


def take_back(*, actor: Actor, row: ArrivedPiece, at: datetime) -> None:
    """Undo: the draft is put away, and the piece can be chosen again. Refused once somebody wrote at the draft."""
    require(actor, Right.WRITE)
    revision: Revision | None = row.revision
    if row.state == "taken" and row.kind == "reply":
        raise BringingError(f"The draft of the reply “{row.title}” was made of it. Change it under Replies.")
    if row.state != "taken" or revision is None:
        raise BringingError("Nothing was made of it, so there is nothing to take back.")
    revision.refresh_from_db()
    if revision.state != "draft" or text_hash(revision.text) != row.text_was:
        raise BringingError(
            "Somebody went on with this draft, so it stays. If it is not wanted, put it away on its own page."
        )
    with deed(actor, at) as record:
        try:
            control.remove(actor=actor, row=revision, at=at)
        except ProcedureError as error:
            raise BringingError(str(error)) from error
        DraftGuess.objects.filter(entry=revision.entry_id).delete()
        row.state, row.revision, row.text_was = "waiting", None, ""
        row.save()
        record.event(ROOM, "import-taken-back", "arrival", row.arrival_id, {"piece": row.number})


def leave(*, actor: Actor, arrival: Arrival, at: datetime) -> int:
    """What was not chosen is not wanted: its words go, its title stays in the list."""
    require(actor, Right.WRITE)
    with deed(actor, at) as record:
        rows = ArrivedPiece.objects.filter(arrival=arrival, state__in=["waiting", "chosen"])
        count = rows.update(state="left", content={})
        record.event(ROOM, "import-left", "arrival", arrival.id, {"pieces": count})
    return int(count)


def confirm(*, actor: Actor, row: Revision, numbers: Sequence[int], at: datetime) -> int:
    """Somebody looked at these guesses, and they are right."""
    require(actor, Right.WRITE)
    rows = [guess for guess in queries.open_guesses(row) if guess.number in numbers]
    if not rows:
        raise BringingError("Tick the guesses that are right. One that is wrong is changed in the editor.")
    with deed(actor, at) as record:
        for guess in rows:
            guess.confirmed_by, guess.confirmed_at = actor.name, at
            guess.save(update_fields=["confirmed_by", "confirmed_at"])
        data = {"version": row.number, "guesses": [guess.number for guess in rows]}
        record.event(ROOM, "guesses-confirmed", "procedure", row.entry_id, data)  # type: ignore[arg-type]
    return len(rows)
