"""The check of a procedure on every path a case can take. Pure.

What is taken for granted: people answer all they are shown, a value or "can't find out"; a fact once known stays as it
is; facts of the business that are not given are known to the business, with any value, so both ways are tried."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from handrail.facts.conditions import Facts, compile_condition
from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.boxes import Space
from handrail.procedures.proof.explore import MOST_STATES, Explored, explore, reached
from handrail.procedures.proof.findings import DutyToMeet, Finding, Report
from handrail.procedures.proof.ready import Ready, make_ready
from handrail.procedures.proof.rules import RULES, Seen
from handrail.procedures.proof.story import term_in_words

_WEIGHT = {"law": 0, "must": 1, "advice": 2}


def check(
    bundle: Mapping[str, Procedure],
    start: str,
    duties: Sequence[DutyToMeet],
    business: Facts,
    *,
    beyond: Iterable[str] = (),
    most_states: int = MOST_STATES,
    without: Iterable[str] = (),
) -> Report:
    """Check `start` and all it calls. `business` are facts known when a case begins, `beyond` those nobody here knows;
    `without` names rules switched off (their reason is kept by the caller). Raises KeyError when `start` is missing."""
    ready, beyond = make_ready(bundle, start, duties), frozenset(beyond)
    box = ready.space.start(business, beyond)
    judged = at_issue(ready, start, business)
    explored = explore(ready, start, box, judged, most_states)
    seen = Seen(ready, explored, _never_entered(ready, start, explored, {*business, *beyond}))
    rules = {name: rule for name, rule in RULES.items() if name not in set(without)}
    findings = [found for rule in rules.values() for found in rule(seen)]
    not_asked = tuple(_not_asked(ready, start, duty, business) for duty in _open_duties(ready, judged))
    return _report(seen, findings, judged, not_asked, tuple(rules))


def _open_duties(ready: Ready, judged: set[int]) -> list[DutyToMeet]:
    rows = enumerate(ready.duties)
    return [duty for n, duty in rows if n not in judged and duty.judged and not _cannot_follow(ready, duty)]


def _report(
    seen: Seen, findings: list[Finding], judged: set[int], not_asked: tuple[str, ...], rules: tuple[str, ...]
) -> Report:
    ready, explored = seen.ready, seen.explored
    duties = ready.duties
    return Report(
        findings=tuple(sorted(findings, key=lambda found: _WEIGHT[found.severity])),
        states=len(explored.came),
        ends=tuple(sorted(explored.ends)),
        checked=tuple(sorted({duties[n].kind for n in judged})),
        not_asked=not_asked,
        handed_over=tuple(duties[n].id for n in sorted(explored.handed_over)),
        undecided=tuple(_undecided(seen)),
        complete=explored.complete,
        rules=rules,
        duties=tuple(duties[n] for n in sorted(judged)),
    )


def at_issue(ready: Ready, start: str, business: Facts) -> set[int]:
    """The duties this procedure can be judged on: those it claims to meet, and those whose facts it gathers itself.

    What a called procedure claims is judged in that procedure's own check; here it counts as met where it is. What can
    only follow something (money back, a cancellation) is not at issue where that never happens."""
    rows = [(n, duty) for n, duty in enumerate(ready.duties) if duty.judged and not _cannot_follow(ready, duty)]
    return {n for n, duty in rows if not _never_asked(ready, start, duty, business)}


def _cannot_follow(ready: Ready, duty: DutyToMeet) -> bool:
    rule, met = duty.must_come, {kind for row in ready.steps.values() for kind in row.step.meets}
    return rule is not None and rule.order == "after" and not met & {duty.kind, *rule.kinds} and _are_kinds(rule.kinds)


def _are_kinds(names: Iterable[str]) -> bool:
    """Kinds of duty have a dot, parts of a step have none."""
    return all("." in name for name in names)


def _never_asked(ready: Ready, start: str, duty: DutyToMeet, business: Facts) -> tuple[str, ...]:
    """The facts on which the duty's arising hangs and that no step gathers, unless a step claims to meet it or what it
    has to follow (the money back follows a cancellation), or asks the law about this kind."""
    steps = [row.step for place, row in ready.steps.items() if place.procedure == start]
    follows = set(duty.must_come.kinds) if duty.must_come and duty.must_come.order == "after" else set()
    claimed = any({duty.kind, *follows} & set(step.meets) for step in steps)
    if duty.arises is None or claimed or any(duty.kind in _law_asked(ready, step) for step in steps):
        return ()
    known = business.keys() | {name for step in steps for name in _asked_by(step)}
    return tuple(sorted(name for name in duty.arises.facts if name not in known and not name.startswith("business.")))


def _law_asked(ready: Ready, step: Step) -> frozenset[str]:
    """The kinds of duty that a step's conditions name: who asks about one has to meet it."""
    texts = (step.when, *step.check.values(), *(choice.when for choice in step.decide))
    return frozenset[str]().union(*(ready.space.law(compile_condition(text)) for text in texts if text))


def _asked_by(step: Step) -> frozenset[str]:
    """What a step asks: what it names, and what its conditions as written read."""
    texts = (step.when, *step.check.values(), *(choice.when for choice in step.decide))
    return frozenset(step.wants).union(*(compile_condition(text).facts for text in texts if text))


def _not_asked(ready: Ready, start: str, duty: DutyToMeet, business: Facts) -> str:
    facts = ", ".join(VOCABULARY[name].label for name in _never_asked(ready, start, duty, business))
    return f"{duty.title} ({duty.citation}): no step here asks whether it arises: {facts}"


def _never_entered(ready: Ready, start: str, explored: Explored, own: set[str]) -> frozenset[Place]:
    """Steps no case comes to. What only this business's own facts (or what it does not know) rule out is not held
    against the procedure."""
    missed = frozenset(ready.steps) - reached(explored)
    if missed and own & set(ready.space.facts):
        # The duties too are this business's: elsewhere others may apply, so the law is left open.
        ready = make_ready(ready.bundle, start, ())
        missed -= reached(explore(ready, start, ready.space.start({}), (), until=missed))
    return missed if explored.complete else frozenset()


def _undecided(seen: Seen) -> list[str]:
    """What the check could not tell apart, in words."""
    space = seen.ready.space
    found = [f"Both ways were tried, since it can’t be computed here: {term_in_words(m.node)}" for m in space.opaque()]
    found += [f"Taken as free of each other, though they share a fact: {both}" for both in _entangled(space)]
    if not seen.explored.complete:
        looked_at = len(seen.explored.following)
        found.append(f"There are too many different cases: only the first {looked_at:,} were looked at.")
    return found


def _entangled(space: Space) -> list[str]:
    """Terms that read a common fact, so that some pairs of their values may not exist together."""
    terms = [measure for measure in space.measures if measure.kind != "member"]
    return [
        f"{term_in_words(a.node)}; {term_in_words(b.node)}"
        for a, b in combinations(terms, 2)
        if a.needs & b.needs and "opaque" not in (a.kind, b.kind)
    ]
