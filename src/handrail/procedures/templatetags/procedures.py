"""Filters for pages of the handbook."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from handrail.facts.vocabulary import VOCABULARY
from handrail.law.engine import load_law
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures.control import signed
from handrail.procedures.documents import variants
from handrail.procedures.language import steps
from handrail.procedures.models import DraftFinding, Remark, Revision
from handrail.procedures.proof.rules import RULES
from handrail.procedures.proposing import Covered, in_plain_words

register = template.Library()


@register.filter
def in_words(span: str) -> str:
    """`6mo` as "6 months"."""
    return steps.in_words(span)


@register.filter
def may_write(member: Member) -> bool:
    """A link that would be refused is not shown."""
    return may(member.role, Right.WRITE)


@register.filter
def where_words(condition: str) -> str:
    """Where a variant holds: “By phone”."""
    return variants.where(condition)


@register.filter
def names_in(ids: Iterable[str], procedure: steps.Procedure) -> str:
    """Steps by their names."""
    named = {step.id: step.name for step in procedure.steps}
    return ", ".join(f"“{named.get(id_, id_)}”" for id_ in ids)


@register.filter
def unnumbered(line: str) -> str:
    """A line of a story without its own number, for a list that counts by itself."""
    number, dot, rest = line.partition(". ")
    return rest if dot and number.isdigit() else line


_ICONS = {
    "say": "say", "ask": "ask", "yes": "ask", "check": "branch", "do": "do", "send": "send", "record": "paper",
    "escalate": "up", "refuse": "alert", "wait": "clock", "end": "check", "next": "branch", "mistakes": "alert",
    "call": "say", "enough": "ask", "find": "look", "how": "do", "note": "paper", "done": "check",
    "order": "do", "request": "say",
}  # fmt: skip


@register.filter
def icon_of(kind: str) -> str:
    """The icon beside a part of a step."""
    return _ICONS.get(kind, "branch")


@register.filter
def identified_words(how: dict[str, Any]) -> str:
    """How somebody who signed had shown who they are."""
    return signed.identified_words(how)


@register.filter
def for_step(rows: Iterable[Remark], step: str) -> list[Remark]:
    """What was said of one step; of the version as a whole, where the step is empty."""
    return [row for row in rows if row.step == step]


@register.filter
def kind_words(kind: str) -> str:
    """The law's own title of a kind of duty."""
    found = load_law().kinds.get(kind)
    return found.title if found else kind


@register.filter
def why(rule: str) -> str:
    """Why a rule of the check is there."""
    return RULES[rule].why if rule in RULES else ""


@register.filter
def rule_title(rule: str) -> str:
    return RULES[rule].title if rule in RULES else rule


@register.filter
def mended(row: Revision) -> list[DraftFinding]:
    """What was found on the draft and mended, with why."""
    return list(DraftFinding.objects.filter(revision=row).exclude(mended_at=None))


@register.filter
def of(rows: Mapping[str, str], key: str) -> str:
    return rows.get(key, key)


@register.filter
def fact_label(name: str) -> str:
    return VOCABULARY[name].label if name in VOCABULARY else name


@register.filter
def cover_words(row: Covered) -> str:
    """A branch or a side of a boundary, as a person reads it."""
    return in_plain_words(row)


@register.filter
def listed(value: str | Iterable[str]) -> str:
    """A written value: some words, or a list of them."""
    return value if isinstance(value, str) else ", ".join(value)
