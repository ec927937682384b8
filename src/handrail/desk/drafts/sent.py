"""What a page sends along with an answer, so that it is kept once, at its place, whenever it arrives. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from handrail.ledger.canonical import JSON

CLIENT = re.compile(r"^[0-9a-f-]{32,36}$")
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Sent:
    """`client`: the number the page gave this answer; `typed_at`: when it was typed there, by that machine's clock, if
    it could not be sent at once; `trail`: how far the case had come on that page."""

    client: str = ""
    typed_at: datetime | None = None
    trail: int | None = None

    def data(self) -> dict[str, JSON]:
        """For the record."""
        late: dict[str, JSON] = {"typed_at": self.typed_at.isoformat()} if self.typed_at else {}
        return {**({"client": self.client} if self.client else {}), **late}

    def is_among(self, rows: Iterable[Mapping[str, JSON]]) -> bool:
        """Whether an answer of this number is in the record already."""
        return bool(self.client) and any(row.get("client") == self.client for row in rows)


def sent(given: Mapping[str, str], at: datetime) -> Sent:
    """Read from a form. What makes no sense is left out: the answer itself counts."""
    client, trail = given.get("client", ""), given.get("trail", "")
    return Sent(
        client if CLIENT.match(client) else "",
        _typed_at(given.get("typed_at", ""), at),
        int(trail) if trail.isdigit() else None,
    )


def _typed_at(text: str, at: datetime) -> datetime | None:
    """An instant before now; a clock that runs ahead says nothing."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and found <= at else None
