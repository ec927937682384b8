"""Which procedures answer what a customer says: the subjects whose words it shares, nearest first. Pure."""

from collections.abc import Collection, Mapping
from itertools import pairwise

from handrail.inquiries.matching import Matcher
from handrail.inquiries.words import STOP, stem, tokens

MOST = 6
FAR = 0.4  # of the nearest likeness: what is farther than this part of it only distracts
MOST_SAID = 8  # telling words, up to which a customer names what they want
DANGER = "emergency"  # the procedure that nothing named goes before
NEAR = 0.06  # likeness under which a chance word is all there is


def find(words: str, matcher: Matcher, there: Collection[str]) -> list[str]:
    """Slugs of procedures that are `there`, best first; none when nothing is near."""
    found = [(subject.procedure, near) for subject, near in matcher.ranked(words) if subject.procedure in there]
    best = found[0][1] if found else 0.0
    return [slug for slug, near in found[:MOST] if near >= max(NEAR, FAR * best)]


def named_first(words: str, titles: Mapping[str, str]) -> list[str]:
    """These slugs, in their order, but what is named first: two telling words of its title, one after the other. Only
    of a few words: a long message names much by chance. Danger that comes first stays there."""
    found, said = list(titles), _stems(words)
    if len(said) > MOST_SAID:
        return found
    pairs, danger = set(pairwise(said)), found[:1] == [DANGER]
    named = [slug for slug in found if slug != DANGER and not pairs.isdisjoint(pairwise(_stems(titles[slug])))]
    first = [DANGER, *named] if danger else named
    return [*first, *(slug for slug in found if slug not in first)]


def _stems(words: str) -> list[str]:
    return [stem(word) for word in telling(words).split()]


def telling(words: str) -> str:
    """What a customer says without the words of grammar, which every procedure shares."""
    return " ".join(word for word in tokens(words) if word not in STOP and len(word) > 1)
