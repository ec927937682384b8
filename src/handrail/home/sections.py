"""What waits, in sections: what breaks first stands first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.web.waiting import Waiting

TITLES = {
    "house": "This installation",
    "first": "Breaks first",
    "decide": "Waits for your decision",
    "mine": "In your hands",
    "reviews": "Due soon",
    "handbook": "Missing from the handbook",
}
MOST = 8  # lines of a section; the rest is on the section's own page


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    rows: tuple[Waiting, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def sections(found: Iterable[Waiting]) -> list[Section]:
    """The sections that have a line, in the order of TITLES; the rows of each in the order in which they came."""
    rows = list(found)
    grouped = {name: [row for row in rows if row.group == name] for name in TITLES}
    return [
        Section(name, title, tuple(grouped[name][:MOST]), len(grouped[name]))
        for name, title in TITLES.items()
        if grouped[name]
    ]
