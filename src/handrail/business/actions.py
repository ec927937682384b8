"""Deeds about the business's facts."""

from collections.abc import Mapping
from datetime import datetime

from handrail.business import queries
from handrail.business.interview import contradictions
from handrail.business.models import BusinessFact
from handrail.facts.answers import to_json
from handrail.facts.rows import RowError, as_row, lines
from handrail.facts.vocabulary import Value, fact
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require


class BusinessError(Exception):
    """Answers that cannot be kept; the message says why. `names`: the facts that can't be so together."""

    def __init__(self, says: str, names: tuple[str, ...] = ()) -> None:
        self.names = names
        super().__init__(says)


def declare_role(*, actor: Actor, role: str, title: str, filled_by: str, at: datetime) -> None:
    """One more role beside the five; how it is paid stays to be determined. Raises BusinessError where one of this name
    is there already, or it can't be one."""
    require(actor, Right.DESCRIBE)
    kept = queries.answers().get("business.roles")
    there = [as_row("role", line) for line in kept] if isinstance(kept, tuple) else []
    if any(row["role"] == role for row in there):
        raise BusinessError(f"The business has the role {role} already. Change it under Your business.")
    try:
        made = lines("role", [*there, {"role": role, "title": title, "filled_by": filled_by}])
    except RowError as error:
        raise BusinessError(str(error)) from None
    answer(actor=actor, answers={"business.roles": made}, at=at)


def answer(*, actor: Actor, answers: Mapping[str, Value | None], at: datetime) -> None:
    """Keep answers; None is "I don't know". Raises BusinessError for answers that can't be so together."""
    require(actor, Right.DESCRIBE)
    if not answers:
        raise BusinessError("There is no answer to keep.")
    together = {**queries.answers(), **{fact(name).name: value for name, value in answers.items()}}
    found = contradictions({name: value for name, value in together.items() if value is not None})
    mine = [c for c in found if answers.keys() & set(c.names)]
    if mine:
        raise BusinessError(mine[0].says, mine[0].names)
    with deed(actor, at) as record:
        for name, value in answers.items():
            kept = None if value is None else to_json(value)
            BusinessFact.objects.update_or_create(name=name, defaults={"value": kept, "answered_at": at})
        data: dict[str, JSON] = {name: None if value is None else to_json(value) for name, value in answers.items()}
        record.event("business", "answered", "organization", actor.organization, {"answers": data})
