"""Whether the law a procedure rests on is out of date, and the reason that putting it in force then asks for. Pure."""

from collections.abc import Container, Iterable, Mapping
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
    return each_behind(law, business, {"": procedures}, on, checked).get("", ())


def each_behind(
    law: Law, business: Facts, bundles: Mapping[str, Iterable[Procedure]], on: date, checked: Container[str]
) -> dict[str, tuple[OutOfDate, ...]]:
    """The same of many, the law asked once: by name, those that rest on law out of date."""
    binds = frozenset(row.duty.id for row in law.applies(business, on) if row.verdict != "no")
    packs = _old_packs(law, binds, on)
    found = {name: (*packs, *_old_duties(law, rows, on, binds, checked)) for name, rows in bundles.items()}
    return {name: old for name, old in found.items() if old}


def _old_packs(law: Law, binds: Iterable[str], on: date) -> tuple[OutOfDate, ...]:
    asked = {name.split(".", maxsplit=1)[0] for name in binds}
    kept = [(name, pack.title, pack.kept_until) for name, pack in law.packs.items() if name in asked]
    return old_packs(kept, on)


def _old_duties(
    law: Law, procedures: Iterable[Procedure], on: date, binds: Container[str], checked: Container[str]
) -> list[OutOfDate]:
    duties = old_duties(law, kinds_met(procedures), on)
    return [row for row in duties if row.duty in binds and row.duty not in checked]
