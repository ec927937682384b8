"""A question of the form as a customer sees it: in their language, with its answers and what is wrong. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handrail.connections import pages
from handrail.desk.forms import Box
from handrail.facts.answers import LONGEST
from handrail.facts.never import never_kept
from handrail.facts.said import said
from handrail.facts.to_customers import question
from handrail.facts.tongues import FIRST, TONGUES
from handrail.facts.vocabulary import Fact

_CHOSEN = ("radio", "check", "pick")
_SUMS = ("money", "amounts")
_BY_TYPE = {"int": "int", "money": "money", "amounts": "money", "date": "date", "instant": "instant"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose. `language`: that of its words, where it is another than the page's."""

    value: str
    words: str
    language: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`language`: that of the question, where it is another than the page's."""

    name: str
    words: str
    language: str
    is_theirs: bool
    control: str
    type: str
    text: str
    answers: tuple[Answer, ...]
    hint: str
    error: str


def shown(box: Box, language: str, typed: Sequence[str] = ()) -> Shown:
    """`typed`: as the customer wrote it, before it was read."""
    asked = question(box.fact, language)
    assert asked is not None, f"{box.fact.name} is asked by a person"
    return Shown(
        box.fact.name, asked.words, _apart(asked.language, language), asked.is_theirs, box.control, box.fact.type,
        typed[0] if typed else "", tuple(_answers(box, language, typed)), _hint(box, language),
        pages.text(language, "wrong", wrong(box, typed), most=f"{LONGEST:,}") if box.error else "",
    )  # fmt: skip


def _apart(words: str, page: str) -> str:
    return "" if words == page else words


def _answers(box: Box, language: str, typed: Sequence[str]) -> list[Answer]:
    if box.control not in _CHOSEN:
        return []
    there = _words(box.fact, language)
    return [
        Answer(value, there.get(value, words), "" if value in there else _apart(FIRST, language), value in typed)
        for value, words in box.values
    ]


def _words(fact: Fact, language: str) -> Mapping[str, str]:
    """Those of the values that there are in a language other than English."""
    tongue = TONGUES.get(language)
    if tongue is None:
        return {}
    if fact.type == "bool":
        return {"yes": tongue.yes, "no": tongue.no}
    return {value: words[:1].upper() + words[1:] for value, words in said(fact, language).items()}


def _hint(box: Box, language: str) -> str:
    if box.control == "rows":
        return pages.text(language, "form", "lines")
    return pages.text(language, "form", "sum") if box.fact.type in _SUMS else ""


def wrong(box: Box, typed: Sequence[str]) -> str:
    """What is wrong with an answer that was not taken, as `pages.yaml` calls it."""
    text = "\n".join(typed)
    if not text.strip():
        return "choose" if box.control in _CHOSEN else "lines" if box.control == "rows" else "empty"
    if never_kept(text):
        return "never"
    if len(text) > LONGEST:
        return "long"
    return _BY_TYPE.get(box.fact.type, "choose" if box.control in _CHOSEN else "lines")
