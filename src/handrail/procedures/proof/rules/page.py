"""The page of the reference that explains every rule. Pure."""

from collections.abc import Iterator, Mapping

from handrail.procedures.proof.rules import GROUPS, RULES
from handrail.procedures.proof.rules.seen import Rule

_HEAD = """# The rules of the check

Made by `handrail check --rules`; a test keeps it true. Every list of findings has law first and style last.
How much it finds of what is broken, and what it lets pass: [what the check misses](what-the-check-misses.md).

| a finding is | and |
|---|---|
| `law` | stands in the way of approval: a duty is missed. Only a reason passes over it, which stays on record |
| `must` | is to be mended. What can’t run at all is never approved |
| `advice` | is to be looked at |
| `style` | is folded, and never stands in the way |

A rule of good practice or of style is switched off for a procedure, or for one step, with the reason. The reason stays
in the file and is shown to whoever approves; what the rule finds there is kept apart. Rules of law, and those without
which a procedure can’t run, are never switched off.
```yaml
switched_off: {long-script: The law sets these words.}
```
"""
_SAYS: Mapping[str, str] = {
    "law": "Never switched off. Law that is unverified gives a `must`.",
    "runs": "Never switched off.",
    "practice": "Switched off with a reason.",
    "style": "Switched off with a reason; never stands in the way.",
}


def as_markdown() -> str:
    return "\n".join([_HEAD, *(line for group in GROUPS for line in _group(group))])


def _group(group: str) -> Iterator[str]:
    yield f"## {GROUPS[group]}"
    yield ""
    yield _SAYS[group]
    yield ""
    for rule in RULES.values():
        if rule.group == group:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.title}"
    yield ""
    yield f"`{rule.name}`"
    yield ""
    yield f"- **Finds.** {rule.looks}"
    yield f"- **Why.** {rule.why}"
    yield f"- **Mend.** {rule.mend}"
    yield ""
