"""Pages that give a case to somebody else, or join it with its double."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from handrail.desk import access, queries
from handrail.desk.actions import DeskError
from handrail.desk.handing import actions
from handrail.desk.handing.summary import summary
from handrail.desk.models import Case
from handrail.facts.answers import in_words
from handrail.facts.vocabulary import fact
from handrail.people.access import MemberRequest, page
from handrail.people.models import Member
from handrail.people.queries import members
from handrail.people.rights import Right, may
from handrail.procedures.language.engine import step_in_hand
from handrail.web.addresses import signed

MOST_KNOWN = 8
MOST_OTHERS = 8


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def hand_over(request: MemberRequest, id_: UUID) -> HttpResponse:
    case, error = access.case(id_), ""
    colleagues = _colleagues(request, case)
    if request.method == "POST":
        to = next((row for row in colleagues if str(row.pk) == request.POST.get("to")), None)
        try:
            actions.hand_over(
                actor=request.actor, case=case, to=to, summary=request.POST.get("summary", ""), at=request.at
            )
            said = f"Case {case.number} is with {to.user.name if to else 'whoever takes it next'} now."
            return redirect(f"{reverse('desk')}?{urlencode({'said': signed(said)})}")
        except DeskError as refused:
            error = str(refused)
    context = {
        "case": case, "colleagues": colleagues, "error": error, "to": request.POST.get("to", ""),
        "summary": request.POST.get("summary", "") or _summary(case),
    }  # fmt: skip
    return render(request, "desk/hand_over.html", context, status=422 if error else 200)


def _colleagues(request: MemberRequest, case: Case) -> list[Member]:
    rows = members().filter(active=True).exclude(pk=case.agent_id).select_related("user")
    return sorted((row for row in rows if may(row.role, Right.RUN)), key=lambda row: str(row.user.name))


def _summary(case: Case) -> str:
    state, bundle = queries.state(case), queries.procedures(case)
    names = {step.id: step.name for procedure in bundle.values() for step in procedure.steps}
    done = [names[step] for step, how in dict(state.trail).items() if how == "done" and step in names]
    told = [name for name in state.facts if fact(name).about not in ("business",) and not name.startswith("case.")]
    known = [(fact(name).label, in_words(fact(name), state.facts[name])) for name in told[-MOST_KNOWN:]]
    step = step_in_hand(bundle, state)
    return summary(done, step.name if step else "", known, [row.what for row in queries.open_items(case)])


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def merge(request: MemberRequest, id_: UUID) -> HttpResponse:
    case, error = access.case(id_), ""
    words = request.GET.get("q", "")
    others = _others(case, words)
    if request.method == "POST":
        into = next((row for row in others if str(row.pk) == request.POST.get("into")), None)
        try:
            if into is None:
                raise DeskError("Choose the case in which it goes on.")
            why = request.POST.get("why", "")
            actions.merge(actor=request.actor, case=case, into=access.case(into.pk), reason=why, at=request.at)
            return redirect("case", id_=into.pk)
        except DeskError as refused:
            error = str(refused)
    context = {"case": case, "others": others, "q": words, "error": error, "why": request.POST.get("why", "")}
    return render(request, "desk/merge.html", context, status=422 if error else 200)


def _others(case: Case, words: str) -> list[Case]:
    """Open cases that may be the same: those that fit the words, else those of the same customer."""
    rows = queries.open_cases(words, "waiting").exclude(pk=case.pk)
    if not words.strip():
        customer = queries.of_whom(case)
        rows = rows.filter(Q(customer=customer) | Q(customer__into=customer)) if customer else rows.none()
    return list(rows[:MOST_OTHERS])
