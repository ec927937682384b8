"""Answers, conditions and their unknowns."""

from datetime import date

import pytest
from cel_expr_python import cel
from hypothesis import given
from hypothesis import strategies as st

from handrail.facts import conditions
from handrail.facts.answers import AnswerError, card_number, dollars, in_words, parse
from handrail.facts.conditions import ConditionError, compile_condition
from handrail.facts.vocabulary import VOCABULARY, fact


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("sale.total", "$1,700.00", 170000), ("sale.total", "25", 2500), ("sale.signed_on", "Nov 23, 2026", date(2026, 11, 23)),
        ("sale.signed_on", "11/23/2026", date(2026, 11, 23)), ("sale.is_consumer", "Yes", True), ("sale.place", "HOME", "home"),
        ("business.states", ["OK", "VT"], ("OK", "VT")), ("breach.residents", "1,200", 1200),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_value(name, typed, value):
    assert parse(fact(name), typed) == value


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("sale.total", "a lot", "write an amount"), ("sale.total", "12.345", "write an amount"),
        ("sale.signed_on", "November 31", "is no day we know"), ("sale.place", "moon", "is not one of shop"),
        ("sale.number", "", "write an answer"), ("case.reason", "card 4111-1111-1111-1111", "looks like a card number"),
        ("case.reason", "x" * 5000, "4,000 is the most"), ("breach.residents", "1.5", "whole number"),
    ],
)  # fmt: skip
def test_a_wrong_answer_says_what_to_write(name, typed, said):
    with pytest.raises(AnswerError, match=said):
        parse(fact(name), typed)


@given(st.integers(0, 10**12))
def test_money_survives_words(cents):
    assert parse(fact("sale.total"), dollars(cents)) == cents


@given(st.text(alphabet="0123456789", min_size=15, max_size=15), st.sampled_from(["", " ", "-"]))
def test_every_card_number_is_seen_and_its_neighbour_is_not(digits, gap):
    def luhn(number: str) -> int:
        return (
            sum(d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(map(int, reversed(number))))
            % 10
        )

    check = next(str(c) for c in range(10) if luhn(digits + str(c)) == 0)
    wrong = str((int(check) + 1) % 10)
    spaced = gap.join((digits + check)[i : i + 4] for i in range(0, 16, 4))
    assert card_number(f"my card {spaced} thanks")
    assert not card_number(digits + wrong)


def test_free_text_of_people_is_personal_and_of_the_business_is_not():
    assert fact("case.reason").is_personal
    assert not fact("business.hours").is_personal


EXPRESSIONS = [
    "sale.total > 2500 && sale.place == 'home'",
    "sale.place in ['home', 'phone'] || sale.is_consumer",
    "!(sale.total <= 5) && breach.residents >= 500",
    "'OK' in business.states",
    "sale.total - sale.paid > 100 ? sale.is_consumer : sale.place == 'shop'",
    "sale.signed_on < cancellation.sent_on",
]
VALUES = {
    "sale.total": st.integers(0, 5000), "sale.paid": st.integers(0, 5000), "breach.residents": st.integers(0, 1000),
    "sale.place": st.sampled_from(["home", "shop", "phone"]), "sale.is_consumer": st.booleans(),
    "business.states": st.sampled_from([("OK",), ("VT",), ("OK", "VT"), ()]),
    "sale.signed_on": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    "cancellation.sent_on": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
}  # fmt: skip


@given(st.sampled_from(EXPRESSIONS), st.fixed_dictionaries(VALUES))
def test_our_evaluator_agrees_with_the_reference(text, facts):
    """Google's C++ evaluator is the judge, on every expression in use here."""
    from datetime import UTC, datetime, time

    def for_cel(value):
        if isinstance(value, date):
            return datetime.combine(value, time(), UTC)
        return list(value) if isinstance(value, tuple) else value

    expression = conditions._environment().compile(text)
    names = compile_condition(text).facts
    judged = expression.eval(data={name: for_cel(facts[name]) for name in names}).value()
    assert compile_condition(text).evaluate(facts).value == judged
    assert cel is not None


@given(st.sampled_from(EXPRESSIONS), st.fixed_dictionaries(VALUES), st.sets(st.sampled_from(sorted(VALUES))))
def test_learning_a_fact_never_turns_an_answer(text, facts, hidden):
    """What is true or false with facts missing stays so when they are learnt; unknown names a fact that is missing."""
    some = {name: value for name, value in facts.items() if name not in hidden}
    partial, full = compile_condition(text).evaluate(some), compile_condition(text).evaluate(facts)
    if partial.missing:
        assert partial.missing <= hidden
    else:
        assert partial.value == full.value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sale.totl > 3", "Did you mean sale.total?"), ("sale.total > 'x'", "compare like with like"),
        ("sale.total", "gives int, not bool"), ("sale.place == 'hme'", "is never “hme”"),
        ("business.name.startsWith('x')", "is not used in conditions"), ("[1.5] == [2.0]", "may stand in a condition"),
        ("sale.total >", "it ends too early"), ("has(sale.total)", ""), ("sale.total > 50.0", "5000 for $50"),
        ("sale.total > 50 USD", "5000 for $50"), ("sale.place = 'home'", "is written =="),
        ("sale.is_extra and sale.is_consumer", "“and” is written &&"), ("monht(today) > 3", "Did you mean month?"),
        ("foo(today) > 3", "no function named foo"), ("sale.status == shiped", "stands in quotes: 'shiped'"),
        ("own.thing > 3", "Define it under facts"), ("today > '2026-12-20'", "is written date('2026-12-20')"),
        ("today > date('2026-02-30')", "A day is written"), ("today > date(sale.number)", "A day is written"),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_run_is_refused_when_written(text, said):
    with pytest.raises(ConditionError) as caught:
        compile_condition(text)
    assert said in str(caught.value)


def test_the_trace_names_what_was_used():
    result = compile_condition("sale.total > 2500").evaluate({"sale.total": 100})
    assert result.trace == ("sale.total = 100",)
    assert all(row.label and row.ask for row in VOCABULARY.values())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sale.signed_on <= deadline('home-solicitation.cancel')", "unknown"),
        ("sale.is_consumer && may('call.hours')", "unknown"),
        ("!sale.is_consumer && may('call.hours')", False),
        ("sale.is_consumer || may('call.hours')", True),
    ],
)
def test_a_law_that_gives_no_answer_leaves_what_hangs_on_it_unknown(text, value):
    """With nothing missing: no fact would help, so it must not be computed on."""
    facts = {"sale.signed_on": date(2026, 11, 24), "sale.is_consumer": True}
    found = compile_condition(text).evaluate(facts, lambda name, args: conditions.Unknown(frozenset()))
    assert found.is_unknown if value == "unknown" else found.value is value
    assert found.missing == frozenset()


def test_a_choice_is_said_in_words_and_a_state_by_its_name():
    states = fact("business.states")
    assert in_words(states, ("OK", "other")) == "Oklahoma, another place"
    assert states.options[0] == ("AL", "Alabama")
    assert states.options[-1] == ("other", "Another place")
    assert in_words(fact("payment.how"), "credit-card") == "credit card"
    assert all(value in row.values for row in VOCABULARY.values() for value, _ in row.words)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("month(sale.signed_on)", 2), ("day_of_month(sale.signed_on)", 29), ("year(sale.signed_on)", 2008),
        ("years(sale.signed_on, date('2026-02-28'))", 17), ("years(sale.signed_on, date('2026-03-01'))", 18),
        ("years(sale.signed_on, date('2028-02-29'))", 20), ("years(date('2009-02-28'), sale.signed_on)", 0),
        ("days(sale.signed_on, least(date('2008-03-05'), date('2008-03-02')))", 2),
        ("days(sale.signed_on, most(date('2008-03-05'), date('2008-03-02')))", 5),
    ],
)  # fmt: skip
def test_days_of_the_calendar_and_ages(text, value):
    assert compile_condition(text, "int").evaluate({"sale.signed_on": date(2008, 2, 29)}).value == value
