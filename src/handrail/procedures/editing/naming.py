"""Facts by what people call them, and back. Pure."""

from collections import Counter
from functools import lru_cache

from handrail.facts.vocabulary import VOCABULARY, Own, own_facts

ABOUT = {
    "business": "the business", "customer": "the customer", "sale": "the sale", "case": "this case",
    "employee": "the employee",
}  # fmt: skip


def called(name: str) -> str:
    """The label of a fact; with its name where two have the same label."""
    return _labels(own_facts()).get(name, name)


def find(typed: str) -> str | None:
    """The name of the fact that is meant, by its label, its question or its name."""
    text = " ".join(typed.split()).casefold()
    return _names(own_facts()).get(text)


@lru_cache(maxsize=16)
def _labels(_: Own) -> dict[str, str]:
    count = Counter(row.label for row in VOCABULARY.values())
    return {name: f"{row.label} ({name})" if count[row.label] > 1 else row.label for name, row in VOCABULARY.items()}


@lru_cache(maxsize=16)
def _names(own: Own) -> dict[str, str]:
    by_label = {label.casefold(): name for name, label in _labels(own).items()}
    return {
        **{row.ask.casefold(): name for name, row in VOCABULARY.items()},
        **by_label,
        **{name: name for name in VOCABULARY},
    }


def every() -> dict[str, str]:
    """All facts with what they are called, those of the procedure first."""
    labels = _labels(own_facts())
    return dict(sorted(labels.items(), key=lambda row: (not row[0].startswith("own."), row[1].casefold())))
