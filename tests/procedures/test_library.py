"""The starter library: it reads, it speaks plainly, it reaches people, it keeps a record, and it runs to an end."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from handrail.facts.vocabulary import VOCABULARY, Value, fact, with_own
from handrail.law.engine import load_law
from handrail.procedures.language.engine import (
    Answer,
    Effect,
    Resume,
    Start,
    State,
    UnansweredError,
    World,
    advance,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.reader import read, read_scenarios, write
from handrail.procedures.language.steps import BLANK, Procedure, Step, Wait, Way
from handrail.procedures.language.variants import written_out
from handrail.procedures.proof.check import check
from handrail.procedures.replies.shelf import replies
from handrail.procedures.scenarios import run
from handrail.procedures.shelf import FOLDER, library, own_facts_of

FILES = sorted(FOLDER.glob("*.yaml"))
NAMES = [file.stem for file in FILES]
TODAY = date(2026, 11, 24)
WORLD = World(
    datetime(2026, 11, 24, 18, tzinfo=UTC), TODAY, lambda facts: load_law().functions(facts, TODAY, "America/Chicago")
)
MOST_TURNS = 60
KINDS = set(YAML(typ="safe", pure=True).load((FOLDER.parents[1] / "law/kinds.yaml").read_text("utf-8")))

ASKED_FOR = {
    "order-status", "refund-or-return", "cancel-order", "cancel-subscription", "billing-question",
    "card-billing-error", "complaint", "complaint-attorney-general", "account-change", "appointment-change",
    "service-outage", "warranty-claim", "unsafe-product", "privacy-request", "data-breach", "legal-demand",
    "relay-or-access", "emergency", "open-call", "identity-check", "take-payment", "cancel-home-sale",
    "open-our-call", "home-sale", "sales-call", "price-in-emergency", "prepaid-balance", "renewal-notice",
    "sent-in-error", "late-bill",
    # shared by several trades, then by trade: shop, home, propane, internet, rooms, club, cars, office
    "price-question", "gift-card", "lost-item", "payment-plan", "financing", "property-damage", "quick-question",
    "stock-question", "price-at-register", "damaged-on-arrival", "age-check", "goods-for-repair",
    "home-job", "licence-check", "repair-or-replace", "unfinished-job", "lien-question",
    "delivery-schedule", "out-of-gas", "end-fuel-service", "tank-question", "cylinder-fill",
    "new-plan", "port-number", "charge-not-ordered", "move-service", "call-records", "wifi-help",
    "book-room", "cancel-stay", "service-animal", "guest-privacy", "room-not-right",
    "join-club", "cancel-membership", "freeze-membership", "club-change", "member-conduct",
    "repair-order", "car-for-sale", "title-and-tag", "recall-question", "undo-car-sale",
    "records-request", "results-question", "refill-request", "care-estimate", "new-client", "third-party-call",
}  # fmt: skip

# Steps that no scenario of the file comes to: they need a clock or law of their own, and are played in the examples and
# in the walks of the check.
NOT_PLAYED = {
    "cancel-order": {"close-phone"},
    "data-breach": {"bureaus"},
    "order-status": {"watch-handed-over", "watch", "no-day-yes", "no-day"},
    "sales-call": {"not-now"},
}

# Called by others, never the whole of a contact: the caller keeps the record of the request.
SHARED = {"open-call", "open-our-call", "identity-check", "take-payment"}

# Calls that we make: first whether we may dial at all, then the recording line, then the first words of substance.
WE_CALL = {"sales-call", "late-bill"}

# Which procedures must have a way to legal, and why.
LEGAL = {
    "billing-question": "a disputed charge and a lawyer",
    "card-billing-error": "a billing error on our own account has dates",
    "complaint": "a lawyer, a court, or someone deceived or hurt",
    "complaint-attorney-general": "legal reads what goes to an agency",
    "data-breach": "legal settles whether it is a breach and who is told",
    "emergency": "someone hurt",
    "late-bill": "a customer with a lawyer is written to through the lawyer",
    "legal-demand": "only legal hands out records",
    "privacy-request": "a refusal needs reasons",
    "refund-or-return": "a return of something that hurt someone",
    "renewal-notice": "a renewal without a separate yes",
    "relay-or-access": "a customer says they were refused",
    "unsafe-product": "who must be told is settled the same day",
    "warranty-claim": "a fault that may hurt; a claim with a lawyer",
}

# Duties of the dossiers that the catalogue of kinds does not name yet; the list may only shrink.
WANTED_KINDS = {
    "appointment.window", "bank-debit.stop", "billing-dispute.agency-contact", "billing-dispute.hold",
    "breach.credentials-only", "breach.no-misuse-record", "card-data.no-recording", "cpni.authentication",
    "cpni.change-notice", "gas.accident-report", "gas.leak-test", "gas.odour-call", "health-club.cancel",
    "outage.credit", "outage.priority", "outage.start-work", "privacy.answer", "privacy.appeal",
    "privacy.no-retaliation", "privacy.refuse", "propane.end-service", "red-flags.respond", "review.no-gag",
    "telecom.e911-address", "telecom.e911-warning", "warranty.honest",
}  # fmt: skip

FORBIDDEN = re.compile(
    r"!|\b(please|oops|unfortunately|apologi[sz]e|inconvenience|kindly|valued|compliant|lawful|guaranteed?|proved"
    r"|pursuant|statute|V\.S\.A|O\.S\.|C\.?F\.?R|utilize|regarding)\b",
    re.IGNORECASE,
)
LONGEST_SENTENCE = 25
GRADE = 8.0


@pytest.fixture(params=NAMES)
def procedure(request: pytest.FixtureRequest) -> Procedure:
    return library()[request.param]


def words_of(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Every text that is said, sent or done, with the step it stands in."""
    for step in procedure.steps:
        for part in (step.say, step.send, step.do):
            if part:
                yield step.id, part


def sentences(text: str) -> list[str]:
    plain = BLANK.sub("it", text)
    return [part for part in re.split(r"(?<=[.?:;!])\s+", plain) if part.strip()]


def ways_to(procedure: Procedure, role: str) -> list[str]:
    ways = [step.id for step in procedure.steps for _, way in step.ways() if way.escalate == role]
    return ways + [step.id for step in procedure.steps if step.escalate and step.escalate.to == role]


# trades

TRADES = [value for value in fact("business.trade").values if value != "other"]
TRADE_OF = re.compile(r"business\.trade == '([a-z-]+)'")
OWN_A_TRADE = 5


def made_for(trade: str) -> list[str]:
    """What only this trade needs, and what is said otherwise in it."""
    own = [slug for slug, row in library().items() if row.trades == (trade,)]
    varied = [slug for slug, row in library().items() if any(trade in TRADE_OF.findall(v.when) for v in row.variants)]
    return own + varied


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_has_procedures_of_its_own(trade: str) -> None:
    assert len(made_for(trade)) >= OWN_A_TRADE


def test_no_state_is_named() -> None:
    """What differs by state differs through kinds of duty and through variants."""
    named = re.compile(r"\b(Oklahoma|Vermont|Vermonters|Oklahomans)\b")
    assert [file.name for file in FILES if named.search(file.read_text("utf-8"))] == []


# scenarios and questions


def test_each_comes_with_the_main_way_and_its_branches(procedure: Procedure) -> None:
    """All its scenarios hold, and together they come to nearly every step that somebody does."""
    ran = [run(row, library(), load_law(), procedure.procedure) for row in procedure.scenarios]
    assert [(row.scenario.name, row.differs) for row in ran if row.differs] == []
    assert ran
    came = {step.split("--")[0] for row in ran for step in row.path}
    missed = {step.id for step in procedure.steps} - came
    assert missed == NOT_PLAYED.get(procedure.procedure, set())


def test_each_asks_somebody_who_learns_it(procedure: Procedure) -> None:
    assert procedure.quiz
    assert len({row.question for row in procedure.quiz}) == len(procedure.quiz)


# reading and writing


def test_the_library_holds_what_was_asked_for() -> None:
    assert set(NAMES) >= ASKED_FOR


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_file_is_named_after_its_procedure_and_survives_writing(file: Path) -> None:
    made = read(file.read_text("utf-8"), file.name)
    assert made.procedure == file.stem
    assert read(write(made)) == made


def test_every_called_procedure_is_here(procedure: Procedure) -> None:
    called = {step.call for step in procedure.steps if step.call}
    assert called <= set(NAMES)
    assert procedure.procedure not in called


def test_every_procedure_has_targets_topics_and_a_review(procedure: Procedure) -> None:
    assert procedure.targets.handle_time
    assert procedure.review.every
    assert procedure.channels
    assert procedure.handles or procedure.procedure in SHARED


def test_a_step_that_meets_a_duty_cannot_be_skipped_in_silence(procedure: Procedure) -> None:
    """But `confirm` cannot be skipped at all, and nobody is shown a step that only decides."""
    safe = [s.id for s in procedure.steps if s.never_skip or s.if_skipped or s.confirm or s.is_silent]
    assert not [step.id for step in procedure.steps if step.meets and step.id not in safe]


def test_every_kind_of_duty_is_in_the_catalogue(procedure: Procedure) -> None:
    used = {kind for step in procedure.steps for kind in step.meets}
    assert used <= KINDS | WANTED_KINDS


# words


def test_words_are_plain(procedure: Procedure) -> None:
    titles = [("title", procedure.title), ("purpose", procedure.purpose)]
    wrong = [
        f"{step}: {found[0]}" for step, text in [*titles, *words_of(procedure)] if (found := FORBIDDEN.search(text))
    ]
    assert not wrong


def test_no_sentence_is_long(procedure: Procedure) -> None:
    rows = [(step, part) for step, text in words_of(procedure) for part in sentences(text)]
    assert not [(step, part) for step, part in rows if len(part.split()) > LONGEST_SENTENCE]


def syllables(word: str) -> int:
    found = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, found - bool(re.search(r"[^l]e$", word.lower())))


def test_what_is_said_reads_at_grade_eight(procedure: Procedure) -> None:
    """Flesch and Kincaid's grade over all words said or sent, those of its replies too."""
    sent = [replies()[step.reply].words if step.reply else step.send for step in procedure.steps]
    text = " ".join(BLANK.sub("it", part) for part in (*(step.say for step in procedure.steps), *sent) if part)
    words = re.findall(r"[A-Za-z’']+", text)
    count = len(re.findall(r"[.?](?:\s|$)", text))
    grade = 0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert grade <= GRADE


# people and records


def test_every_procedure_can_reach_a_supervisor(procedure: Procedure) -> None:
    assert ways_to(procedure, "supervisor")


@pytest.mark.parametrize("name", sorted(LEGAL))
def test_these_procedures_can_reach_legal(name: str) -> None:
    assert ways_to(library()[name], "legal"), LEGAL[name]


def test_every_escalation_says_by_when(procedure: Procedure) -> None:
    """But the bare `escalate supervisor` of a branch that cannot be taken unless something was withdrawn."""
    bare = "The procedure says so here."
    ways = [way for step in procedure.steps for _, way in step.ways() if way.escalate and way.why != bare]
    assert all(way.within for way in ways)
    assert all(step.escalate.within for step in procedure.steps if step.escalate)


def test_every_resolved_end_has_a_record(procedure: Procedure) -> None:
    bare = [step.id for step in procedure.steps if step.end == "resolved" and not step.record]
    ways = [step.id for step in procedure.steps for _, way in step.ways() if way.end == "resolved" and not step.record]
    if procedure.procedure == "complaint":  # the agency's own procedure has recorded
        ways.remove("agency")
    assert not bare + ways


def test_a_call_procedure_opens_with_the_recording_line(procedure: Procedure) -> None:
    if procedure.procedure in SHARED | {"emergency"}:
        return
    if procedure.procedure in WE_CALL:
        order = [step.call or (step.say and "words") for step in procedure.steps if step.call or step.say]
        assert order[0] == "open-our-call"
        return
    first = procedure.steps[0]
    assert first.call == "open-call"
    assert first.when is not None
    assert first.when.startswith("case.channel == 'phone'")


def test_nothing_is_refused_by_the_library(procedure: Procedure) -> None:
    """A refusal belongs to a person: the starter library never refuses by itself."""
    assert not [step.id for step in procedure.steps if step.refuse]
    assert not [step.id for step in procedure.steps for _, way in step.ways() if way.refuse]


@pytest.mark.slow
def test_the_check_finds_nothing_that_must_be_mended(procedure: Procedure) -> None:
    report = check(library(), procedure.procedure, [], {})
    assert [(f.rule, f.procedure, f.step, f.title) for f in report.findings if f.severity != "advice"] == []
    assert report.complete


# running

OBJECTS: dict[str, Value] = {
    "case.channel": "phone", "business.records_calls": "all", "case.recording_agreed": False,
}  # fmt: skip


HOME_SALE: dict[str, Value] = {
    "case.channel": "email", "business.sells_at_home": True, "business.customer_states": ("OK",),
    "business.sells_by_phone": False, "customer.state": "OK", "sale.place": "home", "sale.is_consumer": True,
    "sale.customer_asked_visit": True, "sale.is_extra": True, "sale.shop_talks_before": False, "sale.total": 680000,
    "sale.signed_on": date(2026, 11, 24),
}  # fmt: skip


def plausible(name: str, *, yes: bool) -> Value:
    row = fact(name)
    values: Mapping[str, Value] = {
        "bool": yes, "text": "words", "int": 620, "money": 12000, "date": date(2026, 11, 23),
        "instant": WORLD.at, "choice": row.values[0] if row.values else "", "list": row.values,
    }  # fmt: skip
    return values[row.type]


def answer(step: Step, state: State, *, yes: bool, beyond: bool) -> Answer:
    asked = to_ask(step, state, WORLD)
    if beyond:
        return Answer({}, frozenset(asked), confirmed=yes if step.confirm else None)
    return Answer({name: plausible(name, yes=yes) for name in asked}, confirmed=yes if step.confirm else None)


def press_on(state: State, event: Resume | Answer, *, yes: bool, beyond: bool) -> tuple[State, tuple[Effect, ...]]:
    """Answer also what a condition only asks once another fact is known."""
    for _ in range(5):
        try:
            return advance(library(), state, event, WORLD)
        except UnansweredError as error:
            assert isinstance(event, Answer)
            more = {} if beyond else {fact: plausible(fact, yes=yes) for fact in error.facts}
            unknown = frozenset(error.facts) if beyond else frozenset[str]()
            event = Answer({**event.facts, **more}, event.beyond | unknown, event.confirmed)
    raise AssertionError(f"it keeps asking at {state.at}")


def drive(
    name: str, known: Mapping[str, Value] | None = None, *, yes: bool = True, beyond: bool = False
) -> tuple[State, list[Effect]]:
    """Run a procedure as an agent who answers everything, to its end."""
    with with_own(own_facts_of(name, library())):
        return _driven(name, known or {}, yes=yes, beyond=beyond)


def _driven(name: str, known: Mapping[str, Value], *, yes: bool, beyond: bool) -> tuple[State, list[Effect]]:
    state, effects = advance(library(), State(), Start(name, known), WORLD)
    said = list(effects)
    for _ in range(MOST_TURNS):
        if state.status == "ended":
            return state, said
        step = step_in_hand(library(), state)
        assert step is not None
        event = Resume() if state.status == "waiting" else answer(step, state, yes=yes, beyond=beyond)
        state, effects = press_on(state, event, yes=yes, beyond=beyond)
        said += effects
    raise AssertionError(f"{name} has not ended after {MOST_TURNS} turns; it stands at {state.at}")


@pytest.mark.parametrize("yes", [True, False], ids=["yes", "no"])
@pytest.mark.parametrize("channel", ["phone", "email"])
def test_a_procedure_runs_to_its_end(procedure: Procedure, yes: bool, channel: str) -> None:
    state, _ = drive(procedure.procedure, {"case.channel": channel}, yes=yes)
    assert state.outcome in {"resolved", "escalated", "kept", "referred"}


CHOICES = sorted(row for row in VOCABULARY if VOCABULARY[row].type == "choice")


@pytest.mark.slow
def test_every_choice_leads_to_an_end(procedure: Procedure) -> None:
    """Whatever is known of it from the start: each value of each choice of the vocabulary."""
    known = [(name, value) for name in CHOICES for value in fact(name).values]
    assert {row: why for row in known if (why := stuck(procedure.procedure, dict([row])))} == {}


def stuck(name: str, known: Mapping[str, Value]) -> str:
    """Why it comes to no end; "" when it does."""
    try:
        return "" if drive(name, known)[0].outcome else "it ends without an outcome"
    except (AssertionError, ValueError, KeyError) as error:
        return f"{type(error).__name__}: {error}"


def test_when_nothing_can_be_found_out_it_still_ends_with_a_person_or_a_record(procedure: Procedure) -> None:
    state, effects = drive(procedure.procedure, beyond=True)
    assert state.outcome
    if procedure.procedure not in SHARED:
        assert state.outcome in {"escalated", "referred"} or [row for row in effects if row.kind == "escalate"]


def test_the_home_sale_is_cancelled_and_paid_back() -> None:
    state, effects = drive("cancel-home-sale", HOME_SALE)
    assert state.outcome == "resolved"
    assert "home-solicitation.refund" in [row.text for row in effects if row.kind == "meets"]


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [(date(2026, 11, 25), "resolved"), (date(2026, 12, 1), "resolved"), (date(2026, 12, 2), "escalated")],
)
def test_the_last_day_to_cancel_is_the_laws(sent: date, outcome: str) -> None:
    """Signed on Tuesday the 24th; Thanksgiving, the day after and the weekend: the count kindest to the customer."""
    facts = {**HOME_SALE, "sale.notice_given": True, "cancellation.sent_on": sent}
    assert drive("cancel-home-sale", facts)[0].outcome == outcome


def test_without_the_notice_the_right_stays_open() -> None:
    facts = {**HOME_SALE, "sale.notice_given": False, "cancellation.sent_on": date(2027, 6, 1)}
    assert drive("cancel-home-sale", facts)[0].outcome == "resolved"


def test_a_caller_who_objects_is_not_recorded() -> None:
    state, effects = drive("open-call", OBJECTS | {"case.recording_stopped": True})
    assert state.outcome == "resolved"
    assert [row.step for row in effects if row.kind == "do"] == ["stop-recording"]


def test_a_recording_that_cannot_be_stopped_ends_the_call_and_tells_a_supervisor() -> None:
    state, effects = drive("order-status", OBJECTS | {"case.recording_stopped": False})
    assert state.outcome == "escalated"
    assert [row.to for row in effects if row.kind == "escalate"] == ["supervisor"]
    assert "find" not in [row.step for row in effects]


def test_the_recording_pauses_before_a_card_number_is_typed() -> None:
    known: dict[str, Value] = {"payment.how": "debit-card", "case.channel": "phone", "business.records_calls": "all"}
    steps = [row.step for row in drive("take-payment", known)[1]]
    assert steps.index("pause") < steps.index("charge-card") < steps.index("resume-recording")


@pytest.mark.parametrize(("recorded", "kept"), [(True, "keep-recording"), (False, "confirm-in-writing")])
def test_a_bank_debit_is_recorded_whole_or_confirmed_in_writing(recorded: bool, kept: str) -> None:
    known: dict[str, Value] = {"payment.how": "bank-debit", "payment.recorded": recorded}
    steps = [row.step for row in drive("take-payment", known)[1]]
    assert steps.index(kept) < steps.index("start-debit")
    assert ("keep-recording" in steps) != ("confirm-in-writing" in steps)


def test_the_emergency_speaks_before_it_asks() -> None:
    state, _ = advance(library(), State(), Start("emergency", {"case.channel": "phone"}), WORLD)
    step = step_in_hand(library(), state)
    assert step is not None
    assert step.say is not None
    assert step.say.startswith("Leave the building now")
    assert to_ask(step, state, WORLD) == ()


@pytest.mark.parametrize(("state", "residents", "told"), [("OK", 620, True), ("OK", 499, False), ("VT", 3, True)])
def test_the_attorney_general_hears_of_a_breach_where_the_facts_ask_for_it(
    state: str, residents: int, told: bool
) -> None:
    found: dict[str, Value] = {"breach.encrypted": False, "breach.suspected": True, "breach.residents": residents}
    found |= {"business.keeps_personal_data": True, "breach.data": ("ssn",), "business.is_lender": False}
    found |= {"business.activities": ()}
    found |= {"breach.with_names": True, "breach.logins_only": False, "business.is_credit_bureau": False}
    _, effects = drive("data-breach", found | {"business.customer_states": (state,)})
    met = [row.text for row in effects if row.kind == "meets"]
    steps = [row.step for row in effects if row.kind == "meets"]
    assert ("ag-notice" in steps) == told
    assert ("first-report" in steps) == told
    assert "breach.tell-people" in met


# the reference


OWN_BLOCKS = {
    "facts:": "facts:\n"
    "  own.level: {type: choice, label: Level, ask: Which level?, values: [gold, silver, guest]}\n"
    "  own.items: {type: list, label: Items, ask: Which items?}\n"
    "  own.item: {type: text, label: Item, ask: Which item?}\n",
    "limits:": "limits:\n  days: {is: 30 days, owner: manager, since: 2026-11-01}\n",
}


def examples() -> list[str]:
    text = (Path(__file__).parents[2] / "docs/reference/procedure-language.md").read_text("utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def test_the_reference_begins_with_a_whole_procedure() -> None:
    assert read(examples()[0]).procedure == "parcel-lost"


@pytest.mark.parametrize("steps", examples()[1:])
def test_every_example_of_the_reference_reads(steps: str) -> None:
    if steps.startswith("about:"):
        assert read_scenarios(steps).scenarios
        return
    head = "procedure: try\ntitle: Try\npurpose: To try.\nowner: manager\nreview: {every: 6mo}\n"
    named = {block: text for block, text in OWN_BLOCKS.items() if block not in steps}
    lists = "" if re.match(r"\w", steps) else "steps:\n"
    targets = set(
        re.findall(r"(?:then|otherwise|after): ([a-z-]+)[,}]|change: {([a-z-]+):|leave_out: \[([a-z-]+)\]", steps)
    )
    ends = {name for row in targets for name in row if name}
    closing = "" if lists else "steps:\n"
    more = "".join(f"  - {{id: {name}, say: So., end: resolved}}\n" for name in sorted(ends or {"last"}))
    found = read(head + "".join(named.values()) + lists + steps + closing + more)
    assert written_out(found).steps


def test_the_reference_names_every_part_of_a_step_and_of_a_procedure() -> None:
    text = (Path(__file__).parents[2] / "docs/reference/procedure-language.md").read_text("utf-8")
    names = {row.alias or name for model in (Procedure, Step, Wait, Way) for name, row in model.model_fields.items()}
    assert not [name for name in sorted(names) if not re.search(rf"\b{name}\b", text)]


def _falls_into_a_side_way(here: Step, following: Step) -> bool:
    """`here` is passed over when its condition is false, and the next in the list is then taken: that may not be a step
    for which one of its rows had to hold (an internet customer told of gas)."""
    if here.when is None or not here.decide or following.when == here.when:
        return False
    sides = {row.way.target for row in here.decide if row.when}
    return following.id in sides and following.id != here.decide[-1].way.target


@pytest.mark.parametrize("slug", library())
def test_a_question_that_is_passed_over_leads_to_the_usual_way(slug):
    steps = library()[slug].steps
    assert [here.id for here, following in pairwise(steps) if _falls_into_a_side_way(here, following)] == []
