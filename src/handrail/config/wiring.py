"""What the rooms hand up and down, composed by name."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from handrail.people.models import Organization
from handrail.people.rights import Right, may


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the menu: its address name, its words, its key after G, and who sees it."""

    name: str
    words: str
    key: str
    right: Right
    prefix: str


MENU = (
    Place("home", "Home", "h", Right.READ, "/home"),
    Place("procedures", "Procedures", "p", Right.READ, "/procedures"),
    Place("desk", "Desk", "d", Right.RUN, "/desk"),
    Place("records", "Records", "r", Right.RECORDS, "/records"),
    Place("business", "Business", "b", Right.READ, "/business"),
    Place("people", "People", "e", Right.READ, "/people"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: the menu this person sees, the organization, where we are."""
    member = getattr(request, "member", None)
    if member is None:
        return {"menu": (), "member": None, "organization": None}
    organization = Organization.objects.get(pk=member.organization_id)
    menu = [(place, _is_here(place, request.path)) for place in MENU if may(member.role, place.right)]
    return {"menu": menu, "member": member, "organization": organization}


def _is_here(place: Place, path: str) -> bool:
    return path == "/" if place.name == "home" else path.startswith(place.prefix)
