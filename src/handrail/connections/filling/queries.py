"""Reads of the forms customers fill in."""

from handrail.connections.models import FormLink
from handrail.desk import queries as cases
from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.people.models import Organization
from handrail.procedures.language.steps import Step


def business() -> Organization:
    found: Organization = Organization.objects.get(pk=scope.current())
    return found


def language_of(case: Case) -> str:
    """The language the customer wants, else that of the last reply they got; "" where nothing is known of it."""
    told = cases.events(case.id)
    wanted = cases.fold_in(case, told).state.facts.get("customer.language", "")
    sent = (event.data.get("sent") for event in reversed(told))
    return str(wanted or next((row.get("language", "") for row in sent if isinstance(row, dict)), ""))


def step_of(row: FormLink) -> Step:
    """The step whose facts a form asks for."""
    steps = (step for procedure in cases.procedures(row.case).values() for step in procedure.steps)
    return next(each for each in steps if each.id == row.step)
