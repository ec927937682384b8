"""The parts of the language beyond ask, check and decide: each as docs/reference/procedure-language.md says it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handrail.facts.vocabulary import Amounts, with_own
from handrail.procedures.language.engine import (
    Answer,
    EngineError,
    Skip,
    Start,
    State,
    TimedOut,
    UnansweredError,
    World,
    advance,
    apply,
    decide,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.reader import UnreadableError, plain, read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out
from handrail.procedures.language.words import spoken

WORLD = World(datetime(2026, 11, 24, 18, tzinfo=UTC), date(2026, 11, 24))
HEAD = "procedure: {}\ntitle: Try\npurpose: To try.\nowner: manager\nreview: {{every: 6mo}}\n"


def made(steps, name="try", before=""):
    return read(HEAD.format(name) + before + "steps:\n" + steps)


def play(bundle, *events, world=WORLD, **known):
    """The state after these events, and every effect on the way. Each turn is also folded from its record."""
    bundle = {row.procedure: row for row in ([bundle] if isinstance(bundle, Procedure) else bundle)}
    facts = {name.replace("__", "."): value for name, value in known.items()}
    state, effects = advance(bundle, State(), Start("try", facts), world)
    everything = list(effects)
    for event in events:
        turn = decide(bundle, state, event, world)
        after, effects = advance(bundle, state, event, world)
        assert apply(state, turn) == after
        state = after
        everything += effects
    return state, everything


def went(state):
    return [step for step, _ in state.trail]


def refused(steps, before=""):
    with pytest.raises(UnreadableError) as error:
        made(steps, before=before)
    return str(error.value)


OWN = """facts:
  own.level: {type: choice, label: Level, ask: "Which level has the customer?", values: [gold, silver, guest]}
  own.items: {type: list, label: Items, ask: "Which items?"}
  own.item: {type: text, label: Item, ask: "Which item is it?"}
  own.state: {type: choice, label: State of it, ask: "In what state is it?", values: [whole, broken]}
  own.costs: {type: amounts, label: Costs, ask: "What did each cost?"}
limits:
  credit: {is: 50 USD, owner: manager, since: 2026-11-01}
  days: {is: 30 days, owner: manager, since: 2026-11-01}
  free-text: up to what is fair
"""
END = "  - {id: good, end: resolved}\n  - {id: bad, end: unresolved}\n"


@pytest.mark.parametrize(
    ("given", "fits"), [("(555) 010-0188", True), ("555 010 0188", False), ("(555) 010-018x", False), ("", False)]
)
def test_a_text_is_held_against_the_form_it_is_to_have(given, fits):
    steps = (
        "  - id: a\n    ask: [customer.phone]\n    unknown: bad\n"
        "    check: {with area code: \"looks_like(customer.phone, '(999) 999-9999')\"}\n    otherwise: bad\n    next: good\n"
    )
    assert play(made(steps + END), Answer({"customer.phone": given}))[0].outcome == (
        "resolved" if fits else "unresolved"
    )


# Facts of its own, and limits


def test_text_is_built_from_text():
    built = "lower(start(first_word(customer.name), 1) + last_word(customer.name)) + '1'"
    steps = f'  - {{id: a, ask: [customer.name], work_out: {{case.reason: "{built}"}}, unknown: bad}}\n' + END
    state, _ = play(made(steps), Answer({"customer.name": "Wendy Ann Chesterfield"}))
    assert state.facts["case.reason"] == "wchesterfield1"
    assert play(made(steps), Answer({}, frozenset({"customer.name"})))[0].outcome == "unresolved"
    assert play(made(steps), Answer({"customer.name": ""}))[0].facts["case.reason"] == "1"


def test_a_procedure_defines_facts_that_exist_in_it_only():
    steps = "  - {id: a, ask: [own.level], decide: [{when: own.level == 'gold', then: good}, {otherwise: bad}]}\n" + END
    assert play(made(steps, before=OWN), Answer({"own.level": "gold"}))[0].outcome == "resolved"
    assert play(made(steps, before=OWN), Answer({"own.level": "guest"}))[0].outcome == "unresolved"
    assert "There is no fact named own.level" in refused(steps)


def test_two_procedures_may_mean_different_things_by_one_name():
    steps = "  - {id: a, ask: [own.level], decide: [{when: own.level == '%s', then: good}, {otherwise: bad}]}\n" + END
    first = made(steps % "gold", before=OWN)
    second = made(steps % "far", before=OWN.replace("gold, silver, guest", "near, far"))
    assert play(second, Answer({"own.level": "far"}))[0].outcome == "resolved"
    assert play(first, Answer({"own.level": "gold"}))[0].outcome == "resolved"


def test_the_name_of_an_own_fact_may_hold_a_digit_in_a_blank_too():
    steps = '  - {id: a, ask: [own.line_2]}\n  - {id: b, say: "It is {{ own.line_2 }}."}\n'
    facts = "facts:\n  own.line_2: {type: text, label: Line 2, ask: Which second line?}\n"
    procedure = made(steps, before=facts)
    assert read(write(procedure)) == procedure
    _, effects = play(procedure, Answer({"own.line_2": "Flat 4"}), Answer())
    with with_own(procedure.own):
        assert spoken(effects[0].text, {"own.line_2": "Flat 4"}) == "It is Flat 4."


def test_a_value_an_own_choice_never_has_is_refused():
    steps = "  - {id: a, ask: [own.level], decide: [{when: own.level == 'bronze', then: good}, {otherwise: bad}]}\n"
    assert "never “bronze”" in refused(steps + END, OWN)


def test_a_limit_is_compared_by_its_name():
    steps = (
        "  - id: a\n    ask: [sale.total]\n"
        "    decide: [{when: sale.total <= limit('credit'), then: good}, {otherwise: bad}]\n" + END
    )
    assert play(made(steps, before=OWN), Answer({"sale.total": 5000}))[0].outcome == "resolved"
    assert play(made(steps, before=OWN), Answer({"sale.total": 5001}))[0].outcome == "unresolved"
    assert "limit('credt')" in refused(steps.replace("'credit'", "'credt'"), OWN)
    assert "no number here" in refused(steps.replace("'credit'", "'free-text'"), OWN)


def test_a_limit_in_months_counts_calendar_months():
    before = OWN.replace("30 days", "6 months")
    steps = (
        "  - id: a\n    ask: [sale.signed_on]\n    decide:\n"
        "      - {when: \"plus_months(sale.signed_on, limit('days')) >= today\", then: good}\n      - {otherwise: bad}\n"
    )
    on_time, late = date(2026, 5, 24), date(2026, 5, 23)
    assert play(made(steps + END, before=before), Answer({"sale.signed_on": on_time}))[0].outcome == "resolved"
    assert play(made(steps + END, before=before), Answer({"sale.signed_on": late}))[0].outcome == "unresolved"


@pytest.mark.parametrize("wrong", ["about 50", "50 EUR", "many days"])
def test_a_limit_is_an_amount_or_a_count(wrong):
    assert "is no limit" in refused(END, OWN.replace("50 USD", wrong))


# Gathering


def test_so_many_of_several_facts_are_enough():
    p = made(
        "  - id: a\n    collect: {at_least: 2, of: [customer.name, customer.phone, sale.number], for: who it is}\n"
        "    unknown: bad\n" + END
    )
    state, _ = play(p, Answer({"customer.name": "Ada", "sale.number": "7"}))
    assert state.outcome == "resolved"
    with pytest.raises(UnansweredError) as error:
        play(p, Answer({"customer.name": "Ada"}))
    assert error.value.facts == ("customer.phone", "sale.number")
    nobody = Answer({"customer.name": "Ada"}, frozenset({"customer.phone", "sale.number"}))
    assert play(p, nobody)[0].outcome == "unresolved"


def test_what_is_known_counts_towards_enough():
    p = made("  - {id: a, say: Hello., collect: {of: [customer.name, sale.number]}}\n" + END)
    state, _ = play(p, customer__name="Ada")
    assert to_ask(step_in_hand({"try": p}, state), state, WORLD) == ()


def test_all_of_them_is_written_as_ask():
    wrong = "  - {id: a, collect: {at_least: 2, of: [customer.name, sale.number]}, end: resolved}\n"
    assert "write ask" in refused(wrong)


def test_a_look_up_gives_facts_and_the_next_one_uses_them():
    p = made(
        "  - id: a\n    find:\n      - {in: Order list, by: [customer.name], get: [sale.number]}\n"
        "      - {in: Ship list, by: [sale.number], get: [sale.delivered_on]}\n    unknown: bad\n" + END
    )
    state, _ = play(p)
    assert to_ask(step_in_hand({"try": p}, state), state, WORLD) == (
        "customer.name", "sale.number", "sale.delivered_on",
    )  # fmt: skip


def test_a_steps_own_answers_do_not_ask_anew_whether_it_is_in_the_way():
    """While the notice is not known, `when` holds; once it is, the rest of it would be missing, and nobody needs that."""
    p = made(
        "  - {id: a, when: '!(known(sale.notice_given) && sale.is_consumer)', ask: [sale.notice_given], never_skip: true}\n"
        + END
    )
    state, _ = play(p)
    assert to_ask(step_in_hand({"try": p}, state), state, WORLD) == ("sale.notice_given",)
    assert play(p, Answer({"sale.notice_given": True}))[0].outcome == "resolved"


# Working out


def test_values_are_worked_out_and_known_from_then_on():
    p = made(
        "  - id: a\n    ask: [sale.paid, payment.surcharge]\n"
        "    work_out: {refund.amount: sale.paid - payment.surcharge, sale.ship_by: 'plus_days(today, 3)'}\n"
        "    check: {something is left: refund.amount > 0}\n    otherwise: bad\n" + END
    )
    state, _ = play(p, Answer({"sale.paid": 5000, "payment.surcharge": 150}))
    assert (state.facts["refund.amount"], state.facts["sale.ship_by"]) == (4850, date(2026, 11, 27))
    assert play(p, Answer({"sale.paid": 100, "payment.surcharge": 150}))[0].outcome == "unresolved"


def test_what_is_missing_for_a_value_is_asked_and_the_value_is_not():
    p = made(
        "  - {id: a, work_out: {refund.amount: sale.paid}, check: {some: refund.amount > 0}, otherwise: bad}\n" + END
    )
    state, _ = play(p)
    assert to_ask(step_in_hand({"try": p}, state), state, WORLD) == ("sale.paid",)
    assert play(p, Answer({}, frozenset({"sale.paid"})))[0].outcome == "escalated"


def test_a_value_has_the_type_of_its_fact():
    assert "gives timestamp, not money" in refused("  - {id: a, work_out: {refund.amount: today}, end: resolved}\n")


def test_lists_and_money_are_reckoned_with():
    p = made(
        "  - id: a\n    ask: [own.costs, own.items]\n    work_out: {refund.amount: 'share_near(total(own.costs), 825)'}\n"
        "    check: {few: size(own.items) <= 2 && largest(own.costs) < 20000}\n    otherwise: bad\n" + END,
        before=OWN,
    )
    good = Answer({"own.costs": Amounts((1001, 999)), "own.items": ("a", "b")})
    state, _ = play(p, good)
    assert (state.outcome, state.facts["refund.amount"]) == ("resolved", 165)
    assert play(p, Answer({"own.costs": Amounts((20000,)), "own.items": ()}))[0].outcome == "unresolved"


# Tables


TABLE = """  - id: a
    ask: [own.level, sale.signed_on]
    table:
      of: [own.level, "days(sale.signed_on, today)"]
      rows:
        - {is: [gold, "-"], then: good}
        - {is: ["silver, guest", "0 to 30"], then: good}
        - {is: [guest, "> limit('days')"], then: bad}
"""


@pytest.mark.parametrize(
    ("level", "days", "outcome"),
    [("gold", 400, "resolved"), ("silver", 30, "resolved"), ("guest", 31, "unresolved"), ("silver", 31, "escalated")],
)
def test_the_first_row_whose_cells_fit_is_taken(level, days, outcome):
    signed = WORLD.today - timedelta(days=days)
    state, effects = play(made(TABLE + END, before=OWN), Answer({"own.level": level, "sale.signed_on": signed}))
    assert state.outcome == outcome
    assert [row.text for row in effects if row.kind == "escalate"] == (
        ["No row of the table fits."] if outcome == "escalated" else []
    )


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("[gold,", "[bronze,", "one of gold, silver, guest"),
        ('"0 to 30"', '"soon"', "row 2"),
        ('[gold, "-"]', "[gold]", "row 1 has 1 cells; the table has 2 columns"),
    ],
)
def test_a_table_that_can_t_be_read_says_which_cell(right, wrong, said):
    assert said in refused(TABLE.replace(right, wrong) + END, OWN)


# Trying again, once only


RETRY = """  - id: code
    say: What is the code?
    ask: [customer.identity_checked]
    decide:
      - {when: customer.identity_checked, then: good}
      - otherwise: {again: code, at_most: 2, forget: [customer.identity_checked], over: bad}
"""


def test_a_step_is_tried_again_so_often_and_no_oftener():
    p = made(RETRY + END)
    no = Answer({"customer.identity_checked": False})
    state, _ = play(p, no, no)
    assert state.status == "open"
    assert "customer.identity_checked" not in state.facts
    assert play(p, no, no, no)[0].outcome == "unresolved"
    assert play(p, no, no, Answer({"customer.identity_checked": True}))[0].outcome == "resolved"


def test_going_back_says_how_often_and_what_then():
    assert "again needs at_most" in refused(RETRY.replace("at_most: 2, ", "") + END)
    assert "leads to nowhere" in refused(RETRY.replace("over: bad", "over: nowhere") + END)


def test_what_is_done_once_only_is_not_done_again():
    p = made(
        "  - {id: pay, do: Send the money., once: true}\n"
        "  - id: ok\n    say: Did it come?\n    ask: [payment.approved]\n"
        "    decide:\n      - {when: payment.approved, then: good}\n"
        "      - otherwise: {again: pay, at_most: 3, forget: [payment.approved], over: bad}\n" + END
    )
    state, effects = play(p, Answer(), Answer({"payment.approved": False}), Answer({"payment.approved": True}))
    assert state.outcome == "resolved"
    assert [row.text for row in effects if row.kind == "do"] == ["Send the money."]
    assert ("pay", "passed") in state.trail


# For each, and calls with something given


EACH = """  - {id: each, say: One by one., for_each: {in: own.items, as: own.item, call: one, forget: [own.state]}}
"""
ONE = """  - id: look
    say: Look at it.
    ask: [own.state]
    decide: [{when: own.state == 'whole', then: fine}, {otherwise: broken}]
  - {id: fine, end: resolved}
  - {id: broken, do: "Send a new {{ own.item }}.", end: referred}
"""


def test_a_list_goes_through_a_procedure_item_by_item():
    rows = [made(EACH + END, before=OWN), made(ONE, "one", OWN)]
    whole, broken = Answer({"own.state": "whole"}), Answer({"own.state": "broken"})
    state, _ = play(rows, Answer({"own.items": ("hat", "bag")}), whole, broken, Answer())
    assert (state.outcome, state.facts["own.item"]) == ("resolved", "bag")
    assert went(state) == ["each", "look", "fine", "look", "broken", "good"]
    assert play(rows, Answer({"own.items": ()}))[0].outcome == "resolved"


def test_an_outcome_can_leave_the_list():
    rows = [
        made(EACH.replace("forget: [own.state]}", "forget: [own.state]}, outcomes: {referred: bad}") + END, before=OWN),
        made(ONE, "one", OWN),
    ]
    state, _ = play(rows, Answer({"own.items": ("hat", "bag")}), Answer({"own.state": "broken"}), Answer())
    assert state.outcome == "unresolved"
    assert state.marks == {}


def test_for_each_goes_through_a_list():
    assert "is no list" in refused(EACH.replace("in: own.items", "in: own.level") + END, OWN)


def test_a_called_procedure_is_given_values():
    caller = made(
        "  - {id: a, call: one, give: {payment.amount: sale.total - sale.paid, payment.for: \"'The rest'\"}}\n" + END
    )
    called = made("  - {id: pay, say: 'Pay {{ payment.amount }}.', ask: [payment.amount, payment.approved]}\n", "one")
    state, _ = play([caller, called], sale__total=900, sale__paid=400, payment__amount=1)
    assert (state.facts["payment.amount"], state.facts["payment.for"]) == (500, "The rest")
    state, _ = play([caller, called], sale__total=900, payment__amount=1)
    assert "payment.amount" not in state.facts


# Waiting until a day


def test_a_case_waits_until_a_day_and_goes_on():
    p = made("  - {id: a, ask: [sale.ship_by], wait: {until: 'plus_days(sale.ship_by, 1)'}}\n" + END)
    state, effects = play(p, Answer({"sale.ship_by": date(2026, 12, 1)}))
    assert (state.status, state.wait_until) == ("waiting", datetime(2026, 12, 2, tzinfo=UTC))
    assert effects[-1].text == "Dec 2, 2026"
    assert play(p, Answer({"sale.ship_by": date(2026, 12, 1)}), TimedOut())[0].outcome == "resolved"
    assert play(p, Answer({"sale.ship_by": date(2026, 11, 1)}))[0].outcome == "resolved"
    assert play(p, Answer({}, frozenset({"sale.ship_by"})))[0].outcome == "escalated"


def test_a_wait_is_for_something_or_until_a_day():
    assert "wait either" in refused("  - {id: a, wait: {until: today, for: it}}\n" + END)
    assert "needs for, at_most" in refused("  - {id: a, wait: {for: it}}\n" + END)


# Who, and skipping


def test_somebody_else_looks_it_over():
    p = made("  - {id: pay, do: Fill in the form.}\n  - {id: look, do: Look it over., by_other_than: pay}\n" + END)
    ada, bo = (World(WORLD.at, WORLD.today, actor=name) for name in ("ada", "bo"))
    state, _ = play(p, Answer(), world=ada)
    with pytest.raises(EngineError, match="Somebody else does this step"):
        advance({"try": p}, state, Answer(), ada)
    assert advance({"try": p}, state, Answer(), bo)[0].outcome == "resolved"


def test_a_step_may_be_skipped_in_the_case_named():
    p = made("  - {id: a, ask: [sale.number], may_skip: {when: case.channel == 'counter', by: supervisor}}\n" + END)
    assert play(p, Skip("At the counter"), case__channel="counter")[0].outcome == "resolved"
    with pytest.raises(EngineError, match="only in the case the procedure names"):
        play(p, Skip("In a hurry"), case__channel="phone")


# Variants


VARIED = """  - {id: hello, say: Hello., when: case.channel != 'mail'}
  - {id: paper, do: Give the paper.}
  - {id: last, say: Good-bye.}
variants:
  - name: by-phone
    when: case.channel == 'phone'
    change: {hello: {say: Thank you for calling.}, last: {say: Thanks for the call.}}
    add: [{after: hello, steps: [{id: recorded, say: This call is recorded.}]}]
    leave_out: [paper]
"""


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("phone", ["Thank you for calling.", "This call is recorded.", "Thanks for the call."]),
        ("chat", ["Hello.", "Good-bye."]),
        ("mail", ["Good-bye."]),
    ],
)
def test_a_variant_changes_adds_and_leaves_out(channel, said):
    p = written_out(made(VARIED))
    turns = len(said) + (channel != "phone")
    state, effects = play(p, *[Answer()] * turns, case__channel=channel)
    assert [row.text for row in effects if row.kind == "say"] == said
    assert state.outcome == "resolved"
    assert [row.text for row in effects if row.kind == "do"] == ([] if channel == "phone" else ["Give the paper."])


def test_where_nobody_knows_the_base_is_done():
    p = written_out(made(VARIED))
    beyond = frozenset({"case.channel"})
    _, effects = play(p, Answer({}, beyond), Answer(), Answer(), Answer(), Answer())
    assert [row.text for row in effects if row.kind == "say"] == ["Hello.", "This call is recorded.", "Good-bye."]


def test_a_variant_of_no_step_is_refused():
    with pytest.raises(ValueError, match="there is no step paper"):
        written_out(made(VARIED.replace("{id: paper,", "{id: sheet,")))


# Round trip


@pytest.mark.parametrize("text", [OWN + "steps:\n" + TABLE + END, "steps:\n" + RETRY + END, "steps:\n" + VARIED])
def test_it_is_written_and_read_without_loss(text):
    first = read(HEAD.format("try") + text)
    assert read(write(first)) == first
    assert Procedure.model_validate(plain(first)) == first


def test_a_changed_copy_of_a_step_works_its_parts_out_anew():
    step = made("  - {id: a, ask: [case.reason], end: resolved}").steps[0]
    assert step.wants == ("case.reason",)
    assert step.model_copy(update={"ask": ("sale.number",)}).wants == ("sale.number",)


# Quiz

ASKED = "quiz: [{{question: What comes first?, answer: The number., step: {}}}]\n"


def test_a_question_of_the_quiz_is_kept_and_names_its_step():
    first = made("  - {id: a, ask: [case.reason], end: resolved}", before=ASKED.format("a"))
    assert (first.quiz[0].answer, first.quiz[0].step) == ("The number.", "a")
    assert read(write(first)) == first


def test_a_question_about_no_step_is_refused():
    with pytest.raises(UnreadableError, match="is about b, which is no step here"):
        made("  - {id: a, ask: [case.reason], end: resolved}", before=ASKED.format("b"))
