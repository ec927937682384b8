"""Deeds that move a case between people, and join it with its double."""

from datetime import datetime

from handrail.customers import queries as customers
from handrail.desk import queries
from handrail.desk.actions import DeskError, keep_turn, may_be_kept, no_more_timers, tell
from handrail.desk.going_back.inputs import told_names
from handrail.desk.going_back.queries import of
from handrail.desk.models import Case, Open
from handrail.facts.vocabulary import Value
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.ledger.queries import as_it_stands
from handrail.people.models import Member
from handrail.people.rights import Right, may, require
from handrail.procedures.language.engine import State, Turn

HANDOVER = "handover"
DUPLICATE = "duplicate"


def hand_over(*, actor: Actor, case: Case, to: Member | None, summary: str, at: datetime) -> None:
    """To a colleague, or to whoever takes it next (`to` None: the shift). The summary is what they read first. Raises
    DeskError."""
    require(actor, Right.RUN)
    if not summary.strip():
        raise DeskError("Write what the next person has to know. They read it first.")
    if to is not None and (not to.active or not may(to.role, Right.RUN)):
        raise DeskError(f"{to.user.name} does not work at the desk. Choose somebody who does.")
    may_be_kept(summary)
    with deed(actor, at) as record:
        as_it_stands(case)
        if case.status == "ended":
            raise DeskError("This case has ended; there is nothing left to hand over.")
        if to is not None and to.pk == case.agent_id:
            raise DeskError(f"This case is {to.user.name}’s already.")
        _close_handovers(case, at)
        data: dict[str, JSON] = {"from": str(case.agent_id), "to": str(to.pk) if to else "shift"}
        case.agent = to or case.agent
        case.save(update_fields=["agent"])
        if to is None:
            words = "Left for the next shift: read the summary, then take it over"
            Open.objects.create(case=case, kind=HANDOVER, role="agent", what=words)
        record.event("desk", "handed-over", "case", case.id, data, {"summary": summary.strip()})


def take_over(*, actor: Actor, member: Member, case: Case, at: datetime) -> None:
    """From now on it is mine."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        as_it_stands(case)
        if case.status == "ended":
            raise DeskError("This case has ended. Reopen it first.")
        _close_handovers(case, at)
        data: dict[str, JSON] = {"from": str(case.agent_id), "to": str(member.pk)}
        case.agent = member
        case.save(update_fields=["agent"])
        record.event("desk", "taken-over", "case", case.id, data)


def _close_handovers(case: Case, at: datetime) -> None:
    Open.objects.filter(case=case, kind=HANDOVER, closed_at=None).update(closed_at=at)


def merge(*, actor: Actor, case: Case, into: Case, reason: str, at: datetime) -> None:
    """The case is the double of another one: it ends as that, and what it still owes goes on there. Both records stay
    whole and name each other. Raises DeskError."""
    require(actor, Right.RUN)
    may_be_kept(reason)
    customers.finding_key()
    if not reason.strip():
        raise DeskError("Write why they are the same. Both records show it.")
    with deed(actor, at) as record:
        for row in sorted((case, into), key=lambda row: row.pk):  # in one order, whichever way they are joined
            as_it_stands(row)
        if case.pk == into.pk or into.status == "ended" or case.status == "ended":
            raise DeskError("Choose another case that is still open.")
        ours, theirs = queries.of_whom(case), queries.of_whom(into)
        if ours and theirs and ours != theirs:
            raise DeskError(
                "These are cases of two customers. Join the customers’ records first, if they are one person."
            )
        state = queries.state(case)
        case.merged_into = into
        case.save(update_fields=["merged_into"])
        tell(actor=actor, case=into, at=at, facts=_told(case, into, state))
        now = queries.moment(state.facts, at)
        keep_turn(record, case, "merged", now, _ended(state), {"into": into.number}, {"reason": reason.strip()}, ())
        moved = Open.objects.filter(case=case, closed_at=None).exclude(kind=HANDOVER)
        held = set(Open.objects.filter(case=into, closed_at=None, kind="law").values_list("duty", flat=True))
        moved.filter(kind="law", duty__in=held).update(closed_at=at)  # the same deadline stands there already
        count = moved.update(case=into)
        _close_handovers(case, at)
        no_more_timers(case, at)
        into_data: dict[str, JSON] = {"double": case.number, "items": count}
        record.event("desk", "double-joined", "case", into.id, into_data, {"reason": reason.strip()})


def _told(case: Case, into: Case, state: State) -> dict[str, Value]:
    """What people told the double and the other case does not know yet, but what is one procedure's own."""
    known = queries.state(into).facts
    told = told_names(of(case, queries.events(case.id))) - known.keys()
    return {
        name: state.facts[name]
        for name in sorted(told)
        if name in state.facts and not name.startswith(("own.", "case."))
    }


def _ended(state: State) -> Turn:
    return Turn({}, frozenset(), (), "ended", None, (), DUPLICATE, None, ())
