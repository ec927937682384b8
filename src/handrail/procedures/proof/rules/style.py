"""How it reads: long breaths, long sentences, hard words, passive instructions. Folded, and never in the way. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from handrail.procedures.language.steps import BLANK, Step
from handrail.procedures.proof.findings import Finding
from handrail.procedures.proof.rules.seen import Rule, Seen
from handrail.procedures.proof.rules.words import PARTICIPLE, sentences

BREATH = 45  # words said in one go
LONGEST = 25  # words in a sentence
GRADE = 8.0
_ENOUGH = 30  # words from which a grade says something
_PASSIVE = re.compile(
    rf"^(?:the|a|an|this|these|each|every|all|both|our|your|their) (?:[\w’'-]+ ){{1,5}}"
    rf"(?:(?:is|are) (?:then |now |also |always )?|(?:must|should|has to|have to|needs? to) be ){PARTICIPLE}\b(?! by)",
    re.I,
)


def long_script(seen: Seen) -> Iterator[Finding]:
    """More to say in one go than one breath carries."""
    for place, step in seen.own:
        count = len(words_of(step.say or ""))
        if count > BREATH:
            title = f"{step.name}: {count} words are said in one go"
            mend = f"Say at most {BREATH}, or split the step so that the customer can answer between."
            yield seen.finding("long-script", place, "style", title, mend=mend)


def long_sentence(seen: Seen) -> Iterator[Finding]:
    for place, step in seen.own:
        for text in _texts(step):
            found = next((row for row in sentences(text) if len(words_of(row)) > LONGEST), None)
            if found:
                title = f"{step.name}: a sentence of {len(words_of(found))} words, “{_begin(found)} …”"
                mend = f"Make two of it, of at most {LONGEST} words each."
                yield seen.finding("long-sentence", place, "style", title, mend=mend)
                break


def hard_words(seen: Seen) -> Iterator[Finding]:
    """What the customer hears or reads, all of it together, by the grade of Flesch and Kincaid."""
    rows = [(place, text) for place, step in seen.own for text in (step.say, *step.sent) if text]
    whole = " ".join(text for _, text in rows)
    if len(words_of(whole)) >= _ENOUGH and grade(whole) > GRADE:
        place, _ = max(rows, key=lambda row: grade(row[1]))
        title = f"What is said and sent reads at grade {grade(whole):.1f}; the hardest stands in {seen.name(place)}"
        mend = "Use shorter words and shorter sentences."
        yield seen.finding("hard-words", place, "style", title, mend=mend)


def passive_instruction(seen: Seen) -> Iterator[Finding]:
    for place, step in seen.own:
        found = passive(step.do or "")
        if found:
            title = f"{step.name}: “{_begin(found)} …” tells what is done, not what to do"
            yield seen.finding("passive-instruction", place, "style", title, mend="Begin with the verb: “Send …”.")


@lru_cache(maxsize=4096)
def passive(text: str) -> str:
    """The first sentence that is a passive instruction."""
    return next((row for row in sentences(text) if _PASSIVE.search(row) and ";" not in row), "")


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[A-Za-z0-9$’'][\w’'.,$-]*", BLANK.sub("it", text)))


@lru_cache(maxsize=4096)
def grade(text: str) -> float:
    """Flesch and Kincaid’s grade: the years of school it takes to read a text."""
    found = re.findall(r"[A-Za-z’']+", BLANK.sub("it", text))
    if not found:
        return 0.0
    count = max(1, len(re.findall(r"[.?!](?:\s|$)", text)))
    return 0.39 * len(found) / count + 11.8 * sum(map(_syllables, found)) / len(found) - 15.59


def _syllables(word: str) -> int:
    found = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, found - bool(re.search(r"[^l]e$", word.lower())))


def _texts(step: Step) -> Iterator[str]:
    yield from filter(None, (step.say, *step.sent, step.do, step.refuse))


def _begin(sentence: str) -> str:
    return " ".join(sentence.split()[:7]).rstrip(" ,;:.")


RULES = (
    Rule(
        "long-script", "A script fits one breath", "style",
        f"More than {BREATH} words to say in one go.",
        "The customer stops listening, or can’t get a word in.",
        "Split it, so that the customer can answer between.",
        long_script,
    ),
    Rule(
        "long-sentence", "Sentences are short", "style",
        f"A sentence of more than {LONGEST} words in what is said, sent or done.",
        "Who reads it aloud stumbles.",
        "Make two of it.",
        long_sentence,
    ),
    Rule(
        "hard-words", "Everyone understands it", "style",
        f"What is said and sent reads, all of it together, above grade {GRADE:.0f} (Flesch and Kincaid).",
        "Half of all grown people read at grade 8 or below.",
        "Use shorter words and shorter sentences.",
        hard_words,
    ),
    Rule(
        "passive-instruction", "An instruction begins with its verb", "style",
        "An instruction that tells what is done (“The form is sent”), not what to do.",
        "It is read as a fact, not as a task.",
        "Begin with the verb: “Send the form”.",
        passive_instruction,
    ),
)  # fmt: skip
