"""Deeds at the desk. Each is one event in the case's chain and one durable commit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from handrail.calendars.clock import stamp
from handrail.customers import actions as keep
from handrail.customers import queries as customers
from handrail.customers.models import Customer, Sale
from handrail.customers.told import HOW
from handrail.desk import care, inhand, law, queries
from handrail.desk.clocks import actions as clocks
from handrail.desk.clocks.first import ANSWER
from handrail.desk.clocks.told import STOPS
from handrail.desk.drafts.sent import Sent
from handrail.desk.escalating.line import TO
from handrail.desk.escalating.queue import actions as escalations
from handrail.desk.escalating.queue.queries import open_hours
from handrail.desk.escalating.severity import SEVERITIES, SOON
from handrail.desk.learned import told_details, told_sale, words_to_stop
from handrail.desk.models import Case, Open
from handrail.desk.moving import stands_against, step_in_hand_name
from handrail.desk.promises.queue import actions as promises
from handrail.desk.records import fold, names_of, turn_data
from handrail.desk.roles import role_words, stands_for
from handrail.desk.starting.card import card
from handrail.desk.starting.clock_facts import named_in
from handrail.facts.never import never_kept
from handrail.facts.of_the_clock import facts_at
from handrail.facts.vocabulary import Value
from handrail.ledger import direct
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.ledger.models import Timer
from handrail.ledger.queries import as_it_stands
from handrail.people.models import Member
from handrail.people.notice.actions import require_kept
from handrail.people.paid.queries import works_outside
from handrail.people.queries import one_at_a_time
from handrail.people.rights import Right, may, require
from handrail.procedures import queries as handbook
from handrail.procedures.control import queries as control
from handrail.procedures.exporting import actions as papers
from handrail.procedures.exporting.models import PaperRun
from handrail.procedures.language import engine
from handrail.procedures.language.engine import Effect, EngineError, Event, State, Turn
from handrail.procedures.language.parts import length
from handrail.procedures.models import Bundle, Revision

ROOM = "desk"
WAIT = "case-wait"
LEARNED = ("customer.", "sale.number", "call.told_to_stop", "email.stop_asked_on")  # what a customer's record takes
NOT_SAID = Sent()
MOVED_ON = "This case has moved on since this page was loaded. Nothing was changed; here is where it stands."


class DeskError(Exception):
    """A deed at the desk that cannot be done; the message says why and what to do next."""


class KeptAlreadyError(DeskError):
    """The same answer has arrived before: it is in the record, once."""


class NotTheirsError(DeskError):
    """The step is for somebody of another role."""


class HeldError(DeskError):
    """Law stands against the step, or can't tell: someone who takes escalations decides, and writes why."""

    def __init__(self, limits: Sequence[law.Limit]) -> None:
        self.limits = limits
        titles = "; ".join(row.title for row in limits)
        super().__init__(
            f"A person decides this first: {titles}. Escalate it (F2), or take the step with a supervisor’s reason."
        )


def start(
    *,
    actor: Actor,
    member: Member,
    revision: Revision,
    channel: str,
    at: datetime,
    known: Mapping[str, Value],
    customer: Customer | None = None,
    came_from: Case | None = None,
    contact: UUID | None = None,
    brought: str = "",
    at_once: bool = False,
    contacted_at: datetime | None = None,
) -> Case:
    """Open a case on a version in force. `known` holds facts that need not be asked (of business and contact); what is
    kept of the customer is carried in beside it. `contact`: the first case of the contact it is a request of;
    `brought`: the number it has elsewhere; `at_once`: its one card was read and is done; `contacted_at`: when the
    customer's message came, where that was before."""
    require(actor, Right.RUN)
    require_kept(actor)
    revision = _in_force(revision, queries.world(at).today)
    with deed(actor, at) as record:
        one_at_a_time()
        case = Case(
            entry=revision.entry, agent=member, channel=channel, opened_at=at, came_from=came_from, contact=contact,
            brought=brought,
        )  # fmt: skip
        pins: dict[str, JSON] = {"came_from": came_from.number} if came_from else {}
        pins |= {"brought": brought} if brought else {}
        pins |= {"contacted_at": stamp(contacted_at)} if contacted_at else {}
        _opened(record, case, revision, known, _there(customer) if customer else None, pins)
        here = queries.procedures(case)[revision.entry.slug]
        if at_once and card(here):
            answer(actor=actor, case=case, at=at, step=here.steps[0].id, facts={})
        return case


def start_from_paper(
    *,
    actor: Actor,
    member: Member,
    paper: PaperRun,
    channel: str,
    begun: datetime,
    at: datetime,
    known: Mapping[str, Value],
) -> Case:
    """Enter later what was run on paper: a case on the version that was printed, from the moment written there. Who
    enters it and when is the event; the paper's time is in it. Raises DeskError, ProcedureError."""
    require(actor, Right.RUN)
    require_kept(actor)
    if begun > at:
        raise DeskError("That moment has not come yet. Write the time that stands on the paper.")
    if begun < paper.printed_at.replace(second=0, microsecond=0):
        raise DeskError("That is before this paper was printed. Look at the day and the time again.")
    with deed(actor, at) as record:
        case = Case(entry=paper.revision.entry, agent=member, channel=channel, opened_at=begun, paper=paper.label)
        _opened(record, case, paper.revision, known, None, {"paper": paper.label}, begun)
        papers.entered(actor=actor, run=paper, case=case.number, at=at)
    return case


def _opened(
    record: Deed,
    case: Case,
    revision: Revision,
    known: Mapping[str, Value],
    customer: Customer | None,
    pins: Mapping[str, JSON],
    on_paper: datetime | None = None,
) -> Case:
    assert revision.bundle is not None
    of_customer = customers.facts_of(customer) if customer else {}
    of_channel = {law.WE_CALLED: False} if case.channel in law.NO_CALL else {}  # else it is told, or asked
    given = _given(case, revision.bundle, on_paper or record.at)
    facts: dict[str, Value] = {**of_customer, **of_channel, **known, **given}
    event = engine.Start(revision.entry.slug, facts, queries.unknown_of_business(facts))
    case.number, case.bundle, case.customer = _next_number(record.at), revision.bundle, customer
    more: dict[str, JSON] = {"bundle": revision.bundle.hash, "version": revision.number, "number": case.number}
    more |= {"customer": customer.number} if customer else {}
    _turn(record, case, "started", event, {**more, **pins}, on_paper=on_paper)
    return case


def _given(case: Case, bundle: Bundle, at: datetime) -> dict[str, Value]:
    """What nobody has to ask: how and when the contact came in."""
    given: dict[str, Value] = {"case.channel": case.channel, "case.opened_on": queries.world(at).today}
    named = named_in(bundle.hash, lambda: bundle.content)
    of_the_clock = facts_at(at, open_hours()) if named else {}
    return given | {name: value for name, value in of_the_clock.items() if name in named}


def _in_force(revision: Revision, on: date) -> Revision:
    """The version as it runs today. Raises DeskError for one not in force, a block, or one that runs what was withdrawn
    urgently."""
    current = handbook.in_force(revision.entry.slug, on)
    if current is None or current.pk != revision.pk or current.bundle is None:
        raise DeskError("This version is not in force. Choose one that is.")
    if handbook.procedures_of(current.bundle)[current.entry.slug].block:
        raise DeskError("This is a part of other procedures. Choose the one that the customer needs.")
    for gone in control.withdrawn_in(current.bundle, urgent_only=True):
        why = f"{gone.by} withdrew it urgently: “{gone.why}”"
        raise DeskError(f"It runs {gone.entry.title}. {why} Ask a supervisor.")
    return current


# The customer


def meet(*, actor: Actor, case: Case, customer: Customer, at: datetime) -> None:
    """This is who the case is about. What their record holds is carried in, where the case does not know it yet; what
    the case knows already goes to their record."""
    require(actor, Right.RUN)
    customers.finding_key()
    with deed(actor, at) as record:
        case.customer = customer = _there(customer)
        direct.update(case, "customer")
        state = queries.state(case)
        _tell(record, case, state, "customer-known", customers.facts_of(customer), {"customer": customer.number})
        learn_of(record, case, state.facts, state.facts)


def keep_customer(*, actor: Actor, case: Case, at: datetime) -> Customer:
    """A record made from what the case was told. Raises DeskError when nothing says who it is."""
    require(actor, Right.RUN)
    customers.finding_key()
    with deed(actor, at):
        try:
            made = keep.add(actor=actor, details=told_details(queries.state(case).facts), at=at)
        except keep.CustomersError as error:
            raise DeskError(str(error)) from error
        meet(actor=actor, case=case, customer=made, at=at)
    return made


def take_sale(*, actor: Actor, case: Case, sale: Sale, at: datetime) -> None:
    """The case is about this purchase: what is kept of it is carried in, where the case does not know it yet."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        facts = {name: value for name, value in customers.facts_of(sale.customer, sale).items() if name[:5] == "sale."}
        _tell(record, case, queries.state(case), "sale-known", facts, {"sale": str(sale.id)})


def tell(*, actor: Actor, case: Case, at: datetime, facts: Mapping[str, Value]) -> None:
    """Something the law turns on, answered beside the step in hand. What the case knows already is not changed."""
    require(actor, Right.RUN)
    customers.finding_key()
    with deed(actor, at) as record:
        state = queries.state(case)
        _tell(record, case, state, "told", facts, {})
        learn_of(record, case, {**facts, **state.facts}, facts)


def _there(customer: Customer) -> Customer:
    """Inside a deed: the record they stand in today, which nobody removes or joins until the deed ends. Raises
    DeskError."""
    try:
        return keep.standing(customer)
    except keep.CustomersError as error:
        raise DeskError(f"{error} Or choose another.") from error


def _tell(
    record: Deed, case: Case, state: State, kind: str, facts: Mapping[str, Value], more: Mapping[str, JSON]
) -> None:
    """Facts come to the case and the hand stays where it is. An ended case takes none."""
    new = {name: value for name, value in facts.items() if name not in state.facts and state.status != "ended"}
    turn = engine.Turn(
        new, frozenset(), (), state.status, state.at, state.calls, state.outcome, state.wait_until, ()
    )  # fmt: skip
    now = queries.moment({**state.facts, **new}, record.at)
    keep_turn(record, case, kind, now, turn, more, {}, ())


def learn_of(record: Deed, case: Case, everything: Mapping[str, Value], new: Mapping[str, Value]) -> None:
    """What the customer said goes to their record, in the same commit: details, a purchase, and a word to stop."""
    if case.customer is None or not any(name.startswith(LEARNED) for name in new):
        return
    customer, actor, at = customers.root(case.customer), record.actor, record.at
    keep.learn(actor=actor, customer=customer, facts=new, at=at)
    today = queries.moment({}, at).on
    how = case.channel if case.channel in HOW else "phone"
    for word in words_to_stop(new, customers.standing_facts(customer), today):
        keep.note_consent(
            actor=actor, customer=customer, kind=word.kind, given=False, on=word.on, how=how, words="", at=at
        )
    number = everything.get("sale.number")
    if number and not customers.has_sale(customer, str(number)):
        keep.add_sale(actor=actor, customer=customer, sale=keep.SaleGiven(**told_sale(everything)), at=at)


# The steps


def answer(
    *,
    actor: Actor,
    case: Case,
    at: datetime,
    step: str,
    facts: Mapping[str, Value],
    beyond: frozenset[str] = frozenset(),
    confirmed: bool | None = None,
    decided: str = "",
    chosen: str = "",
    on_paper: datetime | None = None,
    language: str = "",
    by: Sent = NOT_SAID,
    override: bool = False,
) -> None:
    """The step in hand is done; where steps may be done in any order, `chosen` is the one that comes now. `step` is
    the one the agent saw: an answer to another step is refused, so a doubled or late submission changes nothing.
    `decided`: why someone who takes escalations goes on although the law says no or can't tell. `override`: and
    although a check says no. `by`: the number and the place of the page it comes from. Raises UnansweredError for facts
    still missing, HeldError for what a person has to decide first, KeptAlreadyError for what arrives twice."""
    require(actor, Right.RUN)
    customers.finding_key()
    may_be_kept(decided)
    if override and not (may(actor.role, Right.TAKE) and decided.strip()):
        raise DeskError("Only somebody who takes escalations goes on against a check, and writes why.")
    with deed(actor, at) as record:
        state = _where(case, by)
        _theirs(actor, case, state)
        event = engine.Choose(chosen) if chosen else engine.Answer(facts, beyond, confirmed, override)
        said: dict[str, JSON] = {**by.data(), **({} if confirmed is None else {"confirmed": confirmed})}
        said |= {"chosen": chosen} if chosen else {}
        _turn(
            record, case, "answered", event, {"step": step, **said}, here=state, decided=decided, on_paper=on_paper,
            language=language,
        )  # fmt: skip
        learn_of(record, case, {**state.facts, **facts}, facts)


def _where(case: Case, by: Sent) -> State:
    """Where the case stands, for an answer that comes from a page. Raises KeptAlreadyError, DeskError."""
    told = queries.events(case.id)
    if by.is_among(kept.data for kept in told):
        raise KeptAlreadyError("This was kept already.")
    state = queries.fold_in(case, told).state
    if by.trail is not None and by.trail != len(state.trail):
        raise DeskError(MOVED_ON)
    return state


def _theirs(actor: Actor, case: Case, state: State) -> None:
    """A step for another role is done by somebody of that role. Raises DeskError."""
    bundle = queries.procedures(case)
    step = engine.step_in_hand(bundle, state)
    why = inhand.not_theirs(bundle[state.at.procedure], step, actor.role) if step and state.at else ""
    if why:
        raise NotTheirsError(why)


def wait_for_role(actor: Actor, case: Case, before: State, turn: Turn, at: datetime) -> None:
    """A case that comes to a step for somebody else stands in their list until that step is behind it."""
    bundle = queries.procedures(case)
    left = engine.step_in_hand(bundle, before)
    if left and left.role != "agent":
        Open.objects.filter(case=case, kind="step", closed_at=None).update(closed_at=at)
    if turn.status != "open" or turn.at is None:
        return
    procedure = bundle[turn.at.procedure]
    step = procedure.step(turn.at.step)
    if inhand.not_theirs(procedure, step, actor.role):
        Open.objects.create(case=case, kind="step", role=step.role, what=f"A step for you: {step.name}"[:300])


def _held(actor: Actor, now: law.Moment, turn: Turn, decided: str) -> tuple[str, ...]:
    """The kinds of duty a step of this turn claims to meet while the law says no to it or can't tell, when a person
    decided to go on. Raises HeldError when nobody did."""
    meets = [effect.text for effect in turn.effects if effect.kind == "meets"]
    rows = [row for row in law.limits(now, meets) if row.holds]
    if rows and not (decided.strip() and may(actor.role, Right.TAKE)):
        raise HeldError(rows)
    return tuple(row.kind for row in rows)


def skip(*, actor: Actor, case: Case, at: datetime, step: str, reason: str, on_paper: datetime | None = None) -> None:
    require(actor, Right.RUN)
    may_be_kept(reason)
    with deed(actor, at) as record:
        state = queries.state(case)
        _must_be_at(state, step)
        _theirs(actor, case, state)
        here, bundle = engine.step_in_hand(queries.procedures(case), state), queries.procedures(case)
        by = bundle[state.at.procedure].filled_by(here.may_skip.by) if here and here.may_skip and state.at else "agent"
        if not stands_for(actor.role, by):
            raise DeskError(f"Only {role_words(by)} skips this step. Ask them, or escalate it (F2).")
        _turn(
            record, case, "skipped", engine.Skip(reason), {"step": step}, {"reason": reason}, state, on_paper=on_paper
        )


def not_as_written(record: Deed, case: Case, step: str, data: Mapping[str, JSON], personal: Mapping[str, JSON]) -> str:
    """The step in hand is passed as done otherwise than written. Returns its name. Raises DeskError."""
    state = queries.state(case)
    _must_be_at(state, step)
    _theirs(record.actor, case, state)
    here = engine.step_in_hand(queries.procedures(case), state)
    event = engine.Deviate(str(personal["reason"]))
    _turn(record, case, "deviated", event, {"step": step, **data}, personal, state)
    return here.name if here else ""


def escalate(
    *,
    actor: Actor,
    case: Case,
    at: datetime,
    to: str,
    why: str,
    severity: str = SOON,
    named: Member | None = None,
) -> None:
    """Ask somebody who stands for `to`, or a person by name: on duty first, else the next in line. Raises DeskError."""
    require(actor, Right.RUN)
    if to not in TO:
        raise DeskError("Choose to whom: supervisor, legal, manager or owner.")
    if severity not in SEVERITIES:
        raise DeskError("Choose how soon it needs somebody: urgent, soon or routine.")
    if named is not None and (not named.active or named.pk == actor.id):
        raise DeskError("Choose somebody else who works here.")
    if not why.strip():
        raise DeskError("Write why. The one who takes it reads this first.")
    may_be_kept(why)
    data: dict[str, JSON] = {"to": to, "severity": severity, **({"named": str(named.pk)} if named else {})}
    with deed(actor, at) as record:
        _turn(record, case, "escalated", engine.Escalate(to, why), data, {"reason": why})


def pause(*, actor: Actor, case: Case, at: datetime, reason: str, for_customer: bool = False) -> None:
    """`for_customer`: we wait for the customer, so our own clock stands still until the case is taken up again."""
    require(actor, Right.RUN)
    may_be_kept(reason)
    with deed(actor, at) as record:
        waits: dict[str, JSON] = {"waits_for": STOPS} if for_customer else {}
        _turn(record, case, "paused", engine.Pause(reason), waits, {"reason": reason})


def resume(*, actor: Actor, case: Case, at: datetime) -> None:
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        _turn(record, case, "resumed", engine.Resume(), {})


def time_out(*, actor: Actor, case: Case, at: datetime) -> None:
    """The longest wait is over: the step's own way for it. Done by the worker, once; a case that moved on is left."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        _turn(record, case, "timed-out", engine.TimedOut(), {})


def give_up(*, actor: Actor, case: Case, at: datetime, outcome: str, reason: str) -> None:
    """End a case before its procedure does: nobody is there any more, or it was begun by mistake."""
    require(actor, Right.RUN)
    if outcome not in ("abandoned", "unresolved"):
        raise DeskError("Choose why it ends here: the customer is gone, or this is not the way for it.")
    may_be_kept(reason)
    with deed(actor, at) as record:
        event = engine.GiveUp("abandoned" if outcome == "abandoned" else "unresolved", reason)
        _turn(record, case, "given-up", event, {}, {"reason": reason})


def move_to(*, actor: Actor, case: Case, revision: Revision, reason: str, at: datetime) -> None:
    """Go on with another version of the procedure: what the case knows and where it stands are carried over, and both
    hashes stand in its record. Only where the step in hand is in both."""
    require(actor, Right.TAKE)
    if not reason.strip():
        raise DeskError("Write why this case goes on with the other version.")
    if revision.entry_id != case.entry_id:
        raise DeskError("This is a version of another procedure. Hand the case over instead.")
    revision = _in_force(revision, queries.world(at).today)
    bundle, was = revision.bundle, case.bundle
    assert bundle is not None
    if bundle.hash == was.hash:
        raise DeskError("The case runs on this version already.")
    before, now = queries.procedures(case), handbook.procedures_of(bundle)
    with deed(actor, at) as record:
        told = queries.events(case.id)
        state = fold(told).state
        refused = stands_against(state, names_of(told), before, now)
        if refused:
            raise DeskError(refused)
        case.bundle = bundle
        case.step_name = step_in_hand_name(now, state)
        case.save(update_fields=["bundle", "step_name"])
        pins: dict[str, JSON] = {"from": was.hash, "to": bundle.hash, "version": revision.number}
        record.event(ROOM, "moved", "case", case.id, pins, {"reason": reason.strip()})


def note(*, actor: Actor, case: Case, at: datetime, text: str, by: Sent = NOT_SAID) -> None:
    require(actor, Right.RUN)
    if not text.strip():
        raise DeskError("Write the note first.")
    may_be_kept(text)
    with deed(actor, at) as record:
        if by.client and by.is_among(kept.data for kept in queries.events(case.id)):
            raise KeptAlreadyError("This was kept already.")
        record.event(ROOM, "noted", "case", case.id, by.data(), {"note": text})


MOST_SAID = 2000


def rate(*, actor: Actor, case: Case, at: datetime, score: int, words: str = "") -> None:
    """The customer's answer to "how satisfied are you", 1 to 5, and in their words, asked at the end. It is taken once:
    nobody writes another over it."""
    require(actor, Right.RUN)
    if case.status != "ended" or score not in range(1, 6):
        raise DeskError("The question comes at the end of a case; the answer is 1 to 5.")
    said = words.replace("\0", "").replace("\r\n", "\n").strip()
    if len(said) > MOST_SAID:
        raise DeskError(f"The words are too long: {MOST_SAID} characters at most. Shorten them.")
    may_be_kept(said)
    with deed(actor, at) as record:
        if not Case.objects.filter(pk=case.pk, csat=None).update(csat=score):
            raise DeskError("The customer’s answer is kept already.")
        case.csat = score
        record.event(ROOM, "rated", "case", case.id, {"csat": score}, {"note": said} if said else {})


NOT_CLOSED = {
    "due": "This is a promise. Say what became of it: kept, not kept, or the customer let it go.",
    ANSWER: "This one closes by itself, when the customer is answered.",
}


def close_item(*, actor: Actor, item: Open, at: datetime, how: str) -> None:
    """It was taken care of: a step for somebody, a deadline of law, something to look after. What became of a promise
    is said in one way only (`desk.promises`), and a first answer is given. Raises DeskError."""
    require(actor, Right.TAKE if item.kind == "escalation" else Right.RUN)
    if item.kind in NOT_CLOSED:
        raise DeskError(NOT_CLOSED[item.kind])
    if not how.strip():
        raise DeskError("Write what was done.")
    may_be_kept(how)
    with deed(actor, at) as record:
        as_it_stands(item)
        if item.closed_at is not None:
            raise DeskError("This one is closed already. What was done stands in the record.")
        escalations.over(item, "ended", at)
        words: dict[str, JSON] = {"note": item.what, "how": how}  # sealed: it may be somebody's own words
        record.event(ROOM, "item-closed", "case", item.case_id, {"kind": item.kind}, words)


def may_be_kept(words: str) -> None:
    found = never_kept(words)
    if found:
        raise DeskError(f"This looks like {found}. It never stands in a record. Take it out, then keep the rest.")


def fitting(
    words: str, wanted: str, longest: int, *, what: str = "This", instead: str = ", or send it in two parts"
) -> str:
    """Free words as they are kept. Raises DeskError: `wanted` where there are none; for what is too long, or may never
    stand in a record."""
    said = words.replace("\0", "").replace("\r\n", "\n").strip()
    if not said:
        raise DeskError(wanted)
    if len(said) > longest:
        raise DeskError(f"{what} is too long: {longest:,} characters at most. Shorten it{instead}.")
    may_be_kept(said)
    return said


def _who(actor: Actor) -> str:
    """By whom a step is done, as four eyes count them."""
    return str(actor.id) if actor.id else ""


# The one way a case moves


def _turn(
    record: Deed,
    case: Case,
    kind: str,
    event: Event,
    more: Mapping[str, JSON],
    personal: Mapping[str, JSON] | None = None,
    here: State | None = None,
    decided: str = "",
    on_paper: datetime | None = None,
    language: str = "",
) -> None:
    """`here`: where the case stands, for a caller that has read it already. `on_paper`: when it happened, for what is
    entered later; the law and the clocks go by it, the record says both."""
    state = here or (queries.state(case) if kind != "started" else State())
    if "step" in more:
        _must_be_at(state, str(more["step"]))
    now = queries.moment(state.facts, _happened(record, case, on_paper))
    more = {**more, **({"on_paper": now.at.isoformat()} if on_paper else {})}
    asked = queries.asked(now)
    world = queries.engine_world(now, asked, _who(record.actor))
    try:
        turn, why = care.decide(queries.procedures(case), state, event, world, lambda: asked.doubtful)
    except engine.UnansweredError:
        raise
    except EngineError as error:
        raise DeskError(str(error)) from error
    now = replace(now, facts={**now.facts, **turn.facts})
    turn, sent = _sent(case, state, turn, now, language)
    turn = _with_business(state, turn)
    more = {**more, **sent}
    held = _held(record.actor, now, turn, decided)
    against = [step for step, how in turn.moves if how == "overridden"]
    more = {**more, **({"to_a_person": why} if why else {}), **({"decided": list[JSON](held)} if held else {})}
    more = {**more, **({"overrode": list[JSON](against)} if against else {})}
    personal = {**(personal or {}), **({"reason": decided.strip()} if held or against else {})}
    keep_turn(record, case, kind, now, turn, more, personal, asked.kinds)
    if turn.at != state.at:
        wait_for_role(record.actor, case, state, turn, record.at)


def _sent(case: Case, before: State, turn: Turn, now: law.Moment, language: str) -> tuple[Turn, dict[str, JSON]]:
    """The turn with the words that went out, and which reply they were. Raises DeskError for one that can't be sent."""
    step = engine.step_in_hand(queries.procedures(case), before)
    gone = [n for n, effect in enumerate(turn.effects) if step and effect.kind == "send" and effect.step == step.id]
    what = queries.sending(case, step, now, language) if gone else None
    if what is None:
        return turn, {}
    if what.why:
        raise DeskError(f"“{what.reply.title}” can’t be sent. {what.why[0]}")
    effects = list(turn.effects)
    effects[gone[0]] = replace(effects[gone[0]], text=what.reply.words)
    return replace(turn, effects=tuple(effects)), {"sent": what.pinned()}


def _with_business(before: State, turn: Turn) -> Turn:
    """The turn, which also brings what its words name of the business and the case did not know: so the record tells
    what was said."""
    told = queries.lent([effect.text for effect in turn.effects], {**before.facts, **turn.facts})
    return replace(turn, facts={**turn.facts, **told}) if told else turn


def _happened(record: Deed, case: Case, on_paper: datetime | None) -> datetime:
    """The moment of a turn: now, or the time on a paper. Raises DeskError for one that can't be."""
    if on_paper is None:
        return record.at
    if not case.opened_at <= on_paper <= record.at:
        raise DeskError("The time on the paper lies between the case's beginning and now. Look at it again.")
    return on_paper


def keep_turn(
    record: Deed,
    case: Case,
    kind: str,
    now: law.Moment,
    turn: Turn,
    more: Mapping[str, JSON],
    personal: Mapping[str, JSON],
    asked: Collection[str],
) -> None:
    """The turn, the law that answered, and what follows from both go into the record and the lists."""
    stood = _list_row(case, turn, now.at)
    ends = law.deadlines(now, queries.kinds_met(case))
    meets = [effect.text for effect in turn.effects if effect.kind == "meets"]
    why = law.reasons(ends, (kind for kind in meets if kind in now.law.kinds), asked, _limited(now, meets))
    data, sealed = turn_data(turn)
    pins: dict[str, JSON] = {"law": law.pinned(now, why)}
    since = datetime.fromisoformat(str(more["contacted_at"])) if "contacted_at" in more else now.at
    pins |= clocks.with_turn(actor=record.actor, case=case, kind=kind, turn=turn, at=now.at, since=since)
    pins |= {"outside_hours": True} if works_outside(record.actor.id, record.at) else {}
    record.event(ROOM, kind, "case", case.id, {**more, **data, **pins}, {**sealed, **personal})
    for effect in turn.effects:
        _carry_out(record, case, effect, more)
    _keep_timer(case, turn, record.at, stood)
    _keep_deadlines(case, ends, meets, now)


def _limited(now: law.Moment, meets: Collection[str]) -> list[str]:
    return [row.kind for row in law.limits(now, meets)]


def _keep_deadlines(case: Case, ends: Sequence[law.Ends], meets: Collection[str], now: law.Moment) -> None:
    """What the law wants of us by a day stands in the queue until a step that meets it is done. A customer's right is
    shown with the case, and is nothing to be worked off."""
    names = ["duty", "id", "due_at", "closed_at"]
    held = {duty: _Held(*row) for duty, *row in direct.read(Open, names, case=case.id, kind="law")}
    for end in ends:
        row, last = held.get(end.kind), law.last_moment(end, now.zone)
        if end.right or last is None or end.kind in meets or (row and (row.closed_at or row.due_at == last)):
            continue
        if row:
            Open.objects.filter(pk=row.id).update(due_at=last, basis=end.basis[:300])
        else:
            what, basis = end.title[:300], end.basis[:300]
            direct.insert(Open(case=case, kind="law", duty=end.kind, what=what, due_at=last, basis=basis))
    met = [row.id for kind, row in held.items() if kind in meets and row.closed_at is None]
    if met:
        Open.objects.filter(pk__in=met).update(closed_at=now.at)


class _Held(NamedTuple):
    """A deadline of law as it stands in the queue."""

    id: UUID
    due_at: datetime | None
    closed_at: datetime | None


def _list_row(case: Case, turn: Turn, at: datetime) -> str:
    """Keep the row that lists show in step with the turn. Answers the status that stood there; "" for a new case."""
    case.status, case.outcome = turn.status, turn.outcome or ""
    step = queries.procedures(case)[turn.at.procedure].step(turn.at.step) if turn.at else None
    case.step_name = step.name if step else ""
    case.ended_at = at if turn.status == "ended" else None
    if case._state.adding:
        direct.insert(case)
        return ""
    moves = ["status", "outcome", "step_name", "ended_at"]
    (stands,) = direct.read(Case, moves, id=case.id)  # as somebody else may have left it meanwhile
    moved = [name for name, was in zip(moves, stands, strict=True) if getattr(case, name) != was]
    if moved:  # a column that stays costs as much as one that changes: each of its indexes is written
        direct.update(case, *moved)
    return str(stands[0])


def no_more_timers(case: Case, at: datetime) -> None:
    for timer in direct.find(Timer, kind=WAIT, subject_id=case.id, done_at=None):
        timer.done_at = at
        direct.update(timer, "done_at")


def _keep_timer(case: Case, turn: Turn, at: datetime, stood: str) -> None:
    """A case that waits has one timer; any other has none left, and one that did not wait had none (`stood`)."""
    if stood == "waiting":
        no_more_timers(case, at)
    if turn.status == "waiting" and turn.wait_until:
        Timer.objects.create(kind=WAIT, subject_id=case.id, due_at=turn.wait_until)


def _carry_out(record: Deed, case: Case, effect: Effect, more: Mapping[str, JSON]) -> None:
    if effect.kind == "escalate":
        own = more if not effect.step else {}  # the agent's own words say how soon, and whom they ask
        escalations.put(
            actor=record.actor, case=case, to=_filled_by(case, effect), what=effect.text, at=record.at,
            severity=str(own.get("severity", SOON)), named=UUID(str(own["named"])) if "named" in own else None,
            by=_how_soon(case, effect, record.at),
        )  # fmt: skip
    elif effect.kind == "due":
        assert effect.at is not None
        promises.put(case=case, what=effect.text, by=effect.at, at=record.at)
    elif effect.kind == "request":  # queued with the case; it begins as a case of its own, when its turn comes
        what = f"Also wanted: {handbook.title_of(effect.text)}"
        Open.objects.create(case=case, kind="request", role="agent", what=what[:300], duty=effect.text[:60])


def _filled_by(case: Case, effect: Effect) -> str:
    """The standing role behind one that a procedure calls by a name of its own."""
    there = queries.procedures(case).values()
    return next((each.filled_by(effect.to) for each in there if effect.to in each.roles), effect.to)


def _how_soon(case: Case, effect: Effect, at: datetime) -> datetime | None:
    """By when, where the procedure itself says it."""
    steps = (step for each in queries.procedures(case).values() for step in each.steps if step.id == effect.step)
    for step in steps:
        ways = [(way.escalate, way.why, way.within) for _, way in step.ways()]
        ways += [(step.escalate.to, step.escalate.why, step.escalate.within)] if step.escalate else []
        for to, why, within in ways:
            if (to, why) == (effect.to, effect.text) and within:
                return at + length(within)
    return None


def _must_be_at(state: State, step: str) -> None:
    here = state.at
    if here is None or here.step != step:
        raise DeskError(MOVED_ON)


def _next_number(at: datetime) -> str:
    one_at_a_time()
    year = f"{at:%Y}"
    last = Case.objects.filter(number__startswith=f"{year}-").order_by("-number").first()
    return f"{year}-{int(last.number[5:]) + 1 if last else 1:06d}"
