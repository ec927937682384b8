"""The cases that hold what was typed: one question to the full-text index of the database."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.ledger.models import Chain
from handrail.records.search import words as spoken

_FIND = {
    "sqlite": "SELECT i.case_id FROM records_words w CROSS JOIN records_indexed i ON i.id = w.rowid "
    "WHERE w.records_words MATCH %s AND i.organization_id = %s",
    "postgresql": "SELECT i.case_id FROM records_words w JOIN records_indexed i ON i.id = w.id "
    "WHERE w.words @@ to_tsquery('simple', %s) AND i.organization_id = %s",
}


def fitting(rows: "QuerySet[Case]", words: str) -> "QuerySet[Case]":
    """Those cases that hold all the words, anywhere; the last letters of each may be missing."""
    terms = spoken.asked(words)
    if not terms:
        return rows.none()
    is_sqlite = connection.vendor == "sqlite"
    question = spoken.for_sqlite(terms) if is_sqlite else spoken.for_postgresql(terms)
    organization = scope.current()
    found = RawSQL(_FIND[connection.vendor], (question, organization.hex if is_sqlite else str(organization)))  # noqa: S611 - both are parameters
    return rows.filter(pk__in=found)


def not_yet() -> int:
    """How many cases changed since the worker last read them into the index."""
    rows = Chain.objects.filter(subject="case").extra(where=[STALE])  # noqa: S610 - a constant
    return int(rows.count())


STALE = (
    "NOT EXISTS (SELECT 1 FROM records_indexed i WHERE i.chain_id = ledger_chain.id AND i.length = ledger_chain.length)"
)
