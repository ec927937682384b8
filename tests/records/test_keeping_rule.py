"""What may go, what stays and why: the rule itself, over everything it can be asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.facts.conditions import compile_condition
from handrail.ledger.retained import by_kind, key
from handrail.records.keeping.bounds import NO_TIME, told
from handrail.records.keeping.needed import FILE, UNSAID, needed, needs
from handrail.records.keeping.queries import says_with
from handrail.records.keeping.rule import LOOK_FIRST, Bound, HoldOn, Need, Wish, apart, covers, decide

ON = date(2026, 11, 26)
TOKENS = ["customer.name", "customer.phone", "customer.email", "words", "files", "sale.number"]
days = st.integers(-900, 900).map(lambda n: ON + timedelta(days=n))
tokens = st.lists(st.sampled_from([*TOKENS, "customer.", "*"]), min_size=1, max_size=3).map(tuple)
need = st.builds(Need, tokens, tokens)
bounds = st.lists(st.builds(Bound, st.just("d"), st.just("p"), st.just("keep"), st.none() | days, need), max_size=4)
wishes = st.lists(st.builds(Wish, days, st.sampled_from(["period", "asked"]), tokens, st.booleans()), max_size=3)
pieces = st.dictionaries(st.integers(0, 40).map(str), st.sampled_from(TOKENS), max_size=12)


LISTED = Need(("customer.phone",), ("customer.name",))


@given(pieces, bounds, wishes)
def test_nothing_goes_while_a_duty_needs_it_and_all_goes_that_is_asked_and_needed_by_none(pieces, bounds, wishes):
    found = decide(pieces, bounds, wishes, [], ON)
    for name, token in pieces.items():
        bound = any(covers(row.need.names, token) and (row.until is None or row.until >= ON) for row in bounds)
        asked = any(covers(row.needs, token) and row.day <= ON for row in wishes)
        assert (name in found.keys) == (asked and not bound), (token, found)
    assert sorted(key for group in found.groups for key in group.keys) == sorted(pieces)


@given(pieces, bounds, wishes)
def test_a_hold_stops_all_of_it(pieces, bounds, wishes):
    found = decide(pieces, bounds, wishes, ["Legal hold 1"], ON)
    assert found.keys == ()
    assert found.state == ("held" if any(group.wish for group in found.groups) else "stays")


@given(pieces, bounds, bounds, wishes)
def test_one_more_duty_never_lets_more_go(pieces, bounds, more, wishes):
    assert set(decide(pieces, bounds + more, wishes, [], ON).keys) <= set(decide(pieces, bounds, wishes, [], ON).keys)


@given(pieces, bounds, wishes, wishes)
def test_one_more_wish_never_keeps_more(pieces, bounds, wishes, more):
    assert set(decide(pieces, bounds, wishes + more, [], ON).keys) >= set(decide(pieces, bounds, wishes, [], ON).keys)


def test_a_phone_stays_on_the_list_for_as_long_as_that_takes_and_the_mail_address_goes_today():
    """Field by field: a wish to be erased meets a do-not-call list."""
    list_ = Bound("us.tcpa.consent", "list", "Keep it.", date(2030, 1, 1), LISTED)
    asked = Wish(ON, "The person asks.")
    pieces = {"a": "customer.phone", "b": "customer.email", "c": "words"}
    found = decide(pieces, [list_], [asked, Wish(date(2033, 1, 1), "A period of ours.")], [], ON)
    assert (found.state, sorted(found.keys)) == ("due", ["b", "c"])
    phone = next(row for row in found.groups if "customer.phone" in row.tokens)
    assert (phone.on, phone.by, phone.wish) == (date(2030, 1, 2), (list_,), asked)
    later = decide(pieces, [list_], [asked], [], date(2030, 1, 2))
    assert sorted(later.keys) == ["a", "b", "c"]


def test_a_law_that_says_gone_by_goes_before_our_period_and_against_another_law_a_person_decides():
    age = Wish(ON, "Delete the data of an age check at once.", ("customer.age",), by_law=True)
    ours = Wish(ON + timedelta(days=400), "A period of ours.")
    pieces = {"a": "customer.age", "b": "words"}
    assert decide(pieces, [], [ours, age], [], ON).keys == ("a",)
    other = Bound("x", "y", "Keep it.", ON + timedelta(days=9), Need(ours=("customer.age",)))
    torn = decide(pieces, [other], [ours, age], [], ON)
    assert (torn.state, torn.keys) == ("torn", ())


@pytest.mark.parametrize(
    ("gone_by", "until", "torn"),
    [(0, 0, True), (0, -1, False), (0, None, True), (1, 9, False), (-9, 0, True), (-9, -1, False)],
)
def test_two_laws_pull_apart_only_while_both_stand(gone_by, until, torn):
    """Days from today: by when one law wants it gone, and until when another keeps it."""
    law = Wish(ON + timedelta(days=gone_by), "Gone by then.", by_law=True)
    kept = Bound("x", "y", "Keep it.", None if until is None else ON + timedelta(days=until), Need(("words",)))
    found = decide({"a": "words"}, [kept], [Wish(ON, "A period of ours."), law], [], ON)
    assert (found.state == "torn") is torn
    ours = decide({"a": "words"}, [kept], [Wish(law.day, "A period of ours.")], [], ON)
    assert ours.state != "torn", "only a law stands against a law"


def test_of_two_on_one_day_the_law_is_named_and_a_duty_over_before_it_is_not():
    wishes = [Wish(ON, "A period of ours."), Wish(ON, "Gone by then.", by_law=True)]
    over = Bound("x", "y", "Keep it.", ON - timedelta(days=1), Need(("words",)))
    (group,) = decide({"a": "words"}, [over], wishes, [], ON).groups
    assert (group.wish, group.by, group.on) == (wishes[1], (), ON)
    last = Bound("x", "y", "Keep it.", ON, Need(("words",)))
    (group,) = decide({"a": "words"}, [last], wishes[:1], [], ON).groups
    assert (group.by, group.on, group.go) == ((last,), ON + timedelta(days=1), False)


def test_a_name_without_a_dot_is_itself_alone():
    assert not covers(("customer",), "customer.name")
    assert not covers(("sale.",), "customer.name")


def test_what_keeps_is_told_apart_from_what_is_only_named():
    assert apart(["A duty.", f"{LOOK_FIRST}Another."]) == (["A duty."], ["Another."])


def test_what_nobody_asks_away_stays():
    found = decide({"a": "words"}, [], [], [], ON)
    assert (found.state, found.keys, found.on) == ("stays", (), None)


@pytest.mark.parametrize(
    ("hold", "stops"),
    [
        (HoldOn("h", customer=1), True), (HoldOn("h", customer=2), False), (HoldOn("h", case=7), True),
        (HoldOn("h", topic="refund"), True), (HoldOn("h", topic="other"), False),
        (HoldOn("h", since=date(2026, 3, 1), until=date(2026, 3, 31)), True), (HoldOn("h", until=date(2026, 2, 1)), False),
        (HoldOn("h", case=8), False), (HoldOn("h", since=date(2026, 6, 1)), True),
        (HoldOn("h", until=date(2026, 3, 20)), True), (HoldOn("h", until=date(2026, 3, 19)), False),
        (HoldOn("h", since=date(2026, 4, 1)), True), (HoldOn("h", since=date(2026, 6, 2)), False),
    ],
)  # fmt: skip
def test_a_hold_is_on_a_person_a_case_a_topic_or_a_period(hold, stops):
    around = [(date(2026, 3, 20), date(2026, 4, 2)), (date(2026, 6, 1), date(2026, 6, 1))]
    assert hold.stops(customers=[1], cases=[7], topics=["refund"], days=around) is stops


def test_keys_come_apart_by_their_kind():
    assert by_kind([key("file", 1, "ab"), key("value", 2), "value:3"]) == {"file": ["1/ab"], "value": ["2", "3"]}


def test_every_law_item_on_records_says_which_words_it_needs_and_who_says_so(shipped_law):
    """None that ships binds everything by being forgotten, none lingers, and each names its source: the law or us."""
    parts = {
        (part.kind, f"{duty.id}/{part.id}"): (duty, part) for pack in shipped_law.packs.values() for duty in pack.duties for part in duty.parts
    }  # fmt: skip
    written = {(kind, item): row for kind, items in raw_needs().items() for item, row in items.items()}
    assert written.keys() <= parts.keys(), written.keys() - parts.keys()
    lasting = {at for at, (_, part) in parts.items() if part.keep or part.destroy or part.kind == "record.destroy"}
    timeless = {at for at, row in written.items() if "time" in row}
    assert lasting | timeless == written.keys()
    for at, row in written.items():
        duty, part = parts[at]
        assert row.keys() & {"law", "ours"}, (at, "says neither that the law names them nor that we read them into it")
        assert row.keys() <= {"law", "ours", "confidence", "time", "about"}, at
        about = row.get("about", {"when": "true", "says": "always"})
        compile_condition(about["when"])
        assert about["says"], at
        assert row.get("time", "unset") == "unset", at
        assert row["confidence"] == (part.verified or duty.verified).confidence, at
        assert not ("time" in row and part.keep and part.keep.basis == "law"), (at, "the law file sets a time")


def raw_needs():
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(FILE.read_text("utf-8"))


def test_a_duty_nobody_wrote_down_needs_what_its_kind_needs_or_everything():
    written = needs()["record.vehicle-sales"]
    ours = needed("record.vehicle-sales", "local.cars", "keep")
    assert set(ours.ours) == {name for row in written.values() for name in row.names}
    assert not ours.law
    assert needed("local.kind", "local.cars", "keep") == UNSAID
    assert covers(UNSAID.names, "anything")


def test_what_a_duty_keeps_is_told_with_its_source():
    bound = Bound("us.tcpa.consent", "list", "Keep it.", None, LISTED)
    said = says_with(bound, ["customer.name", "customer.phone"])
    assert said == "Keep it. It keeps: Phone (the law names these); Customer’s name (our reading of the law)."
    unsaid = Bound("local.x", "keep", "Keep it.", None, UNSAID)
    assert says_with(unsaid, ["words"]).endswith("Notes and reasons (nobody has said yet what it can do without).")


@pytest.mark.parametrize(
    ("facts", "bound", "named"),
    [
        ({"case.we_called": True, "call.purpose": "sales"}, True, False),
        ({"sale.place": "phone"}, True, False),
        ({"case.we_called": False, "sale.place": "home"}, False, False),
        ({}, False, True),
    ],
)
def test_a_record_of_sales_calls_is_one_of_a_sales_call_and_not_of_every_case(shipped_law, facts, bound, named):
    """A business that sells by phone moves visits too."""
    found = told(shipped_law, [{"business.sells_by_phone": True, "record.made_on": ON, **facts}], ON)
    assert any(row.duty == "us.tsr.records" for row in found.bounds) is bound
    assert any("310.5;" in row.says for row in found.asks) is named


@pytest.mark.parametrize(
    ("facts", "bound", "named"),
    [
        ({"carrier.authorised": True, "slam.reported": False}, True, False),
        ({"slam.switched_on": ON}, True, False),
        ({"slam.reported": True}, True, False),
        ({"slam.reported": False}, False, False),
        ({}, False, True),
    ],
)
def test_the_proof_of_a_switch_is_kept_though_nobody_complained(shipped_law, facts, bound, named):
    found = told(shipped_law, [{"business.activities": ("telephone",), "record.made_on": ON, **facts}], ON)
    until = {row.until for row in found.bounds if row.duty == "us.telecom.slamming"}
    assert until == ({date(2028, 11, 26)} if bound else set())
    assert any("64.1100" in row.says for row in found.asks) is named


def test_grievances_are_kept_until_they_were_examined_and_seven_years_are_the_most(shipped_law):
    plan = {"business.activities": ("health-plan",), "business.customer_states": ("VT",), "record.made_on": ON}
    hmo = {**plan, "grievance.by_hmo_member": True, "grievance.received_on": ON}
    open_ = next(row for row in told(shipped_law, [hmo], ON).bounds if "grievance" in row.says)
    assert open_.until == date(2033, 11, 26)
    assert "seven years at most. Until Sat, Nov 26, 2033 at most. (8 V.S.A. 5102a;" in open_.says
    seen = told(shipped_law, [{**hmo, "grievance.examined_on": date(2027, 2, 1)}], date(2027, 3, 1))
    assert {row.until for row in seen.bounds if "grievance" in row.says} == {date(2027, 2, 1)}
    unknown = {**plan, "grievance.by_hmo_member": True, "grievance.examined_on": date(2027, 2, 1)}
    assert {row.until for row in told(shipped_law, [unknown], ON).bounds if "grievance" in row.says} == {
        date(2027, 2, 1)
    }


def test_who_processes_payments_of_phone_sellers_keeps_the_files_four_years(shipped_law):
    firm = {"business.activities": ("payment-processing",), "business.customer_states": ("VT",), "record.made_on": ON}
    found = told(shipped_law, [{**firm, "processing.for_phone_seller": True}], ON)
    kept = next(row for row in found.bounds if row.duty == "us-vt.telemarketing.payments.processors")
    assert (kept.until, kept.need.law) == (date(2030, 11, 26), ("files",))
    other = told(shipped_law, [{**firm, "processing.for_phone_seller": False}], ON)
    assert not any(row.duty == kept.duty for row in other.bounds)


@pytest.mark.parametrize("we_called", [True, False])
def test_a_request_not_to_be_called_is_kept_however_it_came(shipped_law, we_called):
    firm = {"business.sells_by_phone": True, "business.channels": ("email", "phone"), "record.made_on": ON}
    asked = {**firm, "case.we_called": we_called, "call.stop_asked_on": date(2026, 11, 20)}
    until = {row.until for row in told(shipped_law, [asked], ON).bounds if row.duty == "us.tcpa.consent"}
    assert until == {date(2031, 11, 20)}
    nobody = told(shipped_law, [{**firm, "case.we_called": we_called}], ON)
    assert not any(row.duty == "us.tcpa.consent" for row in nobody.bounds)


def test_of_several_purchases_one_by_phone_binds_all_the_same(shipped_law):
    sold = {"business.sells_by_phone": True, "record.made_on": ON}
    places = [{**sold, "sale.place": place} for place in ("home", "phone", "shop")]
    found = told(shipped_law, [sold, *places], ON)
    assert [row.duty for row in found.bounds].count("us.tsr.records") == 1
    assert not any("310.5;" in row.says for row in found.asks)


def test_a_record_the_law_sets_no_time_for_binds_nothing_and_is_named_before_it_goes(shipped_law):
    phone = {"business.activities": ("telephone",), "business.phone_kinds": ("voip",), "record.made_on": ON}
    of_voip = told(shipped_law, [{**phone, "service.is_voip": True}], ON)
    assert not any(row.duty == "us.telecom.voip-911" for row in of_voip.bounds)
    assert any(NO_TIME in row.says and "47 CFR 9.11" in row.says for row in of_voip.asks)
    other = told(shipped_law, [{**phone, "service.is_voip": False}], ON)
    assert not any(NO_TIME in row.says for row in other.asks)


@pytest.fixture
def shipped_law():
    from handrail.law.engine import load_law

    return load_law()


def test_every_name_it_needs_is_a_personal_fact_or_a_group_of_them():
    from handrail.facts.vocabulary import VOCABULARY

    known = {name for name, row in VOCABULARY.items() if row.is_personal} | {"words", "files", "consent", "*"}
    groups = {f"{name.split('.')[0]}." for name in known if "." in name}
    assert {name for items in needs().values() for row in items.values() for name in row.names} <= known | groups
