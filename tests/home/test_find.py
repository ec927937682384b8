"""Find or do: one field for places, deeds, procedures, duties, cases and customers, and nothing a page would refuse."""

import re

import pytest

from cast import NOON
from handrail.config.finding import DEEDS, MOST, find
from handrail.config.wiring import MENU
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import Right, may

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def dolores(owner):
    with scope.organization(owner.organization_id):
        given = [Given("name", "Dolores Whitaker"), Given("phone", "580-555-0142")]
        yield customers.add(actor=actor_of(owner), details=given, at=NOON)


@pytest.fixture
def case(owner, adopted, dolores):
    known = {"business.records_calls": "none"}
    return desk.start(
        actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known=known, customer=dolores
    )


def titles(member, words: str) -> list[str]:
    return [row.title for row in find(words, member, NOON)]


def test_without_words_it_lists_what_one_can_do_and_where_one_can_go(owner, dolores):
    assert titles(owner, "") == [row.words for row in DEEDS] + [row.words for row in MENU]


@pytest.mark.slow
def test_nothing_is_listed_that_its_page_would_refuse(colleague, sign_in, owner, case):
    for role in ("agent", "auditor", "reviewer"):
        member = colleague(role)
        client = sign_in(member)
        with scope.organization(owner.organization_id):
            found = [*find("", member, NOON), *find("dolores", member, NOON), *find("sale", member, NOON)]
        assert len(found) > 5
        assert {row.address: client.get(row.address, follow=True).status_code for row in found} == {
            row.address: 200 for row in found
        }


@pytest.mark.slow
def test_a_customer_is_found_by_name_and_by_phone_and_so_is_the_open_case(owner, case):
    for words in ("dolores", "whitak", "0142"):
        found = {row.kind: row for row in find(words, owner, NOON)}
        assert found["customer"].title == "Dolores Whitaker"
        assert found["open case"].address == f"/desk/{case.pk}/"


@pytest.mark.slow
@pytest.mark.slow
def test_an_ended_case_is_found_by_its_whole_number_by_those_who_read_records(owner, case, colleague, sign_in):
    desk.give_up(actor=actor_of(owner), case=case, at=NOON, outcome="abandoned", reason="hung up")
    agent = colleague("agent")
    (row,) = (each for each in find(f" {case.number} ", owner, NOON) if case.number in each.title)
    assert (row.kind, row.address) == ("record", f"/records/{case.pk}/")
    assert sign_in(owner).get(row.address).status_code == 200
    assert not any(case.number in title for title in titles(owner, case.number[:-1]))
    assert not any(case.number in title for title in titles(agent, case.number))
    nothing = sign_in(owner).get("/find/?q=zzzzqqq").content.decode()
    assert 'href="/records/?q=zzzzqqq"' in nothing
    assert "/records/?q=" not in sign_in(agent).get("/find/?q=zzzzqqq").content.decode()


def test_customers_stay_hidden_from_who_may_not_work_with_them(colleague, case, owner):
    auditor = colleague("auditor")
    with scope.organization(owner.organization_id):
        kinds = {row.kind: row.address for row in find("dolores", auditor, NOON)}
    assert not may(auditor.role, Right.RUN)
    assert kinds == {"open case": f"/records/{case.pk}/"}


@pytest.mark.slow
def test_another_business_finds_nothing_of_ours(stranger, case):
    with scope.organization(stranger.organization_id):
        assert titles(stranger, "dolores") == []


@pytest.mark.slow
def test_procedures_the_library_and_duties_are_found_by_their_words(owner, adopted, dolores):
    kinds = {row.kind: row for row in find("cancel", owner, NOON)}
    assert kinds["procedure"].address == f"/procedures/{adopted.entry.slug}/"
    assert kinds["in the library"].address.startswith("/procedures/library/")
    duties = [row for row in find("cancel", owner, NOON) if row.kind == "duty"]
    assert all(re.search(r"\d", row.detail) and row.status for row in duties), "never without citation and status"


def test_long_answers_are_cut_and_lead_to_the_whole_list(owner, dolores, sign_in):
    duties = [row for row in find("sale", owner, NOON) if row.address.startswith("/law/")]
    assert len(duties) == MOST + 1
    assert duties[-1].title == "More in Law"
    assert sign_in(owner).get(duties[-1].address).status_code == 200


@pytest.mark.slow
def test_a_number_does_not_list_every_procedure(owner, adopted, dolores):
    assert titles(owner, "98765") == []


@pytest.mark.slow
def test_the_page_answers_without_script_and_the_part_is_the_same_list(owner, adopted, sign_in):
    client = sign_in(owner)
    whole, part = (client.get("/find/", {"q": "cancel", **more}).content.decode() for more in ({}, {"part": "1"}))
    assert "<html" in whole
    assert "<html" not in part
    assert part.strip() in whole
    assert re.search(r'<span class="st \w+"><svg.*?Nov 2\d, 2026</span>', part), "a status has its icon"
    assert 'value="cancel"' in whole
    assert "Check with the agency or your adviser." in part


def test_what_is_typed_is_shown_as_text(owner, sign_in):
    text = sign_in(owner).get("/find/", {"q": "<b>zebra"}).content.decode()
    assert "Nothing here fits these words." in text
    assert "<b>zebra" not in text
