"""What holds of every answer, over facts nobody picked by hand."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.asking import ask
from handrail.law.duties import UnstatedLawError
from handrail.law.engine import load_law
from handrail.law.loader import conditions_of
from handrail.law.words import said

LAW = load_law()
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
ZONES = ["America/Chicago", "America/New_York"]
MOMENTS = DAYS.flatmap(
    lambda day: st.times().map(lambda hour: datetime.combine(day, hour, ZoneInfo("America/Chicago")))
)


def _turned_on() -> list[str]:
    """Every fact some duty turns on."""
    found = set[str]()
    for duty in LAW.duties.values():
        for part in duty.parts:
            for text in conditions_of(duty, part):
                found |= compile_condition(text).facts
            rule = part.deadline
            found |= {*rule.starts, *rule.or_later, *rule.no_later_than} if rule else set()
            found |= {part.amount, *(row.fact for row in part.at_most)} if part.amount else set()
    return sorted(found & set(VOCABULARY))


def _values(name: str) -> st.SearchStrategy[Value]:
    row = VOCABULARY[name]
    match row.type:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(row.values)
        case "list":
            return st.lists(st.sampled_from(row.values), unique=True).map(tuple)
        case "date":
            return DAYS
        case "instant":
            return MOMENTS
        case "money" | "int":
            return st.sampled_from([0, 1, 3, 12, 99, 100, 499, 500, 501, 1000, 1001, 2400, 2401, 2500, 13000, 680_000])
    return st.just("")


FACTS = _turned_on()
EVERYTHING = st.fixed_dictionaries({name: _values(name) for name in FACTS})
SOME = st.fixed_dictionaries({}, optional={name: _values(name) for name in FACTS})
EVENTS = {
    name
    for name in FACTS
    if any(
        f"known({name})" in text
        for duty in LAW.duties.values()
        for part in duty.parts
        for text in conditions_of(duty, part)
    )
}
"""Facts a condition asks for by `known()`: an event nobody has recorded has not happened, and then it has."""
LEARNT = sorted(set(FACTS) - EVENTS)
KINDS = sorted({part.kind for duty in LAW.duties.values() for part in duty.parts})
LIMITED = sorted(
    {part.kind for duty in LAW.duties.values() for part in duty.parts if part.forbids or part.hours or part.amount}
)
DEADLINES = sorted({part.kind for duty in LAW.duties.values() for part in duty.parts if part.deadline})


@given(EVERYTHING, st.sets(st.sampled_from(LEARNT)), MOMENTS, st.sampled_from(LIMITED))
@settings(deadline=None)
def test_learning_never_turns_what_may_be_done_round(facts, hidden, at, kind) -> None:
    known = {name: value for name, value in facts.items() if name not in hidden}
    before, after = (LAW.may(kind, row, at, "America/Chicago").verdict for row in (known, facts))
    assert before in ("unknown", after)


@given(EVERYTHING, st.sets(st.sampled_from(LEARNT)), DAYS)
@settings(max_examples=50, deadline=None)
def test_learning_never_turns_whether_a_duty_binds_or_arises_round(facts, hidden, on) -> None:
    known = {name: value for name, value in facts.items() if name not in hidden}
    before = {row.duty.id: row.verdict for row in LAW.applies(known, on)}
    after = {row.duty.id: row.verdict for row in LAW.applies(facts, on)}
    assert all(verdict in ("depends", after[name]) for name, verdict in before.items())
    arose = {(row.duty.id, row.part.id): row.verdict for row in LAW.meetings(known, on)}
    arises = {(row.duty.id, row.part.id) for row in LAW.meetings(facts, on)}
    assert arises <= set(arose)
    assert {key for key, verdict in arose.items() if verdict == "yes"} <= arises


@given(SOME, DAYS, st.sampled_from(DEADLINES))
@settings(deadline=None)
def test_the_one_day_of_a_kind_is_nobodys_loss(facts, on, kind) -> None:
    """A customer's right ends with the latest of all counts, our duty with the earliest."""
    found = LAW.settle(kind, facts, on, "America/Chicago")
    if found.day is None:
        return
    days = [row.day for row in found.of if row.day]
    rights = {row.part.deadline.whose for row in found.of} == {"customer"}
    assert found.day == (max if rights else min)(days)
    for row in found.of:
        readings = [reading.day for reading in row.readings if reading.day]
        if readings and not row.part.deadline.no_later_than:
            assert row.day == (max if row.part.deadline.whose == "customer" else min)(readings)


@given(SOME, DAYS, st.sampled_from(ZONES))
@settings(max_examples=50, deadline=None)
def test_a_deadline_lies_on_its_side_of_its_start(facts, on, zone) -> None:
    for row in LAW.due(facts, on, zone):
        rule = row.part.deadline
        if row.day is None:
            continue
        starts = [_day(facts[name], zone) for name in rule.starts if name in facts]
        if rule.direction == "before":
            assert row.day <= max(starts)
            assert row.opens is None or row.opens <= row.day
        elif not rule.no_later_than:
            assert row.day >= min(starts)


def _day(value, zone: str) -> date:
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value


@given(SOME, DAYS)
@settings(max_examples=50, deadline=None)
def test_an_answer_rests_on_the_facts_of_its_trace_alone(facts, on) -> None:
    """Asked again with only the facts its trace names, the law answers the same, with the same trace."""
    for row in LAW.applies(facts, on):
        again = next(one for one in LAW.applies(_traced(facts, row.trace), on) if one.duty.id == row.duty.id)
        assert (again.verdict, again.missing, again.trace) == (row.verdict, row.missing, row.trace)


@given(SOME, DAYS, st.sampled_from(DEADLINES))
@settings(deadline=None)
def test_a_deadline_is_what_its_trace_counts_to(facts, on, kind) -> None:
    for row in LAW.due_of_kind(kind, facts, on, "America/Chicago"):
        if row.day is None:
            continue
        counted = [
            line for line in row.trace if "comes sooner" in line or re.search(r"(before|after): |moves to", line)
        ]
        assert counted, row.trace
        assert row.day.isoformat() in counted[-1], row.trace


def _traced(facts: dict[str, Value], trace: tuple[str, ...]) -> dict[str, Value]:
    text = "\n".join(trace)
    return {name: value for name, value in facts.items() if name in text}


@pytest.mark.parametrize("kind", KINDS)
@given(facts=SOME, at=MOMENTS)
@settings(max_examples=3, deadline=None)
def test_every_kind_answers_whatever_is_known(kind: str, facts, at) -> None:
    reply = ask(LAW, kind, facts, at, "America/New_York")
    assert all(told.said.status and told.said.citation for told in (*reply.applies, *reply.due, *reply.kept))


# The turn of the year


BUSINESSES = [
    {},
    *(
        {"business.states": (state,), "business.customer_states": (state,)}
        for state in VOCABULARY["business.states"].values
    ),
]


@pytest.mark.parametrize("facts", BUSINESSES, ids=str)
def test_the_turn_of_the_year_changes_only_what_the_packs_say(facts: dict[str, Value]) -> None:
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    before, after = ({row.duty.id: (row.verdict, row.status) for row in LAW.applies(facts, on)} for on in (last, first))
    turning = {
        duty.id
        for duty in LAW.duties.values()
        if duty.in_force.from_ == first or duty.in_force.to == last or duty.recheck_by == last
    }
    assert {name for name in before if before[name] != after[name]} <= turning


def test_of_the_numbers_only_the_wage_that_is_not_published_turns() -> None:
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    turned = {name for name in LAW.values if LAW.value(name, last).value != LAW.value(name, first).value}
    assert turned == {"us-vt.minimum-wage"}
    assert LAW.value("us-vt.minimum-wage", first).state == "not-published"


# Never without its status


def test_law_has_no_way_to_a_reader_but_with_its_status() -> None:
    duty = LAW.duty("us-ok.surcharge")
    for bare in (str, "{}".format):
        with pytest.raises(UnstatedLawError):
            bare(duty.plain)
    with pytest.raises(Exception, match="printed with its status only"):
        duty.model_dump_json()
    assert "Add" not in repr(duty.plain)
    told = LAW.state(duty, duty.plain, date(2026, 11, 25))
    assert "due for a fresh check" in str(told)
    assert said(told).status == "Due for a fresh check, last checked Nov 22, 2026"
    assert issubclass(UnstatedLawError, TypeError)


def test_law_written_into_a_template_raises() -> None:
    from django.template import Context, Engine

    template = Engine().from_string("{{ duty.plain }}")
    with pytest.raises(UnstatedLawError):
        template.render(Context({"duty": LAW.duty("us-ok.surcharge")}))


def test_each_day_of_two_years_answers() -> None:
    """No day falls between two stretches of a number, unless the packs end there."""
    day = date(2026, 1, 1)
    while day < date(2028, 1, 1):
        assert {LAW.value(name, day).state for name in LAW.values} <= {"known", "not-published"}
        day += timedelta(days=1)
