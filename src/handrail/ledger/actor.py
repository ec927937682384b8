"""Who does a deed. Pure: rooms above make one from a member, the worker or the library."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from handrail.ledger.canonical import JSON

Kind = Literal["person", "system", "library"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in an organization, or the system itself, with the role of that minute."""

    kind: Kind
    id: UUID | None
    name: str
    role: str
    organization: UUID

    def as_json(self) -> JSON:
        return {"kind": self.kind, "id": str(self.id) if self.id else None, "name": self.name, "role": self.role}


def system(organization: UUID, name: str = "Handrail") -> Actor:
    return Actor("system", None, name, "system", organization)
