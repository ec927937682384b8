"""How the law wants a paper to look, joined over all duties that ask for it: the strictest counts. Pure.

Only what a law file says is read. What it says in words that this house can't set, like an agency's own form, is kept
as it stands, so that a person is told."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handrail.law.duties import Form, LawText, Part

SMALLEST = 10  # points, where no law file sets a size: ours, no law's
_POINTS = re.compile(r"(\d+)-point")
_SET_HERE = frozenset({"bold", "type", "at", "least", "of"})
_VAGUE = frozenset({"conspicuous"})
_BY_LOOK = (re.compile(r"\bcop(?:y|ies)\b|\bin duplicate\b"), re.compile(r"\bdetachable\b|\btorn off\b"))


@dataclass(frozen=True, slots=True)
class Look:
    """`vague`: words like “conspicuous”, which no law file measures. `strange`: what can't be set here."""

    points: int = SMALLEST
    bold: bool = False
    copies: int = 1
    detachable: bool = False
    talk: bool = False  # in the language of the sales talk, or another the law names
    filled: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    def supplies(self, element: str) -> bool:
        """Whether the paper itself, and no sentence on it, is what the law wants: its copies, and that it tears off."""
        copies, off = _BY_LOOK
        return bool((copies.search(element) and self.copies > 1) or (off.search(element) and self.detachable))


def is_form(part: Part) -> bool:
    """Whether a part asks for a paper in copies or one that tears off: what this house sets."""
    return part.form is not None and bool(part.form.copies or part.form.detachable)


def look_of(parts: Iterable[Part]) -> Look:
    forms = [part.form for part in parts if part.form]
    types = [_plain(form.type) for form in forms if form.type]
    sizes = [int(size) for words in types for size in _POINTS.findall(words)]
    return Look(
        points=max([SMALLEST, *sizes]),
        bold=any("bold" in _words(words) for words in types) or any(_words(words) & _VAGUE for words in types),
        copies=max((form.copies or 1 for form in forms), default=1),
        detachable=any(form.detachable for form in forms) or any((form.copies or 1) > 1 for form in forms),
        talk=any(form.language for form in forms),
        filled=_once(text for form in forms for text in form.filled),
        where=_once(form.where for form in forms if form.where),
        vague=tuple(dict.fromkeys(words for words in types if _words(words) & _VAGUE)),
        strange=tuple(dict.fromkeys(words for words in types if not _words(words) <= _SET_HERE | _VAGUE)),
    )


def told(form: Form) -> str:
    """The look one duty sets, as its law file says it: `10-point bold; 2 copies; can be torn off`."""
    said = [_plain(form.type)] if form.type else []
    said += [f"{form.copies} copies"] if form.copies else []
    said += ["can be torn off"] if form.detachable else []
    said += [f"in {_plain(form.language)}"] if form.language else []
    said += [f"filled in: {', '.join(map(_plain, form.filled))}"] if form.filled else []
    said += [_plain(form.where)] if form.where else []
    return "; ".join(said)


def _words(text: str) -> frozenset[str]:
    return frozenset(_POINTS.sub(" ", text.lower()).replace(",", " ").split())


def _once(texts: Iterable[LawText]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_plain, texts)))


def _plain(text: LawText) -> str:
    return text.plain_for_search()
