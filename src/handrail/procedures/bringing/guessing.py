"""What the words of a step seem to say: who does it, when, what is said, what is asked, to whom it goes. Every one of
these is a guess with its reason, for a person to confirm. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handrail.facts.formats import fits
from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.bringing.words import WORDS
from handrail.procedures.language.parts import FORMATTED

ROLES: dict[str, str] = WORDS["roles"]
_WHO = "|".join(sorted((name.replace(" ", r"\s+") for name in ROLES), key=len, reverse=True))
_LED = re.compile(rf"^(?P<who>{_WHO})s?(?:\s+only)?\s*[:–—]\s+(?=\S)", re.IGNORECASE)
_DOES = re.compile(
    rf"^(?:the|a|an|your|our)\s+(?P<who>{_WHO})\s+(?:must|should|will|has\s+to|needs\s+to|can|may|(?!and\b|or\b)[a-z]{{3,}}s)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(rf"\(\s*(?P<who>{_WHO})s?(?:\s+only)?\s*\)|\b(?P<only>{_WHO})s?\s+only\b", re.IGNORECASE)
_FOR = re.compile(rf"^for\s+(?:the\s+)?(?P<who>{_WHO})s?$", re.IGNORECASE)
_ESCALATE = re.compile(
    rf"\b(?:escalate|hand(?:\s+\w+){{0,3}}\s+over|transfer|pass|refer|forward|raise|bring)\b[^.;]{{0,60}}?\bto\s+"
    rf"(?:an?\s+|the\s+|your\s+|our\s+|their\s+)?(?P<who>{_WHO})\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\bwithin\s+(?P<n>\d{1,3}|one|two|three|four|five|six|seven|ten|fourteen|thirty)\s+(?P<kind>business\s+|working\s+)?(?P<unit>minute|hour|day|week)s?\b",
    re.IGNORECASE,
)
_COUNTS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "fourteen": 14,
    "thirty": 30,
}
_SAYS = re.compile(
    r"^(?:say|script|tell\s+(?:the\s+)?(?:customer|caller|client|guest|member|them|him|her|user)|(?:greet|ask|thank|inform|advise|reassure)\s+(?:the\s+)?(?:customer|caller|client|guest|member|them|user)(?:\s+with)?|you\s+(?:can|could)\s+say|answer|read(?:\s+(?:aloud|out))?)\b\s*(?:that\s+)?[:,–—]?\s*(?P<said>.+)$",
    re.IGNORECASE,
)
_SCRIPTS = frozenset({"say", "script", "tell the customer", "tell them", "you can say", "read", "read aloud"})
_QUOTED = re.compile(r"^[“\"«](?P<said>.+)[”\"»]\.?$", re.DOTALL)
_SPEAKS = re.compile(
    r"\b(?:say|tell|inform|notify|explain|greet|script|ask|thank|apologi[sz]e|read|announce|reassure)\b", re.IGNORECASE
)
_WRITES = re.compile(r"\b(?:reply|send|e-?mail|write|respond|macro|template|message|letter|text)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:ask(?:\s+(?:the\s+)?(?:customer|caller|them|client|guest|user))?(?:\s+for)?|get|collect|take|request|verify|confirm|check|note|obtain|gather)\b",
    re.IGNORECASE,
)
_FACTS = (
    (r"(?:order|invoice|sale|receipt|confirmation|booking|reservation)\s+(?:number|no\.?|id|#)", "sale.number"),
    (r"(?:tele)?phone(?:\s+number)?|call-?back\s+number", "customer.phone"),
    (r"e-?mail(?:\s+address)?", "customer.email"),
    (r"(?<!e-mail\s)(?<!email\s)(?:street\s+|mailing\s+|home\s+|delivery\s+|postal\s+)?address", "customer.address"),
    (r"(?:full\s+|first\s+|last\s+)?names?\b(?!\s+of\s+the\s+(?:file|product|channel))", "customer.name"),
)  # fmt: skip
_WARNS = re.compile(
    r"^[^\w“\"]*(?:note|warning|caution|important|careful|remember|attention|tip|common\s+mistakes?|don[’']t|do\s+not|never)\b",
    re.IGNORECASE,
)
_BLANK = re.compile(
    r"\{\{\s*([^{}]{1,80}?)\s*\}\}|\{%[^{}]{0,200}?%\}|"
    r"\[([A-Za-z][\w’' -]{1,40})\](?!\()|<([A-Za-z][\w’' _-]{1,40})>|\{([a-z_.]{3,40})\}"
)
_OURS = re.compile(r"(\{\{ [a-z][a-z0-9_.]*(?: \| [a-z0-9]+)? \}\})")
# What help desks call the facts that we know too.
_PEOPLE = frozenset(WORDS["people"].split())


def _fact_of(name: str) -> str:
    """The fact behind the name of a blank; empty where we have none."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().replace("firstname", "first name"))
    last, theirs = " ".join(words[-1:]), bool(_PEOPLE & set(words))
    if last == "name" and (theirs or len(words) == 1):
        return "customer.name"
    if theirs and last in ("email", "phone"):
        return f"customer.{last}"
    is_sale = bool({"order", "invoice", "booking"} & set(words)) and last in ("number", "no", "id", "order")
    return "sale.number" if is_sale else ""


def _written_here(blank: str) -> str:
    """What stands in a blank that is written as the language writes it, with its format: our own words come back."""
    found = FORMATTED.fullmatch(blank)
    if not found or found[1] not in VOCABULARY or (found[2] and fits(VOCABULARY[found[1]], found[2])):
        return ""
    return f"{found[1]} | {found[2]}" if found[2] else found[1]


@dataclass(frozen=True, slots=True)
class Seen:
    """A guess: the part of the step it fills, its value, what it means in words, and what made us think so."""

    part: str
    value: object
    what: str
    why: str


def role(text: str, who: str = "", section: str = "") -> tuple[Seen | None, str]:
    """Who does it, and the text without the name before it."""
    column = ROLES.get(" ".join(who.lower().split()).rstrip("s"))
    if column:
        return Seen("role", column, f"Done by: {column}", f"The table says “{who}”."), text
    led = _LED.match(text)
    if led:
        return _role(led["who"], f"It begins with “{led[0].strip()}”."), text[led.end() :]
    found = _DOES.match(text) or _ONLY.search(text)
    if found:
        named = found["who"] or found.groupdict().get("only") or ""
        return _role(named, f"It says “{found[0].strip()}”."), text
    headed = _FOR.match(section.strip(" :"))
    return (_role(headed["who"], f"It stands under “{section}”."), text) if headed else (None, text)


def _role(named: str, why: str) -> Seen:
    said = ROLES[" ".join(named.lower().split())]
    return Seen("role", said, f"Done by: {said}", why)


def escalation(text: str) -> Seen | None:
    found = _ESCALATE.search(text)
    if not found:
        return None
    to = ROLES[" ".join(found["who"].lower().split())]
    to = "supervisor" if to == "agent" else to
    return Seen("escalate", {"to": to, "why": text[:300]}, f"Told to: {to}", f"It says “{found[0]}”.")


def within(text: str) -> Seen | None:
    found = _WITHIN.search(text)
    if not found:
        return None
    said = found["n"].lower()
    count = int(said) if said.isdigit() else _COUNTS[said]
    unit, kind = found["unit"].lower(), (found["kind"] or "").strip()
    if not count:
        return None
    also = f" ({kind} days are counted as days here)" if kind and unit == "day" else ""
    words = f"Due within {count} {unit}{'' if count == 1 else 's'}{also}"
    return Seen("within", f"{count}{unit[0]}", words, f"It says “{found[0]}”.")


def spoken(text: str) -> Seen | None:
    """The words to say, where the step is a quotation or leads one in."""
    said = _SAYS.match(text)
    said = said if said and re.search(r"\w", said["said"]) else None
    rest = said["said"] if said else text
    quoted = _QUOTED.match(rest.strip())
    if quoted and (said or len(quoted["said"].split()) > 3):
        return Seen(
            "say", quoted["said"].strip(), "Words to say to the customer", "The words stand in quotation marks."
        )
    before = text.partition(":")[0]
    if said and before.lower() in _SCRIPTS:
        return Seen("say", rest, "Words to say to the customer", f"It begins with “{before}:”.")
    return None


def belonging(step: str, kind: str, words: str) -> Seen | None:
    """What a quotation under a step is: words to say, or to send; None where it is a remark."""
    if _WARNS.match(words):
        return Seen("mistakes", words, "What goes wrong here", "It is a note or a warning beside the step.")
    if kind == "text":
        said = _QUOTED.match(words)
        return (
            Seen("say", said["said"], "Words to say to the customer", "The words stand in quotation marks.")
            if said
            else None
        )
    if kind == "quote" and len(words.split()) > 3:
        if _WRITES.search(step) and not re.match(r"say\b|tell\b", step, re.IGNORECASE):
            return Seen("send", words, "Words to send to the customer", "They are set apart under a step that writes.")
        if _SPEAKS.search(step):
            return Seen("say", words, "Words to say to the customer", "They are set apart under a step that speaks.")
    return None


def asked(text: str) -> Seen | None:
    """The facts it gathers, those that we have a name for."""
    begun = _ASKS.match(text)
    if not begun:
        return None
    names = [name for pattern, name in _FACTS if re.search(rf"\b(?:{pattern})", text, re.IGNORECASE)]
    found = list(dict.fromkeys(names))
    return Seen("ask", found, "Gathers: ", f"It begins with “{begun[0]}” and names them.") if found else None


def warns(text: str) -> bool:
    return bool(_WARNS.match(text))


def blanks(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text with what other systems fill in written as our blanks, and each with the fact that was taken for it;
    empty where we have none: then its name stands in brackets."""
    seen: dict[str, str] = {}

    def ours(found: re.Match[str]) -> str:
        name = next((part for part in found.groups() if part), "")
        if not name:
            seen[found[0][:60]] = ""
            return ""
        known = _written_here(found[0]) or _fact_of(name)
        if not known and not found[0].startswith("{{"):
            return found[0]
        seen[found[0][:60]] = known.partition(" ")[0]
        return f"{{{{ {known} }}}}" if known else f"({name.replace('_', ' ').replace('.', ' ')})"

    parts = _OURS.split(_BLANK.sub(ours, text))
    rest = (part if n % 2 else part.replace("{{", "(").replace("}}", ")") for n, part in enumerate(parts))
    return "".join(rest), list(seen.items())


def sentences(text: str) -> Iterator[str]:
    yield from (row.strip() for row in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", text) if row.strip())
