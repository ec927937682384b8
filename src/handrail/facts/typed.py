"""What a customer types in Spanish or French, as `answers.parse` reads it: days with their month, sums, "none". Pure.

Only what can be read one way is put otherwise; the rest stays as it was typed, and is refused with an example."""

import re

from handrail.facts.tongues import TONGUES, Tongue

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_DAY = re.compile(r"(\d{1,2})(?:er|ᵉʳ|º|°)? (?:de )?([^\W\d]{3,})\.? (?:de |del )?(\d{4})")
_SUM = re.compile(r"\$? ?(\d{1,12}|\d{1,3}(?:[ .]\d{3}){1,3}),(\d\d)(?: ?\$)?|\$? ?(\d{1,3}(?: \d{3}){1,3})(?: ?\$)?")


def as_read(language: str, kind: str, text: str) -> str:
    """The text of one answer to a fact of this kind."""
    tongue, plain = TONGUES.get(language), _SPACES.sub(" ", text).strip()
    if tongue is None:
        return text
    if kind == "date":
        return _day(tongue, plain.lower()) or text
    if kind in ("money", "int"):
        return _sum(tongue, plain) or text
    if kind in ("list", "amounts"):
        return _lines(tongue, kind, text)
    return text


def _day(tongue: Tongue, text: str) -> str:
    found = _DAY.fullmatch(text)
    month = _month(tongue, found[2]) if found else 0
    return f"{found[3]}-{month:02d}-{int(found[1]):02d}" if found and month else ""


def _month(tongue: Tongue, word: str) -> int:
    named = [n for n, (long, short) in enumerate(zip(tongue.months, tongue.short, strict=True), 1)
             if word in (long, short.rstrip("."))]  # fmt: skip
    return named[0] if len(named) == 1 else 0


def _sum(tongue: Tongue, text: str) -> str:
    """French writes 1 700,00; in Spanish of the United States a comma stands between thousands, as in English."""
    found = _SUM.fullmatch(text) if tongue.point == "," else None
    if not found:
        return text.removesuffix("$").strip() if tongue.point == "," and text.endswith("$") else ""
    whole, cents = found[1] or found[3], found[2]
    digits = whole.replace(" ", "").replace(".", "")
    return f"{digits}.{cents}" if cents else digits


def _lines(tongue: Tongue, kind: str, text: str) -> str:
    if text.strip().lower().rstrip(".") == tongue.none:
        return "none"
    if kind == "list":
        return text
    return "\n".join(_sum(tongue, _SPACES.sub(" ", line).strip()) or line for line in text.splitlines())
