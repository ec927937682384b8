"""What a business keeps of the law for itself, beside the law as the packs have it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template

from handrail.law import plain
from handrail.law.mine import queries
from handrail.ledger import scope
from handrail.people.rights import Right, may

register = template.Library()


@register.inclusion_tag("law/mine/checked.html", takes_context=True)
def of_ours(context: dict[str, Any], duty: str, on: date) -> dict[str, Any]:
    """What this business checked, filed, noted and set aside of a duty, with the way to add to it."""
    ours = queries.checks_of(scope.current(), duty, on)
    role = context["member"].role
    return {
        "ours": ours, "on": on, "is_looking": bool(getattr(context["request"], "as_of", None)),
        "may_keep": may(role, Right.LAW), "is_local": duty.startswith("local."),
    }  # fmt: skip


@register.filter
def unheld_words(states: Sequence[str]) -> str:
    """States without a law file by their names."""
    return plain.unheld_words(states)


@register.filter
def told(row: object) -> str:
    """An entry in words, without its note."""
    return queries.told(row)
