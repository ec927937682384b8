"""From what a record tells to the words it is found by, and from what somebody types to a question. Pure.

The same letters whichever database: no accents, no capitals, nothing but letters and digits. A number written with
blanks or dashes is found without them too."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d[\d\s().-]{4,}\d")
_NOT_DIGIT = re.compile(r"\D")
# What is no word of the record: instants, and the names that only the machine uses
_SILENT = frozenset(
    {"at", "kind", "unit", "how", "first", "last", "event", "for", "applies", "whose", "type", "version"}
)
MOST_WORDS = 12
MOST_BYTES = 400_000  # of one record: PostgreSQL takes no list of words over a megabyte, with their places


def plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(bare))


def of_record(texts: Iterable[str]) -> str:
    """All the words of a record, each text once; of one that is as long as a book, those it begins with."""
    seen = dict.fromkeys(filter(None, texts))
    numbers = [_NOT_DIGIT.sub("", found) for text in seen for found in _NUMBER.findall(text)]
    return _begins(" ".join([*(plain(text) for text in seen), *dict.fromkeys(numbers)]))


def _begins(words: str) -> str:
    cut = words.encode()[: MOST_BYTES + 1]
    return words if len(cut) <= MOST_BYTES else cut.decode(errors="ignore").rpartition(" ")[0]


def texts_in(value: Any) -> Iterator[str]:
    """Every text that a summary tells."""
    match value:
        case str():
            yield value
        case dict():
            for key, item in value.items():
                if key not in _SILENT:
                    yield from texts_in(item)
        case list():
            for item in value:
                yield from texts_in(item)


def asked(words: str) -> list[list[str]]:
    """What must all be there, each once: words that follow each other, the last of them perhaps only begun."""
    terms = dict.fromkeys(tuple(plain(term).split()) for term in words.split()[:MOST_WORDS])
    return [list(term) for term in terms if term]


def for_sqlite(terms: list[list[str]]) -> str:
    return " ".join(f'"{" ".join(term)}"*' for term in terms)


def for_postgresql(terms: list[list[str]]) -> str:
    return " & ".join(f"({' <-> '.join(term)}:*)" for term in terms)
