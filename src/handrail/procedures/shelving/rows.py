"""The starter procedures as a list to choose from: by trade, by topic, by words. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from handrail.law.duties import Kind
from handrail.procedures.language.steps import Procedure, in_words
from handrail.procedures.replies.sent import replies_of
from handrail.procedures.replies.shelf import replies
from handrail.procedures.shelf import reachable

TOPICS = Path(__file__).with_name("topics.yaml")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """`meets`: the kinds of duty some step of it says it meets; `brings`: what is adopted with it; `takes`: the time
    its target allows for one contact."""

    procedure: Procedure
    topic: str
    meets: tuple[str, ...]
    brings: tuple[str, ...]
    takes: str

    @property
    def slug(self) -> str:
        return self.procedure.procedure

    @property
    def title(self) -> str:
        return self.procedure.title

    @property
    def steps(self) -> int:
        return len(self.procedure.steps)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for. `trade` and `topic`: "" or `all` for every one."""

    words: str = ""
    trade: str = ""
    topic: str = ""
    sort: str = "topic"

    def fits(self, row: Row) -> bool:
        procedure = row.procedure
        trade = self.trade in ("", ALL) or not procedure.trades or self.trade in procedure.trades
        topic = self.topic in ("", ALL) or self.topic == row.topic
        return trade and topic and all(word in _text(row) for word in self.words.lower().split())


@cache
def topics() -> Mapping[str, Sequence[str]]:
    """The topics in their order, each with its procedures."""
    return dict(YAML(typ="safe", pure=True).load(TOPICS.read_text("utf-8")))


SORTS: Mapping[str, Callable[[Row], object]] = {
    "topic": lambda row: (list(topics()).index(row.topic), row.title),
    "title": lambda row: row.title,
    "steps": lambda row: (row.steps, row.title),
    "duties": lambda row: (-len(row.meets), row.title),
}


def rows(shelf: Mapping[str, Procedure], kinds: Mapping[str, Kind], taken: Collection[str], asked: Asked) -> list[Row]:
    """The starter procedures that are not in force here and fit what is asked, sorted."""
    found = (_row(shelf, kinds, procedure) for slug, procedure in shelf.items() if slug not in taken)
    order = SORTS.get(asked.sort, SORTS["topic"])
    return sorted((row for row in found if asked.fits(row)), key=order)  # type: ignore[arg-type]


def by_topic(found: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {name: [] for name in topics()}
    for row in found:
        groups[row.topic].append(row)
    return {name: those for name, those in groups.items() if those}


def _row(shelf: Mapping[str, Procedure], kinds: Mapping[str, Kind], procedure: Procedure) -> Row:
    slug = procedure.procedure
    met = dict.fromkeys(kind for step in procedure.steps for kind in step.meets)
    titles = tuple(kinds[kind].title for kind in met if kind in kinds)
    inside = reachable(slug, shelf)
    sent = (replies()[name].title for name in replies_of(shelf[name] for name in inside) if name in replies())
    brings = (*(shelf[name].title for name in inside[1:]), *(f"the reply “{title}”" for title in sent))
    span = procedure.targets.handle_time
    return Row(procedure, _topic(slug), titles, brings, in_words(span) if span else "")


def _topic(slug: str) -> str:
    return next((name for name, slugs in topics().items() if slug in slugs), list(topics())[-1])


def _text(row: Row) -> str:
    parts = (row.title, row.procedure.purpose, row.topic, *row.procedure.handles, *row.meets)
    return " ".join(parts).lower().replace("-", " ")
