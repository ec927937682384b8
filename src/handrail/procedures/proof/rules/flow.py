"""Where the flow breaks: dead ends, circles, steps and rows that no case comes to, cases that no row fits. Pure."""

import re
from collections.abc import Iterator

from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import Choice, Step
from handrail.procedures.proof.circles import circles, stuck_states
from handrail.procedures.proof.explore import Explored, explore
from handrail.procedures.proof.findings import Finding, Severity
from handrail.procedures.proof.ready import for_anybody
from handrail.procedures.proof.rules.seen import Rule, Seen
from handrail.procedures.proof.story import voice


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


def endless_loop(seen: Seen) -> Iterator[Finding]:
    """Steps that come back to themselves though nothing new is asked. With a wait in the circle it is advice."""
    for note, sight in seen.of("circle"):
        title = f"{seen.name(note.place)}: the procedure comes back here by itself, without end"
        mend = "Let one of the conditions lead out, or escalate."
        yield seen.finding("endless-loop", note.place, "must", title, seen.tell(sight.came), mend)
    told: set[Place] = set()
    for group in circles(seen.explored):
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
    """A step that no path leads to, or whose `when` never holds, whatever the business. What this caller never needs of
    a procedure it calls is no finding."""
    for place, _ in seen.own:
        if place in seen.never_entered:
            title = f"{seen.name(place)}: no case ever comes to this step"
            yield seen.finding("unreachable-step", place, "must", title, mend="Lead a way to it, or take it out.")


_BELOW_ZERO = re.compile(r" is -\$?\d")


def decision_gap(seen: Seen) -> Iterator[Finding]:
    """A table that says nothing about some case: no row fits, and there is no `otherwise`."""
    for note, sight in seen.of("done"):
        step = seen.ready.steps[note.place].step
        if note.text == "otherwise" and step.table and step.table.otherwise is None:
            title = f"{step.name}: no row of the table fits some case"
            story = seen.tell(sight.came, "and no row says what to do; the supervisor is told.")
            mend = f"Add a row for this case to {note.place.step}, or an `otherwise`."
            if _BELOW_ZERO.search(story[0]):
                mend += " A number may be below zero: `<= 3` takes that in, `0 to 3` does not."
            yield seen.finding("decision-gap", note.place, "must", title, story, mend)


def row_never_taken(seen: Seen) -> Iterator[Finding]:
    """A row that no case comes to, since the rows above it take them all."""
    if not seen.explored.complete:
        return
    taken = _taken(seen.explored)
    missed = {key: row for key, row in _rows(seen).items() if key not in taken}
    if missed:
        anywhere = _taken_anywhere(seen, frozenset(missed))
        missed = {key: row for key, row in missed.items() if key not in anywhere}
    for (place, _), number in missed.items():
        step = seen.ready.steps[place].step
        title = f"{step.name}: no case comes to row {number}, {_row_words(seen, step, number - 1)}"
        mend = "The rows above take every case that fits it. Put it higher, or take it out."
        yield seen.finding("row-never-taken", place, "advice", title, mend=mend, about=str(number))
    yield from _said_twice(seen)


def _rows(seen: Seen) -> dict[tuple[Place, str], int]:
    """Every row of its own steps that some case comes to, with its number; of equal rows the first."""
    found: dict[tuple[Place, str], int] = {}
    for place, step in seen.own:
        if place not in seen.never_entered:
            for number, row in enumerate(step.choices, 1):
                if row.when:
                    found.setdefault((place, row.when), number)
    return found


def _said_twice(seen: Seen) -> Iterator[Finding]:
    for place, step in seen.own:
        said: dict[str, int] = {}
        for number, row in enumerate(step.choices, 1):
            if row.when and said.setdefault(row.when, number) != number:
                title = f"{step.name}: row {number} asks the same as row {said[row.when]}, so no case comes to it"
                mend = "Take one of the two out."
                yield seen.finding("row-never-taken", place, "advice", title, mend=mend, about=str(number))


def _taken(explored: Explored) -> set[tuple[Place, str]]:
    return {(note.place, note.text) for note in explored.notes if note.kind == "done"}


def _taken_anywhere(seen: Seen, rows: frozenset[tuple[Place, str]]) -> set[tuple[Place, str]]:
    """Which of these rows are taken whatever the business and its duties, since what only these rule out is not held
    against it. All of them where that is too much to look at."""

    def left(explored: Explored) -> frozenset[Place]:
        return frozenset(place for place, _ in rows - _taken(explored))

    ready = for_anybody(seen.ready, seen.procedure.procedure)
    until = frozenset(place for place, _ in rows)
    start = ready.space.start({}, (), seen.procedure.needs)
    explored = explore(ready, seen.procedure.procedure, start, until=until, left=left)
    return _taken(explored) if explored.complete else set(_rows(seen))


def _row_words(seen: Seen, step: Step, index: int) -> str:
    row: Choice = step.choices[index]
    if step.table:
        return f"“{', '.join(step.table.rows[index].is_)}”"
    return f"“{voice(seen.ready).condition(row.when or '')}”"


RULES = (
    Rule(
        "dead-end", "From every step an end can be reached", "runs",
        "A step that runs a procedure which is not there, and steps from which no end can be reached.",
        "The agent stands there with the customer and can’t go on.",
        "Name a procedure that is there; give one of the steps an end, an escalation or a way on.",
        dead_end,
    ),
    Rule(
        "endless-loop", "Nothing goes round without a bound", "runs",
        "Steps that come back to themselves though nothing new is asked. With a wait in the circle it is advice.",
        "A customer is asked the same thing until someone gives up.",
        "Count the tries with `again` and `at_most`, and escalate after the last.",
        endless_loop,
    ),
    Rule(
        "unreachable-step", "Some case comes to every step", "practice",
        "A step that no path leads to, whatever the business.",
        "Words nobody ever reads look like a rule that is kept.",
        "Lead a way to it, or take it out.",
        unreachable,
    ),
    Rule(
        "decision-gap", "A table fits every case", "practice",
        "A table without `otherwise` and a case that fits none of its rows, told as a story.",
        "The agent decides alone what the table left open.",
        "Add the row, or an `otherwise`.",
        decision_gap,
    ),
    Rule(
        "row-never-taken", "Some case comes to every row", "practice",
        "A row of a table or of `decide` that no case comes to, since rows above it take them all (they overlap).",
        "Who wrote the row meant something by it, and it does not happen.",
        "Put the row higher, or take it out.",
        row_never_taken,
    ),
)  # fmt: skip
