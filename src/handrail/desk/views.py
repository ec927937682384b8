"""Pages of the desk. Every one works as a plain form; keys press the same buttons."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.business.queries import known
from handrail.calendars.clock import stamp
from handrail.customers import access as customers_access
from handrail.customers import queries as customers
from handrail.customers.models import Customer
from handrail.customers.tidy import KINDS
from handrail.customers.told import CONSENTS
from handrail.desk import access, actions, emergency, inhand, law, queries
from handrail.desk.access import uuid_of
from handrail.desk.actions import DeskError, HeldError, KeptAlreadyError
from handrail.desk.after.queries import asker
from handrail.desk.after.reasons import actions as reasons
from handrail.desk.after.reasons.access import reason_code
from handrail.desk.after.reasons.queries import for_case
from handrail.desk.carrying import actions as carrying
from handrail.desk.carrying import queries as carried
from handrail.desk.clocks import queries as clocks
from handrail.desk.clocks.first import ANSWER
from handrail.desk.clocks.told import STOPS
from handrail.desk.deviating import actions as deviating
from handrail.desk.drafts import actions as drafts
from handrail.desk.drafts.queries import typed
from handrail.desk.drafts.sent import sent
from handrail.desk.escalating.access import asked_of
from handrail.desk.escalating.line import Person
from handrail.desk.escalating.queries import of_case, whom
from handrail.desk.escalating.queue.queries import people
from handrail.desk.escalating.severity import SEVERITIES, SOON
from handrail.desk.forms import Box, StepForm, step_form, told_form
from handrail.desk.from_paper import times
from handrail.desk.handing import actions as handing
from handrail.desk.known_events.queries import going_on
from handrail.desk.learned import told_details
from handrail.desk.models import Case
from handrail.desk.promises import actions as promises
from handrail.desk.promises.access import person
from handrail.desk.promises.queries import keepers
from handrail.desk.records import Folded, Kept, kinds_met, worked_out
from handrail.desk.roles import role_words, stands_for
from handrail.desk.several import actions as several
from handrail.desk.several.queries import in_hand
from handrail.desk.starting import anything
from handrail.desk.starting.card import card
from handrail.desk.watching.following import actions as following
from handrail.desk.watching.scoring import queries as scoring
from handrail.facts.vocabulary import VOCABULARY, UnknownFactError, fact
from handrail.inquiries import queries as inquiries
from handrail.inquiries.models import Ticket
from handrail.law.plain import Teller
from handrail.law.words import said
from handrail.ledger import attachments
from handrail.ledger.ids import new_id
from handrail.people.access import MemberRequest, page
from handrail.people.paid.queries import works_outside
from handrail.people.rights import Right, may, require
from handrail.procedures import queries as handbook
from handrail.procedures.access import revision
from handrail.procedures.control import queries as control
from handrail.procedures.documents.spoken import ROLES, how_many
from handrail.procedures.exporting import queries as papers
from handrail.procedures.handbook.queries import drawn
from handrail.procedures.language.engine import State, UnansweredError, offered, step_in_hand, to_ask, why_not_skipped
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.language.words import fill
from handrail.procedures.models import Revision
from handrail.procedures.shelf import called_by, library
from handrail.web.addresses import signed, was_said
from handrail.web.sheets import csv_file

WE_CALL = "phone-out"
WORDS: tuple[Literal["say", "do", "send"], ...] = ("say", "do", "send")
CHANNELS = [
    ("phone", "Phone, they called"), (WE_CALL, "Phone, we call"), ("counter", "Counter"), ("email", "E-mail"),
    ("chat", "Chat"), ("text-message", "Text message"), ("mail", "Mail"),
]  # fmt: skip
SORTS = [("opened", "Newest first"), ("waiting", "Oldest first"), ("procedure", "By procedure"), ("agent", "By agent")]
A_PAGE = 25
FIRST_ITEMS = 12
FIRST_MINE = 5
FIRST_SALES = 5
LINE = "X-Handrail-Line"  # the page takes the next step in its own place, and is not sent there by another question
ABOUT = "case.reason"  # what the contact is about, in a few words
FINDS = ("customer.phone", "customer.email", "sale.number")  # each alone is enough to propose a record


# The desk


@page(Right.RUN)
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """What the customer says finds the procedure, and so does a ticket, a number or a link; what breaks first stands
    first."""
    given = anything.read(request.GET.dict(), frozenset(dict(CHANNELS)))
    open_words, sort = request.GET.get("open", ""), request.GET.get("sort", "opened")
    cases = queries.open_cases(open_words, sort)
    if request.GET.get("format") == "csv":
        return _csv(request, cases)
    ticket = _ticket(given.ticket)
    context = {
        **_begins(request, given, ticket),
        "cases": Paginator(cases, A_PAGE).get_page(request.GET.get("page")),
        "open_words": open_words,
        "sort": sort,
        "sorts": SORTS,
        "mine": queries.open_cases().filter(agent=request.member)[:FIRST_MINE],
        "items": queries.open_items()[:FIRST_ITEMS],
        "waiting": queries.open_items().count(),
        "known_events": going_on(),
        "may_export": may(request.member.role, Right.RECORDS),
        "may_watch": may(request.member.role, Right.TAKE),
        "now": request.at,
        "said": was_said(request),
    }
    return render(request, "desk/desk.html", context)


def _begins(request: MemberRequest, given: anything.Begin, ticket: Ticket | None) -> dict[str, Any]:
    """What a case would begin with: words, who it is, a ticket, a procedure, the contact it is one more request of."""
    words = given.words or (f"{ticket.subject} {ticket.body}"[:300] if ticket else "")
    who = given.who or (ticket.customer if ticket else "")
    ids = customers.find(request.actor.organization, who) if who else []
    contact = request.GET.get("contact", "")
    before = access.case(uuid_of(contact)) if contact else None
    customer = request.GET.get("customer", "") or (str(before.customer_id) if before and before.customer_id else "")
    return {
        "q": given.words,
        "who": given.who,
        "people": customers.rows(ids[:8]),
        "customer": _chosen(customer),
        "found": (found := _named(given.procedure, words, queries.world(request.at).today)),
        "cards": _cards(found[:1]),
        "done": queries.by_number(request.GET.get("done", "")) if request.GET.get("done") else None,
        "asked_for": bool(given.words or given.procedure or ticket),
        "ticket": ticket,
        "procedure": given.procedure,
        "ref": given.ref or (ticket.number[:120] if ticket else ""),
        "of_contact": before,
        "same_case": queries.by_number(given.case) if given.case else None,
        "channels": CHANNELS,
        "channel": given.channel or (before.channel if before else ""),
        "kept": _address(request, but=("q", "who", "customer")),
    }


def _cards(found: list[tuple[Revision, Procedure]]) -> dict[UUID, Any]:
    """Of the first that fits: its words, where the whole of it is one card."""
    facts = known()
    steps = {row.pk: card(about) for row, about in found}
    return {
        key: {name: fill(step.worded(name), facts) for name in ("say", "do")} for key, step in steps.items() if step
    }


def _address(request: MemberRequest, but: Collection[str]) -> list[tuple[str, str]]:
    """What the address says besides, to be carried along by the page's own forms."""
    along = ("contact", "ticket", "procedure", "ref", "channel", "customer")
    return [(name, request.GET[name]) for name in along if request.GET.get(name) and name not in but]


def _ticket(text: str) -> Ticket | None:
    """A ticket by its address or its number; none where there is none."""
    if not text:
        return None
    return inquiries.ticket_of(text)


def _named(procedure: str, words: str, on: date) -> list[tuple[Revision, Procedure]]:
    """The procedure that was asked for by name; else those that fit the words."""
    row = handbook.in_force(procedure, on) if procedure else None
    if row is None or row.bundle is None:
        return _offered(words, on)
    return [(row, handbook.procedures_of(row.bundle)[row.entry.slug])]


def _offered(words: str, on: date) -> list[tuple[Revision, Procedure]]:
    """Procedures in force that fit the words, each with what it is for. While nothing is said, all but those that are
    only parts of others (the opening of a call): nobody calls for these."""
    rows = [
        (row, handbook.procedures_of(row.bundle)[row.entry.slug])
        for row in inquiries.answering(words, on)
        if row.bundle
    ]
    rows = [(row, about) for row, about in rows if not about.block]
    parts = {name for _, about in rows for name in called_by(about)}
    return [(row, about) for row, about in rows if words.strip() or about.handles or about.procedure not in parts]


def _csv(request: MemberRequest, found: Iterable[Case]) -> HttpResponse:
    require(request.actor, Right.RECORDS)
    head = ["Case", "Procedure", "Agent", "Channel", "Opened", "Status", "Step", "Customer"]
    return csv_file("open-cases.csv", head, map(_cells, found))


def _cells(row: Case) -> list[object]:
    customer = customers.root(row.customer).number if row.customer else ""
    who = [row.number, row.entry.title, row.agent.user.name, row.channel]
    return [*who, stamp(row.opened_at), row.status, row.step_name, customer]


def _chosen(text: str) -> dict[str, Any] | None:
    """The customer a new case is for, with a name to show."""
    if not text:
        return None
    row = customers.root(customers_access.customer(uuid_of(text)))
    return {"pk": row.pk, "name": customers.name_of(row), "row": row}


@page(Right.RUN)
@require_POST
def start(request: MemberRequest) -> HttpResponse:
    """Begin a case; or queue it behind the request in hand, where one is."""
    later, at_once = request.POST.get("later", ""), request.POST.get("card", "")
    row = revision(uuid_of(later or at_once or request.POST.get("revision", "")))
    before = request.POST.get("contact", "")
    if later and before:
        of = access.case(uuid_of(before))
        try:
            several.queue(actor=request.actor, case=of, revision=row, at=request.at)
        except DeskError as error:
            return case_with(request, of.id, str(error))
        return redirect("case", id_=of.id)
    return _begin(request, row, {}, at_once=bool(at_once))


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def begin_queued(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The turn of a queued request has come: a case of its own in the same contact, for the same customer."""
    item = access.item(id_)
    of = access.case(item.case_id)
    row = handbook.in_force(item.duty, queries.world(request.at).today)
    if request.method == "GET" or item.closed_at or row is None:
        return redirect("case", id_=of.id)
    try:
        case = several.begin(
            actor=request.actor, member=request.member, item=item, of=of, revision=row, known=known(), at=request.at
        )
    except DeskError as error:
        return case_with(request, of.id, str(error))
    return redirect("case", id_=case.id)


def _begin(request: MemberRequest, row: Revision, more: Mapping[str, Any], at_once: bool = False) -> HttpResponse:
    channel = request.POST.get("channel", "")
    channel = channel if channel in dict(CHANNELS) else "phone"
    facts = {**known(), **more, **({law.WE_CALLED: True} if channel == WE_CALL else {})}
    before = request.POST.get("came_from", "")
    came_from = access.case(uuid_of(before)) if before else None
    chosen = _chosen(request.POST.get("customer", ""))
    customer = chosen["row"] if chosen else came_from.customer if came_from else None
    try:
        case = actions.start(
            actor=request.actor, member=request.member, revision=row, at=request.at, known=facts,
            channel="phone" if channel == WE_CALL else channel, customer=customer, came_from=came_from,
            contact=_contact(request),
            brought=request.POST.get("ref", "")[:120], at_once=at_once,
        )  # fmt: skip
    except DeskError as error:  # withdrawn since the page was made
        return redirect(f"{reverse('desk')}?{urlencode({'said': signed(str(error))})}")
    if at_once and case.status == "ended":
        return redirect(f"{reverse('desk')}?done={case.number}")
    _bring_words(request, case)
    return redirect("case", id_=case.id)


def _bring_words(request: MemberRequest, case: Case) -> None:
    """What the procedure was found by is typed once: it stands in the box that asks what this is about, to be kept or
    changed there."""
    words = request.POST.get("words", "").strip()[: anything.LONGEST]
    step = step_in_hand(queries.procedures(case), state := queries.state(case)) if words else None
    if step and ABOUT in (*step.ask, *step.record) and ABOUT not in state.facts:
        place = f"{step.id}:{len(state.trail)}"
        drafts.keep(member=request.member, case=case, place=place, typed={ABOUT: [words]}, at=request.at)


def _contact(request: MemberRequest) -> UUID | None:
    """The first case of the contact that this is one more request of."""
    before = request.POST.get("contact", "")
    of = access.case(uuid_of(before)) if before else None
    return (of.contact or of.id) if of else None


# The step in hand


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def case(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The step in hand. POST answers it."""
    row = access.case(id_)
    told = queries.events(row.id)
    state = queries.fold_in(row, told).state
    step = step_in_hand(queries.procedures(row), state)
    if request.method != "POST":
        return _open(request, row, told, state)
    by = sent(request.POST.dict(), request.at)
    if by.is_among(kept.data for kept in told):
        return redirect("case", id_=row.id)
    if step is None or row.status != "open":
        return _show(request, row, told, None, actions.MOVED_ON)
    now = queries.moment(state.facts, request.at)
    names = to_ask(step, state, queries.world_of(now))
    form = step_form(names, step, request.POST, state.facts)
    if request.POST.get("step") != step.id or by.trail not in (None, len(state.trail)):
        return _show(request, row, told, step_form(names, step, known=state.facts), actions.MOVED_ON)
    if form.errors and form.confirmed != "no":
        return _show(request, row, told, form, "Look at the answers marked below.")
    try:
        _answer(request, row, step, form)
        carrying.go_on(actor=request.actor, case=row, told=told, at=request.at)
    except UnansweredError as error:
        more = step_form(error.facts, step, known=state.facts)
        form.boxes += [box for box in more.boxes if box.fact.name not in names]
        return _show(request, row, told, form, "One more thing is needed to go on.")
    except KeptAlreadyError:
        return redirect("case", id_=row.id)
    except DeskError as error:
        return _show(request, row, told, form, str(error), held=error if isinstance(error, HeldError) else None)
    if LINE not in request.headers:
        return redirect("case", id_=row.id)
    request.POST = QueryDict()  # it is the next step's page from here on
    told = queries.events(row.id)
    return _open(request, row, told, queries.fold_in(row, told).state)


def _open(request: MemberRequest, row: Case, told: list[Kept], state: State) -> HttpResponse:
    """The step in hand as it is come to, with what was typed there before."""
    step = step_in_hand(queries.procedures(row), state)
    if step is None or row.status != "open":
        return _show(request, row, told, None)
    now = queries.moment(state.facts, request.at)
    names = to_ask(step, state, queries.world_of(now))
    return _show(request, row, told, _as_left(request, row, names, step, state), now=now)


def _as_left(request: MemberRequest, row: Case, names: Sequence[str], step: Step, state: State) -> StepForm:
    """The step with what this person typed there and did not send, on whatever machine."""
    kept = typed(request.member, row, f"{step.id}:{len(state.trail)}", request.at)
    form = step_form(names, step, kept, state.facts)
    for box in form.boxes:
        box.error = ""
    form.too_few = ""
    return form


def _unsent(request: MemberRequest, error: str) -> list[tuple[str, str]]:
    """What was typed for a step that is no longer in hand: shown, so that it can be put where it fits."""
    if request.method != "POST" or error != actions.MOVED_ON:
        return []
    names = [name for name in request.POST if name in VOCABULARY or name.startswith("own.")]
    rows = [(name, ", ".join(filter(None, request.POST.getlist(name)))) for name in names]
    return [(_label(name), text) for name, text in rows if text]


def _label(name: str) -> str:
    with suppress(UnknownFactError):
        return fact(name).label
    return name.removeprefix("own.")


def _answer(request: MemberRequest, row: Case, step: Step, form: StepForm) -> None:
    do = carrying.answer_and_send if request.POST.get("carry") == "yes" else actions.answer
    do(
        actor=request.actor, case=row, at=request.at, step=step.id, facts=form.facts, beyond=form.beyond,
        confirmed={"yes": True, "no": False}.get(form.confirmed), decided=form.decided,
        chosen=request.POST.get("chosen", ""), on_paper=_on_paper(request, row),
        language=request.POST.get("reply_language", ""), by=sent(request.POST.dict(), request.at),
        override="override" in request.POST,
    )  # fmt: skip


def _on_paper(request: MemberRequest, row: Case) -> datetime | None:
    """When it happened, for a case that is entered from a paper. Raises DeskError."""
    if not row.paper:
        return None
    found = times.on_paper(request.POST.get("on_paper", ""), queries.moment({}, request.at).zone)
    if found is None:
        raise DeskError(times.NO_TIME)
    return found


def _of_paper(request: MemberRequest, row: Case, told: list[Kept], zone: str) -> dict[str, Any]:
    """The paper a case was entered from, and the time to go on from."""
    if not row.paper:
        return {}
    typed = request.POST.get("on_paper") or times.field_value(times.last(told, row.opened_at), zone)
    return {"paper": papers.paper(row.paper), "on_paper": typed}


def _show(
    request: MemberRequest,
    row: Case,
    told: list[Kept],
    form: StepForm | None,
    error: str = "",
    held: HeldError | None = None,
    now: law.Moment | None = None,
) -> HttpResponse:
    folded = queries.fold_in(row, told)
    state = folded.state
    step = step_in_hand(queries.procedures(row), state)
    now = now or queries.moment(state.facts, request.at)
    there = people()
    context: dict[str, Any] = {
        "case": row,
        "state": state,
        "step": step,
        "form": form,
        "error": error,
        "gathered": _gathered(Teller(now.law, now.on), row, folded, worked_out(queries.procedures(row), told)),
        "attachments": queries.attachments(row),
        **_asking(request, row, there),
        "channel": dict(CHANNELS)[WE_CALL if state.facts.get(law.WE_CALLED) is True else row.channel],
        "outside": works_outside(request.member.pk, request.at) if row.status != "ended" else "",
        "now": request.at,
        "tabs": in_hand(request.member, row, request.at),
        "known_events": going_on() if row.status != "ended" else [],
        "handed": _handed(told),
        "client": str(new_id()),
        "note_client": str(new_id()),
        "who_allow": [] if may(request.member.role, Right.TAKE) or row.status != "open" else _who_allow(there),
        "unsent": _unsent(request, error),
        "paused_for": _paused_for(told) if row.status == "paused" else "",
        **clocks.for_page(row, told, request.at),
        **_whose(request, row),
        **_of_paper(request, row, told, now.zone),
        **_rail(row, state, step),
        **(_hand(step, state) if step else {}),
        **_sending(request, row, step, now),
        **_carried(request, row, told),
        **_offers(row, now, state, step),
        **(_beside(request, row, now, step, state) if step else {}),
        **_law(row, now, step, told, held),
        **_customer(request, row, state),
        **(_version(request, row, now.on) if row.status != "ended" else {}),
        **(_ended(request, row, told) if row.status == "ended" else {}),
    }
    return render(request, "desk/case.html", context, status=422 if error else 200)


def _whose(request: MemberRequest, row: Case) -> dict[str, Any]:
    """Whether the case is in the hand of whoever looks, what they may, and who watches it."""
    return {
        "may_decide": may(request.member.role, Right.TAKE),
        "may_read": may(request.member.role, Right.RECORDS),
        "is_mine": row.agent_id == request.member.pk,
        **following.tell(member=request.member, case=row, at=request.at),
    }


def _asking(request: MemberRequest, row: Case, there: Sequence[Person]) -> dict[str, Any]:
    """Whom the agent may ask, how soon, and what of it is not over."""
    helping = {"escalate_to": whom(request.actor, there), "severities": SEVERITIES, "escalations": of_case(row)}
    return {**helping, "keepers": keepers(there)}


def _handed(told: list[Kept]) -> Kept | None:
    """The summary that came with the case, until somebody went on with it."""
    for kept in reversed(told):
        if kept.kind == "handed-over":
            return kept
        if kept.kind in ("answered", "skipped", "resumed", "taken-over"):
            return None
    return None


def _paused_for(told: list[Kept]) -> str:
    kept = next((row for row in reversed(told) if row.kind == "paused"), None)
    return str(kept.personal.get("reason", "")) if kept else ""


def _version(request: MemberRequest, row: Case, on: date) -> dict[str, Any]:
    """That what this case runs on was withdrawn, and the version it could go on with."""
    newer = handbook.in_force(row.entry.slug, on)
    other = newer if newer and newer.bundle_id != row.bundle_id else None
    may_move = may(request.member.role, Right.TAKE)
    return {"withdrawn": control.withdrawn_in(row.bundle), "newer": other, "may_move": may_move}


def _sending(request: MemberRequest, row: Case, step: Step | None, now: law.Moment) -> dict[str, Any]:
    """The reply of the step in hand, and where it can be sent from here."""
    sending = queries.sending(row, step, now, request.POST.get("reply_language", ""))
    if sending is None or step is None:
        return {}
    each = queries.sending_in_each(row, step, now, sending)
    blanks = _depends(now, set(sending.reply.blanks) - now.facts.keys() - sending.lent.keys() - set(step.wants))
    wants = str(now.facts.get("customer.language", ""))
    return {
        "sending": sending, "sendings": each, "blanks": blanks, "carried": carried.offered(row, sending),
        "lacking": fact("customer.language").word(wants) if wants and wants not in dict(sending.languages) else "",
    }  # fmt: skip


def _carried(request: MemberRequest, row: Case, told: list[Kept]) -> dict[str, Any]:
    """What the customer wrote, what was done without an agent, and what is left to one."""
    return {
        "wrote": carried.wrote(told),
        "went_on": carried.went_on(told, queries.procedures(row)),
        "to_decide": carried.to_decide(told),
        "form_out": carried.form_out(told, request.at) if row.status == "open" else None,
    }


def _hand(step: Step, state: State) -> dict[str, Any]:
    """The words of the step, with what is known filled in."""
    words = {name: step.worded(name) for name in WORDS}
    facts = {**queries.lent(words.values(), state.facts), **state.facts}
    return {name: fill(text, facts) for name, text in words.items()}


def _offers(row: Case, now: law.Moment, state: State, step: Step | None) -> dict[str, Any]:
    """Where several steps may be done in any order: those that may come now."""
    rows = offered(queries.procedures(row), state, queries.world_of(now))
    return {"offered": rows, "how_many": how_many(step) if rows and step else ""}


def _beside(request: MemberRequest, row: Case, now: law.Moment, step: Step, state: State) -> dict[str, Any]:
    """Which try and which item of a list it is, who may do the step or skip it, and what is waited for."""
    bundle, world = queries.procedures(row), queries.world_of(now)
    first, me = inhand.did(step, state), str(request.member.pk)
    procedure = bundle[state.at.procedure] if state.at else bundle[row.entry.slug]
    by = procedure.filled_by(step.may_skip.by if step.may_skip else "agent")
    why, not_mine = why_not_skipped(step, state.facts, world), inhand.not_theirs(procedure, step, request.member.role)
    looks_over = bundle[state.at.procedure].step(step.by_other_than).name if step.by_other_than and state.at else ""
    return {
        "tries": inhand.tries(bundle, state),
        "rounds": inhand.rounds(bundle, state),
        "ahead": inhand.ahead(step, state),
        "ahead_runs": bundle[step.called].title if step.called else "",
        "looks_over": looks_over,
        "first_hand": queries.name_of(first) if first and first != me else "",
        "same_hand": first == me,
        "for_role": _for_role(procedure, step),
        "not_mine": not_mine,
        "checks_ahead": inhand.checks_ahead(procedure, step),
        "no_skip": why
        or not_mine
        or ("" if stands_for(request.member.role, by) else f"Only {role_words(by)} skips this step."),
    }


def _for_role(procedure: Procedure, step: Step) -> str:
    if step.role == "agent":
        return ""
    own = procedure.roles.get(step.role)
    return f"{ROLES[step.role]} ({own.who or role_words(own.filled_by)})" if own else role_words(step.role)


def _gathered(teller: Teller, row: Case, folded: Folded, made: frozenset[str]) -> list[tuple[str, str, str]]:
    """What the case knows, in words, without what it was told of the business and what the customer column shows; and
    how it is known where nobody said it. `made`: worked out."""
    state, erased = folded.state, folded.erased
    elsewhere = {"case.channel", "case.opened_on", law.WE_CALLED}
    elsewhere |= {f"customer.{kind}" for kind in KINDS} if row.customer else set()

    def shown(name: str) -> bool:
        return fact(name).about != "business" and name not in elsewhere

    there = [
        (fact(name).label, teller.value(name, value), "worked out" if name in made else "")
        for name, value in state.facts.items()
        if shown(name)
    ]
    cannot = [(fact(name).label, "Can’t be found out", "") for name in sorted(state.beyond) if shown(name)]
    gone = [(fact(name).label, "Erased", "") for name in sorted(erased)]
    return [(label, value[:1].upper() + value[1:], how) for label, value, how in [*there, *cannot, *gone]]


def _rail(row: Case, state: State, step: Step | None) -> dict[str, Any]:
    """The steps of the procedure in hand, each done, passed, skipped, now or ahead."""
    procedure = queries.procedures(row)[state.at.procedure if state.at else row.entry.slug]
    rail = inhand.rail(procedure, state, step)
    number = next((each.number for each in rail if each.how == "now"), 0)
    called = procedure.title if procedure.procedure != row.entry.slug else ""
    return {"rail": rail, "number": number, "steps": len(rail), "called": called}


def _law(row: Case, now: law.Moment, step: Step | None, told: list[Kept], held: HeldError | None) -> dict[str, Any]:
    """What is due by law and by our own word, what stands against the step, and which duties it meets."""
    ends = law.told(now, law.deadlines(now, queries.kinds_met(row)), kinds_met(told))
    items = [item for item in queries.items_of(row) if item.kind != ANSWER]  # it has a place of its own
    limits = held.limits if held else law.limits(now, step.meets) if step and row.status == "open" else []
    named = {name for each in ends for name in each.missing} | {name for each in limits for name in each.missing}
    return {
        "due": law.in_order(ends, items),
        "promised": [item for item in items if item.kind == "due"],
        "limits": limits,
        "must_decide": any(each.holds for each in limits),
        "without": now.law.without_pack_in_case(now.facts),
        "meets": _meets(now, step) if step else [],
        "depends": _depends(now, named) if row.status != "ended" else [],
    }


def _meets(now: law.Moment, step: Step) -> list[dict[str, Any]]:
    """The duties this step meets here, each once, with its status."""
    kinds = [kind for kind in step.meets if kind in now.law.kinds]
    rows = [meeting for kind in kinds for meeting in now.law.duties_meeting(kind, now.facts, now.on)]
    once = {meeting.duty.id: meeting for meeting in rows}
    return [{"duty": each.duty, "said": said(each.stated), "verdict": each.verdict} for each in once.values()]


def _depends(now: law.Moment, names: set[str]) -> list[Box]:
    """Facts of the case on which a deadline or a limit depends: they can be told beside the step."""
    wanted = [name for name in VOCABULARY if name in names and VOCABULARY[name].about in ("case", "sale", "customer")]
    return [Box(fact(name)) for name in wanted]


# The customer beside the step


def _customer(request: MemberRequest, row: Case, state: State) -> dict[str, Any]:
    if row.customer is not None:
        return {"customer": _known(row, customers.root(row.customer), state)}
    who = request.GET.get("who", "").strip()
    details = told_details(state.facts)
    said = [who] if who else [str(state.facts[name]) for name in FINDS if name in state.facts]
    ids = [id_ for words in said for id_ in customers.find(request.actor.organization, words)]
    if not who and details:
        ids += [proposal.other for proposal in customers.alike_to_given(details)]
    likely = customers.rows(list(dict.fromkeys(ids))[:FIRST_SALES])
    return {"customer": None, "who": who, "likely": likely, "can_keep": bool(details)}


def _known(row: Case, customer: Customer, state: State) -> dict[str, Any]:
    """The record as the agent needs it: numbers, how each is known, what was agreed or stopped, sales, cases."""
    standing = customers.standings(customer)
    number = state.facts.get("sale.number")
    sales = customers.sales(customer)
    details = customers.details(customer)
    names = [each for each in details if each.kind == "name" and each.text]
    return {
        "row": customer,
        "name": names[0].text if names else str(customer),
        "zone": next((each.text for each in details if each.kind == "time_zone" and each.text), ""),
        "details": [each for each in details if each not in names[:1]],
        "stopped": [(CONSENTS[each.kind], each.since) for each in standing if not each.given],
        "agreed": [(CONSENTS[each.kind], each.since) for each in standing if each.given],
        "sales": [{"row": sale, "here": bool(number) and sale.number == number} for sale in sales[:FIRST_SALES]],
        "more_sales": max(0, len(sales) - FIRST_SALES),
        "cases": queries.cases_of(customer, but=row),
        "takes_sale": row.status == "open" and "sale.number" not in state.facts,
    }


# The end


def _ended(request: MemberRequest, row: Case, told: list[Kept]) -> dict[str, Any]:
    """Why they contacted us first, where the business keeps a list of reasons; then how satisfied they are."""
    by_mail = None if row.csat else asker().offers(row)
    asks = request.GET.get("after") == "reason" or (row.reason_id is None and request.GET.get("after") != "rating")
    offered = for_case(row) if asks else []
    scores = may(request.member.role, Right.TAKE) and bool(scoring.reason())
    return {"events": told, "scores": range(1, 6), "by_mail": by_mail, "reasons": offered, "may_score": scores}


# Deeds beside the step


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def act(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """Escalate, skip, pause, resume, end, note, attach, rate, who it is: each from its own small form on the case page.
    A GET comes from somebody who had to sign in again: back to the case."""
    row = access.case(id_)
    if what not in _ACTS:
        raise Http404("No such deed")
    if request.method == "GET":
        return redirect("case", id_=row.id)
    try:
        _ACTS[what](request, row)
    except (DeskError, attachments.AttachmentError) as error:
        told = queries.events(row.id)
        state = queries.fold_in(row, told).state
        step = step_in_hand(queries.procedures(row), state) if row.status == "open" else None
        now = queries.moment(state.facts, request.at)
        names = to_ask(step, state, queries.world_of(now)) if step else ()
        form = step_form(names, step, known=state.facts) if step else None
        return _show(request, row, told, form, str(error))
    return redirect("case", id_=row.id)


def _escalate(request: MemberRequest, row: Case) -> None:
    given = request.POST
    to, named = asked_of(given.get("to", ""))
    severity = given.get("severity", SOON)
    actions.escalate(
        actor=request.actor, case=row, at=request.at, to=to, why=given.get("why", ""), severity=severity, named=named
    )


def _skip(request: MemberRequest, row: Case) -> None:
    step, reason = request.POST.get("step", ""), request.POST.get("why", "")
    on_paper = _on_paper(request, row)
    actions.skip(actor=request.actor, case=row, at=request.at, step=step, reason=reason, on_paper=on_paper)


def _deviate(request: MemberRequest, row: Case) -> None:
    sent_, who = request.POST, request.POST.get("allowed_by", "")
    allowed = person(who) if who in {str(each.id) for each in _who_allow(people())} else None
    deviating.deviate(
        actor=request.actor, case=row, step=sent_.get("step", ""), instead=sent_.get("instead", ""),
        reason=sent_.get("why", ""), allowed_by=allowed, at=request.at,
    )  # fmt: skip


def _who_allow(there: Sequence[Person]) -> list[Person]:
    """Those who take escalations, by name."""
    return sorted((row for row in there if may(row.role, Right.TAKE)), key=lambda row: row.name)


def _give_up(request: MemberRequest, row: Case) -> None:
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("why", "")
    actions.give_up(actor=request.actor, case=row, at=request.at, outcome=outcome, reason=reason)


def _move(request: MemberRequest, row: Case) -> None:
    to = revision(uuid_of(request.POST.get("revision", "")))
    actions.move_to(actor=request.actor, case=row, revision=to, reason=request.POST.get("why", ""), at=request.at)


def _pause(request: MemberRequest, row: Case) -> None:
    why, for_customer = request.POST.get("why", ""), request.POST.get("waits_for") == STOPS
    actions.pause(actor=request.actor, case=row, at=request.at, reason=why, for_customer=for_customer)


def _resume(request: MemberRequest, row: Case) -> None:
    actions.resume(actor=request.actor, case=row, at=request.at)


def _note(request: MemberRequest, row: Case) -> None:
    by = sent(request.POST.dict(), request.at)
    with suppress(KeptAlreadyError):
        actions.note(actor=request.actor, case=row, at=request.at, text=request.POST.get("why", ""), by=by)


def _attach(request: MemberRequest, row: Case) -> None:
    sent = request.FILES.get("file")
    if sent is None:
        raise DeskError("Choose a photo or a PDF first.")
    content = sent.read(attachments.LARGEST + 1)
    attachments.attach(
        actor=request.actor, room="desk", subject="case", subject_id=row.id, name=str(sent.name), content=content,
        at=request.at,
    )  # fmt: skip


def _take_over(request: MemberRequest, row: Case) -> None:
    handing.take_over(actor=request.actor, member=request.member, case=row, at=request.at)


def _promise(request: MemberRequest, row: Case) -> None:
    given, zone = request.POST, queries.moment({}, request.at).zone
    by = times.on_paper(given.get("by", ""), zone)
    who = person(given.get("person", ""))
    promises.promise(actor=request.actor, case=row, what=given.get("what", ""), by=by, person=who, at=request.at)


def _reason(request: MemberRequest, row: Case) -> None:
    sent_ = request.POST.get("code", "")
    if not sent_:
        raise DeskError("Choose a reason, or say that none of them fits.")
    reasons.code(actor=request.actor, case=row, row=reason_code(uuid_of(sent_)), at=request.at)


def _rate(request: MemberRequest, row: Case) -> None:
    score = request.POST.get("score", "")
    told, words = int(score) if score in ("1", "2", "3", "4", "5") else 0, request.POST.get("words", "")
    actions.rate(actor=request.actor, case=row, at=request.at, score=told, words=words)


def _ask_rating(request: MemberRequest, row: Case) -> None:
    asker().ask(actor=request.actor, case=row, at=request.at)


def _meet(request: MemberRequest, row: Case) -> None:
    customer = customers_access.customer(uuid_of(request.POST.get("customer", "")))
    actions.meet(actor=request.actor, case=row, customer=customer, at=request.at)


def _keep(request: MemberRequest, row: Case) -> None:
    actions.keep_customer(actor=request.actor, case=row, at=request.at)


def _sale(request: MemberRequest, row: Case) -> None:
    if row.customer is None:
        raise DeskError("Say first whose case this is.")
    sale = customers_access.sale(customers.root(row.customer), uuid_of(request.POST.get("sale", "")))
    actions.take_sale(actor=request.actor, case=row, sale=sale, at=request.at)


def _tell(request: MemberRequest, row: Case) -> None:
    wanted = [name for name in request.POST if name in VOCABULARY and VOCABULARY[name].about != "business"]
    form = told_form(wanted, request.POST)
    if form.errors:
        raise DeskError(" ".join(form.errors))
    if not form.facts:
        raise DeskError("Answer at least one of them, or leave them open.")
    actions.tell(actor=request.actor, case=row, at=request.at, facts=form.facts)


_ACTS: dict[str, Callable[[MemberRequest, Case], None]] = {
    "escalate": _escalate, "skip": _skip, "pause": _pause, "resume": _resume, "note": _note, "attach": _attach,
    "promise": _promise, "reason": _reason, "rate": _rate, "ask-rating": _ask_rating,
    "customer": _meet, "keep": _keep, "sale": _sale, "tell": _tell,
    "give-up": _give_up, "move": _move, "take-over": _take_over,
    "deviate": _deviate,
}  # fmt: skip


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def close_item(request: MemberRequest, id_: UUID) -> HttpResponse:
    item = access.item(id_)
    if request.method == "POST":
        try:
            actions.close_item(actor=request.actor, item=item, at=request.at, how=request.POST.get("how", ""))
        except DeskError as error:
            return case_with(request, item.case_id, str(error))
    return redirect("case", id_=item.case_id)


def case_with(request: MemberRequest, id_: UUID, error: str) -> HttpResponse:
    """The page of a case, with why something beside its step could not be done."""
    row = access.case(id_)
    return _show(request, row, queries.events(row.id), None, error)


@page(Right.RUN)
@require_GET
def attachment(request: MemberRequest, id_: UUID, file_id: UUID) -> FileResponse:
    row = next((each for each in queries.attachments(access.case(id_)) if each.pk == file_id), None)
    if row is None:
        raise Http404("No such file here")
    return FileResponse(
        attachments.path(row.sha256).open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )


@page(Right.RUN)
@require_GET
def flow(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The flow of the procedure in hand, as this case runs it."""
    row = access.case(id_)
    state = queries.state(row)
    procedure = queries.procedures(row)[state.at.procedure if state.at else row.entry.slug]
    rail = _rail(row, state, step_in_hand(queries.procedures(row), state))
    return render(request, "desk/flow.html", {"case": row, "procedure": procedure, "flow": drawn(procedure), **rail})


# Emergency


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def emergency_card(request: MemberRequest) -> HttpResponse:
    """Words to say now, before any other gate; POST begins the record afterwards."""
    today = queries.world(request.at).today
    row = handbook.in_force(emergency.SLUG, today)
    if request.method == "POST":
        require(request.actor, Right.RUN)
        if row is None:
            return redirect("procedure-starter", slug=emergency.SLUG)
        kind = request.POST.get("kind", "")
        return _begin(request, row, {"safety.kind": kind} if kind in fact("safety.kind").values else {})
    starter = library()[emergency.SLUG]
    procedure = handbook.procedures_of(row.bundle)[emergency.SLUG] if row and row.bundle else starter
    before = request.GET.get("case", "")
    context = {
        "cards": emergency.cards(procedure, starter, known()),
        "kinds": emergency.TITLES,
        "number": known().get("business.emergency_phone", ""),
        "came_from": access.case(uuid_of(before)) if before else None,
        "in_force": row is not None,
        "may_run": may(request.member.role, Right.RUN),
        "back": reverse("case", args=[before])
        if before
        else reverse("desk" if may(request.member.role, Right.RUN) else "home"),
    }
    return render(request, "desk/emergency.html", context)


def _back(request: MemberRequest, before: str) -> str:
    if before:
        return reverse("case", args=[before])
    return reverse("desk" if may(request.member.role, Right.RUN) else "home")
