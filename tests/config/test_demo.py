"""The demo: two businesses that came about by deeds alone, with cases that hold."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.config.demo import cases
from handrail.config.demo.build import build
from handrail.config.demo.told import EXAMPLES, SIGN_IN, DemoError, read
from handrail.customers.models import Customer
from handrail.desk.models import Case, CoachNote, Escalation, Follow, Open
from handrail.inquiries.models import Ticket
from handrail.ledger import scope
from handrail.ledger.models import Chain, Event
from handrail.ledger.verify import verify
from handrail.people.models import Organization
from handrail.procedures.language.reader import read_scenarios
from handrail.procedures.models import Revision
from handrail.records import packet


@pytest.fixture
def demo(db, tmp_path, settings):
    settings.DATA = tmp_path
    said: list[str] = []
    words = build(data=tmp_path, at=NOON, say=said.append)
    return tmp_path, words, said


@pytest.mark.slow
def test_the_demo_is_two_businesses_with_handbook_customers_and_cases(demo):
    folder, words, _ = demo
    assert (folder / SIGN_IN).read_text() == words
    assert (folder / SIGN_IN).stat().st_mode & 0o077 == 0
    assert Organization.objects.filter(is_demo=True).count() == len(EXAMPLES)
    for organization in Organization.objects.all():
        with scope.organization(organization.id):
            assert Ticket.objects.count() >= 150
            assert Revision.objects.filter(state="published").count() >= 15
            assert Customer.objects.count() >= 3
            ended = Case.objects.filter(status="ended")
            assert ended.count() >= 40
            assert Case.objects.exclude(status="ended").exists()
            assert {"resolved", "escalated"} <= set(ended.values_list("outcome", flat=True))
            assert ended.exclude(csat=None).exists()
            # a shop that keeps its promises: nothing is late by more than a day
            assert not Open.objects.filter(closed_at=None, due_at__lt=NOON - timedelta(days=1)).exists()
            assert Open.objects.filter(closed_at=None).exists()
            assert {"taken", "asked"} <= set(Escalation.objects.values_list("state", flat=True))
            # somebody was followed, in the open, and answered a note; another waits for them
            assert Follow.objects.get(how="left").told_at
            assert [bool(note.read_at) for note in CoachNote.objects.order_by("at")] == [True, False]
            # nothing stands that no event tells of: each case's chain is as long as its events
            for chain in Chain.objects.filter(subject="case"):
                assert Event.objects.filter(chain=chain).count() == chain.length > 0


@pytest.mark.slow
def test_a_case_of_the_demo_makes_a_whole_case_file(demo):
    from handrail.ledger.actor import system

    organization = Organization.objects.order_by("created_at").first()
    with scope.organization(organization.id):
        case = Case.objects.filter(status="ended").order_by("-number").first()
        made = packet.make(actor=system(organization.id, "Test"), case=case, at=NOON)
    assert verify(made).whole


@pytest.mark.slow
def test_a_folder_in_use_is_refused(owner, tmp_path):
    with pytest.raises(DemoError, match="a folder of its own"):
        build(data=tmp_path, at=NOON, say=print)


def test_a_moved_scenario_keeps_its_days_apart():
    folder = read("red-dirt-propane").folder
    rows = read_scenarios((folder / "scenarios/01-furnace-at-the-kitchen-table.yaml").read_text("utf-8"), "f").scenarios
    by = timedelta(weeks=3)
    for row in rows:
        later = cases.moved(row, by)
        assert later.moment - row.moment == by
        assert later.expect == row.expect
        dated = [name for name, text in row.pool.items() if str(text)[:3] == "202"]
        assert all(later.pool[name] != row.pool[name] for name in dated)
        assert {n: v for n, v in later.pool.items() if n not in dated} == {
            n: v for n, v in row.pool.items() if n not in dated
        }


@pytest.mark.parametrize("name", EXAMPLES)
def test_most_of_a_month_is_everyday_work_and_each_rare_situation_comes_once(name):
    folder = read(name).folder
    first = NOON - timedelta(weeks=4)
    told = list(cases._told(folder, first, NOON))
    usual = {row.name for row in read_scenarios((folder / "scenarios/everyday.yaml").read_text("utf-8"), "f").scenarios}
    rare = [row for row in told if row.scenario.name not in usual]
    assert len(rare) == len({(row.scenario.procedure, row.scenario.name) for row in rare})
    assert len(told) - len(rare) > 1.5 * len(rare)
    assert len({row.begins.isocalendar().week for row in rare}) >= 4
    assert all(first <= row.begins < NOON for row in told)
