"""Whether the law a procedure rests on is out of date, and the reason that putting it in force then asks for. Pure."""

from collections.abc import Container, Iterable
from datetime import date

from handrail.facts.conditions import Facts
from handrail.law.engine import Law
from handrail.law.versions.age import OutOfDate, old_duties, old_packs
from handrail.procedures.duties import kinds_met
from handrail.procedures.language.steps import Procedure


def law_behind(
    law: Law, business: Facts, procedures: Iterable[Procedure], on: date, checked: Container[str]
) -> tuple[OutOfDate, ...]:
    """The packs past their day of which a duty binds this business, or may; and each such duty past its day that a step
    says it meets, unless the business checked it itself and that still holds (`checked`: ids of duties)."""
    binds = {row.duty.id: row.duty for row in law.applies(business, on) if row.verdict != "no"}
    asked = {name.split(".", maxsplit=1)[0] for name in binds}
    kept = [(name, pack.title, pack.kept_until) for name, pack in law.packs.items() if name in asked]
    duties = old_duties(law, kinds_met(procedures), on)
    return (*old_packs(kept, on), *(row for row in duties if row.duty in binds and row.duty not in checked))
