"""The rules of the check, law first. Each has one function, one name, and words that explain it. Pure."""

from collections.abc import Iterator

from handrail.procedures.proof.findings import Finding
from handrail.procedures.proof.rules import acts, asked, flow, law, people, style, words
from handrail.procedures.proof.rules.off import apart, wrongly_off
from handrail.procedures.proof.rules.seen import Rule, Seen

__all__ = ["GROUPS", "RULES", "Rule", "Seen", "apart"]

GROUPS = {
    "law": "Law",
    "runs": "It can run",
    "practice": "Good practice",
    "style": "Style",
}


def switched_off(seen: Seen) -> Iterator[Finding]:
    return wrongly_off(seen, RULES)


_SWITCHED_OFF = Rule(
    "switched-off", "Only what may be switched off is", "runs",
    "A rule switched off that there is not, or one of law or of running, which no procedure switches off.",
    "A misspelt name switches nothing off, and nobody notices.",
    "Write the name right, or take it out and mend what the rule finds.",
    switched_off,
)  # fmt: skip
_ROOMS = (law.RULES, flow.RULES, (_SWITCHED_OFF,), people.RULES, asked.RULES, acts.RULES, words.RULES, style.RULES)
RULES: dict[str, Rule] = {
    rule.name: rule for group in GROUPS for room in _ROOMS for rule in room if rule.group == group
}
