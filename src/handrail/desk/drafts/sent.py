"""What a page sends along with an answer, so that it is kept once, at its place, whenever it arrives. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from handrail.ledger.canonical import JSON

CLIENT = re.compile(r"^[0-9a-f-]{32,36}$")
PLAIN = re.compile(r"^[0-9]{1,9}$")
LONGEST = 600_000  # ms; more than that is no wait, somebody went away


@dataclass(frozen=True, slots=True)
class Sent:
    """`client`: the number the page gave this answer; `typed_at`: when it was typed there, by that machine's clock, if
    it could not be sent at once; `trail`: how far the case had come on that page; `waited`: how many milliseconds the
    agent waited for this step to come."""

    client: str = ""
    typed_at: datetime | None = None
    trail: int | None = None
    waited: int = 0

    def data(self) -> dict[str, JSON]:
        """For the record."""
        late: dict[str, JSON] = {"typed_at": self.typed_at.isoformat()} if self.typed_at else {}
        waited: dict[str, JSON] = {"waited": self.waited} if self.waited else {}
        return {**({"client": self.client} if self.client else {}), **late, **waited}

    def is_among(self, rows: Iterable[Mapping[str, JSON]]) -> bool:
        """Whether an answer of this number is in the record already."""
        return bool(self.client) and any(row.get("client") == self.client for row in rows)


def sent(given: Mapping[str, str], at: datetime) -> Sent:
    """Read from a form. What makes no sense is left out: the answer itself counts."""
    client, trail, waited = (given.get(name, "") for name in ("client", "trail", "waited"))
    return Sent(
        client if CLIENT.match(client) else "",
        _typed_at(given.get("typed_at", ""), at),
        int(trail) if PLAIN.match(trail) else None,
        min(int(waited), LONGEST) if PLAIN.match(waited) else 0,
    )


def _typed_at(text: str, at: datetime) -> datetime | None:
    """An instant before now; a clock that runs ahead says nothing."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and found <= at else None
