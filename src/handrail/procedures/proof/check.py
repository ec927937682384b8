"""The check of a procedure on every path a case can take. Pure.

What is taken for granted: people answer all they are shown, a value or "can't find out"; a fact once known stays as it
is; facts of the business that are not given are known to the business, with any value, so both ways are tried."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import combinations
from operator import or_

from handrail.facts.conditions import Facts, compile_condition
from handrail.facts.spoken import Spoken
from handrail.facts.vocabulary import NONE_OWN, VOCABULARY, Own, with_own
from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.language.variants import written_out
from handrail.procedures.proof import kept
from handrail.procedures.proof.collecting import no_collecting
from handrail.procedures.proof.explore import MOST_STATES, Explored, explore, leading_to, reached
from handrail.procedures.proof.findings import NOWHERE, DutyToMeet, Finding, Here, InTime, Report
from handrail.procedures.proof.measures import law_of, never_begins
from handrail.procedures.proof.ready import (
    Ready,
    called_from,
    for_anybody,
    make_ready,
    touched,
    with_limits,
    written,
)
from handrail.procedures.proof.rules import RULES, Seen, apart
from handrail.procedures.proof.rules.law import no_more_met
from handrail.procedures.proof.space import Space
from handrail.procedures.proof.story import voice

_WEIGHT = {"law": 0, "must": 1, "advice": 2, "style": 3}


def check(
    bundle: Mapping[str, Procedure],
    start: str,
    duties: Sequence[DutyToMeet],
    business: Facts,
    *,
    beyond: Iterable[str] = (),
    most_states: int = MOST_STATES,
    without: Iterable[str] = (),
    here: Here = NOWHERE,
    also: Iterable[str] = (),
) -> Report:
    """Check `start` and all it calls. `business` are facts known when a case begins, `beyond` those nobody here knows;
    `without` names rules not looked at; those that a procedure switches off itself are kept apart with their reason.
    `here`: what is known of the business beside its facts. `also`: kinds that the version before met. Raises KeyError
    when `start` is missing."""
    bundle = {name: written_out(row) for name, row in bundle.items()}
    with with_own(own_in(bundle)), no_collecting():
        return _check(bundle, start, duties, business, frozenset(beyond), most_states, frozenset(without), here,
                      frozenset(also))  # fmt: skip


def own_in(bundle: Mapping[str, Procedure]) -> Own:
    """The facts that the procedures of a bundle define for themselves, together."""
    return reduce(or_, (row.own for row in bundle.values()), NONE_OWN)


def _check(
    bundle: Mapping[str, Procedure], start: str, duties: Sequence[DutyToMeet], business: Facts, beyond: frozenset[str],
    most_states: int, without: frozenset[str], here: Here, also: frozenset[str],
) -> Report:  # fmt: skip
    key = kept.key_of(bundle, start, duties, business, beyond, most_states, also)
    walked = kept.recall(key, bundle, start)
    if walked is None:
        walked = kept.keep(key, _walked(bundle, start, duties, business, beyond, most_states, also))
    seen = Seen(walked.ready, walked.explored, walked.never_entered, here)
    rules = {name: rule for name, rule in RULES.items() if name not in without}
    findings = [found for rule in rules.values() for found in rule(seen)]
    if "duty-not-met" in rules:
        findings += [no_more_met(seen, duty) for duty in walked.dropped]
    return _report(seen, findings, walked.not_asked, tuple(rules))


def _walked(
    bundle: Mapping[str, Procedure], start: str, duties: Sequence[DutyToMeet], business: Facts, beyond: frozenset[str],
    most_states: int, also: frozenset[str],
) -> kept.Walked:  # fmt: skip
    rows = AtIssue(bundle, start, duties, business, also)
    ready = make_ready(bundle, start, duties, rows.judged)
    explored = explore(ready, start, ready.space.start(business, beyond, bundle[start].needs), most_states)
    never = _never_entered(ready, start, explored, {*business, *beyond})
    return kept.Walked(ready, explored, never, rows.not_asked(), duties, rows.dropped)


def _report(seen: Seen, findings: list[Finding], not_asked: tuple[str, ...], rules: tuple[str, ...]) -> Report:
    explored, duties, judged = seen.explored, seen.ready.duties, sorted(seen.ready.judged)
    findings, silenced = apart(findings, seen.ready.bundle, RULES)
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
        duties=tuple(duties[n] for n in judged),
        switched_off=silenced,
        declared=seen.here.declared or (),
    )


class AtIssue:
    """The duties this procedure can be judged on: those it claims to meet, and those whose facts it gathers itself.

    What a called procedure claims is judged in that procedure's own check; here it counts as met where it is. What can
    only follow something (money back, a cancellation) is not at issue where that never happens."""

    def __init__(
        self, bundle: Mapping[str, Procedure], start: str, duties: Sequence[DutyToMeet], business: Facts,
        also: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        texts = [with_limits(text, step) for step in bundle[start].steps for text in written(step)]
        conditions = [compile_condition(text) for text in texts]
        own = {kind for step in bundle[start].steps for kind in step.meets}
        self._met = {kind for name in called_from(bundle, start) for step in bundle[name].steps for kind in step.meets}
        # What the version before met is to be met still, unless a called procedure meets it.
        self._claimed = own | (also - self._met)
        self._no_more = also - self._met - own
        # Who asks the law about a kind has to meet it.
        self._law_asked = frozenset[str]().union(*(law_of(condition.tree) for condition in conditions))
        asked = (*(touched(step) for step in bundle[start].steps), *(condition.facts for condition in conditions))
        self._known = frozenset(business).union(*asked)
        self._at_issue = self._claimed | self._law_asked
        rest = (touched(step) for name in called_from(bundle, start) for step in bundle[name].steps)
        self._ever_known = self._known.union(*rest)
        self._missing = dict(self._asked_for(duties))
        self._duties = duties

    def _asked_for(self, duties: Sequence[DutyToMeet]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Of each duty at issue, what nothing settles. Most are neither claimed nor have to follow anything: a business
        is bound by hundreds, and all are looked at in each check."""
        at_issue, known = self._at_issue, self._known
        for n, duty in enumerate(duties):
            if not duty.judged:
                continue
            if duty.must_come is None and duty.kind not in at_issue:
                lacking = duty.of_case
                yield n, lacking if known.isdisjoint(lacking) else self._lacking(duty)
            elif not self._cannot_follow(duty):
                yield n, self._never_asked(duty)

    @property
    def judged(self) -> frozenset[int]:
        return frozenset(n for n, missing in self._missing.items() if not missing)

    def not_asked(self) -> tuple[str, ...]:
        """What the procedure is not judged on, and for want of which facts, in words."""
        rows = [(self._duties[n], missing) for n, missing in self._missing.items() if missing]
        return tuple(_not_asked(duty.title, duty.citation, missing) for duty, missing in rows)

    @property
    def dropped(self) -> tuple[DutyToMeet, ...]:
        """What the version before met, while here no step meets it, or asks what it hangs on."""
        rows = (self._duties[n] for n, missing in self._missing.items() if missing)
        return tuple(row for row in rows if row.kind in self._no_more - self._law_asked)

    def _cannot_follow(self, duty: DutyToMeet) -> bool:
        rule = duty.must_come
        if rule is None or rule.order != "after":
            return False
        return not self._met & {duty.kind, *rule.kinds} and _are_kinds(rule.kinds)

    def _never_asked(self, duty: DutyToMeet) -> tuple[str, ...]:
        """The facts on which the duty's arising hangs and that no step gathers, unless a step claims to meet it or what
        it has to follow (the money back follows a cancellation), or asks the law about this kind."""
        if duty.arises is None:
            return ()
        follows = duty.must_come.kinds if duty.must_come and duty.must_come.order == "after" else ()
        if duty.kind in self._at_issue or not self._claimed.isdisjoint(follows):
            # A duty that begins with a noted day never begins where no step notes one: nothing could be found.
            return tuple(sorted(never_begins(duty.arises.tree, self._ever_known)))
        return self._lacking(duty)

    def _lacking(self, duty: DutyToMeet) -> tuple[str, ...]:
        return tuple(name for name in duty.of_case if name not in self._known)


@lru_cache(maxsize=4096)  # most duties are not asked about in most procedures, for want of the same facts
def _not_asked(title: str, citation: str, missing: tuple[str, ...]) -> str:
    labels = ", ".join(VOCABULARY[name].label for name in missing)
    return f"{title} ({citation}): no step here asks whether it arises: {labels}"


def _are_kinds(names: Iterable[str]) -> bool:
    """Kinds of duty have a dot, parts of a step have none."""
    return all("." in name for name in names)


def _never_entered(ready: Ready, start: str, explored: Explored, own: set[str]) -> frozenset[Place]:
    """Steps no case comes to. What only this business's own facts (or what it does not know) rule out is not held
    against the procedure."""
    missed = frozenset(ready.steps) - reached(explored)
    if missed and own & set(ready.space.facts):
        # The duties too are this business's: elsewhere others may apply, so the law is left open.
        ready = for_anybody(ready, start)
        missed -= reached(explore(ready, start, ready.space.start({}, (), ready.bundle[start].needs), until=missed))
    return missed if explored.complete else frozenset()


def _undecided(seen: Seen) -> list[str]:
    """What the check could not tell apart, in words."""
    space, spoken = seen.ready.space, voice(seen.ready)
    told = {measure.place for group in space.groups if not group.unsure for measure in group.measures}
    opaque = [measure for measure in space.opaque() if measure.place not in told]
    found = [f"Both ways were tried, since it can’t be computed here: {spoken.clause(m.node)}" for m in opaque]
    found += [
        f"Taken as free of each other, though they share a fact: {both}" for both in _entangled(space, spoken, told)
    ]
    found += _not_timed(seen)
    if not seen.explored.complete:
        looked_at = len(seen.explored.following)
        found.append(f"There are too many different cases: only the first {looked_at:,} were looked at.")
    return found


def _not_timed(seen: Seen) -> Iterator[str]:
    """Steps whose time can't be set against the law's, and why."""
    ready = seen.ready
    days = {place for place, row in ready.steps.items() if row.step.wait and row.step.wait.until}
    for place, row in ready.steps.items():
        rows = [ready.duties[n] for n in sorted(ready.judged) if row.meets >> n & 1]
        timed = [(duty, duty.in_time) for duty in rows if duty.in_time]
        waits = bool(days and timed) and not days.isdisjoint(leading_to(ready, {place}))
        for duty, rule in timed:
            why = _why_not_timed(row.step, rule, waits=waits)
            if why:
                yield f"Its time was not compared: {seen.name(place)}; {duty.title} ({duty.citation}): {why}."


def _why_not_timed(step: Step, rule: InTime, *, waits: bool) -> str:
    if rule.shortest is None:
        return rule.words if step.within else ""
    return "a step before it waits for a day, however far that is" if waits else ""


def _entangled(space: Space, spoken: Spoken, told: set[int]) -> list[str]:
    """Terms that read a common fact, so that some pairs of their values may not exist together, where that was not
    decided."""
    terms = [measure for measure in space.measures if measure.kind not in ("member", "worked")]
    return [
        f"{spoken.term(a.node)}; {spoken.term(b.node)}"
        for a, b in combinations(terms, 2)
        if a.needs & b.needs and "opaque" not in (a.kind, b.kind) and not {a.place, b.place} <= told
    ]
