"""Why a procedure is taken: what people ask, a fact of the business, a duty, another procedure that runs it. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from handrail.facts.conditions import Facts, compile_condition
from handrail.facts.vocabulary import fact
from handrail.inquiries.matching import Matched, Sure
from handrail.law.answers import Applicability
from handrail.procedures.duties import MET_BY_STEPS, kinds_met
from handrail.procedures.language.steps import Procedure

BECAUSE = Path(__file__).with_name("because.yaml")
ONE_IN = 100  # a procedure is taken for what people ask when at least one message in so many is about it
MOST_TOPICS = 3  # of those named in a reason
Kind = Literal["asked", "fact", "unknown", "duty", "called"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as a sentence. `share`: of all that is asked; `duty`: its id; `sure`: how sure a topic fits."""

    kind: Kind
    words: str
    share: float = 0.0
    sure: Sure | None = None
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Because:
    """A fact that asks for a procedure. `when` "" is every business."""

    procedure: str
    why: str
    when: str = ""
    if_so: str = ""


@cache
def because() -> tuple[Because, ...]:
    return tuple(Because(**row) for row in YAML(typ="safe").load(BECAUSE.read_text("utf-8")))


def percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.01 else f"{share:.0%}"


def asked(rows: Sequence[Matched]) -> dict[str, Reason]:
    """By procedure: the share of all that is asked, and in which topics most of it stands."""
    found: dict[str, list[tuple[float, Matched, Sure]]] = {}
    for row in rows:
        for fit in row.fits:
            if fit.subject.procedure:
                found.setdefault(fit.subject.procedure, []).append((fit.part * row.topic.share, row, fit.sure))
    return {slug: _asked(parts) for slug, parts in sorted(found.items()) if sum(p[0] for p in parts) >= 1 / ONE_IN}


def _asked(parts: list[tuple[float, Matched, Sure]]) -> Reason:
    order = sorted(parts, key=lambda row: (-round(row[0], 9), row[1].topic.title))
    share = sum(part for part, _, _ in order)
    names = ", ".join(f"“{row.topic.title}”" for _, row, _ in order[:MOST_TOPICS])
    return Reason("asked", f"About {percent(share)} of what people ask you, mostly in {names}.", share, order[0][2])


def facts(shelf: Mapping[str, Procedure], business: Facts) -> Iterator[tuple[str, Reason]]:
    """What the facts ask for, and what they may ask for while one is not known."""
    for row in because():
        if row.procedure not in shelf:
            continue
        result = compile_condition(row.when).evaluate(business) if row.when else None
        if result is None or result.is_true:
            yield row.procedure, Reason("fact", row.why)
        elif not result.is_false:
            labels = " or ".join(sorted(f"“{fact(name).label}”" for name in result.missing))
            words = f"Not known whether {row.if_so}: taken until {labels} is answered."
            yield row.procedure, Reason("unknown", words)


def duties(
    shelf: Mapping[str, Procedure], law: Iterable[Applicability], taken: Iterable[str]
) -> Iterator[tuple[str, Reason]]:
    """The duties that bind, or may, with the procedures that meet them: those taken already, and, for a kind none of
    them meets, the one of the shelf that meets the most of such kinds."""
    chosen = list(dict.fromkeys(taken))
    for row in law:
        kinds = _kinds(row)
        if row.verdict == "no" or not kinds:
            continue
        while more := _best(shelf, kinds - _met(shelf, chosen)):
            chosen.append(more)
        for slug in chosen:
            if kinds & _met(shelf, [slug]):
                words = f"A duty: {row.duty.title} ({row.stated.citation}; {row.stated.status_words}).{_may(row)}"
                yield slug, Reason("duty", words, duty=row.duty.id)


def _kinds(row: Applicability) -> frozenset[str]:
    return frozenset(part.kind for part in row.duty.parts if part.type in MET_BY_STEPS)


def _met(shelf: Mapping[str, Procedure], slugs: Iterable[str]) -> frozenset[str]:
    return kinds_met(shelf[slug] for slug in slugs)


def _best(shelf: Mapping[str, Procedure], kinds: frozenset[str]) -> str:
    """The procedure that meets the most of the kinds; "" when none meets any."""
    met = {slug: len(kinds & _met(shelf, [slug])) for slug in shelf}
    best = min(met, key=lambda slug: (-met[slug], slug), default="")
    return best if best and met[best] else ""


def _may(row: Applicability) -> str:
    if row.verdict == "yes":
        return ""
    return f" May bind you; it depends on {labels(row.missing)}."


def labels(missing: Iterable[str]) -> str:
    """Facts not known, by their labels."""
    return ", ".join(sorted(f"“{fact(name).label}”" for name in missing)) or "a number of law not published yet"


def called(shelf: Mapping[str, Procedure], taken: Iterable[str]) -> Iterator[tuple[str, Reason]]:
    """What the taken ones call, and what those call; one reason for each, naming some of its callers."""
    callers: dict[str, list[str]] = {}
    waiting = list(dict.fromkeys(taken))
    for slug in waiting:
        for name in dict.fromkeys(step.called for step in shelf[slug].steps if step.called in shelf):
            assert name is not None
            callers.setdefault(name, []).append(shelf[slug].title)
            waiting += [] if name in waiting else [name]
    for name, titles in callers.items():
        yield name, Reason("called", f"Run by {_some(titles)}.")


def _some(titles: Sequence[str]) -> str:
    named = ", ".join(f"“{title}”" for title in titles[:2])
    return named if len(titles) <= 2 else f"{named} and {len(titles) - 2} more"
