"""Duties that a path misses, and refusals that rest on nothing firm. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.engine import Place
from handrail.procedures.proof.boxes import Missing
from handrail.procedures.proof.explore import Came, Sight
from handrail.procedures.proof.findings import DutyToMeet, Finding, Severity
from handrail.procedures.proof.rules.seen import Rule, Seen


def duty_not_met(seen: Seen) -> Iterator[Finding]:
    """A duty that arises and that a path never meets, or meets in the wrong order. Law unverified never blocks."""
    for (number, how), sight in sorted(seen.explored.duties.items()):
        duty = seen.ready.duties[number]
        slow = _too_slow(seen, number, sight) if how == "late" else None
        place = slow.place if slow else _where_missed(seen, duty, sight)
        never = f"and never: {duty.title} ({duty.citation})."
        if how == "late":
            never = f"but only too late: {duty.title} ({duty.citation})."
        unknown = [*([] if sight.sure else _rests_on(seen, number, sight)), *(slow.unknown if slow else ())]
        title = _duty_title(duty, how, list(dict.fromkeys(unknown)))
        severity: Severity = "law" if duty.status == "verified" else "must"
        story = seen.tell(sight.came, never, about=duty.arises.facts if duty.arises else frozenset())
        yield seen.finding(
            "duty-not-met", place, severity, title, story, _duty_mend(seen, duty, how, sight, slow), duty.id
        )


def no_more_met(seen: Seen, duty: DutyToMeet) -> Finding:
    """The version before met it; here no step does, and none asks whether it arises, so no path can show it."""
    severity: Severity = "law" if duty.status == "verified" else "must"
    title = f"{duty.title}: the version before met it, and no step here does or asks if it arises ({duty.citation})"
    mend = f"Put the step with `meets: [{duty.kind}]` back, or meet it in a procedure that this one calls."
    start = next(iter(seen.ready.bundle))
    return Finding("duty-not-met", None, severity, title, mend=mend, procedure=start, about=duty.id)


def _rests_on(seen: Seen, number: int, sight: Sight) -> list[str]:
    """The facts, in words, for want of which it can't be told whether the duty arises."""
    arises, space = seen.ready.arises[number], seen.ready.space
    box = seen.explored.told(sight.came, space.full)
    truths = [truth for _, truth in arises.outcomes(box)] if arises else []
    names = next((space.named(truth.facts) for truth in truths if isinstance(truth, Missing)), ())
    return [VOCABULARY[name].label for name in names if name in VOCABULARY]


def _duty_title(duty: DutyToMeet, how: str, rests: Sequence[str]) -> str:
    status = {"verified": "", "unverified": " (unverified)", "due": " (unverified since its re-check is due)"}[
        duty.status
    ]
    met = "met too late on some path" if how == "late" else "not met on every path"
    on = f"; it counts because this is not known: {', '.join(rests)}" if rests else ""
    return f"{duty.title}{status}: {met}{on} ({duty.citation})"


def _skipped(sight: Sight, seen: Seen) -> Iterator[Place]:
    """The steps skipped on the way that would have met something."""
    for leg in seen.explored.path(sight.came):
        yield from (note.place for note in leg.notes if note.kind == "skipped")


def _where_missed(seen: Seen, duty: DutyToMeet, sight: Sight) -> Place:
    for place in _skipped(sight, seen):
        if duty.kind in seen.ready.steps[place].step.meets:
            return place
    return next(note.place for note in reversed(sight.came.notes) if note.kind == "end")


def _duty_mend(seen: Seen, duty: DutyToMeet, how: str, sight: Sight, slow: "Slow | None") -> str:
    place = _where_missed(seen, duty, sight)
    if slow and duty.in_time:
        left = f"{duty.in_time.words}, less what is waited before it" if slow.waited else duty.in_time.words
        return f"Set a `within` of {slow.place.step} that leaves no more than the law does: {left}."
    if how == "late":
        return f"Move the step that meets {duty.kind} to before the step that must wait for it."
    if duty.kind in seen.ready.steps[place].step.meets and place in set(_skipped(sight, seen)):
        return f"Give {place.step} `never_skip: true`, or `if_skipped: escalate supervisor`."
    return f"Put a step with `meets: [{duty.kind}]` on this path before {place.step} ends it, or escalate there."


class Slow(NamedTuple):
    """The step that meets a duty too late; the days, in words, that count since they are not known by then; and whether
    the case waited before."""

    place: Place
    unknown: tuple[str, ...]
    waited: bool


def _too_slow(seen: Seen, number: int, sight: Sight) -> Slow | None:
    """The step on the way that comes to its end after the law's time is over."""
    waited: Came | None = None
    for leg in seen.explored.path(sight.came):
        for note in leg.notes:
            if note.kind == "wait":
                waited = waited or leg
            if note.kind == "too late" and int(note.text) >> number & 1:
                told = _not_known(seen, number, waited or leg)
                before = ", before the wait" if waited else ""
                return Slow(note.place, tuple(f"{label}{before}" for label in told), waited is not None)
    return None


def _not_known(seen: Seen, number: int, leg: Came) -> tuple[str, ...]:
    """The days from which the duty's time may be counted, in words, where none of those that would do is known."""
    rule, space = seen.ready.duties[number].in_time, seen.ready.space
    assert rule is not None
    known = space.named(seen.explored.told(leg, space.full).known)
    missing = [name for name in rule.starts if name not in known]
    told = () if rule.any_start and len(missing) < len(rule.starts) else missing
    return tuple(VOCABULARY[name].label for name in told)


def refusal_unsure(seen: Seen) -> Iterator[Finding]:
    """A refusal that rests on what can't be found out, or on law unverified or due for a re-check."""
    weak = {duty.kind: duty for duty in seen.ready.duties if duty.status != "verified"}
    for note, sight in seen.of("refuse"):
        for rests in filter(None, note.to.split("|")):
            name = rests.removeprefix("?")
            if rests.startswith("?"):
                label = VOCABULARY[name].label if name in VOCABULARY else name
                why = f"on a fact that can’t be found out: {label}"
            elif rests in weak:
                why = f"on law that is unverified: {weak[rests].title} ({weak[rests].citation})"
            else:
                continue
            title = f"{seen.name(note.place)}: the refusal rests {why}"
            mend = "Let a person decide here: escalate instead of refusing."
            yield seen.finding("refusal-unsure", note.place, "must", title, seen.tell(sight.came), mend, name)


RULES = (
    Rule(
        "duty-not-met", "A duty is met on every path", "law",
        "A duty that arises on some path and is not met there, or is met too late: in the wrong order, or in a step "
        "whose `within`, with the longest the case waits before it, is more than the law leaves, whatever day its "
        "count starts. A day not known before counts as the first of the case, and the finding says so. Where "
        "the law sets no number or names the day itself, or a step waits until a day, the report says that the times "
        "were not compared. Paths whose conditions "
        "contradict each other are no paths. What is left to a person with a reason is handed over, not missed.",
        "Who misses a duty owes money, a penalty or an answer to an agency.",
        "Put the step that meets it on that path, before the step that must wait for it, and let nobody skip it.",
        duty_not_met,
    ),
    Rule(
        "refusal-unsure", "A refusal rests on something firm", "law",
        "A refusal, or a cut-off, that rests on a fact nobody could find out, or on law unverified or due for a "
        "re-check.",
        "A customer refused without ground complains, and is right.",
        "Let a person decide there: escalate instead of refusing.",
        refusal_unsure,
    ),
)  # fmt: skip
