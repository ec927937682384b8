"""Filters for pages of the handbook."""

from django import template

from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures.language import steps

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
def unnumbered(line: str) -> str:
    """A line of a story without its own number, for a list that counts by itself."""
    number, dot, rest = line.partition(". ")
    return rest if dot and number.isdigit() else line


_ICONS = {
    "say": "say", "ask": "ask", "yes": "ask", "check": "branch", "do": "do", "send": "send", "record": "paper",
    "escalate": "up", "refuse": "alert", "wait": "clock", "end": "check", "next": "branch", "mistakes": "alert",
    "call": "say",
}  # fmt: skip


@register.filter
def icon_of(kind: str) -> str:
    """The icon beside a part of a step."""
    return _ICONS.get(kind, "branch")
