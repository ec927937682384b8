"""From topics of customers' words to the subjects they are about: word stems, weighed by how telling they are. Pure.

A topic found by clustering is often a mixture, so each message is put to a subject by itself, helped by the company it
keeps, and the topic is the sum of its messages. What is near to nothing is put to nothing."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from handrail.inquiries.subjects import Subject, listed, subjects
from handrail.inquiries.words import STOP, stem, tokens
from handrail.procedures.shelf import library

Sure = Literal["sure", "likely", "guess"]
HEAVY, LIGHT = 2.0, 1.0
COMPANY = 0.25  # what the topic as a whole says, beside a message's own words
USUAL = 1.2  # what the trade is usually asked comes first when words leave it open
NEAR = 0.09  # below it, a message is about none of the subjects
SURE, LIKELY = 0.3, 0.18  # mean likeness of the messages put to a subject
SMALLEST = 0.1  # part of a topic's messages that makes a subject worth naming
SAYS = 3  # messages shown
_KEPT = frozenset({"no", "not", "out", "off", "up", "back", "down", "again", "never", "why", "when", "where"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What people ask, as it comes in. `texts`: the messages known, masked; `name` an id where the trade's list has
    one. `share` of all, 0 to 1. `answered_by`: the procedure a person said answers it."""

    name: str
    title: str
    volume: int | None
    share: float
    texts: tuple[str, ...]
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A part of a topic (0 to 1) that is about a subject, how sure that is, and the messages that say it best."""

    subject: Subject
    part: float
    sure: Sure
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """A topic with all it is about, the largest part first. `covered`: the part some procedure answers."""

    topic: Topic
    fits: tuple[Fit, ...]

    @property
    def covered(self) -> float:
        return sum(fit.part for fit in self.fits if fit.subject.procedure)

    @property
    def named(self) -> tuple[Fit, ...]:
        """What is worth naming: the odd message out is left away."""
        return tuple(fit for fit in self.fits if fit.part >= SMALLEST)


@dataclass(frozen=True, slots=True)
class Near:
    """One message, the subject it is nearest to, and how near."""

    subject: str
    likeness: float
    text: str


class Matcher:
    """Subjects ready to be compared with; holds no state between questions."""

    def __init__(self, subjects: Sequence[Subject], listed: Mapping[str, str]) -> None:
        """`listed`: inquiry of a trade's list -> the subject that stands for it."""
        self._listed = listed
        self.subjects = {subject.id: subject for subject in subjects}
        counts = {subject.id: _counted(subject) for subject in subjects}
        spread = Counter(word for row in counts.values() for word in row)
        self._weights = {word: math.log(1 + len(counts) / often) for word, often in spread.items()}
        self._index: dict[str, list[tuple[str, float]]] = {}
        for name, row in counts.items():
            for word, weight in _unit({w: (1 + math.log(n)) * self._weights[w] for w, n in row.items()}).items():
                self._index.setdefault(word, []).append((name, weight))

    def match(self, topic: Topic) -> Matched:
        """What a topic is about. One whose name a list gave is taken at its word."""
        named = self.subjects.get(topic.answered_by or self._listed.get(topic.name, topic.name))
        if named:
            return Matched(topic, (Fit(named, 1.0, "sure", topic.texts[:SAYS]),))
        whole = self._likeness(_words(f"{topic.title} {topic.title}"))
        for text in topic.texts:
            _add(whole, self._likeness(_words(text)), 1 / max(1, len(topic.texts)))
        texts = topic.texts or (topic.title,)
        rows = [Near(*near, text) for text in texts if (near := self._nearest(text, whole))]
        return Matched(topic, self._fits(rows, len(texts)))

    def _likeness(self, words: Sequence[str]) -> dict[str, float]:
        """How near each subject is (cosine); those that share no word are left out."""
        counts = Counter(word for word in words if word in self._weights)
        vector = _unit({word: n * self._weights[word] for word, n in counts.items()}, floor=_unknown(words))
        found: dict[str, float] = {}
        for word, weight in vector.items():
            for name, other in self._index[word]:
                found[name] = found.get(name, 0.0) + weight * other
        return {name: value * (USUAL if self.subjects[name].usual else 1.0) for name, value in found.items()}

    def _nearest(self, text: str, whole: Mapping[str, float]) -> tuple[str, float] | None:
        own = self._likeness(_words(text))
        _add(own, whole, COMPANY)
        if not own:
            return None
        name = min(own, key=lambda key: (-round(own[key], 9), key))
        return (name, own[name]) if own[name] >= NEAR else None

    def nearest(self, text: str) -> tuple[Subject, float] | None:
        """The subject one message by itself is nearest to, and how near (0 to about 1); None when it shares no word."""
        return next(iter(self.ranked(text)), None)

    def ranked(self, text: str) -> list[tuple[Subject, float]]:
        """Every subject that shares a word with the message, the nearest first."""
        own = self._likeness(_words(text))
        order = sorted(own, key=lambda key: (-round(own[key], 9), key))
        return [(self.subjects[name], own[name]) for name in order]

    def _fits(self, rows: Sequence[Near], every: int) -> tuple[Fit, ...]:
        mine: dict[str, list[Near]] = {}
        for row in rows:
            mine.setdefault(row.subject, []).append(row)
        order = sorted(mine, key=lambda name: (-len(mine[name]), name))
        return tuple(self._fit(name, mine[name], every) for name in order)

    def _fit(self, name: str, rows: Sequence[Near], every: int) -> Fit:
        best = sorted(rows, key=lambda row: -round(row.likeness, 9))[:SAYS]
        sure = _sure([row.likeness for row in rows])
        return Fit(self.subjects[name], len(rows) / every, sure, tuple(row.text for row in best))


@cache
def matcher_for(trade: str) -> Matcher:
    """Compares with what this trade is asked, and the procedures of the library; every trade's while it is ""."""
    return Matcher(subjects(library(), trade), listed(library()))


def _sure(likeness: Sequence[float]) -> Sure:
    mean = math.fsum(likeness) / len(likeness)
    return "sure" if mean >= SURE else "likely" if mean >= LIKELY else "guess"


def _counted(subject: Subject) -> dict[str, float]:
    counts: dict[str, float] = {}
    for texts, weight in ((subject.heavy, HEAVY), (subject.light, LIGHT)):
        for text in texts:
            for word in _words(text):
                counts[word] = counts.get(word, 0.0) + weight
    return counts


def _words(text: str) -> list[str]:
    """Stems, alone and in pairs; of the words of grammar only those that turn a sentence."""
    stems = [stem(word) for word in tokens(text) if word in _KEPT or (word not in STOP and len(word) > 1)]
    return [*stems, *(f"{one} {two}" for one, two in pairwise(stems))]


def _unknown(words: Sequence[str]) -> float:
    """Words nobody's list has make a message less like anything, but only slowly."""
    return 0.5 * math.sqrt(sum(" " not in word for word in words))


def _unit(row: Mapping[str, float], floor: float = 0.0) -> dict[str, float]:
    length = max(math.sqrt(math.fsum(value * value for value in row.values())), floor)
    return {word: value / length for word, value in row.items()} if length else {}


def _add(into: dict[str, float], row: Mapping[str, float], weight: float) -> None:
    for name, value in row.items():
        into[name] = into.get(name, 0.0) + weight * value
