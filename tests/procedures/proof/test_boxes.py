"""A condition over a box says what the condition says of every case in the box."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.facts.conditions import TODAY, Unknown, compile_condition
from handrail.facts.vocabulary import Value
from handrail.procedures.proof.boxes import Box, Missing, Standing, Truth
from handrail.procedures.proof.boxes import Test as BoxTest
from handrail.procedures.proof.measures import never_begins
from handrail.procedures.proof.space import Space

CONDITIONS = (
    "sale.total > 10000 && sale.total != 20000", "10000 <= sale.total", "5 > sale.total || sale.total == 9",
    "sale.number == 'A-1' || sale.number != 'B-2'", "sale.number in ['A-1', 'C-3']", "'home' == sale.place",
    "sale.place != 'home' && !(sale.place in ['shop', 'online'])", "sale.is_extra ? sale.total > 7 : sale.is_consumer",
    "sale.is_extra == sale.is_consumer", "sale.is_extra == true || sale.is_consumer != true", "false == sale.is_extra",
    "'OK' in business.states", "known(sale.total) && sale.total > 1", "!known(sale.number)", "sale.total < sale.paid",
    "size(business.states) > 1", "(sale.is_extra || sale.is_consumer) && (sale.is_extra || sale.total > 50)", "true",
    "sale.place in business.states", "sale.is_extra && false",
)  # fmt: skip
VALUES: dict[str, tuple[Value | None, ...]] = {
    "sale.total": (None, 0, 5, 7, 8, 9, 50, 51, 10000, 10001, 20000), "sale.paid": (None, 8),
    "sale.number": (None, "A-1", "B-2", "Z"), "sale.place": (None, "home", "shop", "elsewhere"),
    "sale.is_extra": (None, True, False), "sale.is_consumer": (None, True, False),
    "business.states": (("OK",), ("VT", "OK"), ()),
}  # fmt: skip
CASES = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
SPACE = Space(VALUES, map(compile_condition, CONDITIONS))
for _text in CONDITIONS:
    SPACE.test(compile_condition(_text))
SPACE.lay_tests_out()
BEYOND = SPACE.bits(VALUES)


def case(values: dict[str, Value | None]) -> tuple[dict[str, Value], Box]:
    """A case and its box; what has no value was asked and can't be found out."""
    known = {name: value for name, value in values.items() if value is not None}
    return known, SPACE.start(known, VALUES.keys() - known.keys())


def plainly(text: str, known: dict[str, Value]) -> bool | Unknown:
    value = compile_condition(text).evaluate(known).value
    assert isinstance(value, bool | Unknown)
    return value


def standing_of(space: Space, test: BoxTest, box: Box) -> Standing:
    return test.standing(box, space.whole(box))


def agrees(said: Truth, found: bool | Unknown) -> bool:
    if isinstance(found, Unknown):
        return isinstance(said, Missing) and set(SPACE.named(said.facts)) == found.missing
    return said is found


@pytest.mark.parametrize("text", CONDITIONS)
@given(CASES)
def test_one_case_has_the_outcome_of_the_condition(text: str, values: dict[str, Value | None]) -> None:
    known, box = case(values)
    rows = SPACE.test(compile_condition(text)).outcomes(box)
    assert [agrees(said, plainly(text, known)) for _, said in rows] == [True]


@pytest.mark.parametrize("text", CONDITIONS)
@given(CASES)
def test_what_is_settled_for_everything_possible_holds_of_each_case(text: str, values: dict[str, Value | None]) -> None:
    """The widest box gives each outcome that some case has, and settles only what is so in all of them."""
    known, _ = case(values)
    everything = Box(BEYOND, BEYOND, SPACE.full)
    test = SPACE.test(compile_condition(text))
    found = plainly(text, known)
    assert any(
        type(said) is type(found) or said is found or isinstance(found, Unknown)
        for _, said in test.outcomes(everything)
    )
    settled = standing_of(SPACE, test, everything).truth
    assert settled is None or settled is found


@pytest.mark.parametrize("text", CONDITIONS)
@given(CASES)
def test_a_settled_test_needs_nothing_of_what_led_to_it(text: str, values: dict[str, Value | None]) -> None:
    known, box = case(values)
    test = SPACE.test(compile_condition(text))
    standing = standing_of(SPACE, test, box)
    if standing.truth is None:
        return
    bare = Box(0, 0, SPACE.full, standing.true, standing.false, standing.unsure)
    [(_, said)] = test.outcomes(bare)
    found = plainly(text, known)
    assert isinstance(said, Missing) if isinstance(found, Unknown) else said is found


def test_what_reads_today_is_never_settled() -> None:
    space = Space(
        (), [compile_condition("today > sale.signed_on"), compile_condition("sale.is_extra || today > sale.signed_on")]
    )
    noon = datetime(2026, 11, 24, tzinfo=UTC).date()
    box = space.start({"sale.signed_on": noon, "sale.is_extra": True, TODAY: noon})
    alone, with_fact = (
        space.test(compile_condition(text))
        for text in ("today > sale.signed_on", "sale.is_extra || today > sale.signed_on")
    )
    space.lay_tests_out()
    assert standing_of(space, alone, box).truth is None
    assert standing_of(space, with_fact, box).truth is True
    [narrow, _] = [part for part, _ in alone.outcomes(box)]
    assert standing_of(space, alone, narrow).truth is None
    assert space.forget_today(narrow).cells == box.cells


def test_a_duty_begins_with_what_it_asks_to_be_known() -> None:
    rows = {"known(sale.returned_on) && sale.total > 1": {"sale.returned_on"}, "known(sale.total) || sale.is_extra": set(),
            "known(sale.total) || known(sale.paid)": {"sale.total", "sale.paid"},
            "(known(sale.total) && known(sale.paid)) && true": {"sale.total", "sale.paid"}}  # fmt: skip
    assert {text: never_begins(compile_condition(text).tree, frozenset()) for text in rows} == rows
