"""The editor's pages. Every form works without script; with it, each change is sent as it is made."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from handrail.facts.problems import Problem
from handrail.facts.vocabulary import VOCABULARY, bring
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right, may
from handrail.procedures import access
from handrail.procedures.actions import ProcedureError, save_draft
from handrail.procedures.blank import begun, unwritten
from handrail.procedures.bringing import actions as bringing
from handrail.procedures.documents.told import told
from handrail.procedures.editing import actions, edits, merging, parts, queries, starting
from handrail.procedures.editing.actions import RefusedEditError
from handrail.procedures.editing.conditions import LAW, TODAY
from handrail.procedures.editing.edits import ClashError, Edit, Raw
from handrail.procedures.editing.fields import FieldError
from handrail.procedures.editing.naming import every
from handrail.procedures.editing.rows import rearranged
from handrail.procedures.editing.telling import mend_in_words
from handrail.procedures.editing.within import (
    BLANKS_GO,
    declared_once,
    new_reply,
    new_role,
    owned,
    with_blank,
    with_new,
)
from handrail.procedures.handbook.queries import drawn
from handrail.procedures.language.home import roles_written_in
from handrail.procedures.language.reader import UnreadableError, dumped, plain, read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision
from handrail.procedures.proof.mending import NoMendError
from handrail.procedures.queries import roles_declared
from handrail.procedures.replies.reply import WAYS
from handrail.procedures.replies.writing.typed import formats
from handrail.web.addresses import signed, was_said

NAMED_ALIKE = "A procedure of this name is here already, and this is its draft. To write another, choose another name."


@dataclass
class Sheet:
    """What the page shows: which step is open, with what was typed in it, and what went wrong."""

    open: str = ""
    show: str = ""  # the section that is opened although nothing stands in it
    typed: Raw | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    said: str = ""
    new: Mapping[str, str] = field(default_factory=dict)  # what was typed of something new
    joined: bool = False  # what stands in the open form is not only what was typed there
    status: int = 200


@page(Right.WRITE)
@require_POST
def begin(request: MemberRequest, slug: str) -> HttpResponse:
    """Go on with the draft of a procedure, or begin one out of the version that stands."""
    row = actions.begin(actor=request.actor, entry=access.entry(slug), at=request.at)
    return redirect("editor", id_=row.pk)


@page(Right.WRITE)
@require_POST
def begin_new(request: MemberRequest) -> HttpResponse:
    """A new procedure by its title."""
    title = request.POST.get("title", "").strip()
    if not title:
        return render(request, "procedures/edit.html", {"text": begun(""), "nameless": True}, status=422)
    text = begun(title)
    here = access.entry_if_here(read(text).procedure)
    if here:  # nobody's draft is written over
        row = actions.begin(actor=request.actor, entry=here, at=request.at)
        return _back(row, said=NAMED_ALIKE)
    row = save_draft(actor=request.actor, text=text, reason=actions.NO_REASON, at=request.at)
    return redirect("editor", id_=row.pk)


@page(Right.WRITE)
@require_http_methods(["GET"])
def editor(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.revision(id_)
    if row.state != "draft":
        return redirect("revision", id_=row.pk)
    got = request.GET
    sheet = Sheet(got.get("open", ""), got.get("show", ""), said=was_said(request), joined="joined" in got)
    return _page(request, row, sheet)


def _page(request: MemberRequest, row: Revision, sheet: Sheet) -> HttpResponse:
    procedure, today = read(row.text), today_of(request)
    bring(procedure.own)
    raw, told_by = plain(procedure), queries.with_its_replies(procedure, today)
    part = request.headers.get("Handrail-Part")  # asked for by script: the check comes after, by itself
    undo, redo = queries.can_turn(row, request.member.pk)
    kinds = starting.KINDS.items()
    context = {
        "row": row, "procedure": procedure, "sheet": sheet, "cards": queries.cards(told_by, raw), "undo": undo,
        "redo": redo, "flow": drawn(procedure), "reason": _reason(row), "last": queries.last_change(row),
        "checked": None if part == "quick" else queries.checked(procedure, today),
        "add_after": edits.before_the_end(raw), "others": queries.others(row, request.member.pk),
        "unwritten": unwritten(procedure), "own_roles": queries.roles_only_here(procedure),
        "may_describe": _may_describe(request),
        "shared": queries.shared(procedure, today), "reached": queries.reached(procedure, today),
        "common_kinds": [pair for pair in kinds if pair[0] in starting.COMMON_KINDS],
        "more_kinds": [pair for pair in kinds if pair[0] not in starting.COMMON_KINDS],
        **_form(procedure, raw, sheet, today), **_lists(today),
    }  # fmt: skip
    return render(request, "procedures/editing/editor.html", context, status=sheet.status)


def _reason(row: Revision) -> str:
    return "" if row.reason == actions.NO_REASON else row.reason


def _form(procedure: Procedure, raw: Raw, sheet: Sheet, today: date) -> dict[str, Any]:
    """The form of the open step, or of the procedure itself."""
    whole = sheet.open in parts.WHOLES
    if not whole and sheet.open not in edits.ids(raw):
        return {}
    sections = parts.WHOLES.get(sheet.open, parts.STEP)
    was = raw if whole else edits.step_of(raw, sheet.open)
    typed = sheet.typed or parts.opened(was, sections)
    offered = parts.step_choices(raw, queries.procedure_titles(), roles_declared())
    choices = {**offered, **queries.reply_choices(today)}
    shown = parts.shown(typed, sections, choices, sheet.wrong)
    show = parts.title_of(sheet.show)
    marked = edits.mark({key: value for key, value in was.items() if key != "steps"})
    if whole:
        return {sheet.open: shown, "about_was": marked, "marks": json.dumps(merging.marks({**raw, "steps": []}))}
    count = len(parts.COMMON) + 1
    common = [row for row in shown[1:] if row.used or row.title == show]
    return {
        "form": shown[:1] + common, "unused": [row for row in shown[1:count] if row not in common],
        "unused_more": [row for row in shown[count:] if row not in common], "types": parts.TYPES,
        "was": edits.mark(was), "reply_ways": list(WAYS.items()), "standing": offered["standing"],
        "formats": formats(), "blanks_go": BLANKS_GO.items(),
    }  # fmt: skip


def _lists(today: date) -> dict[str, Any]:
    """What the fields propose as one types."""
    facts = every()
    kinds = queries.kinds(today)
    days = [label for name, label in facts.items() if VOCABULARY[name].type == "date"]
    return {
        "fact_names": [*facts.values(), *LAW.values(), TODAY],
        "duty_kinds": kinds,
        "moments": [TODAY, *days, *(f"last day of {kind}" for kind, _ in kinds)],
    }


@page(Right.WRITE)
@require_POST
def do(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One change of the draft; back to the page, at the step it was about."""
    row = access.revision(id_)
    what = request.POST.get("what", "step")
    try:
        return _done(request, row, what)
    except ClashError as clash:
        return _clash(request, row, clash.step)
    except RefusedEditError as error:
        bring(read(row.text).own)
        return _page(request, row, Sheet(request.POST.get("step", ""), error=str(error), status=422))
    except ProcedureError as error:
        return render(request, "procedures/editing/stopped.html", {"row": row, "error": str(error)}, status=409)


def _done(request: MemberRequest, row: Revision, what: str) -> HttpResponse:
    procedure = read(row.text)
    bring(procedure.own)
    raw, step = plain(procedure), request.POST.get("step", "")
    if what == "step" or what in parts.WHOLES:
        return _typed(request, row, raw, what, step)
    if what == "reason":
        actions.say_why(actor=request.actor, row=row, reason=request.POST.get("reason", ""), at=request.at)
        return _back(row, said="The reason is kept.")
    if what == "paste":
        text, html = request.POST.get("text", ""), request.POST.get("html", "")
        return _back(row, said=bringing.paste(actor=request.actor, row=row, text=text, html=html, at=request.at))
    if what == "mend":
        return _mend(request, row, procedure)
    if what == "declare":
        return _declare(request, row)
    if what in ("undo", "redo"):
        turn = actions.undo if what == "undo" else actions.redo
        words = turn(actor=request.actor, row=row, at=request.at)
        return _back(
            row, said=f"{'Taken back' if what == 'undo' else 'Done again'}: {words}" if words else "Nothing to undo."
        )
    found = _edit(request, raw, what, step)
    if found is None:
        return _back(row, step)
    edit, words, open_, show = found
    actions.change(actor=request.actor, row=row, edit=edit, words=words, at=request.at)
    return _back(row, open_ or step, words, show, is_open=bool(open_))


def _declare(request: MemberRequest, row: Revision) -> HttpResponse:
    try:
        said = actions.declare_role(actor=request.actor, row=row, role=request.POST.get("role", ""), at=request.at)
    except FieldError as error:
        said = str(error)
    return _back(row, said=said)


def _mend(request: MemberRequest, row: Revision, procedure: Procedure) -> HttpResponse:
    """The mend is looked for and tried on the draft as it stands now, whatever the page showed."""
    found = queries.mend_by(procedure, request.POST.get("finding", ""), today_of(request))
    if found is None:
        return _back(row, said="No change we know mends this and passes the check. Mend it by hand.")
    words = mend_in_words(plain(procedure), found.changes)
    try:
        actions.mend(actor=request.actor, row=row, changes=found.changes, words=words, at=request.at)
    except NoMendError as error:
        return _back(row, said=str(error))
    return _back(row, found.changes[0].step, f"Mended: {words}")


def _edit(request: MemberRequest, raw: Raw, what: str, step: str) -> tuple[Edit, str, str, str] | None:
    """The change a button stands for, in words, with the step to open after it and the section to show there."""
    post = request.POST
    if what == "add":
        kind = post.get("kind", "do")
        new = starting.begun(raw, kind, post.get("title", ""))
        return edits.adding(raw, new, post.get("after") or None), f"Added “{parts.name_of(new)}”", new["id"], kind
    _as_seen(raw, step, post.get("was", ""))
    name = parts.name_of(edits.step_of(raw, step))
    if what == "copy":
        made = edits.copying(raw, step)
        return made, f"Copied “{name}”", made.name, ""
    if what == "remove":
        led = edits.led_to(raw, step)
        told = f"; {led} way{'' if led == 1 else 's'} that led there lead{'s' if led == 1 else ''} on" if led else ""
        return edits.removing(raw, step), f"Removed “{name}”{told}", "", ""
    ways = {
        "up": lambda: edits.moving(raw, step, -1), "down": lambda: edits.moving(raw, step, 1),
        "place": lambda: edits.moving(raw, step, to=int(post["to"]) if post.get("to", "").isdigit() else 0),
        "nest": lambda: edits.nesting(raw, step), "unnest": lambda: edits.unnesting(raw, step),
    }  # fmt: skip
    found = ways[what]() if what in ways else None
    return (found, f"Moved “{name}”", "", "") if found else None


def _as_seen(raw: Raw, step: str, was: str) -> None:
    """A step is only moved, copied or removed as the person saw it. Raises ClashError."""
    if was and edits.mark(edits.step_of(raw, step)) != was:
        raise ClashError(step)


def _back(
    row: Revision, step: str = "", said: str = "", show: str = "", *, is_open: bool = False, joined: bool = False
) -> HttpResponse:
    given = {"open": step if is_open else "", "show": show, "said": signed(said), "joined": "1" if joined else ""}
    query = urlencode({key: value for key, value in given.items() if value})
    anchor = f"#at-{step}" if step else ""
    return redirect(f"{reverse('editor', args=[row.pk])}{'?' + query if query else ''}{anchor}")


# A step as typed


def _typed(request: MemberRequest, row: Revision, raw: Raw, what: str, step: str) -> HttpResponse:
    """Keep what was typed in a card, or show it again with what is wrong."""
    post = rearranged({key: str(value) for key, value in request.POST.items()})
    sections = parts.WHOLES.get(what, parts.STEP)
    try:
        post = with_blank(post)
    except FieldError as error:
        sheet = Sheet(step, typed=parts.typed(post, sections), error=str(error), new=_new(post), status=422)
        return _page(request, row, sheet)
    now = raw if what in parts.WHOLES else edits.step_of(raw, step)
    mark = edits.mark({key: value for key, value in now.items() if key != "steps"})
    typed = parts.typed(post, sections)
    made, wrong = parts.settled(now, typed, sections)
    seen, meanwhile = post.get("was", mark) == mark, post.get("was", mark) != mark or post.get("pick") == "mine"
    if meanwhile:
        both = _beside(post, made, raw) if what in parts.WHOLES and "marks" in post else None
        if both is None or (both.conflicts and not (seen and post.get("pick") == "mine")):
            return _clash(request, row, step, both.conflicts if both else ())
        made = _beside(post, made, raw, [found.name for found in both.conflicts]).raw
    open_ = step or what
    if wrong:
        return _page(request, row, Sheet(open_, typed=typed, wrong=wrong, status=422))
    try:
        words = f"{_kept(request, row, raw, what, made, post)}{_declared(request, row, post)}"
    except FieldError as error:
        return _page(request, row, Sheet(open_, typed=typed, error=str(error), new=_new(post), status=422))
    except RefusedEditError as error:
        wrong = {part: said for id_, part, said in error.problems if id_ == step}
        elsewhere = [_told_at(raw, id_, said) for id_, _, said in error.problems if id_ != step]
        sheet = Sheet(open_, typed=typed, wrong=wrong, error=" ".join(elsewhere), new=_new(post), status=422)
        return _page(request, row, sheet)
    stays = post.get("close") != "1"
    words = f"{words}, and joined with what was changed meanwhile" if words and meanwhile else words
    return _back(row, open_, words, post.get("show", ""), is_open=stays, joined=meanwhile)


def _beside(post: Mapping[str, str], mine: Raw, theirs: Raw, picked: Sequence[str] = ()) -> merging.Joined:
    """What stands beside the steps, joined row by row with what somebody else made of it. `picked`: mine counts."""
    base = _marks(post.get("marks", ""), {**theirs, "steps": []})
    return merging.joined(base, mine, theirs, dict.fromkeys(picked, "mine"))


def _told_at(raw: Raw, id_: str, said: str) -> str:
    return f"{parts.name_of(edits.step_of(raw, id_))}: {said}" if id_ in edits.ids(raw) else said


def _new(post: Mapping[str, str]) -> dict[str, str]:
    """What was typed of something new, or of a blank, to stand there again."""
    typed = {key.removeprefix("new."): value for key, value in post.items() if key.startswith("new.")}
    typed |= {key.replace(".", "_"): value for key, value in post.items() if key.startswith("blank.") and value}
    named = any(
        value for key, value in typed.items() if key not in ("type", "way", "declare") and not key.startswith("blank_")
    )
    return typed | {
        "is_named": "yes" if named else "",
        "answers": typed.get("values", ""),
    }  # in a template `values` means something else


def _kept(request: MemberRequest, row: Revision, raw: Raw, what: str, made: Raw, post: Mapping[str, str]) -> str:
    """What was changed, in words; empty where nothing was."""
    made, role, here = with_new(made, post), new_role(post), roles_declared()
    declared_once(role, raw, here)
    here |= {role.role: {"filled_by": role.filled_by, "who": role.title}} if role and role.role not in here else {}
    made = roles_written_in(made, here) if what in parts.WHOLES else made
    more = owned(raw, post, today_of(request), {} if what in parts.WHOLES else made, here)
    new = new_reply(made, post) if "id" in made else None
    if new:
        return actions.change_with_reply(
            actor=request.actor, row=row, was=raw, now=made, more=more, new=new, at=request.at
        )
    if what in parts.WHOLES:
        changed = [key for key in {**raw, **made} if raw.get(key) != made.get(key)]
        edit = Edit("many", edits=tuple(edits.setting(raw, key, made.get(key)) for key in changed))
        words = f"Changed {', '.join(changed)} of the procedure"
    else:
        was = edits.step_of(raw, made["id"])
        changed = [key for key in {**was, **made} if was.get(key) != made.get(key)]
        edit = edits.changing(raw, made["id"], made)
        words = f"Changed “{parts.name_of(made)}”: {', '.join(parts.titles_of(changed))}"
    if not changed and not more:
        return ""
    edit = Edit("many", edit.name, edits=(*more, edit)) if more else edit
    actions.change(actor=request.actor, row=row, edit=edit, words=words, at=request.at)
    return words


def _declared(request: MemberRequest, row: Revision, post: Mapping[str, str]) -> str:
    """The role that was made with the step is one of the business, too, where that was ticked; says so."""
    role = new_role(post) if post.get("new.declare") and _may_describe(request) else None
    if role is None or role.role in roles_declared():
        return ""
    said = actions.declare_role(actor=request.actor, row=row, role=role.role, at=request.at)
    return f". {said.rstrip('.')}"


def _may_describe(request: MemberRequest) -> bool:
    return may(request.member.role, Right.DESCRIBE)


# Two people


def _clash(
    request: MemberRequest, row: Revision, step: str, conflicts: Sequence[merging.Conflict] = ()
) -> HttpResponse:
    """Somebody changed the same step, or the same `conflicts` beside the steps: theirs and mine, to choose from."""
    row.refresh_from_db()
    procedure = read(row.text)
    bring(procedure.own)
    raw, post = plain(procedure), {key: str(value) for key, value in request.POST.items()}
    theirs = edits.step_of(raw, step) if step in edits.ids(raw) else None
    mine = parts.settled(theirs or {"id": step}, parts.typed(post, parts.STEP), parts.STEP)[0] if step else None
    mark = edits.mark(theirs) if theirs else edits.mark({key: value for key, value in raw.items() if key != "steps"})
    kept = {**post, "was": mark, **({"pick": "mine"} if conflicts else {})}
    context = {
        "row": row, "step": step, "what": post.get("what", "step"), "last": queries.last_change(row, step),
        "theirs": _told(raw, theirs), "mine": _told(raw, mine) if post.get("what", "step") == "step" else None,
        "kept": [(key, value) for key, value in kept.items() if key != "csrfmiddlewaretoken"],
        "both": [
            (found.name.strip("/").replace("/", ": "), _in_text(found.theirs), _in_text(found.mine))
            for found in conflicts
        ],
    }  # fmt: skip
    return render(request, "procedures/editing/clash.html", context, status=409)


def _in_text(value: Any) -> str:
    """A row or a part as it is written; nothing where somebody took it away."""
    return "" if value is None else dumped(value) if isinstance(value, dict | list) else str(value)


def _told(raw: Raw, step: Raw | None) -> Any:
    """A step in words where the procedure holds it instead of its namesake; None where that can't be read."""
    if step is None:
        return None
    steps = [step if row["id"] == step["id"] else row for row in raw["steps"]]
    steps = steps if step["id"] in edits.ids(raw) else [*steps, step]
    if parts.problems({**raw, "steps": steps}):
        return None
    procedure = Procedure.model_validate({**raw, "steps": steps})
    return next(row for row in told(procedure, queries.procedure_titles()) if row.id == step["id"])


# The text


@page(Right.WRITE)
@require_http_methods(["GET", "POST"])
def text(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The same draft as a YAML file. What somebody else changed meanwhile is joined in, step by step."""
    row = access.revision(id_)
    if row.state != "draft":
        return redirect("revision", id_=row.pk)
    now = plain(read(row.text))
    if request.method == "GET":
        return _text(request, row, {"text": row.text, "marks": json.dumps(merging.marks(now))})
    typed, marks = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("marks", "")
    try:
        return _joined(request, row, typed, marks, now)
    except UnreadableError as error:
        return _text(request, row, {"text": typed, "marks": marks, "problems": _with_lines(error, typed)}, 422)
    except RefusedEditError as error:
        found = [(Problem("procedure.yaml", 1, 1, said), "") for _, _, said in error.problems]
        return _text(request, row, {"text": typed, "marks": marks, "problems": found}, 422)
    except ProcedureError as error:
        return render(request, "procedures/editing/stopped.html", {"row": row, "error": str(error)}, status=409)


def _text(request: MemberRequest, row: Revision, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    reason = request.POST.get("reason", _reason(row))
    return render(request, "procedures/editing/text.html", {"row": row, "reason": reason, **context}, status=status)


def _joined(request: MemberRequest, row: Revision, typed: str, marks: str, now: Raw) -> HttpResponse:
    base = _marks(marks, now)
    reason = request.POST.get("reason", "").strip()
    if reason:
        actions.say_why(actor=request.actor, row=row, reason=reason, at=request.at)
    if base == merging.marks(now):
        actions.write_anew(actor=request.actor, row=row, text=typed, at=request.at)
        return _back(row, said="The text is kept.")
    picked = {key.removeprefix("pick:"): str(value) for key, value in request.POST.items() if key.startswith("pick:")}
    both = merging.joined(base, plain(read(typed)), now, picked)
    if both.conflicts:
        rows = [(found, _told(now, found.theirs), _told(now, found.mine)) for found in both.conflicts if found.is_step]
        others = [found for found in both.conflicts if not found.is_step]
        context = {"text": typed, "marks": marks, "conflicts": rows, "others": others, "last": queries.last_change(row)}
        return _text(request, row, context, 409)
    edit = actions.between(now, both.raw)
    actions.change(actor=request.actor, row=row, edit=edit, words="Changed the text", at=request.at)
    return _back(row, said="The text is kept, joined with what was changed meanwhile.")


def _marks(typed: str, now: Raw) -> list[tuple[str, str]]:
    """What the person had before them; where that can't be read, as if they had what stands now."""
    try:
        return [(str(name), str(mark)) for name, mark in json.loads(typed)]
    except (ValueError, TypeError):
        return merging.marks(now)


def _with_lines(error: UnreadableError, typed: str) -> list[tuple[Problem, str]]:
    lines = ["", *typed.splitlines()]
    return [(row, lines[row.line].strip() if row.line < len(lines) else "") for row in error.problems]
