"""The form of a reply: plain fields, or the same as text. What was typed stays, whatever is wrong with it."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.facts.problems import Problem
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right
from handrail.procedures.language.reader import UnreadableError
from handrail.procedures.replies import access, actions, queries
from handrail.procedures.replies.actions import ReplyError
from handrail.procedures.replies.models import ReplyEntry
from handrail.procedures.replies.reply import FIRST, LANGUAGES, WAYS, read, text_hash
from handrail.procedures.replies.shelf import replies as starters
from handrail.procedures.replies.wanted import Wanted
from handrail.procedures.replies.writing.typed import (
    Typed,
    blanks,
    formats,
    named_blank,
    not_so,
    of_form,
    of_reply,
    text_of,
    with_blank,
    with_kind,
    without_kind,
)


@dataclass(frozen=True, slots=True)
class Form:
    """What the page shows: the fields or the text, why it is changed, and what is wrong."""

    typed: Typed
    text: str = ""
    reason: str = ""
    seen: str = ""
    problems: tuple[Problem, ...] = ()
    error: str = ""
    blank: str = ""  # chosen, and not added yet, with how it was to be written
    written: str = ""

    @property
    def is_text(self) -> bool:
        return bool(self.text)

    @property
    def lines(self) -> list[tuple[Problem, str]]:
        """Each problem with the line it stands in."""
        rows = ["", *self.text.splitlines()]
        return [(row, rows[row.line].strip() if self.text and row.line < len(rows) else "") for row in self.problems]


@page(Right.WRITE)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A new reply; or, with `of` and `language`, one that is there in another language."""
    of, language = request.GET.get("of", ""), request.GET.get("language", FIRST)
    other = access.entry_if_here(f"{of}.{language}") if of and language != FIRST else None
    if other is not None and request.method == "GET":
        return redirect("reply-edit", name=queries.name_of(other))
    return _edit(request, None, _begun(request, of, language))


def _begun(request: MemberRequest, of: str, language: str) -> Form:
    starter = starters().get(request.GET.get("starter", ""))
    if starter is not None:  # one that is finished here, not adopted
        return Form(of_reply(starter), reason="From the library")
    source = queries.in_force(today_of(request)).get(of)
    if source is None or language not in LANGUAGES or language == FIRST:
        return Form(Typed(reply=of, ways=("email",)))
    begun = replace(of_reply(read(source.text)), language=language, follows=str(source.number))
    return Form(begun, reason=f"{LANGUAGES[language]} words for version {source.number}")


@page(Right.WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, name: str) -> HttpResponse:
    """The newest version of a reply, to be changed. What is in force stays in force."""
    entry = access.entry(name)
    newest = queries.versions(entry)[0]
    reason = newest.reason if newest.state == "draft" else ""
    seen = text_hash(newest.text) if newest.state == "draft" else ""
    return _edit(request, entry, Form(of_reply(read(newest.text)), reason=reason, seen=seen))


def _edit(request: MemberRequest, entry: ReplyEntry | None, begun: Form) -> HttpResponse:
    if request.method == "GET":
        return _shown(request, entry, begun)
    form = _given(request)
    go = request.POST.get("go", "keep")
    if go == "keep":
        return _kept(request, entry, form)
    if go == "fields":
        return _in_fields(request, entry, form)
    return _shown(request, entry, _changed(request, form, go))


def _given(request: MemberRequest) -> Form:
    reason, seen, text = (request.POST.get(name, "") for name in ("reason", "seen", "text"))
    typed = of_form({name: request.POST.getlist(name) for name in request.POST})
    return Form(typed, text.replace("\r\n", "\n"), reason, seen)


def _changed(request: MemberRequest, form: Form, go: str) -> Form:
    """What a button in the fields does besides keeping."""
    typed = form.typed
    if go == "text":
        return replace(form, text=text_of(typed))
    if go == "blank":
        return _with_blank(form, request.POST.get("blank", ""), request.POST.get("written", ""))
    if go == "kind":
        return replace(form, typed=with_kind(typed, request.POST.get("kind", "")))
    return replace(form, typed=without_kind(typed, go.removeprefix("drop:")))


def _with_blank(form: Form, label: str, written: str) -> Form:
    """A blank that can't be added stays as chosen, to be chosen otherwise."""
    name = named_blank(label)
    error = not_so(name, written) if name else "No fact is called so. Choose one from the list that opens as you type."
    if error:
        return replace(form, error=error, blank=label, written=written)
    return replace(form, typed=with_blank(form.typed, name, written))


def _in_fields(request: MemberRequest, entry: ReplyEntry | None, form: Form) -> HttpResponse:
    try:
        return _shown(request, entry, replace(form, typed=of_reply(read(form.text)), text=""))
    except UnreadableError as error:
        return _shown(request, entry, replace(form, problems=error.problems))


def _kept(request: MemberRequest, entry: ReplyEntry | None, form: Form) -> HttpResponse:
    text = form.text or text_of(form.typed)
    try:
        _must_be_the_same(entry, text)
        row = actions.save_draft(actor=request.actor, text=text, reason=form.reason, at=request.at, seen=form.seen)
    except UnreadableError as error:
        return _shown(request, entry, replace(form, problems=error.problems))
    except ReplyError as error:
        return _shown(request, entry, replace(form, error=str(error)))
    return redirect("reply-version", id_=row.pk)


def _must_be_the_same(entry: ReplyEntry | None, text: str) -> None:
    """A name stays with its reply, and is given once."""
    name = read(text).name
    if entry is None and access.entry_if_here(name):
        raise ReplyError(f"A reply called {name} is here already. Give this one another name, or change that one.")
    if entry is not None and name != queries.name_of(entry):
        raise ReplyError(f"The name and the language stay: {queries.name_of(entry)}. Write a new reply for another.")


def _shown(request: MemberRequest, entry: ReplyEntry | None, form: Form) -> HttpResponse:
    today = today_of(request)
    wants = queries.wanted_of_here(form.typed.meets, form.typed.said, today)
    kinds = {kind: title for title, kind in queries.kinds_here(today)}
    fields = {row.element: (row.element, row.sentence, _titles(row.element, wants)) for row in wants}
    context: dict[str, Any] = {
        "form": form, "typed": form.typed, "entry": entry, "name": queries.name_of(entry) if entry else "",
        "is_locked": entry is not None or form.typed.language != FIRST,
        "ways": list(WAYS.items()), "languages": list(LANGUAGES.items()), "blanks": list(blanks()),
        "formats": formats(),
        "kinds": [(kind, title) for kind, title in kinds.items() if kind not in form.typed.meets],
        "chosen": [(kind, kinds.get(kind, kind)) for kind in form.typed.meets], "wants": wants,
        "fields": list(fields.values()),
        "besides": [row for row in form.typed.says if row[0] not in fields],
    }  # fmt: skip
    wrong = bool(form.problems or form.error)
    return render(request, "procedures/replies/edit.html", context, status=422 if wrong else 200)


def _titles(element: str, wants: list[Wanted]) -> str:
    """Which duties want it said."""
    return "; ".join(dict.fromkeys(row.title for row in wants if row.element == element))
