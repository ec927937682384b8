"""What of this house a case shows: the papers to hand over."""

from datetime import date
from typing import Any

from django import template

from handrail.calendars.deadlines import day_of
from handrail.facts.answers import dollars
from handrail.facts.conditions import Facts
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.words import TONES
from handrail.procedures.replies.forms import queries

register = template.Library()
TRAVEL = ("text", "money", "date", "bool", "choice")


@register.filter
def tone_of(status: str) -> str:
    """The tone in which a status of law is shown."""
    return TONES.get(status, "unverified")


@register.inclusion_tag("procedures/replies/_papers.html", takes_context=True)
def papers_to_hand(context: dict[str, Any], facts: Facts, case: str) -> dict[str, Any]:
    """The papers that law wants handed over in this case, each a button that takes along what is known of the sale."""
    on = day_of(context["request"].at, context["organization"].time_zone)
    found = queries.in_case(facts, on)
    given = [(name, _typed(value)) for name, value in facts.items() if found and _travels(name)]
    return {"papers": found, "given": given, "case": case, "csrf_token": context.get("csrf_token")}


def _travels(name: str) -> bool:
    """The sale and the customer; what the business said of itself is known there."""
    row = VOCABULARY.get(name)
    return row is not None and row.about in ("sale", "customer") and row.type in TRAVEL


def _typed(value: Value) -> str:
    """A value as the field of a form takes it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return dollars(value)
        case date():
            return value.isoformat()[:10]
    return str(value)
