"""Filters for pages that show a draft that was brought in."""

from django import template

from handrail.procedures.bringing.queries import open_guesses
from handrail.procedures.models import Revision

register = template.Library()


@register.filter
def guessed(row: Revision) -> int:
    """How many guesses stand in a version that nobody confirmed."""
    return len(open_guesses(row))
