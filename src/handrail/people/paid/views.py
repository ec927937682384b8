"""The page of a person's class and hours, and the switch for duty."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from handrail.people import access
from handrail.people.access import MemberRequest, page
from handrail.people.actions import PeopleError
from handrail.people.paid import actions, queries
from handrail.people.paid.forms import TermsForm
from handrail.people.rights import Right
from handrail.web.addresses import inside


@page(Right.PEOPLE)
@require_http_methods(["GET", "POST"])
def terms(request: MemberRequest, id_: UUID) -> HttpResponse:
    member = access.member(id_)
    row = queries.terms(member)
    initial: dict[str, Any] = {name: getattr(row, name) for name in TermsForm.base_fields}
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_terms(
                actor=request.actor, member=member, given=actions.Given(**form.cleaned_data), at=request.at
            )
            return redirect("people")
        except PeopleError as error:
            form.add_error(None, str(error))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "people/terms.html", {"form": form, "person": member}, status=status)


@page(Right.RUN)
@require_POST
def duty(request: MemberRequest, id_: UUID) -> HttpResponse:
    member = access.member(id_)
    actions.switch_duty(actor=request.actor, member=member, on=request.POST.get("on") == "yes", at=request.at)
    return redirect(inside(request.POST.get("next", ""), reverse("people")))
