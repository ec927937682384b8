"""What the rooms hand up and down, composed by name."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from handrail.law.loader import load_kinds
from handrail.people.models import Organization
from handrail.people.rights import Right, may
from handrail.procedures.queries import handbook, procedures_of


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
    Place("inquiries", "Inquiries", "i", Right.READ, "/inquiries"),
    Place("procedures", "Procedures", "p", Right.READ, "/procedures"),
    Place("law", "Law", "l", Right.READ, "/law"),
    Place("desk", "Desk", "d", Right.RUN, "/desk"),
    Place("customers", "Customers", "c", Right.RUN, "/customers"),
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


@dataclass(frozen=True, slots=True)
class MetBy:
    """A step of a procedure in force that says it meets a kind of duty."""

    procedure: str
    step: str
    version: int
    kind: str
    address: str


def met_by(kinds: Container[str], on: date) -> list[MetBy]:
    """Where duties are met: handed down to the law, whose pages know no procedures."""
    rows = [(row, procedures_of(row.bundle)[row.entry.slug]) for row in handbook(on) if row.bundle]
    return [
        MetBy(
            procedure.title,
            step.name,
            row.number,
            load_kinds()[kind].title,
            reverse("procedure", args=[row.entry.slug]),
        )
        for row, procedure in rows
        for step in procedure.steps
        for kind in step.meets
        if kind in kinds
    ]
