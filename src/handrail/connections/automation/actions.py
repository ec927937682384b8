"""Automation goes on with a case as far as it may, and stops where a person decides. Every step it does is a step of
the case like any other, in the name of the mailbox."""

from datetime import datetime

from handrail.connections.automation.deciding import May, Plan, plan
from handrail.connections.filling import actions as filling
from handrail.connections.mail.writing import subject_of
from handrail.connections.models import Connection
from handrail.connections.outbox import actions as outbox
from handrail.connections.outbox.actions import Draft
from handrail.desk import actions as desk
from handrail.desk import queries
from handrail.desk.actions import DeskError
from handrail.desk.carrying import actions as carrying
from handrail.desk.carrying.queries import Thread, at_of, foreseen, thread_of
from handrail.desk.law import Moment
from handrail.desk.models import Case
from handrail.ledger.actor import Actor, system
from handrail.ledger.deed import deed
from handrail.procedures.language.engine import EngineError, State, UnansweredError, step_in_hand, to_ask
from handrail.procedures.language.steps import Step
from handrail.procedures.replies.reply import filled

MOST_STEPS = 20  # of one go; a procedure that sends back and back is looked at by a person
TOO_OFTEN = "This address was written to so often that a person looks first."


def actor_of(connection: Connection) -> Actor:
    return system(connection.organization_id, f"Mail {connection.address}")


def language_of(state: State) -> str:
    """The language the customer wants, as replies call it; a reply that is not there in it goes in English."""
    return str(state.facts.get("customer.language", ""))


def go_on(*, connection: Connection, case: Case, at: datetime, at_desk: bool = False) -> None:
    """Step by step, until a person, the customer or time has to do something. `at_desk`: a person has just done a step
    of it and has the next one before them, so nothing waits for them anew."""
    actor, thread = actor_of(connection), thread_of(case)
    for done in range(MOST_STEPS):
        state, now = at_of(case, at)
        step = step_in_hand(queries.procedures(case), state)
        if step is None or case.status != "open":
            return
        told = _one_step(actor, connection, case, thread, step, state, now)
        if told.do == "person" and (done or told.decide or not at_desk):
            carrying.stopped(actor=actor, case=case, why=told.why, at=now.at, waits=not at_desk, decide=told.decide)
        if told.do in ("person", "ask"):
            return
    carrying.stopped(actor=actor, case=case, why="Automation went round in this case. A person looks at it.", at=at)


def _one_step(
    actor: Actor, connection: Connection, case: Case, thread: Thread | None, step: Step, state: State, now: Moment
) -> Plan:
    """What was done; where it was a person's, the reason."""
    told = _plan(connection, case, thread, step, state, now)
    try:
        if told.do == "send" and thread:
            _send(actor, connection, case, thread, step, state, now)
        elif told.do == "ask" and thread:
            filling.ask(
                actor=actor, connection=connection, case=case, thread=thread, step=step, names=told.names, at=now.at
            )
        elif told.do == "pass":
            desk.answer(actor=actor, case=case, at=now.at, step=step.id, facts={})
    except (DeskError, EngineError) as error:
        return Plan("person", str(error))
    return told


def _plan(connection: Connection, case: Case, thread: Thread | None, step: Step, state: State, now: Moment) -> Plan:
    may = May(connection.may_send, connection.may_ask, thread is not None, bool(connection.site))
    asks = to_ask(step, state, queries.world_of(now))
    told = plan(step, asks, queries.sending(case, step, now, language_of(state)), may, language_of(state))
    if told.do in ("send", "ask") and thread and outbox.too_often(connection, thread.to, now.at):
        return Plan("person", TOO_OFTEN)
    if told.do not in ("pass", "send"):
        return told
    try:
        why = foreseen(case, state, now).why
    except UnansweredError:
        return Plan("person", "Something has to be found out that the customer can’t be asked.")
    return Plan("person", why, decide=True) if why else told


def _send(
    actor: Actor, connection: Connection, case: Case, thread: Thread, step: Step, state: State, now: Moment
) -> None:
    """The step is done and its reply written in one deed: neither without the other."""
    language = language_of(state)
    sending = queries.sending(case, step, now, language)
    assert sending is not None
    facts = {**state.facts, **foreseen(case, state, now).turn.facts}
    subject, words = filled(sending.reply, {**sending.lent, **facts})
    draft = Draft(thread.to, subject_of(thread.subject, subject), words, thread.ids)
    with deed(actor, now.at):
        desk.answer(actor=actor, case=case, at=now.at, step=step.id, facts={}, language=language)
        outbox.write(actor=actor, connection=connection, case=case, draft=draft, at=now.at)
