"""That every case can reach a person who decides, and leaves a record. Pure."""

from collections.abc import Iterator

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.parts import minutes
from handrail.procedures.proof.findings import Finding
from handrail.procedures.proof.rules.seen import Rule, Seen, labels

_LEADS_NOWHERE = frozenset({"resolved", "kept", "abandoned", "unresolved"})
# Facts that, where they come true, are for a person who knows the law: someone was hurt, a lawyer or a court is named,
# a paper of a court or an agency came.
FOR_LEGAL = frozenset({"safety.injury", "case.legal_threat", "legal.kind"})
_AT_ONCE = 60  # minutes
_DECIDES_ON_LAW = frozenset({"legal", "owner"})


def no_escalation(seen: Seen) -> Iterator[Finding]:
    """A check, an unknown, a skip or a timeout that leads to no person: no `unknown:` way, or one that just ends."""
    for note, sight in seen.of("default"):
        if sight.came.cost.skips == 0:
            title = (
                f"{seen.name(note.place)}: nothing says what happens when this can’t be found out: {labels(note.text)}"
            )
            mend = f"Add `unknown: escalate supervisor` to {note.place.step}."
            yield seen.finding("no-escalation", note.place, "must", title, seen.tell(sight.came), mend, note.text)
    for place, row in seen.ready.steps.items():
        failing = {"otherwise": row.step.otherwise, "unknown": row.step.unknown}
        for name, way in failing.items():
            if way and way.end in _LEADS_NOWHERE and place not in seen.never_entered:
                title = f"{row.step.name}: `{name}` ends the case as {way.end} and no person looks at it"
                mend = f"Write `{name}: escalate supervisor`, or say what is done instead."
                if name == "otherwise":
                    mend += " Where both ways are as they should be, choose between them with `decide`."
                yield seen.finding("no-escalation", place, "must", title, mend=mend, about=name)


def no_record(seen: Seen) -> Iterator[Finding]:
    """An end (resolved, refused, referred, unresolved) reached though no step on the path records anything."""
    if seen.procedure.block:  # the record is that of the procedure it is a part of
        return
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
    if handles and not any(_reaches_a_person(role) for role in _told(seen)):
        title = "No path leads to a supervisor or to legal"
        mend = "Add an `escalate` for what the agent can’t settle."
        yield seen.finding("no-person", first, "must", title, mend=mend)


def _told(seen: Seen) -> set[str]:
    """The roles some case goes to; for one of a procedure's own, the role that fills it."""
    return {seen.ready.bundle[row.place.procedure].filled_by(row.to) for row, _ in seen.of("escalate")}


def _reaches_a_person(role: str) -> bool:
    return role in ("supervisor", "legal", "manager", "owner")


def no_legal_path(seen: Seen) -> Iterator[Finding]:
    """Someone was hurt, or a lawyer or a paper of a court came up, and no path leads to legal. Where a person takes
    charge within the hour, whoever it is, that comes first and is enough."""
    asked = [(place, name) for place, step in seen.own for name in step.wants if name in FOR_LEGAL]
    reached = _told(seen)
    if asked and not reached & _DECIDES_ON_LAW and not _taken_over_at_once(seen):
        place, name = asked[0]
        title = f"{seen.name(place)}: it asks “{VOCABULARY[name].label}”, and no path leads to legal"
        mend = f"Decide on {name} and add `escalate: legal`."
        yield seen.finding("no-legal-path", place, "must", title, mend=mend, about=name)


def _taken_over_at_once(seen: Seen) -> bool:
    steps = [row.step for row in seen.ready.steps.values()]
    spans = [way.within for step in steps for _, way in step.ways() if way.escalate]
    spans += [step.escalate.within for step in steps if step.escalate]
    return any(span and minutes(span) <= _AT_ONCE for span in spans)


RULES = (
    Rule(
        "no-escalation", "What fails leads to a person", "practice",
        "A check, an unknown, a skip or a timeout that leads to no person: no `unknown` way, or one that just ends.",
        "What can’t be found out is settled by whoever happens to hold the case.",
        "Write `unknown: escalate supervisor`, or say what is done instead.",
        no_escalation,
    ),
    Rule(
        "no-record", "Every end leaves a record", "practice",
        "An end (resolved, refused, referred, unresolved) reached though no step on the path records anything.",
        "Next month nobody can say what was agreed.",
        "Add `record: [case.reason, case.resolution]` on that path.",
        no_record,
    ),
    Rule(
        "no-person", "There is a way to a person who decides", "practice",
        "A procedure that answers a topic and has no way at all to a supervisor, legal, a manager or the owner.",
        "There is always a case that nobody thought of.",
        "Add an `escalate` for what the agent can’t settle.",
        no_person,
    ),
    Rule(
        "no-legal-path", "Danger and lawyers reach legal", "practice",
        "A procedure that asks whether someone was hurt, whether a lawyer or a court was named, or which paper came, "
        "and has no path to legal or the owner.",
        "A word said too early, or a paper left lying, can’t be taken back.",
        "Decide on that answer and escalate to legal.",
        no_legal_path,
    ),
)  # fmt: skip
