"""What law wants a reply to say, held against what it says: for a business when it is written, for a case when it is
sent. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from handrail.facts.conditions import Facts
from handrail.facts.said import said as said_in
from handrail.facts.said import sources, unsaid
from handrail.facts.spoken import listed
from handrail.facts.vocabulary import Fact, Value, fact
from handrail.law.engine import Law
from handrail.law.words import TONES, said
from handrail.procedures.language.words import fill
from handrail.procedures.replies.reply import FIRST, LANGUAGES, Reply

TELLS = ("disclosure", "form", "act")  # parts of a duty whose elements are words for the customer


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that has to stand in the words: in the words of the law file, of which duty, under which citation and
    with which status. `sentence`: where the reply says it, or nothing. `missing`: facts on which it hangs."""

    element: str
    duty: str
    title: str
    citation: str
    status: str
    sentence: str
    missing: tuple[str, ...] = ()
    status_words: str = ""  # the status for a person, with the day somebody looked
    tone: str = "unverified"

    @property
    def source(self) -> str:
        """What several have in common that one sentence of law asks for."""
        return f"{self.duty} {self.citation} {self.status_words}"

    @property
    def said(self) -> str:
        """The sentence with its blanks called by their labels."""
        return "".join(piece.text for piece in fill(self.sentence, {}))


def wanted(reply: Reply, law: Law, facts: Facts, on: date) -> list[Wanted]:
    """All that has to stand in the reply for this business, or in this case. What may apply counts as applying."""
    return wanted_of(reply.meets, reply.says, law, facts, on)


def wanted_of(kinds: Iterable[str], says: Mapping[str, str], law: Law, facts: Facts, on: date) -> list[Wanted]:
    """The same of kinds of duty, and of sentences that are only being written."""
    return [
        Wanted(
            element.plain_for_search(), row.duty.id, row.duty.title, row.stated.citation, row.status,
            says.get(element.plain_for_search(), ""), tuple(sorted(row.missing)),
            said(row.stated).status, TONES[row.status],
        )
        for kind in kinds
        for row in law.duties_meeting(kind, facts, on)
        if row.verdict != "no" and row.part.type in TELLS
        for element in row.part.elements
    ]  # fmt: skip


def left_out(reply: Reply, law: Law, facts: Facts, on: date) -> list[Wanted]:
    """What law wants said and the reply does not say."""
    return [row for row in wanted(reply, law, facts, on) if not row.sentence]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A choice that the reply names, with those of its values that have no word in the language of the reply."""

    label: str
    values: tuple[str, ...]
    language: str

    @property
    def words(self) -> str:
        more = f" and {len(self.values) - 3} more" if len(self.values) > 3 else ""
        named = ", ".join(f"“{value}”" for value in self.values[:3])
        return f"No word in {self.language} for {named}{more} of “{self.label}”"


def choices(reply: Reply) -> list[Fact]:
    """The facts it names whose values are words of ours, or rows of them."""
    return [row for row in map(fact, reply.blanks) if row.values or row.shape]


def unsaid_in(reply: Reply) -> list[Unsaid]:
    """Values that it would send in English, though it is in another language."""
    if reply.language == FIRST:
        return []
    found = [(row, ("a row of it",) if row.shape else unsaid(row, reply.language)) for row in choices(reply)]
    return [Unsaid(row.label, values, LANGUAGES[reply.language]) for row, values in found if values]


def words_by(reply: Reply) -> str:
    """Who put the values it names into its language; empty where it names none."""
    source = sources().get(reply.language)
    return source.words if source and any(said_in(row, reply.language) for row in choices(reply)) else ""


def unknown_kinds(reply: Reply, law: Law) -> list[str]:
    """Kinds of duty it names that no law file knows."""
    return [kind for kind in reply.meets if kind not in law.kinds]


def source_changed(reply: Reply, source: int | None) -> bool:
    """Whether a translation was made from an older version than the one that is in force. `source`: its number."""
    return reply.follows is not None and source is not None and source > reply.follows


def refusals(
    reply: Reply, law: Law, facts: Mapping[str, Value], on: date, open_blanks: Iterable[str]
) -> tuple[str, ...]:
    """Why the reply can't be sent in this case, each in a sentence with what to do."""
    said = [f"“{label}” is still open. Ask for it, then send." for label in open_blanks]
    if reply.until and on > reply.until:
        said.append(f"This reply could be sent until {reply.until:%b %-d, %Y}. Its owner has to look at it again.")
    lacks: dict[str, list[str]] = {}
    for row in left_out(reply, law, facts, on):
        lacks.setdefault(f"{row.title} asks for ({row.citation})", []).append(f"“{row.element}”")
    said += [f"It does not say {listed(rows)}, which {by}. A person answers instead." for by, rows in lacks.items()]
    return tuple(said)
