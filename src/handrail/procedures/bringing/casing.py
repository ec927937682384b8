"""The conditions in the words of a step: what they hang on, the other case, a yes or a no, and the question to ask.
Every one leads only to a guess. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handrail.procedures.bringing.words import WORDS

_SPLIT = r"(?:\s*,\s*(?:then\s+)?|\s*[:–—]\s+|\s+-\s+|\s+then\s+)"
_HEADS = (
    r"(?:only\s+)?(?:if|when|whenever|where)|in\s+case(?:\s+of)?|in\s+the\s+(?:event|case)\s+(?:of|that)|should|unless|"
    r"provided(?:\s+that)?|as\s+long\s+as"
)
_IF = re.compile(rf"^(?P<if>{_HEADS})\s+(?P<case>.+?){_SPLIT}(?P<act>.+)$", re.IGNORECASE)
_IF_ALONE = re.compile(
    r"^(?P<if>(?:only\s+)?(?:if|when)|in\s+case(?:\s+of)?|in\s+the\s+(?:event|case)\s+(?:of|that)|unless)"
    r"\s+(?!to\b)(?P<case>[^,:?]{2,160}[^,:?.\s])\s*:?$",
    re.IGNORECASE,
)
_IF_LAST = re.compile(
    r"^(?P<act>[^.;:]{8,200}?),?\s+(?P<if>if|unless)\s+(?P<case>(?:the|a|an|it|they|you|he|she|this|that|there|your|their|customer)\b[^.;:]{3,160})\.?$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^(?:please\s+|you\s+(?:should|must|can)\s+|we\s+)?(?:do|follow|take|use|complete|go\s+through)\s+(?:as\s+follows|the(?:se)?\b|this\b)[^.:]{0,40}:$",
    re.IGNORECASE,
)
_OF_A_KIND = re.compile(
    rf"^for\s+(?P<case>(?:{'|'.join(WORDS['kinds'].split())})\b[^,:]{{3,120}}?){_SPLIT}(?P<act>.+)$", re.IGNORECASE
)
_ELSE = re.compile(
    r"^(?:(?:otherwise|else)\b|(?:if\s+not|if\s+(?:it|they|he|she)\s+(?:is|does|are|do)(?:n[’']t|\s+not))"
    r"(?=\s*(?:[,:–—-]|$)))"
    r"(?!\W*or\b)\s*[,:–—-]*\s*(?P<act>.*)$",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^(?:(?:if\s+(?P<if>yes|so|no|not)\b(?!\W*or\b)\s*[,:–—-]*)|(?P<bare>yes|no)\s*(?:[,:–—-]+|$))\s*(?P<act>.*)$",
    re.IGNORECASE,
)
_OPTION = re.compile(
    r"^(?:if\s+)?(?P<option>[A-Za-z0-9][\w’' /-]{0,38}?)(?:\s*:\s*|\s+[–—-]\s+)(?P<act>.*)$", re.IGNORECASE
)
_WHETHER = re.compile(
    r"^(?:ask|check|see|find\s+out|verify|determine|confirm|look\s+up|establish)\b(?:\s+(?:the|your)?\s*(?:customer|caller|client|guest|member|them))?"
    r"\s+(?:if|whether)\s+(?P<words>[^.;:?]{3,160})[.?]?$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^(?P<words>[^?.;]{3,200})\?$")
_NOBODY_KNOWS = re.compile(
    r"^(?:needed|required|possible|necessary|applicable|available|so|yes|no|not|appropriate|in\s+doubt|unsure)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A condition in words. `turned`: the step is for the other case. `act`: what is done then; empty where what stands
    below is. `of_a_kind`: the words name what it is about, not a sentence that is so or not. `is_sentence`: it begins
    with “if” or the like and says what to do, so that it can stand as a step of its own."""

    words: str
    turned: bool
    act: str
    why: str
    of_a_kind: bool = False
    is_sentence: bool = False


def case_of(text: str) -> Case | None:
    """The condition that a step begins or ends with. “If needed” and the like are none: nobody could answer them."""
    kind = _OF_A_KIND.match(text)
    found = kind or _IF.match(text) or _IF_ALONE.match(text)
    last = None if found else _IF_LAST.match(text)
    found = found or last
    if not found or _NOBODY_KNOWS.match(found["case"]) or len(found["case"]) > 200:
        return None
    word = "for" if kind else found["if"]
    why = f"It {'ends' if last else 'begins'} with “{word} {found['case'][:60].strip()}”."
    names_a_thing = bool(kind) or word.lower().endswith(" of")
    act = found.groupdict().get("act") or ""
    act = "" if _FOLLOWS.match(act) else act
    is_sentence = not last and bool(act) and not word.lower().startswith("whe")
    return Case(found["case"].strip(" ,.?!"), word.lower() == "unless", act, why, names_a_thing, is_sentence)


def alone(text: str) -> bool:
    """Whether a line is a condition and nothing else: what is listed below it hangs on it."""
    case, answer = case_of(text), yes_or_no(text)
    return (case is not None and not case.act) or otherwise(text) == "" or (answer is not None and not answer[1])


def otherwise(text: str) -> str | None:
    """What is done in the other case, where a step begins with “Otherwise”; None where it does not."""
    found = _ELSE.match(text)
    return found["act"] if found else None


def yes_or_no(text: str) -> tuple[bool, str] | None:
    """Whether a step is for a yes, and what is done then, where it begins with “If yes”, “No:” and the like."""
    found = _YES_NO.match(text)
    return ((found["if"] or found["bare"]).lower() in ("yes", "so"), found["act"]) if found else None


def option_of(text: str) -> tuple[str, str] | None:
    """What a step is an answer for, and what is done then, where it begins with it: “Refund: send it back”."""
    found = _OPTION.match(text)
    return (found["option"], found["act"]) if found and yes_or_no(text) is None else None


def choices_in(question: str, options: Sequence[str]) -> bool:
    """Whether a question names each of these, so that they are its answers."""
    asked = set(re.findall(r"[a-z0-9]+", question.lower()))
    named = [set(re.findall(r"[a-z0-9]+", option.lower())) for option in options]
    different = len({" ".join(sorted(words)) for words in named}) == len(options) > 1
    return "?" in question and different and all(words and words <= asked for words in named)


def question_of(text: str) -> tuple[str, str] | None:
    """What a step asks, where it can be answered by yes or no: as a sentence (empty where it stands as a question
    only), and as the question."""
    asked, whether = _ASKED.match(text), _WHETHER.match(text)
    if asked and re.match(
        r"(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should)\b", text, re.IGNORECASE
    ):
        return "", text
    return (whether["words"], question(whether["words"])) if whether else None


# The question behind a condition

_TWO = re.compile(
    r"\b(?:and|or|but|nor|unless|if|who|which|that|whose|when|because|either|still|yet|anymore|longer)\b|[,;()]",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?P<be>is|are|was|were|can|could|will|would|should|has|have|had|did)(?:\s+not|n[’']t)\b", re.IGNORECASE
)
_HAS_NO = re.compile(
    r"\b(?P<has>has|have|(?<=\bthere )(?:is|are))\s+no\s+(?!longer\b|more\b|idea\b|one\b)(?P<what>\w+)", re.IGNORECASE
)
_DOES_NOT = re.compile(r"\b(?:does|do)(?:\s+not|n[’']t)\s+(?P<verb>\w+)", re.IGNORECASE)
_SHORT = ((re.compile(r"\b(it|he|she|there|that|what)[’']s\s+(?!been\b|got\b)", re.IGNORECASE), r"\1 is "),
          (re.compile(r"\b(you|they|we)[’']re\b", re.IGNORECASE), r"\1 are"),
          (re.compile(r"\bwon[’']t\b", re.IGNORECASE), "will not"))  # fmt: skip
_CANNOT = re.compile(r"\b(?:cannot|can[’']t)\b", re.IGNORECASE)
_WHO_IT_IS = r"(?:the|a|an|this|their|your|our|its|his|her|any|it|they|you|he|she|we|there)"
_SENTENCE = re.compile(
    rf"^(?P<who>{_WHO_IT_IS}(?:\s+[\w’'-]+){{0,3}}?)\s+(?P<be>is|are|was|were|can|could|will|would|should|did|had|has|have)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_DOES = re.compile(
    rf"^(?P<who>(?:the|a|this|your)\s+(?:{'|'.join(WORDS['who_does'].split())})|it|he|she)\s+(?P<verb>[a-z]+s)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_DO = re.compile(
    r"^(?P<who>you|we|they|I)\s+(?=(?:need|want|know|think|see|find|agree|like|expect|get|use|live|own|rent|believe|receive|notice|hear)\b)",
    re.IGNORECASE,
)
_IS_VERB = re.compile(r"\s+(?:is|are|was|were|has|have|can|could|will|would|should|did|does|do)\b", re.IGNORECASE)
_OWNS = re.compile(r"(?:a|an|the|their|his|her|its|any|more|one|two|\d+|proof|receipts?)\b", re.IGNORECASE)
_NOT_COUNTED = frozenset(WORDS["not_counted"].split())
_DONE = frozenset(WORDS["done"].split())


def positive(words: str) -> tuple[str, bool]:
    """The words without their one “not”, and whether there was one: so “has a receipt” and “has no receipt” are one
    question. What joins several sentences stays as it is, as a “not” may belong to one of them."""
    for short, full in _SHORT:
        words = short.sub(full, words)
    found = [row for row in (_HAS_NO, _DOES_NOT, _CANNOT, _NOT) if row.search(words)]
    if len(found) != 1 or _TWO.search(words) or len(found[0].findall(words)) > 1:
        return words, False
    return found[0].sub(_without, words), True


def _without(found: re.Match[str]) -> str:
    parts = found.groupdict()
    if "has" in parts:
        many = parts["what"].endswith("s") and not parts["what"].endswith("ss")
        article = (
            ""
            if many or parts["what"].lower() in _NOT_COUNTED
            else "an "
            if parts["what"][0].lower() in "aeiou"
            else "a "
        )
        return f"{parts['has']} {article}{parts['what']}"
    if "verb" in parts:
        return _singular(parts["verb"]) if found[0].lower().startswith("does") else parts["verb"]
    return parts.get("be", "can")


def _singular(verb: str) -> str:
    """“want”: wants."""
    if verb == "have":
        return "has"
    if re.search(r"(?:s|sh|ch|x|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def _plain_verb(verb: str) -> str:
    """“wants”: want."""
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if re.search(r"(?:ss|sh|ch|x|o)es$", verb) else verb[:-1]


def question(words: str, *, of_a_kind: bool = False) -> str:
    """The question to whoever is at the desk. Where the words are no plain sentence, they are asked as they stand."""
    if of_a_kind or re.match(r"\w+ing\b", words):
        return f"Is this about: {words}?"
    return (not _TWO.search(words) and _as_question(words)) or f"Is it so: {words}?"


def _as_question(words: str) -> str:
    """A plain sentence turned round; empty where it is none."""
    found, does, do = _SENTENCE.match(words), _DOES.match(words), _DO.match(words)
    if do:
        return f"Do {words}?"
    if does and not _IS_VERB.match(does["rest"]) and not (found and len(found["who"]) <= len(does["who"])):
        return f"Does {_low(does['who'])} {_plain_verb(does['verb'])}{does['rest']}?"
    is_plain = found and not re.search(r"\s(?:it|they|you|he|she|we|I|that)\b", found["who"], re.IGNORECASE)
    return _turned_round(found["who"], found["be"].lower(), found["rest"]) if found and is_plain else ""


def _turned_round(who: str, be: str, rest: str) -> str:
    first = rest.split(maxsplit=1)[0].lower()
    if be not in ("has", "have") or first.endswith("ed") or first in _DONE:
        return f"{be.capitalize()} {_low(who)} {rest}?"
    return f"{'Does' if be == 'has' else 'Do'} {_low(who)} have {rest}?" if _owns(rest) else ""


def _owns(rest: str) -> bool:
    return bool(_OWNS.match(rest)) or rest.split(maxsplit=1)[0].lower() in _NOT_COUNTED


def _low(who: str) -> str:
    return who[:1].lower() + who[1:]
