"""Asked together, conditions answer as they do one by one: value, missing facts and trace."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.facts.conditions import EvaluationError, Unknown, compile_condition
from handrail.facts.together import Together

TEXTS = [
    "true",
    "sale.is_consumer",
    "!sale.is_consumer",
    "known(sale.is_consumer) && sale.place == 'home'",
    "'OK' in business.states || 'VT' in business.customer_states && !business.sells_online",
    "any_in(['OK', 'other'], business.states)",
    "sale.total >= 2500 && sale.total != 2501 && 2502 > sale.total",
    "sale.total + sale.paid > law_value('a') || law_value('b') > 3",
    "sale.place in ['home', 'phone']",
    "days(sale.signed_on, today) <= 3",
    "sale.signed_on < today && sale.signed_on >= sale.delivered_on",
    "sale.is_consumer ? sale.total > 1 : sale.paid > 1",
    "size(business.states) > 1",
    "(sale.is_consumer || sale.total > 5) && (sale.is_consumer || applies('x'))",
]
DAYS = st.dates(date(2026, 11, 1), date(2026, 11, 9))
CENTS = st.integers(2498, 2504) | st.integers(0, 9)
STATES = st.lists(st.sampled_from(["OK", "VT", "other"]), unique=True).map(tuple)
FACTS = st.fixed_dictionaries(
    {"today": DAYS},
    optional={
        "sale.is_consumer": st.booleans(), "sale.place": st.sampled_from(["home", "phone", "shop"]),
        "business.states": STATES, "business.customer_states": STATES, "business.sells_online": st.booleans(),
        "sale.total": CENTS, "sale.paid": CENTS, "sale.signed_on": DAYS, "sale.delivered_on": DAYS,
    },
)  # fmt: skip


def functions(name, args):
    return {"law_value": {"a": 5, "b": Unknown(frozenset())}, "applies": {"x": Unknown(frozenset({"sale.paid"}))}}[
        name
    ][args[0]]


@given(FACTS, st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
@settings(deadline=None)
def test_together_is_as_one_by_one(facts, texts) -> None:
    together = Together(facts, functions)
    for text in texts:
        condition = compile_condition(text)
        alone = condition.evaluate(facts, functions)
        result = together.result(condition)
        assert (result.value, result.trace) == (alone.value, alone.trace), text


def test_a_function_of_the_law_is_asked_once() -> None:
    asked = []

    def counting(name, args):
        asked.append((name, args))
        return 5

    together = Together({}, counting)
    for text in ("law_value('a') > 3", "law_value('a') > 9 || law_value('a') < 1"):
        together.result(compile_condition(text))
    assert asked == [("law_value", ("a",))]


def test_without_functions_of_the_law_none_is_asked() -> None:
    with pytest.raises(EvaluationError, match="cannot be asked here"):
        Together({}, None).result(compile_condition("law_value('a') > 3"))
