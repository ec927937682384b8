"""Rules switched off, with a reason that is kept, for a procedure or for one of its steps. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.findings import Finding, Silenced
from handrail.procedures.proof.rules.seen import Rule, Seen


def apart(
    findings: Iterable[Finding], bundle: Mapping[str, Procedure], rules: Mapping[str, Rule]
) -> tuple[list[Finding], tuple[Silenced, ...]]:
    """The findings that stand, and those of rules switched off there."""
    kept: list[Finding] = []
    silenced: list[Silenced] = []
    for found in findings:
        reason = "" if rules[found.rule].is_fixed else _reason(found, bundle)
        if reason:
            silenced.append(Silenced(found, reason))
        else:
            kept.append(found)
    return kept, tuple(silenced)


def _reason(found: Finding, bundle: Mapping[str, Procedure]) -> str:
    procedure = bundle.get(found.procedure)
    if procedure is None:
        return ""
    step = next((step for step in procedure.steps if step.id == found.step), None)
    return (step.switched_off.get(found.rule, "") if step else "") or procedure.switched_off.get(found.rule, "")


def wrongly_off(seen: Seen, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """A rule is switched off that there is not, or that is never switched off."""
    first = seen.own[0][0]
    named = [(first, name) for name in seen.procedure.switched_off]
    named += [(place, name) for place, step in seen.own for name in step.switched_off]
    for place, name in named:
        if name not in rules:
            title = f"There is no rule {name} to switch off"
            yield seen.finding("switched-off", place, "must", title, mend="Take it out, or write its name right.")
        elif rules[name].is_fixed:
            title = f"The rule {name} can’t be switched off"
            yield seen.finding("switched-off", place, "must", title, mend="Take it out and mend what it finds.")
