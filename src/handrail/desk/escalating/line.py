"""Who is asked about an escalation: those on duty first, then the next in line. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.desk.roles import IN_LINE

TO = {"supervisor": "Supervisor", "legal": "Legal adviser", "manager": "Manager", "owner": "Owner"}
ANY = {**TO, "agent": "Agent"}  # a procedure may ask any of those who have a role
NAMED = "member:"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be asked. `role` as people have it; `on_duty`: by their own switch."""

    id: UUID
    name: str
    role: str
    on_duty: bool


def line(to: str, people: Iterable[Person], named: UUID | None = None, but: Collection[UUID] = ()) -> list[Person]:
    """In the order in which they are asked. Somebody named stands first, on duty or not; then those who stand for
    `to`, on duty before the others, the nearest role first. `but`: who declined already, or asks."""
    roles = IN_LINE[to]
    able = [row for row in people if row.id not in but and (row.role in roles or row.id == named)]
    return sorted(able, key=lambda row: (row.id != named, not row.on_duty, _place(row.role, roles), row.name))


def _place(role: str, roles: Sequence[str]) -> int:
    return roles.index(role) if role in roles else len(roles)


def told(to: str, found: Sequence[Person], named: UUID | None = None) -> str:
    """Who is asked, in a sentence for the one who asks."""
    if not found:
        return f"Nobody here stands for: {ANY[to].lower()}. It waits in the list until somebody does."
    first = found[0]
    if first.id == named:
        return f"{first.name} is asked." if first.on_duty else f"{first.name} is asked, but is not on duty."
    if first.on_duty:
        return f"{first.name} is on duty and is asked."
    return f"No one of them is on duty. {first.name} is next in line."
