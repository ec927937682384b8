"""Words of a plan for its pages."""

from django import template

from handrail.drafting.reasons import percent
from handrail.drafting.told import SURE

register = template.Library()


@register.filter
def part(share: float) -> str:
    """A part of 1 in percent: `14%`."""
    return percent(share)


@register.filter
def sure(kind: str) -> str:
    """How sure a topic fits, in words."""
    return SURE[kind]
