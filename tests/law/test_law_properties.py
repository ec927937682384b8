"""What holds of every answer, over facts nobody picked by hand."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.asking import ask
from handrail.law.duties import Duty, Part, UnstatedLawError
from handrail.law.engine import load_law
from handrail.law.loader import conditions_of, values_of
from handrail.law.words import said

pytestmark = pytest.mark.slow

LAW = load_law()
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
ZONES = st.sampled_from(["America/Chicago", "America/New_York"])
MOMENTS = st.builds(
    lambda day, hour: datetime.combine(day, hour, ZoneInfo("America/Chicago")), DAYS, st.times(max_value=time(23, 59))
)
CENTS = (0, 1, 3, 12, 99, 100, 499, 500, 501, 1000, 1001, 2400, 2401, 2500, 13000, 680_000)
PARTS = [(duty, part) for duty in LAW.duties.values() for part in duty.parts]


def _turned_on(duty: Duty, part: Part) -> set[str]:
    """Every fact on which an answer about a part turns."""
    found = {name for text in conditions_of(duty, part) for name in compile_condition(text).facts}
    rule = part.deadline
    found |= {*rule.starts, *rule.or_later, *rule.no_later_than} if rule else set()
    found |= {part.amount, *(row.fact for row in part.at_most)} if part.amount else set()
    found |= {span.from_ for span in (part.keep, part.destroy) if span}
    return {name for name in found if name in VOCABULARY}


TURNED_ON = {id(part): _turned_on(duty, part) for duty, part in PARTS}
FACTS = sorted(set().union(*TURNED_ON.values()) | {"business.licences"})
EVENTS = {
    name
    for duty, part in PARTS
    for text in conditions_of(duty, part)
    for name in re.findall(r"known\(([\w.]+)\)", text)
}
"""Facts a condition asks for by `known()`: an event nobody has recorded has not happened, and then it has."""


def _kinds(wanted: Callable[[Part], object]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted({part.kind for _, part in PARTS if wanted(part)}))


KINDS = sorted({part.kind for _, part in PARTS})
LIMITED = _kinds(lambda part: part.forbids or part.hours or part.days or part.amount)
DEADLINES = _kinds(lambda part: part.deadline)
KEPT = _kinds(lambda part: part.keep or part.destroy)


def _of_kind(kind: str) -> list[str]:
    return sorted({name for _, part in PARTS if part.kind == kind for name in TURNED_ON[id(part)]})


LICENCES = sorted({part.licence.name for _, part in PARTS if part.licence})


def _value(name: str, dice: Random) -> Value:
    row = VOCABULARY[name]
    day = date(2025, 1, 1) + timedelta(days=dice.randrange(1460))
    if row.shape == "licence":
        return tuple(f"{what} | 1 | we | {day}" for what in dice.sample(LICENCES, min(len(LICENCES), 5)))
    match row.type:
        case "bool":
            return dice.random() < 0.5
        case "choice":
            return dice.choice(row.values)
        case "list":
            return tuple(word for word in row.values if dice.random() < 0.6)
        case "date":
            return day
        case "instant":
            return datetime.combine(day, time(dice.randrange(24), dice.randrange(60)), ZoneInfo("America/Chicago"))
        case "money" | "int":
            return dice.choice(CENTS)
    return ""


def facts_of(seed: int, names: Iterable[str], known: float) -> dict[str, Value]:
    """Facts for these names, each known with this probability: the same for the same seed."""
    dice = Random(seed)
    return {name: _value(name, dice) for name in names if dice.random() < known}


def less(facts: Mapping[str, Value], seed: int) -> dict[str, Value]:
    """The same facts before some were learnt."""
    dice = Random(seed)
    return {name: value for name, value in facts.items() if name in EVENTS or dice.random() < 0.6}


SEEDS = st.integers(0, 2**32)
SHARES = st.sampled_from([0.2, 0.6, 0.9, 1.0])
MANY = settings(deadline=None)
FEW = settings(max_examples=25, deadline=None)


@given(SEEDS, MOMENTS, LIMITED)
@MANY
def test_learning_never_turns_what_may_be_done_round(seed, at, kind) -> None:
    facts = facts_of(seed, _of_kind(kind), 1.0)
    before, after = (LAW.may(kind, row, at, "America/Chicago").verdict for row in (less(facts, seed), facts))
    assert before in ("unknown", after)


@given(SEEDS, DAYS)
@FEW
def test_learning_never_turns_whether_a_duty_binds_or_arises_round(seed, on) -> None:
    facts = facts_of(seed, FACTS, 1.0)
    known = less(facts, seed)
    before = {row.duty.id: row.verdict for row in LAW.applies(known, on)}
    after = {row.duty.id: row.verdict for row in LAW.applies(facts, on)}
    assert all(verdict in ("depends", after[name]) for name, verdict in before.items())
    arose = {(row.duty.id, row.part.id): row.verdict for row in LAW.meetings(known, on)}
    arises = {(row.duty.id, row.part.id) for row in LAW.meetings(facts, on)}
    assert arises <= set(arose)
    assert {key for key, verdict in arose.items() if verdict == "yes"} <= arises


@given(SEEDS, SHARES, DAYS, DEADLINES)
@MANY
def test_the_one_day_of_a_kind_is_nobodys_loss(seed, share, on, kind) -> None:
    """A customer's right ends with the latest of all counts, our duty with the earliest."""
    found = LAW.settle(kind, facts_of(seed, _of_kind(kind), share), on, "America/Chicago")
    if found.day is None:
        return
    days = [row.day for row in found.of if row.day]
    rights = {row.part.deadline.whose for row in found.of if row.part.deadline} == {"customer"}
    assert found.day == (max if rights else min)(days)
    for row in found.of:
        readings, rule = [reading.day for reading in row.readings], row.part.deadline
        if readings and rule and not rule.no_later_than:
            assert row.day == (max if rule.whose == "customer" else min)(readings)


@given(SEEDS, SHARES, DAYS, DEADLINES, ZONES)
@MANY
def test_a_deadline_lies_on_its_side_of_its_start(seed, share, on, kind, zone) -> None:
    facts = facts_of(seed, _of_kind(kind), share)
    for row in LAW.due_of_kind(kind, facts, on, zone):
        rule = row.part.deadline
        if row.day is None or rule is None:
            continue
        starts = [_day(facts[name], zone) for name in rule.starts if name in facts] or [on]
        if rule.direction == "before":
            assert row.day <= max(starts)
            assert row.opens is None or row.opens <= row.day, "a window that is empty, and does not say so"
        elif not rule.no_later_than:
            assert row.day >= min(starts)


def _day(value, zone: str) -> date:
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value


@given(SEEDS, SHARES, KEPT)
@MANY
def test_what_is_kept_lasts_and_what_is_destroyed_has_begun(seed, share, kind) -> None:
    facts = facts_of(seed, _of_kind(kind), share)
    for row in LAW.keep(facts, date(2026, 11, 25), kind):
        for span, day in ((row.part.keep, row.until), (row.part.destroy, row.gone_by)):
            known = span is not None and span.from_ in facts
            assert (day is not None) == known
            assert not known or day >= _day(facts[span.from_], "UTC")
            assert span is None or known or span.from_ in row.missing


@given(SEEDS, DAYS)
@FEW
def test_a_licence_ends_as_the_business_says_or_is_asked_for(seed, on) -> None:
    facts = facts_of(seed, FACTS, 1.0)
    held = {line.split(" | ")[0]: line.split(" | ")[-1] for line in facts["business.licences"]}
    for row in LAW.due(facts, on, "America/Chicago"):
        if row.part.licence and row.day:
            assert row.day.isoformat() in held.values()
            assert row.opens == row.day - timedelta(days=row.part.licence.renew_before)
        elif row.part.licence:
            assert row.missing >= {"business.licences"}
            assert row.part.licence.name in row.why
            assert row.part.licence.name not in held


@given(SEEDS, SHARES, DAYS)
@FEW
def test_an_answer_rests_on_the_facts_of_its_trace_alone(seed, share, on) -> None:
    """Asked again with only the facts its trace names, the law answers the same, with the same trace."""
    facts = facts_of(seed, FACTS, share)
    for row in LAW.applies(facts, on):
        again = LAW.answer([row.duty.applies], row.duty, _traced(facts, row.trace), on)
        assert (again.verdict, again.missing, again.trace) == (row.verdict, row.missing, row.trace)


@given(SEEDS, MOMENTS, LIMITED)
@MANY
def test_what_may_be_done_rests_on_the_facts_of_its_trace_alone(seed, at, kind) -> None:
    facts = facts_of(seed, _of_kind(kind), 0.9)
    row = LAW.may(kind, facts, at, "America/Chicago")
    named = {*_of_kind(kind)} & {part.amount for _, part in PARTS} | {b.fact for _, p in PARTS for b in p.at_most}
    traced = {**_traced(facts, row.trace), **{name: facts[name] for name in named if name in facts}}
    again = LAW.may(kind, traced, at, "America/Chicago")
    assert (again.verdict, again.most, again.next) == (row.verdict, row.most, row.next)


@given(SEEDS, SHARES, DAYS, DEADLINES)
@MANY
def test_a_deadline_is_what_its_trace_counts_to(seed, share, on, kind) -> None:
    for row in LAW.due_of_kind(kind, facts_of(seed, _of_kind(kind), share), on, "America/Chicago"):
        if row.day is None or row.part.deadline is None:
            continue
        counted = [line for line in row.trace if re.search(r"comes sooner|(before|after|only): |moves to|next ", line)]
        assert counted, row.trace
        assert row.day.isoformat() in counted[-1], row.trace


def _traced(facts: Mapping[str, Value], trace: tuple[str, ...]) -> dict[str, Value]:
    text = "\n".join(trace)
    return {name: value for name, value in facts.items() if name in text}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_answers_whatever_is_known(kind: str) -> None:
    at = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("America/New_York"))
    for share in (0.5, 1.0):
        reply = ask(LAW, kind, facts_of(len(kind), _of_kind(kind), share), at, "America/New_York")
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
    numbers = _turning(last, first)
    turning = {
        duty.id
        for name in LAW.duties
        for duty in LAW.versions(name)
        if duty.in_force.from_ == first or duty.in_force.to == last or duty.recheck_by == last
        or numbers & set(values_of(duty))
    }  # fmt: skip
    assert {name for name in before if before[name] != after[name]} <= turning


def _turning(last: date, first: date) -> set[str]:
    return {name for name in LAW.values if LAW.value(name, last).value != LAW.value(name, first).value}


def test_a_number_turns_with_the_year_where_its_pack_says_so() -> None:
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    said = {
        name for name, row in LAW.values.items() for entry in row.entries if first == entry.from_ or last == entry.to
    }
    assert "us-vt.minimum-wage" in _turning(last, first) <= said
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
    assert "out of date since Nov 23, 2026, last checked" in str(told)
    assert said(told).status == "Out of date since Nov 23, 2026, last checked Nov 22, 2026"
    assert issubclass(UnstatedLawError, TypeError)


def test_law_written_into_a_template_raises() -> None:
    from django.template import Context, Engine

    template = Engine().from_string("{{ duty.plain }}")
    with pytest.raises(UnstatedLawError):
        template.render(Context({"duty": LAW.duty("us-ok.surcharge")}))


def test_a_number_once_known_has_no_day_without_an_answer() -> None:
    """Before the first stretch, and in a gap, it is not known; past the last it has ended; never anything else."""
    for name, row in LAW.values.items():
        edges = [day for entry in row.entries for day in (entry.from_, entry.to) if day]
        for day in (edge + timedelta(days=n) for edge in edges for n in (-1, 0, 1)):
            within = any(entry.from_ <= day <= (entry.to or date.max) for entry in row.entries)
            last = row.entries[-1].to
            expected = (
                {"known", "not-published"} if within else {"ended" if last and day > last else "before-knowledge"}
            )
            assert LAW.value(name, day).state in expected, (name, day)
