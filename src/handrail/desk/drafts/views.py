"""Where a page puts what is being typed."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from handrail.desk import access
from handrail.desk.drafts import actions
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right

NOT_TYPED = {"csrfmiddlewaretoken", "step", "trail", "client", "typed_at", "waited"}


@page(Right.RUN)
@require_POST
def draft(request: MemberRequest, id_: UUID) -> HttpResponse:
    case = access.case(id_)
    place = f"{request.POST.get('step', '')}:{request.POST.get('trail', '')}"
    typed = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_TYPED}
    actions.keep(member=request.member, case=case, place=place, typed=typed, at=request.at)
    return HttpResponse(status=204)
