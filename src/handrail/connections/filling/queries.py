"""Reads of the forms customers fill in."""

from handrail.connections.models import FormLink
from handrail.desk import queries
from handrail.ledger import scope
from handrail.people.models import Organization
from handrail.procedures.language.steps import Step


def business_name() -> str:
    return str(Organization.objects.get(pk=scope.current()).name)


def step_of(row: FormLink) -> Step:
    """The step whose facts a form asks for."""
    steps = (step for procedure in queries.procedures(row.case).values() for step in procedure.steps)
    return next(each for each in steps if each.id == row.step)
