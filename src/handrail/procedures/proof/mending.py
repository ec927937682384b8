"""From a finding to changes that mend it, each tried: it counts only when the check of the changed procedure no longer
has the finding and has no grave one that it had not before. Pure.

A change is data, so that an editor can do it with one click: a list of `Change`, each of one step. Nothing here makes a
step claim that it meets a duty which it does not: a new step says what is to be done, in the duty's own title."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from handrail.facts.vocabulary import with_own
from handrail.procedures.language.parts import in_words, minutes
from handrail.procedures.language.reader import plain
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.findings import DutyToMeet, Finding, Report

Raw: TypeAlias = dict[str, Any]
Again: TypeAlias = Callable[[Procedure], Report]
DEEPEST = 3  # mends after one another: a duty may be missed on more paths than one
MOST_TRIED = 24
_WHY = "The procedure can’t settle it here; a person decides."
_WAYS = ("no", "otherwise", "unknown", "if_skipped")
_PARTS = ("say", "ask", "look_up", "confirm", "check", "decide", "do", "send", "record", "escalate", "refuse", "end")
_NEW = "new-step"


@dataclass(frozen=True, slots=True)
class Change:
    """`set` a part of a step (None: take it away), `add` a step before another, to which all that led there then leads,
    `move` a step before another, or `remove` one. `role`: what a role of the procedure's own is; `part` names it."""

    how: Literal["set", "add", "move", "remove", "role"]
    step: str
    part: str = ""
    value: Any = None

    @property
    def data(self) -> Raw:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Mend:
    """What to do, in words, and the changes that do it."""

    words: str
    changes: tuple[Change, ...]

    def then(self, other: "Mend") -> "Mend":
        return Mend(f"{self.words} {other.words}", (*self.changes, *other.changes))


class NoMendError(ValueError):
    """The changes do not fit the procedure any more."""


def mended(procedure: Procedure, changes: Sequence[Change]) -> Procedure:
    """The procedure with these changes. Raises NoMendError where they do not fit or make no procedure."""
    raw = plain(procedure)
    for change in changes:
        _do(raw, change)
    try:
        with with_own(procedure.own):
            return Procedure.model_validate(raw)
    except ValueError as error:
        raise NoMendError(str(error)) from None


def checked_mend(procedure: Procedure, report: Report, finding: Finding, again: Again) -> Mend | None:
    """The first mend that holds when it is tried, the shortest first; `again` checks a procedure as `report` was
    made. None where no mend that is known here does it."""
    if finding.procedure not in ("", procedure.procedure):
        return None
    grave = {_key(row) for row in report.findings if row.is_grave}
    queue: list[tuple[Mend | None, Procedure, Finding, Report]] = [(None, procedure, finding, report)]
    tried = 0
    for so_far, here, left, told in queue:
        for mend in _mends(here, left, told):
            whole = so_far.then(mend) if so_far else mend
            tried += 1
            if tried > MOST_TRIED:
                return None
            try:
                there = mended(procedure, whole.changes)
            except NoMendError:
                continue
            after = again(there)
            rest = [row for row in after.findings if _key(row) == _key(finding)]
            new = {_key(row) for row in after.findings if row.is_grave} - grave
            if not rest and not new and after.complete:
                return whole
            if rest and not new and len(whole.changes) < DEEPEST and rest[0] != left:
                queue.append((whole, there, rest[0], after))
    return None


def _key(finding: Finding) -> tuple[str, ...]:
    """A duty not met is the same finding wherever it is missed."""
    where = "" if finding.rule == "duty-not-met" else finding.step or ""
    return finding.rule, finding.about, finding.procedure, where


# changing


def _do(raw: Raw, change: Change) -> None:
    steps: list[Raw] = raw["steps"]
    here = next((n for n, row in enumerate(steps) if row["id"] == change.step), None)
    if here is None:
        raise NoMendError(f"There is no step {change.step} any more.")
    match change.how:
        case "set":
            steps[here].pop(change.part, None)
            if change.value is not None:
                steps[here][change.part] = deepcopy(change.value)
        case "role":
            raw.setdefault("roles", {})[change.part] = deepcopy(change.value)
        case "remove":
            del steps[here]
        case "add":
            _lead_to(raw, change.step, change.value["id"])
            steps.insert(here, deepcopy(change.value))
        case "move":
            row = steps.pop(here)
            to = next((n for n, other in enumerate(steps) if other["id"] == change.value), None)
            if to is None:
                raise NoMendError(f"There is no step {change.value} any more.")
            _lead_to(raw, change.value, change.step)
            steps.insert(to, row)


def _lead_to(raw: Raw, old: str, new: str) -> None:
    """All ways that lead to one step lead to another, but for those that go back from it or after it."""
    ahead = [row["id"] for row in raw["steps"]]
    for row in raw["steps"][: ahead.index(old)]:
        if row.get("next") == old:
            row["next"] = new
        for way in _ways(row):
            for name in ("go", "then"):
                if way.get(name) == old:
                    way[name] = new


def _ways(step: Raw) -> Iterator[Raw]:
    found = [step[name] for name in _WAYS if isinstance(step.get(name), dict)]
    for choice in step.get("decide", ()):
        found += [choice[name] for name in ("then", "otherwise") if isinstance(choice.get(name), dict)]
    table = step.get("table") or {}
    found += [row["then"] for row in table.get("rows", ())]
    found += [table["otherwise"]] if table.get("otherwise") else []
    found += step.get("outcomes", {}).values()
    found += [step["wait"]["on_timeout"]] if step.get("wait", {}).get("on_timeout") else []
    for way in found:
        yield way
        if isinstance(way.get("over"), dict):
            yield way["over"]


# what may mend a finding


def _mends(procedure: Procedure, finding: Finding, report: Report) -> Iterator[Mend]:
    known = _BY_RULE.get(finding.rule)
    raw = plain(procedure)
    steps = {row["id"]: row for row in raw["steps"]}
    if known and finding.step in steps:
        yield from known(steps, finding, report)


def _duty(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    duty = next((row for row in report.duties if row.id == finding.about), None)
    assert finding.step is not None
    if duty is None:
        return
    meeting = [id_ for id_, row in steps.items() if duty.kind in row.get("meets", ())]
    if not meeting:
        made = {"id": _fresh(steps, duty.kind), "do": f"{duty.title}.", "meets": [duty.kind], "never_skip": True}
        yield Mend(f"Add a step before {finding.step}: {duty.title}.", (Change("add", finding.step, value=made),))
    for id_ in meeting:
        yield from _not_skipped(id_, steps[id_])
    yield from _sooner(steps, duty, meeting)
    yield from _in_order(steps, duty, meeting)
    for id_ in meeting:
        if "when" in steps[id_]:
            yield Mend(f"Do {id_} in every case.", (Change("set", id_, "when"),))
        yield Mend(f"Move {id_} to before {finding.step}.", (Change("move", id_, value=finding.step),))
    yield from _to_a_person(finding.step, steps[finding.step])


def _not_skipped(id_: str, step: Raw) -> Iterator[Mend]:
    if not step.get("never_skip") and "may_skip" not in step and not step.get("confirm"):
        yield Mend(f"Never skip {id_}.", (Change("set", id_, "never_skip", value=True),))
    if step.get("if_skipped", {}).get("escalate") is None and not step.get("never_skip"):
        way = {"escalate": "supervisor", "why": "The step was skipped."}
        yield Mend(f"When {id_} is skipped, a supervisor takes over.", (Change("set", id_, "if_skipped", value=way),))


def _sooner(steps: Mapping[str, Raw], duty: DutyToMeet, meeting: Sequence[str]) -> Iterator[Mend]:
    """The step's own time is no longer than what the law leaves."""
    shortest = duty.in_time.shortest if duty.in_time else None
    for id_ in meeting if shortest else ():
        if minutes(steps[id_].get("within", "0m")) > (shortest or 0):
            span = _span(shortest or 0)
            yield Mend(f"Do {id_} within {in_words(span)}.", (Change("set", id_, "within", value=span),))


def _span(length: int) -> str:
    for unit, size in (("d", 1440), ("h", 60)):
        if not length % size:
            return f"{length // size}{unit}"
    return f"{length}m"


def _in_order(steps: Mapping[str, Raw], duty: DutyToMeet, meeting: Sequence[str]) -> Iterator[Mend]:
    """The step that meets the duty goes before those it must come before, or after what it must follow."""
    rule, order = duty.must_come, list(steps)
    if rule is None:
        return
    others = [id_ for id_, row in steps.items() if set(rule.kinds) & {*row.get("meets", ()), *_parts(row)}]
    for id_ in meeting:
        for other in others:
            before = order.index(id_) < order.index(other)
            if rule.order == "before" and not before:
                yield Mend(f"Move {id_} to before {other}.", (Change("move", id_, value=other),))
            if rule.order == "after" and before:
                yield Mend(f"Move {other} to before {id_}.", (Change("move", other, value=id_),))


def _parts(step: Raw) -> set[str]:
    return {part for part in _PARTS if step.get(part)}


def _to_a_person(id_: str, step: Raw) -> Iterator[Mend]:
    """Where the case ends or is refused, a person takes over instead: at the step's own end, or on one of its ways."""
    person = {"escalate": "supervisor", "why": _WHY}
    for part in ("end", "refuse"):
        if part in step:
            gone = Change("set", id_, part)
            escalated = Change("set", id_, "escalate", {"to": "supervisor", "why": _WHY})
            yield Mend(f"Let a supervisor settle it at {id_}.", (gone, escalated))
    for name in _WAYS:
        if {"end", "refuse"} & step.get(name, {}).keys():
            yield Mend(f"Let `{name}` of {id_} lead to a supervisor.", (Change("set", id_, name, person),))
    for number, choice in enumerate(step.get("decide", ())):
        name = "then" if "then" in choice else "otherwise"
        if {"end", "refuse"} & choice[name].keys():
            rows = deepcopy(step["decide"])
            rows[number][name] = person
            yield Mend(f"Let row {number + 1} of {id_} lead to a supervisor.", (Change("set", id_, "decide", rows),))


def _fresh(steps: Mapping[str, Raw], name: str) -> str:
    """An id that no step has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or _NEW
    base = base if base[0].isalpha() else f"step-{base}"
    return next(id_ for n in range(1, len(steps) + 2) if (id_ := base if n == 1 else f"{base}-{n}") not in steps)


def _refusal(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    assert finding.step is not None
    yield from _to_a_person(finding.step, steps[finding.step])


def _escalation(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    assert finding.step is not None
    name = finding.about if finding.about in ("otherwise", "unknown") else "unknown"
    way = {"escalate": "supervisor", "why": "It can’t be found out." if name == "unknown" else _WHY}
    yield Mend(f"Let `{name}` of {finding.step} lead to a supervisor.", (Change("set", finding.step, name, way),))


def _record(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    assert finding.step is not None
    kept = list(dict.fromkeys([*steps[finding.step].get("record", ()), "case.reason", "case.resolution"]))
    yield Mend(f"Record the reason and the outcome at {finding.step}.", (Change("set", finding.step, "record", kept),))


def _blank(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    """The fact is asked for in a step of its own before the words that name it."""
    assert finding.step is not None
    unknown = {"escalate": "supervisor", "why": "It can’t be found out."}
    made = {"id": _fresh(steps, f"ask-{finding.about}"), "ask": [finding.about], "unknown": unknown}
    asked = Mend(f"Ask for it in a step before {finding.step}.", (Change("add", finding.step, value=made),))
    yield asked
    yield asked.then(Mend("Never skip that step.", (Change("set", str(made["id"]), "never_skip", value=True),)))


def _unreached(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    assert finding.step is not None
    yield Mend(f"Take {finding.step} out.", (Change("remove", finding.step),))


def _gap(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    assert finding.step is not None
    table = {
        **steps[finding.step]["table"],
        "otherwise": {"escalate": "supervisor", "why": "No row of the table fits."},
    }
    yield Mend(
        f"Let a supervisor settle what no row of {finding.step} fits.", (Change("set", finding.step, "table", table),)
    )


def _row(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    assert finding.step is not None
    step, number = steps[finding.step], int(finding.about) - 1
    words = f"Take row {number + 1} of {finding.step} out."
    if step.get("decide"):
        rows = [row for n, row in enumerate(step["decide"]) if n != number]
        yield Mend(words, (Change("set", finding.step, "decide", rows),))
    elif len(step["table"]["rows"]) > 1:
        rows = [row for n, row in enumerate(step["table"]["rows"]) if n != number]
        yield Mend(words, (Change("set", finding.step, "table", {**step["table"], "rows": rows}),))


def _promise(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    assert finding.step is not None
    yield Mend(f"Set two days for {finding.step}.", (Change("set", finding.step, "within", "2d"),))


def _role(steps: Mapping[str, Raw], finding: Finding, report: Report) -> Iterator[Mend]:
    """The role becomes what the business has declared it to be."""
    assert finding.step is not None
    for row in report.declared:
        if row.role == finding.about:
            made = {"filled_by": row.filled_by, "who": row.title}
            words = f"Take the role {row.role} as the business has it: filled by {row.filled_by}."
            yield Mend(words, (Change("role", finding.step, row.role, made),))


_BY_RULE: Mapping[str, Callable[[Mapping[str, Raw], Finding, Report], Iterator[Mend]]] = {
    "duty-not-met": _duty, "refusal-unsure": _refusal, "no-escalation": _escalation, "no-record": _record,
    "fact-before-known": _blank, "unreachable-step": _unreached, "decision-gap": _gap, "row-never-taken": _row,
    "promise-open": _promise, "role-differs": _role,
}  # fmt: skip
