"""Reason codes: the business's own list, and the one an agent chooses at the end of a case."""

import pytest

from cast import NOON
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.after.reasons import actions, queries
from handrail.desk.models import ReasonCode
from handrail.ledger.deed import unrecorded
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
from handrail.procedures.models import Entry
from handrail.records import packet


@pytest.fixture
def ended(begin, owner):
    case = begin()
    desk.give_up(actor=actor_of(owner), case=case, at=NOON, outcome="abandoned", reason="They hung up")
    return case


@pytest.fixture
def starters(owner, inside):
    return actions.add(actor=actor_of(owner), names=actions.STARTERS, at=NOON)


@pytest.mark.slow
def test_nobody_is_asked_until_the_business_keeps_a_list(ended, owner, sign_in, inside):
    page = sign_in(owner)
    assert "Why did they contact us?" not in page.get(f"/desk/{ended.pk}/").content.decode()
    page.post("/desk/reasons/", {"what": "begin"})
    assert "Why did they contact us?" in page.get(f"/desk/{ended.pk}/").content.decode()
    assert "Why did they contact us?" not in page.get(f"/desk/{ended.pk}/?after=rating").content.decode()


@pytest.mark.slow
def test_one_is_chosen_and_another_later_and_the_record_shows_both(ended, starters, owner, sign_in, inside):
    page = sign_in(owner)
    assert page.post(f"/desk/{ended.pk}/reason/", {}).status_code == 422
    page.post(f"/desk/{ended.pk}/reason/", {"code": starters[4].pk})
    assert "They contacted us for this: Complaint" in page.get(f"/desk/{ended.pk}/").content.decode()
    page.post(f"/desk/{ended.pk}/reason/", {"code": starters[5].pk})
    ended.refresh_from_db()
    assert ended.reason == starters[5]
    told = packet.contents(ended, Organization.objects.get(pk=owner.organization_id), NOON)["told"]
    assert [row["code"] for row in told["steps"] if "code" in row] == ["Complaint", "Wrong number or spam"]
    with pytest.raises(DeskError, match="already"):
        actions.code(actor=actor_of(owner), case=ended, row=starters[5], at=NOON)


def test_a_retired_one_is_offered_no_more_and_stays_where_it_is(ended, starters, owner, inside):
    actor = actor_of(owner)
    actions.code(actor=actor, case=ended, row=starters[0], at=NOON)
    actions.retire(actor=actor, row=starters[0], at=NOON)
    assert starters[0] not in queries.offered(None)
    ended.refresh_from_db()
    assert ended.reason == starters[0]
    ended.reason = None
    with pytest.raises(DeskError, match="not one for this case"):
        actions.code(actor=actor, case=ended, row=starters[0], at=NOON)
    actions.put_back(actor=actor, row=starters[0], at=NOON)
    assert starters[0] in queries.offered(None)


def test_one_of_a_procedure_is_for_its_cases_only_and_stands_first(ended, starters, owner, inside):
    mine = actions.add(actor=actor_of(owner), names=["Too dear"], entry=ended.entry, at=NOON)
    with unrecorded("only another procedure's name is needed"):
        another = Entry.objects.create(slug="another", title="Another")
    other = actions.add(actor=actor_of(owner), names=["Too small"], entry=another, at=NOON)
    assert queries.for_case(ended)[0] == mine[0]
    assert other[0] not in queries.for_case(ended)
    with pytest.raises(DeskError, match="not one for this case"):
        actions.code(actor=actor_of(owner), case=ended, row=other[0], at=NOON)


def test_the_reason_comes_at_the_end_of_a_case(begin, starters, owner, inside):
    with pytest.raises(DeskError, match="at the end"):
        actions.code(actor=actor_of(owner), case=begin(), row=starters[0], at=NOON)


def test_the_list_refuses_a_double_an_empty_one_and_a_tenth(starters, owner, colleague, sign_in, inside):
    actor = actor_of(owner)
    for names, why in ((["complaint"], "already"), ([" "], "Write what"), (["x" * 61], "too long")):
        with pytest.raises(DeskError, match=why):
            actions.add(actor=actor, names=names, at=NOON)
    actions.add(actor=actor, names=["Seven", "Eight", "Nine"], at=NOON)
    refused = sign_in(owner).post("/desk/reasons/", {"what": "add", "name": "Ten"})
    assert refused.status_code == 422
    assert 'value="Ten"' in refused.content.decode()
    with pytest.raises(RefusedError):
        actions.retire(actor=actor_of(colleague("agent")), row=starters[0], at=NOON)


@pytest.mark.slow
def test_the_list_finds_sorts_counts_and_exports(ended, starters, owner, sign_in, inside):
    actions.code(actor=actor_of(owner), case=ended, row=starters[4], at=NOON)
    page = sign_in(owner)
    assert "No reason fits" in page.get("/desk/reasons/?q=zebra").content.decode()
    sheet = page.get("/desk/reasons/?sort=used&format=csv").content.decode()
    assert sheet.splitlines()[1].startswith("Complaint,,1,")


def test_a_stranger_finds_none_of_them(starters, stranger, sign_in):
    page = sign_in(stranger)
    sent = page.post("/desk/reasons/", {"what": "retire", "code": starters[0].pk})
    assert sent.status_code == 404
    assert ReasonCode.everywhere.get(pk=starters[0].pk).retired_at is None


def test_what_is_retired_or_in_the_list_is_so_once(starters, owner, inside):
    actor, (first, *_) = actor_of(owner), starters
    with pytest.raises(DeskError, match="in the list already"):
        actions.put_back(actor=actor, row=first, at=NOON)
    actions.retire(actor=actor, row=first, at=NOON)
    with pytest.raises(DeskError, match="retired already"):
        actions.retire(actor=actor, row=first, at=NOON)
    actions.add(actor=actor, names=[first.name.upper()], at=NOON)
    with pytest.raises(DeskError, match="is in the list already"):  # under this name there is another by now
        actions.put_back(actor=actor, row=first, at=NOON)
    with pytest.raises(DeskError, match="twice” is in the list already"):
        actions.add(actor=actor, names=["Twice", "twice"], at=NOON)


def test_no_case_is_offered_more_than_there_are_keys(ended, starters, owner, inside):
    """Nine digits: the reasons for every case and those of its own procedure count together."""
    actor = actor_of(owner)
    actions.add(actor=actor, names=["Too dear", "Too small", "Too late"], entry=ended.entry, at=NOON)
    with pytest.raises(DeskError, match="9 are the most"):
        actions.add(actor=actor, names=["Seven"], at=NOON)
    actions.retire(actor=actor, row=starters[0], at=NOON)
    actions.add(actor=actor, names=["Too loud"], entry=ended.entry, at=NOON)
    with pytest.raises(DeskError, match="9 are the most"):
        actions.put_back(actor=actor, row=starters[0], at=NOON)
    assert len(queries.for_case(ended)) == 9
