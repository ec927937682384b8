"""Reads of the business's facts."""

from handrail.business.interview import GROUPS, Group
from handrail.business.models import BusinessFact
from handrail.facts.answers import from_json
from handrail.facts.vocabulary import VOCABULARY, Value


def answers() -> dict[str, Value | None]:
    """Every answer given, by fact; None is "I don't know"."""
    rows = BusinessFact.objects.all()
    return {
        row.name: None if row.value is None else from_json(VOCABULARY[row.name], row.value)
        for row in rows
        if row.name in VOCABULARY
    }


def known() -> dict[str, Value]:
    return {name: value for name, value in answers().items() if value is not None}


def next_group(given: dict[str, Value | None]) -> int | None:
    """Number (from 1) of the first page with a question nobody answered, or None when all are."""
    return next((n for n, group in enumerate(GROUPS, 1) if not _is_done(group, given)), None)


def _is_done(group: Group, given: dict[str, Value | None]) -> bool:
    return all(row.name in given for row in group.facts)
