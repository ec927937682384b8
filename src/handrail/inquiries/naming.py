"""Names of topics: two to four words of the customers' own often in this topic, seldom elsewhere. Pure."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from handrail.inquiries.words import DOUBTFUL, says_something, stem, tokens

LONGEST_PHRASE = 3  # content words in a row
OFTEN = 0.1  # part of a word's messages in which a phrase must stand to name the topic in its place
NOTHING_SAID = "Unclear messages"

Phrase = tuple[str, ...]


def name_topics(groups: Sequence[Sequence[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """For each group of messages its name and its most telling words (at most eight), the best first.

    No two names are alike while the words allow it; earlier groups choose first, so hand the largest in first."""
    counts = [_phrases_of(group) for group in groups]
    everywhere: Counter[Phrase] = Counter()
    for stems, _ in counts:
        everywhere.update(stems)
    total = sum(len(group) for group in groups)
    taken: set[str] = set()
    named = []
    for group, (stems, faces) in zip(groups, counts, strict=True):
        ranked = _ranked(stems, everywhere, len(group), total)
        name = _name(ranked, stems, faces, taken)
        taken.add(name.lower())
        named.append((name, tuple(_face(p, faces) for p in ranked if len(p) == 1)[:8]))
    return named


def _phrases_of(group: Sequence[str]) -> tuple[Counter[Phrase], dict[Phrase, Counter[str]]]:
    """In how many messages each phrase stands, by its stems, and how it is written."""
    stems: Counter[Phrase] = Counter()
    faces: dict[Phrase, Counter[str]] = {}
    for text in group:
        found = dict.fromkeys(_phrases(text))
        stems.update({phrase for phrase, _ in found})
        for phrase, face in found:
            faces.setdefault(phrase, Counter())[face] += 1
    return stems, faces


def _phrases(text: str) -> Iterator[tuple[Phrase, str]]:
    """One to three content words in a row, grammar between them left out: (stems, as written)."""
    content = [word for word in tokens(text) if says_something(word)]
    for size in range(1, LONGEST_PHRASE + 1):
        for at in range(len(content) - size + 1):
            words = content[at : at + size]
            stems = tuple(map(stem, words))
            if len(set(stems)) == size:
                yield stems, " ".join(words)


def _ranked(stems: Counter[Phrase], everywhere: Counter[Phrase], size: int, total: int) -> list[Phrase]:
    """The group's phrases, the most telling first; ties by the alphabet, so that the order is always the same."""

    def worth(phrase: Phrase) -> float:
        inside = stems[phrase] / max(size, 1)
        lift = inside / ((everywhere[phrase] + 1) / (total + 1))
        doubt = 0.2 if any(word in DOUBTFUL for word in phrase) else 1.0
        return doubt * inside * math.log1p(lift) * (1 + 0.6 * (len(phrase) - 1))

    return sorted(stems, key=lambda phrase: (-worth(phrase), phrase))


def _longer(ranked: Sequence[Phrase], stems: Counter[Phrase]) -> Phrase:
    """The best phrase, or the best longer one that holds it and is often said: "atm" grows to "wrong amount atm"."""
    best = ranked[0]
    for often in (OFTEN, 2 * OFTEN):
        around = (p for p in ranked if len(p) > len(best) and set(best) < set(p) and stems[p] >= often * stems[best])
        best = next(around, best)
    return best


def _name(ranked: Sequence[Phrase], stems: Counter[Phrase], faces: dict[Phrase, Counter[str]], taken: set[str]) -> str:
    """The best phrase, with the next best words added until it has two words and is nobody else's name."""
    if not ranked:
        return _free(NOTHING_SAID, taken)
    parts = [_longer(ranked, stems)]
    for phrase in ranked:
        name = _joined(parts, faces)
        if " " in name and name.lower() not in taken:
            return name
        if not set(phrase) & {s for part in parts for s in part} and len(phrase) + sum(map(len, parts)) <= 4:
            parts.append(phrase)
    name = _joined(parts, faces)
    return _free(name if " " in name else f"{name} inquiries", taken)


def _joined(parts: Sequence[Phrase], faces: dict[Phrase, Counter[str]]) -> str:
    words = " ".join(_face(part, faces) for part in parts)
    return words[:1].upper() + words[1:]


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered when another topic has it: the words do not tell the two apart."""
    number, free = 1, name
    while free.lower() in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _face(phrase: Phrase, faces: dict[Phrase, Counter[str]]) -> str:
    """How customers most often write the phrase; ties by the alphabet."""
    return min(faces[phrase].items(), key=lambda item: (-item[1], item[0]))[0]
