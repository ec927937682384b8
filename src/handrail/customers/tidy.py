"""How a name, a phone number, an e-mail or postal address is read, shown and compared. Pure.

`tidy` gives what is kept; the `same_...` functions give what two spellings of one thing have in common. Nothing is
guessed: an e-mail address keeps its dots and plus signs, because only its own provider knows what they mean."""

import re
import unicodedata
from dataclasses import dataclass, replace

from handrail.facts.answers import AnswerError, parse
from handrail.facts.never import never_kept
from handrail.facts.vocabulary import Value, fact

KINDS = {
    "name": "Name", "phone": "Phone", "email": "E-mail", "address": "Address", "state": "State",
    "time_zone": "Time zone", "language": "Language", "needs": "What they need",
}  # fmt: skip
CHOSEN = ("state", "time_zone", "language", "needs")  # one of a list, not free words
SEVERAL = "needs"  # all that hold are told at once; of any other kind the best known
KNOWN = {
    "said": "Said by the customer",
    "contract": "On the contract",
    "ticket": "From a ticket",
    "list": "From a list we brought in",
    "guessed": "Guessed, not confirmed",
}
FROM_LIST = "list"
FIRST = ("contract", "said", "ticket", FROM_LIST)  # whom we believe first; a guess is never handed to a case
LONGEST_NUMBER = 15  # digits (ITU-T E.164)
_EXTENSION = re.compile(r"\s*(?:;|,)?\s*(?:x|ext\.?|extension)\s*(\d{1,6})\s*$", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_TITLES = {"mr", "mrs", "ms", "miss", "dr", "jr", "sr"}
_STREET = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct", "boulevard": "blvd",
    "highway": "hwy", "place": "pl", "north": "n", "south": "s", "east": "e", "west": "w", "apartment": "apt",
    "suite": "ste", "number": "no",
}  # fmt: skip


class DetailError(ValueError):
    """What was typed does not fit; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Given:
    """A detail as it is given: a kind of KINDS, the text, and how it is known (of KNOWN)."""

    kind: str
    text: str
    known: str = "said"

    def tidied(self) -> "Given":
        """Raises DetailError for a text that does not fit its kind."""
        if self.known not in KNOWN:
            raise DetailError("Choose how this is known.")
        return replace(self, text=tidy(self.kind, self.text))


def tidy(kind: str, typed: str) -> str:
    """What is kept of a typed detail. Raises DetailError."""
    if kind not in KINDS:
        raise DetailError("Choose what it is: a name, a number, an address, a state, a clock, a language or a need.")
    text = " ".join(typed.split())
    if found := never_kept(text):
        raise DetailError(f"{KINDS[kind]}: this looks like {found}. It is never kept here; take it out.")
    if kind in CHOSEN:
        return _chosen(kind, text)
    try:
        text = str(parse(fact(f"customer.{kind}"), text))
    except AnswerError as error:
        raise DetailError(str(error)) from error
    return {"phone": _phone, "email": _email}.get(kind, str)(text)


def _chosen(kind: str, text: str) -> str:
    """One of the values of a list, by its name or by its words ("Spanish" is "es")."""
    row = fact(f"customer.{kind}")
    named = {words.casefold(): value for value, words in row.options}
    if text.casefold() in named:
        return named[text.casefold()]
    if kind != "state" and text.casefold() not in (value.casefold() for value in row.values):
        told = ", ".join(words for _, words in row.options)
        raise DetailError(f"{KINDS[kind]}: “{text}” is not one of these: {told}.")
    try:
        found = parse(row, [text] if row.type == "list" else text)
    except AnswerError as error:
        raise DetailError(str(error)) from error
    return str(found[0]) if isinstance(found, tuple) else str(found)


def words_of(kind: str, text: str) -> str:
    """A kept value as a person reads it: "es" is "Spanish"."""
    return dict(fact(f"customer.{kind}").options).get(text, text) if kind in CHOSEN else text


def given_of(kind: str, value: Value) -> "list[Given]":
    """What a case was told, as details: several where the fact is a list."""
    return [Given(kind, str(each)) for each in (value if isinstance(value, tuple) else (value,))]


def _phone(text: str) -> str:
    digits = same_phone(text)
    extension = _EXTENSION.search(text)
    if not 7 <= len(digits) <= LONGEST_NUMBER:
        raise DetailError(f"Phone: “{text}” has {len(digits)} digits. Write a number like 580-555-0142.")
    if len(digits) != 10 or (text.startswith("+") and not text.startswith("+1")):
        return text
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" + (f" ext. {extension[1]}" if extension else "")


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise DetailError(f"E-mail: “{text}” is no address. Write one like ann@example.com.")
    return text


def same_phone(text: str) -> str:
    """The digits, without the country code 1 and without an extension: "+1 (580) 555-0142 x7" is "5805550142"."""
    digits = re.sub(r"\D", "", _EXTENSION.sub("", text))
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def same_email(text: str) -> str:
    return text.strip().lower()


def same_number(text: str) -> str:
    """An order number without what people leave out when they read it aloud: "RD-20871" is "rd20871"."""
    return re.sub(r"[^0-9a-z]", "", fold(text))


def fold(text: str) -> str:
    """Small letters without accents: "José Núñez" is "jose nunez"."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def name_words(text: str) -> tuple[str, ...]:
    """A name's words, folded, without titles: "Holt, Mrs. Marcy" is ("holt", "marcy")."""
    words = re.findall(r"\w+", fold(text).replace("'", "").replace("’", ""))
    return tuple(word for word in words if word not in _TITLES) or tuple(words)


def same_address(text: str) -> str:
    """An address with the usual short forms: "12 North Oak Street" is "12 n oak st"."""
    return " ".join(_STREET.get(word, word) for word in re.findall(r"\w+", fold(text)))
