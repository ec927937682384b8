"""Whether a customer may be asked by mail how satisfied they were."""

from handrail.connections.models import Connection, FormLink
from handrail.customers import queries as customers
from handrail.desk import queries as cases
from handrail.desk.carrying.queries import Thread
from handrail.desk.models import Case

STOPPED = "The customer asked not to be written to. Nothing is asked by e-mail."


def stands_against(case: Case, mailbox: Connection | None, thread: Thread | None) -> str:
    """Why it can't be asked by mail, in a sentence; "" where it can."""
    if case.status != "ended" or case.merged_into_id:
        return "The question comes at the end of a case."
    if case.csat is not None:
        return "The customer has answered already."
    if mailbox is None or thread is None:
        return "No e-mail of the customer is in this case, so it can’t be asked by e-mail."
    if not mailbox.active or not mailbox.site:
        return "The mailbox is off, or it does not say where customers reach this Handrail. Set it under Connections."
    if FormLink.objects.filter(case=case, step="").exists():
        return "The customer was asked by e-mail. Nobody is asked twice."
    return STOPPED if _has_stopped(case) else ""


def _has_stopped(case: Case) -> bool:
    """Said in this case, or on the customer's record."""
    if cases.state(case).facts.get("email.stop_asked_on"):
        return True
    known = customers.standings(customers.root(case.customer)) if case.customer else []
    return any(each.kind == "email" and not each.given for each in known)
