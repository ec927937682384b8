"""Pages of the desk. Every one works as a plain form; keys press the same buttons."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.business.queries import known
from handrail.desk import access, actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.forms import StepForm, step_form
from handrail.desk.models import Case
from handrail.desk.records import fold
from handrail.facts.answers import in_words
from handrail.facts.vocabulary import fact
from handrail.ledger import attachments
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.procedures import queries as handbook
from handrail.procedures.access import revision
from handrail.procedures.language.engine import State, UnansweredError, step_in_hand, to_ask
from handrail.procedures.language.steps import Step
from handrail.procedures.language.words import fill

CHANNELS = [("phone", "Phone"), ("counter", "Counter"), ("email", "E-mail"), ("chat", "Chat"), ("mail", "Mail")]
ESCALATE_TO = [("supervisor", "Supervisor"), ("legal", "Legal adviser"), ("manager", "Manager"), ("owner", "Owner")]


@page(Right.RUN)
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """What the customer says finds the procedure; what breaks first stands first."""
    words = request.GET.get("q", "")
    context = {
        "q": words,
        "found": handbook.find(words, queries.world(request.at).today),
        "cases": queries.open_cases()[:50],
        "items": queries.open_items()[:20],
        "channels": CHANNELS,
        "now": request.at,
    }
    return render(request, "desk/desk.html", context)


@page(Right.RUN)
@require_POST
def start(request: MemberRequest) -> HttpResponse:
    row = revision(_uuid(request.POST.get("revision", "")))
    channel = request.POST.get("channel", "")
    if channel not in dict(CHANNELS):
        channel = "phone"
    case = actions.start(
        actor=request.actor, member=request.member, revision=row, channel=channel, at=request.at, known=known()
    )
    return redirect("case", id_=case.id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404("No such version here") from None


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def case(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The step in hand. POST answers it."""
    row = access.case(id_)
    state = queries.state(row)
    step = step_in_hand(queries.procedures(row), state)
    if step is None or row.status != "open":
        return _show(request, row, state, None)
    names = to_ask(step, state, queries.world(request.at))
    if request.method != "POST":
        return _show(request, row, state, step_form(names, step.look_up))
    if request.POST.get("step") != step.id:
        return _show(request, row, state, step_form(names, step.look_up), actions.MOVED_ON)
    form = step_form(names, step.look_up, request.POST)
    if form.errors and request.POST.get("confirm") != "no":
        return _show(request, row, state, form, "Look at the answers marked below.")
    try:
        actions.answer(
            actor=request.actor, case=row, at=request.at, step=request.POST.get("step", ""), facts=form.facts,
            beyond=form.beyond, confirmed={"yes": True, "no": False}.get(request.POST.get("confirm", "")),
        )  # fmt: skip
    except UnansweredError as error:
        form.boxes += [box for box in step_form(error.facts, step.look_up).boxes if box.fact.name not in names]
        return _show(request, row, state, form, "One more thing is needed to go on.")
    except DeskError as error:
        return _show(request, row, state, form, str(error))
    return redirect("case", id_=row.id)


def _show(request: MemberRequest, row: Case, state: State, form: StepForm | None, error: str = "") -> HttpResponse:
    step = step_in_hand(queries.procedures(row), state)
    told = queries.events(row.id)
    context: dict[str, Any] = {
        "case": row,
        "state": state,
        "step": step,
        "form": form,
        "error": error,
        "say": fill(step.say, state.facts) if step and step.say else (),
        "do": fill(step.do, state.facts) if step and step.do else (),
        "send": fill(step.send, state.facts) if step and step.send else (),
        "gathered": _gathered(state, fold(told).erased),
        "rail": _rail(row, state, step),
        "items": queries.open_items(row),
        "attachments": queries.attachments(row),
        "escalate_to": ESCALATE_TO,
        "now": request.at,
        "scores": range(1, 6),
        "events": told if row.status == "ended" else (),
    }
    return render(request, "desk/case.html", context, status=422 if error else 200)


def _gathered(state: State, erased: frozenset[str]) -> list[tuple[str, str]]:
    """What the case knows, in words, without what it was told of the business."""
    shown = [(fact(n).label, in_words(fact(n), v)) for n, v in state.facts.items() if fact(n).about != "business"]
    cannot = [(fact(n).label, "Can’t be found out") for n in sorted(state.beyond) if fact(n).about != "business"]
    return [*shown, *cannot, *((fact(n).label, "Erased") for n in sorted(erased))]


def _rail(row: Case, state: State, step: Step | None) -> list[dict[str, Any]]:
    """The steps of the procedure in hand, each done, passed, skipped, now or ahead."""
    procedure = queries.procedures(row)[state.at.procedure if state.at else row.entry.slug]
    how = dict(state.trail)
    return [
        {
            "number": number,
            "name": each.name,
            "how": "now" if step and each.id == step.id else how.get(each.id, ""),
        }
        for number, each in enumerate(procedure.steps, 1)
    ]


@page(Right.RUN)
@require_POST
def act(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """Escalate, skip, pause, resume, note, attach, rate: each from its own small form on the case page."""
    row = access.case(id_)
    try:
        _ACTS[what](request, row)
    except KeyError:
        raise Http404("No such deed") from None
    except (DeskError, attachments.AttachmentError) as error:
        state = queries.state(row)
        step = step_in_hand(queries.procedures(row), state)
        names = to_ask(step, state, queries.world(request.at)) if step else ()
        form = step_form(names, step.look_up) if step and row.status == "open" else None
        return _show(request, row, state, form, str(error))
    return redirect("case", id_=row.id)


def _escalate(request: MemberRequest, row: Case) -> None:
    to, why = request.POST.get("to", ""), request.POST.get("why", "")
    actions.escalate(actor=request.actor, case=row, at=request.at, to=to, why=why)


def _skip(request: MemberRequest, row: Case) -> None:
    step, reason = request.POST.get("step", ""), request.POST.get("why", "")
    actions.skip(actor=request.actor, case=row, at=request.at, step=step, reason=reason)


def _pause(request: MemberRequest, row: Case) -> None:
    actions.pause(actor=request.actor, case=row, at=request.at, reason=request.POST.get("why", ""))


def _resume(request: MemberRequest, row: Case) -> None:
    actions.resume(actor=request.actor, case=row, at=request.at)


def _note(request: MemberRequest, row: Case) -> None:
    actions.note(actor=request.actor, case=row, at=request.at, text=request.POST.get("why", ""))


def _attach(request: MemberRequest, row: Case) -> None:
    sent = request.FILES.get("file")
    if sent is None:
        raise DeskError("Choose a photo or a PDF first.")
    content = sent.read(attachments.LARGEST + 1)
    attachments.attach(
        actor=request.actor,
        room="desk",
        subject="case",
        subject_id=row.id,
        name=str(sent.name),
        content=content,
        at=request.at,
    )


def _rate(request: MemberRequest, row: Case) -> None:
    score = request.POST.get("score", "")
    actions.rate(actor=request.actor, case=row, at=request.at, score=int(score) if score.isdigit() else 0)


_ACTS = {
    "escalate": _escalate,
    "skip": _skip,
    "pause": _pause,
    "resume": _resume,
    "note": _note,
    "attach": _attach,
    "rate": _rate,
}


@page(Right.RUN)
@require_POST
def close_item(request: MemberRequest, id_: UUID) -> HttpResponse:
    item = access.item(id_)
    try:
        actions.close_item(actor=request.actor, item=item, at=request.at, how=request.POST.get("how", ""))
    except DeskError as error:
        return _show(request, access.case(item.case_id), queries.state(item.case), None, str(error))
    return redirect("case", id_=item.case_id)


@page(Right.RUN)
@require_GET
def attachment(request: MemberRequest, id_: UUID, file_id: UUID) -> FileResponse:
    row = queries.attachments(access.case(id_)).filter(pk=file_id).first()
    if row is None:
        raise Http404("No such file here")
    return FileResponse(
        attachments.path(row.sha256).open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )


@page(Right.RUN)
@require_GET
def emergency(request: MemberRequest) -> HttpResponse:
    """Words to say now, before any other gate; the record is completed afterwards."""
    return render(request, "desk/emergency.html", {"back": request.GET.get("case", "")})
