"""Words of the desk for its templates."""

from datetime import datetime

from django import template

from handrail.desk import queries
from handrail.desk.models import Case
from handrail.desk.words import EVENTS

register = template.Library()


@register.filter
def said(kind: str) -> str:
    """What happened, for a person: `answered` is "Step done"."""
    return EVENTS.get(kind, kind.replace("-", " ").capitalize())


@register.filter
def step_name(step: str, case: Case) -> str:
    """The title of a step of this case, by its id."""
    steps = (each for procedure in queries.procedures(case).values() for each in procedure.steps)
    return next((each.name for each in steps if each.id == step), step)


@register.filter
def clock(at: datetime | None) -> str:
    """`10:42:03 AM`, for what is fresh to the second."""
    return at.strftime("%-I:%M:%S %p") if at else ""
