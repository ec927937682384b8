"""Who keeps a promise, as a form names them."""

from django.http import Http404

from handrail.desk.access import uuid_of
from handrail.people.models import Member


def person(given: str) -> Member | None:
    if not given:
        return None
    found: Member | None = Member.objects.select_related("user").filter(pk=uuid_of(given)).first()
    if found is None:
        raise Http404("No such person here")
    return found
