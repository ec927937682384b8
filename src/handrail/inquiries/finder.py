"""Which procedures answer what a customer says: the subjects whose words it shares, nearest first. Pure."""

from collections.abc import Collection

from handrail.inquiries.matching import Matcher
from handrail.inquiries.words import STOP, tokens

MOST = 6
FAR = 0.4  # of the nearest likeness: what is farther than this part of it only distracts
NEAR = 0.06  # likeness under which a chance word is all there is


def find(words: str, matcher: Matcher, there: Collection[str]) -> list[str]:
    """Slugs of procedures that are `there`, best first; none when nothing is near."""
    found = [(subject.procedure, near) for subject, near in matcher.ranked(words) if subject.procedure in there]
    best = found[0][1] if found else 0.0
    return [slug for slug, near in found[:MOST] if near >= max(NEAR, FAR * best)]


def telling(words: str) -> str:
    """What a customer says without the words of grammar, which every procedure shares."""
    return " ".join(word for word in tokens(words) if word not in STOP and len(word) > 1)
