"""Reads for papers whose look the law sets."""

from datetime import date
from uuid import UUID

from handrail.business.queries import known
from handrail.facts.conditions import Facts
from handrail.law.queries import law_in_use
from handrail.people.models import Organization
from handrail.procedures.replies import queries as replies
from handrail.procedures.replies.forms.preparing import Paper, Words, forms_in_case, kinds_of_forms, prepare
from handrail.procedures.replies.models import ReplyVersion
from handrail.procedures.replies.reply import FIRST, read, text_hash
from handrail.procedures.replies.wanted import source_changed

TELLING = ("sale.place", "sale.signed_on")  # until a case knows one of these, no paper is offered in it


def kinds(on: date) -> list[tuple[str, str]]:
    """The papers this business may have to give, by title."""
    law = law_in_use(on)
    return sorted(((kind, law.kinds[kind].title) for kind in kinds_of_forms(law, known(), on)), key=lambda row: row[1])


def in_case(facts: Facts, on: date) -> list[tuple[str, str]]:
    """The same for what a case knows so far."""
    if not any(name in facts for name in TELLING):
        return []
    law, ours = law_in_use(on), known()
    found = ((kind, law.kinds[kind].title) for kind in forms_in_case(law, ours, facts, on))
    return sorted(found, key=lambda row: row[1])


def versions_for(kind: str, on: date) -> list[ReplyVersion]:
    """The replies in force that say they meet this kind."""
    return [row for row in replies.in_force(on).values() if kind in read(row.text).meets]


def words_for(kind: str, language: str, on: date) -> tuple[ReplyVersion | None, Words | None]:
    """The approved words in a language, the first by name."""
    here = replies.in_force(on)
    row = next((each for each in versions_for(kind, on) if each.entry.language == language), None)
    if row is None:
        return None, None
    reply, source = read(row.text), here.get(row.entry.slug)
    changed = language != FIRST and source_changed(reply, source.number if source else None)
    return row, Words(reply, row.number, text_hash(row.text), changed)


def paper(kind: str, given: Facts, on: date, zone: str, language: str) -> Paper:
    """The paper for one sale, on what the business said of itself."""
    return prepare(
        law_in_use(on), kind, {**known(), **given}, on, zone, language, words_for(kind, language, on)[1]
    )  # fmt: skip


def exists(kind: str, on: date) -> bool:
    return kind in {name for name, _ in kinds(on)}


def business_name(organization: UUID) -> str:
    return str(Organization.objects.values_list("name", flat=True).get(pk=organization))
