"""Deeds on a draft: begin one, change it, undo, redo, write its text anew.

Each change is kept as a draft at once, with what was there before; it is refused when somebody changed the same step
meanwhile (ClashError)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import cast

from pydantic import ValidationError

from handrail.business import actions as business
from handrail.business.actions import BusinessError
from handrail.facts.problems import Problem
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require
from handrail.procedures import actions, queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.editing import parts
from handrail.procedures.editing.edits import Edit, Raw, changing, done, from_plain, setting, to_plain
from handrail.procedures.editing.fields import FieldError
from handrail.procedures.editing.models import DraftEdit
from handrail.procedures.editing.within import NewReply
from handrail.procedures.language.reader import UnreadableError, holds_all, plain, read, read_with, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Entry, Revision
from handrail.procedures.proof.mending import Change, mended
from handrail.procedures.replies import brought
from handrail.procedures.replies.reply import WAYS, Way

ONE_GO = timedelta(seconds=20)  # changes of one part of a step within this are one, so that undo takes back a thought
NO_REASON = "Being written"


class RefusedEditError(Exception):
    """A change after which the procedure could not be read: step, part and message of each problem."""

    def __init__(self, problems: Sequence[tuple[str, str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems[0][2] if problems else "")


def begin(*, actor: Actor, entry: Entry, at: datetime) -> Revision:
    """The open draft of a procedure, or a new one out of its newest version."""
    require(actor, Right.WRITE)
    open_: Revision | None = Revision.objects.filter(entry=entry, state="draft").first()
    if open_:
        return open_
    stands = Revision.objects.filter(entry=entry, state__in=["published", "approved"]).order_by("-number").first()
    newest = stands or Revision.objects.filter(entry=entry).order_by("-number").first()
    if newest is None:
        raise ProcedureError("This procedure has no version to begin from.")
    return actions.save_draft(actor=actor, text=newest.text, reason=NO_REASON, at=at)


def change(*, actor: Actor, row: Revision, edit: Edit, words: str, at: datetime, text: str | None = None) -> None:
    """Do an edit and keep the draft. `text`: the words as typed, where they are more than the edit (notes in a file).

    Raises ClashError, RefusedEditError, ProcedureError."""
    require(actor, Right.WRITE)
    with deed(actor, at):
        raw = _draft(row)
        _keep(actor, row, done(raw, edit), at, text)
        last = DraftEdit.objects.filter(revision=row).order_by("-number").first()
        DraftEdit.objects.filter(revision=row, by_id=actor.id, state="undone").update(state="gone")
        if last and _is_one_go(last, actor, edit, words, at):
            last.edit, last.at = {**last.edit, "now": edit.now}, at
            last.save(update_fields=["edit", "at"])
            return
        _noted(actor, row, edit, words, at, last.number + 1 if last else 1)


def change_with_reply(
    *, actor: Actor, row: Revision, was: Raw, now: Raw, more: Sequence[Edit], new: NewReply, at: datetime
) -> str:
    """A step that sends a reply which is not there yet: the reply becomes a draft in the same deed. Says what was done.

    Raises FieldError where the words can't be a reply, and what `change` raises."""
    require(actor, Right.WRITE)
    if new.way not in WAYS:
        raise FieldError("Choose how the new reply goes.")
    with deed(actor, at):
        try:
            made = brought.keep(
                actor=actor, title=new.title, words=new.words, at=at, way=cast(Way, new.way),
                reason=f"For “{row.entry.title}”",
            )  # fmt: skip
        except ValidationError as error:
            said = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            raise FieldError(f"The new reply can’t be kept: {said}") from None
        edit = changing(was, now["id"], {**now, "send": f"reply/{made.entry.slug}"})
        words = f"Made the reply “{new.title}” and sent it here"
        change(actor=actor, row=row, edit=Edit("many", now["id"], edits=(*more, edit)), words=words, at=at)
    return words


def declare_role(*, actor: Actor, row: Revision, role: str, at: datetime) -> str:
    """A role of the draft becomes one of the business, so that every procedure can name it; says so. The draft stays as
    it is. Raises FieldError where the business has it already."""
    require(actor, Right.DESCRIBE)
    made = read(row.text).roles.get(role)
    if made is None:
        raise FieldError(f"This procedure has no role {role}.")
    try:
        business.declare_role(actor=actor, role=role, title=made.who or role, filled_by=made.filled_by, at=at)
    except BusinessError as error:
        raise FieldError(str(error)) from None
    return f"The {role} is one of the business’s own roles now, and every procedure offers it."


def _draft(row: Revision) -> Raw:
    """The draft as it stands now, whatever the page showed."""
    row.refresh_from_db()
    if row.state != "draft":
        raise ProcedureError(f"Version {row.number} is {row.get_state_display().lower()}; its text stays as it is.")
    return plain(read(row.text))


def _keep(actor: Actor, row: Revision, raw: Raw, at: datetime, text: str | None = None) -> None:
    found = parts.problems(raw)
    if found:
        raise RefusedEditError(found)
    written = text if text is not None else write(Procedure.model_validate(raw))
    actions.save_draft(actor=actor, text=written, reason=row.reason, at=at)
    row.refresh_from_db()


def _is_one_go(last: DraftEdit, actor: Actor, edit: Edit, words: str, at: datetime) -> bool:
    same = (last.by_id, last.words, last.state) == (actor.id, words, "done") and at - last.at < ONE_GO
    return same and edit.kind == "step" == last.edit["kind"] and last.edit["name"] == edit.name


def _noted(actor: Actor, row: Revision, edit: Edit, words: str, at: datetime, number: int) -> None:
    steps = sorted(edit.steps)
    step = edit.name or (steps[0] if steps else "")
    DraftEdit.objects.create(
        revision=row, number=number, edit=to_plain(edit), words=words[:200], step=step[:61], by_id=actor.id,
        by=actor.name, at=at,
    )  # fmt: skip


def undo(*, actor: Actor, row: Revision, at: datetime) -> str:
    """Take back this person's last change; says what it was, or is empty with nothing to take back. Raises ClashError
    when somebody else changed the same since."""
    return _turn(actor, row, at, "done", "-number", lambda edit: edit.inverse)


def redo(*, actor: Actor, row: Revision, at: datetime) -> str:
    """Do again what this person took back last."""
    return _turn(actor, row, at, "undone", "number", lambda edit: edit)


def _turn(actor: Actor, row: Revision, at: datetime, state: str, order: str, which: Callable[[Edit], Edit]) -> str:
    require(actor, Right.WRITE)
    found = DraftEdit.objects.filter(revision=row, by_id=actor.id, state=state).order_by(order).first()
    if found is None:
        return ""
    with deed(actor, at):
        _keep(actor, row, done(_draft(row), which(from_plain(found.edit))), at)
        found.state = "undone" if state == "done" else "done"
        found.save(update_fields=["state"])
    words: str = found.words
    return words


def say_why(*, actor: Actor, row: Revision, reason: str, at: datetime) -> None:
    """Why this version is written: it stands with it for good."""
    require(actor, Right.WRITE)
    with deed(actor, at):
        _draft(row)
        actions.save_draft(actor=actor, text=row.text, reason=reason.strip()[:300] or NO_REASON, at=at)


def mend(*, actor: Actor, row: Revision, changes: Sequence[Change], words: str, at: datetime) -> None:
    """Do a mend that was tried, as one change. Raises NoMendError where it does not fit any more."""
    procedure = read(row.text)
    edit = between(plain(procedure), plain(mended(procedure, changes)))
    change(actor=actor, row=row, edit=edit, words=f"Mended: {words}"[:200], at=at)


def write_anew(*, actor: Actor, row: Revision, text: str, at: datetime) -> None:
    """The text as somebody typed it, as one change. Raises UnreadableError with line and column."""
    made = read_with(text, queries.facts_defined, roles=queries.roles_declared())
    if not holds_all(text, made):
        text = write(made)
    if made.procedure != row.entry.slug:
        said = f"procedure: this draft is called {row.entry.slug}; the name stays. Write another as a new procedure."
        raise UnreadableError([Problem("procedure.yaml", 1, 1, said)])
    edit = between(plain(read(row.text)), plain(made))
    change(actor=actor, row=row, edit=edit, words="Changed the text", at=at, text=text)


def between(was: Raw, now: Raw) -> Edit:
    """The change from one whole procedure to another."""
    changed = [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)]
    return Edit("many", edits=tuple(setting(was, name, now.get(name)) for name in changed))
