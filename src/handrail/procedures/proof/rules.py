"""The rules: from all that was seen to findings. Each rule has one function and one name in `RULES`. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.engine import Place
from handrail.procedures.proof.boxes import Missing
from handrail.procedures.proof.explore import Came, Explored, Sight, circles
from handrail.procedures.proof.findings import DutyToMeet, Finding, Severity
from handrail.procedures.proof.ready import Ready
from handrail.procedures.proof.story import tell
from handrail.procedures.proof.walk import Note, State

_PROMISE = re.compile(
    r"\b(will|we[’']ll|you[’']ll|shall|promise|soon|shortly|as soon as|right away|without delay|in due course)\b", re.I
)
_SHALL_I = re.compile(r"\bshall (I|we)\b[^.?!]*\?", re.I)
_LEADS_NOWHERE = frozenset({"resolved", "kept", "abandoned", "unresolved"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What every rule is given."""

    ready: Ready
    explored: Explored
    never_entered: frozenset[Place]

    def name(self, place: Place) -> str:
        return self.ready.steps[place].step.name

    def tell(self, came: Came, *never: str, about: frozenset[str] = frozenset()) -> tuple[str, ...]:
        return tell(self.ready, self.explored, came, never, about)

    def of(self, kind: str) -> Iterator[tuple[Note, Sight]]:
        """What was noted of a kind, in the order of the steps."""
        rows = [(note, sight) for note, sight in self.explored.notes.items() if note.kind == kind]
        return iter(sorted(rows, key=lambda row: (list(self.ready.steps).index(row[0].place), row[0].text)))

    def finding(
        self, rule: str, place: Place, severity: Severity, title: str, story: tuple[str, ...] = (),
        mend: str | None = None, about: str = "",
    ) -> Finding:  # fmt: skip
        return Finding(rule, place.step, severity, title, story, mend, place.procedure, about)


# law


def duty_not_met(seen: Seen) -> Iterator[Finding]:
    """A duty that arises and that a path never meets, or meets in the wrong order. Law unverified never blocks."""
    for (number, how), sight in sorted(seen.explored.duties.items()):
        duty = seen.ready.duties[number]
        place = _where_missed(seen, duty, sight)
        never = f"and never: {duty.title} ({duty.citation})."
        if how == "late":
            never = f"but only too late: {duty.title} ({duty.citation})."
        title = _duty_title(duty, how, [] if sight.sure else _rests_on(seen, number, sight))
        severity: Severity = "law" if duty.status == "verified" else "must"
        story = seen.tell(sight.came, never, about=duty.arises.facts if duty.arises else frozenset())
        yield seen.finding("duty-not-met", place, severity, title, story, _duty_mend(seen, duty, how, sight), duty.id)


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


def _duty_mend(seen: Seen, duty: DutyToMeet, how: str, sight: Sight) -> str:
    place = _where_missed(seen, duty, sight)
    if how == "late":
        return f"Move the step that meets {duty.kind} to before the step that must wait for it."
    if duty.kind in seen.ready.steps[place].step.meets and place in set(_skipped(sight, seen)):
        return f"Give {place.step} `never_skip: true`, or `if_skipped: escalate supervisor`."
    return f"Put a step with `meets: [{duty.kind}]` on this path before {place.step} ends it, or escalate there."


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


# good practice


def dead_end(seen: Seen) -> Iterator[Finding]:
    """A step after which nothing can be done: it calls a procedure that is not there, or no end can be reached."""
    for note, sight in seen.of("missing"):
        title = f"{seen.name(note.place)}: there is no procedure {note.text} to go on with"
        mend = f"Add the procedure {note.text}, or name another in `call`."
        yield seen.finding("dead-end", note.place, "must", title, seen.tell(sight.came), mend, note.text)
    if seen.explored.complete:
        yield from _no_way_out(seen)


def _no_way_out(seen: Seen) -> Iterator[Finding]:
    stuck = stuck_states(seen.explored)
    if stuck:
        state = min(stuck, key=lambda state: seen.explored.came[state].cost)
        assert state.at is not None
        title = f"{seen.name(state.at)}: from here no end can be reached"
        mend = "Give one of the steps an `end`, an escalation, or a way on."
        yield seen.finding("dead-end", state.at, "must", title, seen.tell(seen.explored.came[state]), mend)


def stuck_states(explored: Explored) -> set[State]:
    """The states from which no end of the case can be reached. Those that lead only to a circle or gap count."""
    before: dict[State, list[State]] = {}
    for state, rows in explored.following.items():
        for to in rows:
            before.setdefault(to, []).append(state)
    ended = [state for state in explored.came if state.at is None and not (state.outcome or "").startswith("(")]
    free, waiting = set(ended), list(ended)
    while waiting:
        for state in before.get(waiting.pop(), ()):
            if state not in free:
                free.add(state)
                waiting.append(state)
    return set(explored.following) - free


def endless_loop(seen: Seen) -> Iterator[Finding]:
    """Steps that come back to themselves though nothing new is asked. With a wait in the circle it is advice."""
    for note, sight in seen.of("circle"):
        title = f"{seen.name(note.place)}: the procedure comes back here by itself, without end"
        mend = "Let one of the conditions lead out, or escalate."
        yield seen.finding("endless-loop", note.place, "must", title, seen.tell(sight.came), mend)
    told: set[Place] = set()
    for group in circles(seen.explored.following):
        first = min(group, key=lambda state: seen.explored.came[state].cost)
        assert first.at is not None
        if first.at not in told:
            told.add(first.at)
            severity: Severity = "advice" if any(state.waiting for state in group) else "must"
            title = f"{seen.name(first.at)}: this can come round again and again, and nothing new is asked"
            story = seen.tell(seen.explored.came[first], f"and again: {seen.name(first.at)}, without a bound.")
            mend = "Count the tries and escalate after the last, or ask something new each time."
            yield seen.finding("endless-loop", first.at, severity, title, story, mend)


def unreachable(seen: Seen) -> Iterator[Finding]:
    """A step that no path leads to, or whose `when` never holds, whatever the business."""
    for place in seen.ready.steps:
        if place in seen.never_entered:
            title = f"{seen.name(place)}: no case ever comes to this step"
            yield seen.finding("unreachable-step", place, "must", title, mend="Lead a way to it, or take it out.")


def blank_unknown(seen: Seen) -> Iterator[Finding]:
    """Words with a blank whose fact may not be known: a must when never asked, advice when asked in vain."""
    for note, sight in seen.of("blank"):
        asked = note.to == "beyond"
        label = VOCABULARY[note.text].label
        title = f"{seen.name(note.place)}: “{label}” stands in the words and may not be known"
        how = "it may be said that it can’t be found out" if asked else "it was never asked"
        mend = f"Ask {note.text} before, with an `unknown:` way; or write words that do without it."
        story = seen.tell(sight.came, f"“{label}” stays blank: {how}.")
        yield seen.finding(
            "fact-before-known", note.place, "advice" if asked else "must", title, story, mend, note.text
        )


def no_escalation(seen: Seen) -> Iterator[Finding]:
    """A check, an unknown, a skip or a timeout that leads to no person: no `unknown:` way, or one that just ends."""
    for note, sight in seen.of("default"):
        if sight.came.cost.skips == 0:
            title = (
                f"{seen.name(note.place)}: nothing says what happens when this can’t be found out: {_labels(note.text)}"
            )
            mend = f"Add `unknown: escalate supervisor` to {note.place.step}."
            yield seen.finding("no-escalation", note.place, "must", title, seen.tell(sight.came), mend, note.text)
    for place, row in seen.ready.steps.items():
        failing = {"otherwise": row.step.otherwise, "unknown": row.step.unknown}
        for name, way in failing.items():
            if way and way.end in _LEADS_NOWHERE and place not in seen.never_entered:
                title = f"{row.step.name}: `{name}` ends the case as {way.end} and no person looks at it"
                mend = f"Write `{name}: escalate supervisor`, or say what is done instead."
                yield seen.finding("no-escalation", place, "must", title, mend=mend, about=name)


def _labels(names: str) -> str:
    return ", ".join(VOCABULARY[name].label if name in VOCABULARY else name for name in names.split(", "))


def no_record(seen: Seen) -> Iterator[Finding]:
    """An end (resolved, refused, referred, unresolved) reached though no step on the path records anything."""
    for place, sight in seen.explored.unrecorded.items():
        title = f"{seen.name(place)}: the case ends here and nothing was recorded"
        story = seen.tell(sight.came, "and nothing was recorded.")
        mend = f"Add `record: [case.reason, case.resolution]` to {place.step} or a step before it."
        yield seen.finding("no-record", place, "must", title, story, mend)


def no_person(seen: Seen) -> Iterator[Finding]:
    """A procedure with no way at all to a supervisor, to legal or to someone who decides. One that answers no topic of
    its own is only called by others, which carry its outcome to a person."""
    first = next(iter(seen.ready.steps))
    handles = seen.ready.bundle[first.procedure].handles
    if handles and not any(_reaches_a_person(row.to) for row, _ in seen.of("escalate")):
        title = "No path leads to a supervisor or to legal"
        mend = "Add an `escalate` for what the agent can’t settle."
        yield seen.finding("no-person", first, "must", title, mend=mend)


def _reaches_a_person(role: str) -> bool:
    return role in ("supervisor", "legal", "manager", "owner")


def promise_open(seen: Seen) -> Iterator[Finding]:
    """Words that promise something, in a step that says no time by which it is done."""
    for place, row in seen.ready.steps.items():
        words = _SHALL_I.sub("", " ".join(filter(None, (row.step.do, row.step.send))))
        found = _PROMISE.search(words)
        if found and not row.step.within:
            title = f"{row.step.name}: “{found[0]}” promises something and no deadline is set"
            yield seen.finding("promise-open", place, "advice", title, mend=f"Add `within:` to {place.step}, like 2d.")


Rule = Callable[[Seen], Iterator[Finding]]
RULES: dict[str, Rule] = {
    "duty-not-met": duty_not_met, "refusal-unsure": refusal_unsure, "dead-end": dead_end, "endless-loop": endless_loop,
    "unreachable-step": unreachable, "fact-before-known": blank_unknown, "no-escalation": no_escalation,
    "no-record": no_record, "no-person": no_person, "promise-open": promise_open,
}  # fmt: skip
