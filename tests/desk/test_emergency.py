"""The emergency card: words first, for anybody signed in; the record afterwards."""

import pytest

from cast import NOON
from handrail.business.actions import answer
from handrail.desk import queries
from handrail.desk.emergency import cards
from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import Role
from handrail.procedures import actions as handbook
from handrail.procedures.shelf import library

CARD = "/desk/emergency/"


@pytest.fixture
def emergency_in_force(owner):
    with scope.organization(owner.organization_id):
        handbook.adopt(actor=actor_of(owner), slug="emergency", at=NOON, on=NOON.date())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nothing_but_sign_in_stands_before_the_words(owner, colleague, sign_in, role):
    """No business described, no procedure in force, whatever the role: the words are there."""
    answer = sign_in(colleague(role.value)).get(CARD)
    assert answer.status_code == 200
    assert "Leave the building now" in answer.content.decode()


def test_the_words_are_those_of_the_procedure(owner):
    starter = library()["emergency"]
    told = cards(starter, starter, {"business.sells_fuel": True})
    assert [card.kind for card in told.each] == ["gas-smell", "carbon-monoxide", "fire", "threat"]
    assert "".join(piece.text for piece in told.first) == starter.step("leave-now").say
    assert "valve on the tank" in told.each[0].say[0].text


def test_the_valve_on_the_tank_is_only_for_those_who_fill_tanks(owner, sign_in):
    assert "valve on the tank" not in sign_in(owner).get(CARD).content.decode()
    facts = {"business.sells_fuel": True, "business.emergency_phone": "580-555-0199"}
    with scope.organization(owner.organization_id):
        answer(actor=actor_of(owner), answers=facts, at=NOON)
    page = sign_in(owner).get(CARD).content.decode()
    assert "valve on the tank" in page
    assert "Our emergency number: 580-555-0199" in page


def test_a_version_that_lost_its_steps_still_has_words(owner):
    starter = library()["emergency"]
    bare = starter.model_copy(update={"steps": starter.steps[-1:]})
    assert "Leave the building" in cards(bare, starter, {}).first[0].text


@pytest.mark.slow
def test_every_desk_screen_has_the_key_and_a_link(begin, owner, sign_in):
    client, case = sign_in(owner), begin()
    for address in ("/desk/", f"/desk/{case.id}/", f"/desk/{case.id}/flow/"):
        page = client.get(address).content.decode()
        assert f'href="{CARD}' in page, address
        assert 'data-key="F9"' in page, address


@pytest.mark.slow
def test_the_record_is_completed_afterwards_and_names_the_case_it_came_from(begin, owner, sign_in, emergency_in_force):
    client, case = sign_in(owner), begin()
    assert f'value="{case.id}"' in client.get(CARD, {"case": str(case.id)}).content.decode()
    sent = client.post(CARD, {"came_from": str(case.id), "kind": "gas-smell"})
    assert sent.status_code == 302
    with scope.organization(owner.organization_id):
        made = Case.objects.get(entry__slug="emergency")
        assert made.came_from == case
        assert queries.state(made).facts["safety.kind"] == "gas-smell"
        assert queries.events(made.id)[0].data["came_from"] == case.number
    assert f"case {case.number}" in client.get(sent.url).content.decode()


def test_without_a_version_in_force_a_note_in_the_case_keeps_it(begin, owner, sign_in):
    client, case = sign_in(owner), begin()
    page = client.get(CARD, {"case": str(case.id)}).content.decode()
    assert "is not in force here yet" in page
    assert f"/desk/{case.id}/note/" in page


@pytest.mark.slow
def test_an_auditor_reads_the_words_but_starts_nothing(owner, colleague, sign_in, emergency_in_force):
    client = sign_in(colleague("auditor"))
    assert "Complete the record" not in client.get(CARD).content.decode()
    assert client.post(CARD, {"kind": "fire"}).status_code == 403
