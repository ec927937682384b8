"""Scenarios on the page of a version, and what a surprise stops."""

import re
from datetime import date, timedelta

import pytest

from cast import NOON, TRY_HOME_SALE
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions
from handrail.procedures.actions import ProcedureError
from handrail.procedures.language.reader import read
from handrail.procedures.models import Revision
from handrail.procedures.tested import queries as tested
from handrail.procedures.tested.adding import with_scenarios
from handrail.procedures.tested.queries import waiting

DAY = date(2026, 11, 24)


@pytest.fixture
def version(owner, sign_in):
    client = sign_in(owner)
    address = client.post("/procedures/new/", {"text": TRY_HOME_SALE, "reason": "first"}).headers["Location"]
    return client, address


def kept(owner) -> Revision:
    with scope.organization(owner.organization_id):
        return Revision.objects.get(entry__slug="try-home-sale", state="draft")


@pytest.mark.slow
def test_the_page_proposes_keeps_what_is_chosen_and_then_has_nothing_more(owner, version):
    client, address = version
    shown = client.get(f"{address}scenarios/").content.decode()
    boxes = re.findall(r'name="scenario" value="([^"]+)"', shown)
    assert len(boxes) >= 3
    assert "None yet" in shown
    from html import unescape

    sent = client.post(f"{address}scenarios/", {"scenario": [unescape(box) for box in boxes]})
    assert sent.status_code == 302
    after = client.get(f"{address}scenarios/").content.decode()
    assert f"Kept with it: {len(boxes)}" in after
    assert "Nothing is missing" in after
    assert "Comes out otherwise" not in after
    text = kept(owner).text
    assert text.startswith(TRY_HOME_SALE.rstrip("\n")[:200])
    assert len(read(text).scenarios) == len(boxes)


@pytest.mark.slow
def test_nothing_chosen_and_nonsense_are_refused_with_what_to_do(version):
    client, address = version
    assert "Choose at least one" in client.post(f"{address}scenarios/").content.decode()
    answer = client.post(f"{address}scenarios/", {"scenario": ["{]"]})
    assert answer.status_code == 422
    assert "could not be read" in answer.content.decode()


@pytest.mark.slow
def test_who_may_not_write_keeps_nothing(version, colleague, sign_in):
    _, address = version
    agent = sign_in(colleague("agent"))
    assert agent.get(f"{address}scenarios/").status_code == 200
    assert agent.post(f"{address}scenarios/", {"scenario": ["{}"]}).status_code == 403


def with_a_surprise(owner) -> str:
    with scope.organization(owner.organization_id):
        found = tested.proposed(read(TRY_HOME_SALE), DAY, NOON, "America/Chicago")
    good = with_scenarios(TRY_HOME_SALE, found.scenarios[:2])
    assert read(good).scenarios == found.scenarios[:2]
    expected = found.scenarios[0].expect.outcome
    wrong = "kept" if expected != "kept" else "resolved"
    return good.replace(f"outcome: {expected}", f"outcome: {wrong}", 1)


@pytest.mark.slow
def test_a_surprise_stops_approval_and_names_the_scenario(owner, colleague):
    writer = actor_of(colleague("manager"))
    text = with_a_surprise(owner)
    with scope.organization(owner.organization_id):
        row = actions.save_draft(actor=writer, text=text, reason="first", at=NOON)
        actions.submit(actor=writer, row=row, at=NOON)
        with pytest.raises(ProcedureError, match=r"The scenario “.+” comes out otherwise: it ended as"):
            actions.approve(actor=actor_of(owner), row=row, at=NOON, on=DAY, despite="It is urgent.")
        row.refresh_from_db()
        assert row.state == "review"


HEAD = "title: {0}\npurpose: P\nowner: o\nreview: {{every: 6mo}}\nsteps:\n"
CALLED = "procedure: hello\n" + HEAD.format("Hello") + "  - {id: greet, say: Hello.}\n"
CALLER = (
    "procedure: talk\n"
    + HEAD.format("Talk")
    + (
        "  - {id: begin, call: hello}\n  - {id: told, say: 'Bye, {{ customer.name }}.', when: known(customer.name)}\n"
        "  - {id: close, record: [case.reason], end: resolved}\n"
    )
)


LONGER = f"{CALLED}  - {{id: name, say: My name is Kim.}}\n"
KNOWN = "The talk is mended next."


def approved(writer, boss, text: str, despite: str = "") -> Revision:
    row = actions.save_draft(actor=writer, text=text, reason="first", at=NOON)
    actions.submit(actor=writer, row=row, at=NOON)
    actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=despite)
    return row


@pytest.mark.slow
def test_a_part_that_surprises_its_callers_is_approved_only_with_a_reason_that_stays(owner, colleague, sign_in):
    writer, boss = actor_of(colleague("manager")), actor_of(owner)
    with scope.organization(owner.organization_id):
        actions.publish(actor=boss, row=approved(writer, boss, CALLED), on=DAY, at=NOON)
        found = tested.proposed(read(CALLER), DAY, NOON, "America/Chicago").scenarios
        actions.publish(actor=boss, row=approved(writer, boss, with_scenarios(CALLER, found)), on=DAY, at=NOON)
        with pytest.raises(
            ProcedureError, match=r"The scenario “.+” of Talk, which runs it, comes out otherwise\. Mend"
        ):
            approved(writer, boss, LONGER)
        row = Revision.objects.get(entry__slug="hello", state="review")
        reach = sign_in(owner).get(f"/procedures/version/{row.pk}/reach/").content.decode()
        assert "Scenarios that come out otherwise" in reach
        assert found[0].name in reach
        actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=KNOWN)
        assert row.exception.startswith(f"Approved though a scenario comes out otherwise: {KNOWN}")
        actions.publish(actor=boss, row=row, on=DAY, at=NOON)
        again = approved(writer, boss, f"{LONGER}  - {{id: ask, say: Who is there?}}\n")
        assert again.exception == "", "what surprised before is not laid at this change's door"


@pytest.mark.slow
def test_a_caller_that_came_into_force_after_the_approval_stops_its_part(owner, colleague):
    writer, boss = actor_of(colleague("manager")), actor_of(owner)
    with scope.organization(owner.organization_id):
        actions.publish(actor=boss, row=approved(writer, boss, CALLED), on=DAY, at=NOON)
        row = approved(writer, boss, LONGER)
        found = tested.proposed(read(CALLER), DAY, NOON, "America/Chicago").scenarios
        actions.publish(actor=boss, row=approved(writer, boss, with_scenarios(CALLER, found)), on=DAY, at=NOON)
        with pytest.raises(ProcedureError, match=r"of Talk, which runs it, comes out otherwise\. Mend that one first"):
            actions.publish(actor=boss, row=row, on=DAY, at=NOON)
        assert row.state == "approved"
        actions.publish(actor=boss, row=row, on=DAY, at=NOON, despite=KNOWN)
        assert row.exception.startswith(f"In force though a scenario comes out otherwise: {KNOWN}")


@pytest.mark.slow
def test_a_surprise_that_came_up_after_approval_stops_publication(owner, colleague):
    writer, boss = actor_of(colleague("manager")), actor_of(owner)
    with scope.organization(owner.organization_id):
        actions.publish(actor=boss, row=approved(writer, boss, CALLED), on=DAY, at=NOON)
        found = tested.proposed(read(CALLER), DAY, NOON, "America/Chicago").scenarios
        row = approved(writer, boss, with_scenarios(CALLER, found))
        actions.publish(actor=boss, row=approved(writer, boss, LONGER), on=DAY, at=NOON)
        with pytest.raises(ProcedureError, match="comes out otherwise: the way differs after begin > greet"):
            actions.publish(actor=boss, row=row, on=DAY, at=NOON + timedelta(hours=1))
        assert row.state == "approved"


@pytest.mark.slow
def test_scenarios_in_force_are_run_again_on_the_law_in_use(owner, colleague):
    writer, boss = actor_of(colleague("manager")), actor_of(owner)
    with scope.organization(owner.organization_id):
        actions.publish(actor=boss, row=approved(writer, boss, CALLED), on=DAY, at=NOON)
        found = tested.proposed(read(CALLER), DAY, NOON, "America/Chicago").scenarios
        row = approved(writer, boss, with_scenarios(CALLER, found))
        actions.publish(actor=boss, row=row, on=DAY, at=NOON)
        assert list(tested.surprised(DAY)) == []
        actions.publish(actor=boss, row=approved(writer, boss, LONGER, KNOWN), on=DAY, at=NOON)
        [(surprised, names)] = tested.surprised(DAY)
        assert surprised.pk == row.pk
        assert set(names) == {each.name for each in found}


def test_text_with_another_part_behind_its_scenarios_is_written_anew(owner):
    with scope.organization(owner.organization_id):
        found = tested.proposed(read(TRY_HOME_SALE), DAY, NOON, "America/Chicago").scenarios
    first = with_scenarios(TRY_HOME_SALE, found[:1])
    more = with_scenarios(first, found[1:2])
    assert more.startswith(first)
    moved = f"{first}channels: [phone]\n" if "channels:" not in TRY_HOME_SALE else first
    assert len(read(with_scenarios(moved, found[1:3])).scenarios) == 3


@pytest.mark.slow
def test_what_surprises_in_force_waits_for_who_may_write(owner, colleague, sign_in):
    writer, boss = actor_of(colleague("manager")), actor_of(owner)
    with scope.organization(owner.organization_id):
        actions.publish(actor=boss, row=approved(writer, boss, CALLED), on=DAY, at=NOON)
        found = tested.proposed(read(CALLER), DAY, NOON, "America/Chicago").scenarios
        row = approved(writer, boss, with_scenarios(CALLER, found))
        actions.publish(actor=boss, row=row, on=DAY, at=NOON)
        longer = approved(writer, boss, LONGER, KNOWN)
        actions.publish(actor=boss, row=longer, on=DAY, at=NOON)
        [waits] = waiting(owner, NOON, "America/Chicago")
    assert waits.title == "Scenarios of Talk come out otherwise"
    assert "Comes out otherwise" in sign_in(owner).get(waits.address).content.decode()
    with scope.organization(owner.organization_id):
        assert waiting(colleague("agent"), NOON, "America/Chicago") == []
