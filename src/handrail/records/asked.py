"""Which cases somebody asks for: by words, period, procedure, customer. The page, its export, and a set of case files
for an audit ask in the same way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode


class AskedError(ValueError):
    """What was typed is no day or number; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Asked:
    words: str = ""
    since: date | None = None
    until: date | None = None
    procedure: str = ""
    customer: int | None = None

    def query(self) -> str:
        """For an address."""
        return urlencode({name: value for name, value in self.raw().items() if value})

    def raw(self) -> dict[str, str]:
        return {
            "q": self.words, "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "", "procedure": self.procedure,
            "customer": str(self.customer or ""),
        }  # fmt: skip

    def in_words(self, titles: Mapping[str, str] | None = None) -> str:
        said = [
            f"opened from {_day(self.since)}" if self.since else "",
            f"opened until {_day(self.until)}" if self.until else "",
            f"procedure “{(titles or {}).get(self.procedure, self.procedure)}”" if self.procedure else "",
            f"customer {self.customer}" if self.customer else "",
            f"that hold “{self.words}”" if self.words else "",
        ]
        return ", ".join(filter(None, said)) or "all"


def read(given: Mapping[str, str]) -> Asked:
    """Raises AskedError."""
    customer = given.get("customer", "").strip()
    if customer and not (customer.isdecimal() and len(customer) < 10):
        raise AskedError(f"“{customer}” is no customer number. Write the number alone, like 12.")
    since, until = _read_day(given.get("since", "")), _read_day(given.get("until", ""))
    if since and until and since > until:
        raise AskedError(f"{_day(since)} is after {_day(until)}. Write the earlier day first.")
    return Asked(
        given.get("q", "").strip(), since, until, given.get("procedure", ""), int(customer) if customer else None
    )


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise AskedError(f"“{text}” is no day. Write one like 2026-11-23.") from None


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
