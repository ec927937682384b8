"""One procedure with what it calls, put through the check. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from handrail.facts.conditions import Facts
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import DutyToMeet, Finding, Report
from handrail.procedures.shelf import with_called

MISSING = "calls"


def examine(
    procedure: Procedure,
    shelf: Mapping[str, Procedure],
    business: Facts,
    *,
    duties: Sequence[DutyToMeet] = (),
    beyond: Iterable[str] = (),
) -> Report:
    """The report on a procedure; those it calls are taken from the shelf. A call to nothing is itself the finding."""
    together = {**shelf, procedure.procedure: procedure}
    try:
        with_called(procedure.procedure, together)
    except KeyError as error:
        name = str(error.args[0])
        found = Finding(MISSING, None, "must", f"It calls {name}, which is not here", procedure=procedure.procedure)
        return Report(findings=(found,), states=0, ends=(), checked=(), complete=False)
    return check(together, procedure.procedure, duties, business, beyond=beyond)
