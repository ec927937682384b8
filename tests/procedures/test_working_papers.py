"""Findings on a draft are working papers: dropped when it comes into force, but for what was mended and why."""

from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.procedures import actions
from handrail.procedures.models import DraftFinding
from handrail.procedures.papers.actions import HOLDS

DAY = date(2026, 11, 24)
HEAD = "procedure: talk\ntitle: Talk\npurpose: P\nowner: o\nreview: {every: 6mo}\nsteps:\n"
VAGUE = f"{HEAD}  - {{id: a, do: Offer a few days. Someone should call., record: [case.reason], end: resolved}}\n"
BETTER = VAGUE.replace("a few days", "3 days")


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


def kept(row):
    return {(each.rule, each.mended_at is not None, each.why) for each in DraftFinding.objects.filter(revision=row)}


def saved(actor, text, reason, hours):
    return actions.save_draft(actor=actor, text=text, reason=reason, at=NOON + timedelta(hours=hours))


def mended(writer):
    saved(writer, VAGUE, "first", 0)
    return saved(writer, BETTER, "Days were not clear", 1)


def in_force(writer, boss, row):
    later = NOON + timedelta(hours=2)
    actions.submit(actor=writer, row=row, at=later)
    actions.approve(actor=boss, row=row, at=later, on=DAY)
    actions.publish(actor=boss, row=row, on=DAY, at=later)


def test_what_is_found_is_noted_and_what_is_gone_was_mended_for_a_reason(owner, inside):
    row = mended(actor_of(owner))
    assert kept(row) == {("undefined-threshold", True, "Days were not clear"), ("who-unclear", False, "")}


def test_publication_drops_what_was_not_mended_and_keeps_what_was(owner, colleague, inside):
    writer = actor_of(colleague("manager"))
    row = mended(writer)
    in_force(writer, actor_of(owner), row)
    assert kept(row) == {("undefined-threshold", True, "Days were not clear")}
    [event] = Event.objects.filter(kind="working-papers")
    assert (event.data["mended"], event.data["dropped"]) == (1, 1)


def test_a_hold_keeps_them_all(owner, colleague, inside):
    writer = actor_of(colleague("manager"))
    row = mended(writer)

    def hold(version):
        return "A claim is open." if version.pk == row.pk else ""

    HOLDS.append(hold)
    try:
        in_force(writer, actor_of(owner), row)
    finally:
        HOLDS.remove(hold)
    assert {rule for rule, _, _ in kept(row)} == {"undefined-threshold", "who-unclear"}
    [event] = Event.objects.filter(kind="working-papers")
    assert (event.data["held"], event.data["dropped"]) == ("A claim is open.", 0)


def test_the_page_says_what_was_mended_and_why(owner, sign_in):
    client = sign_in(owner)
    client.post("/procedures/new/", {"text": VAGUE, "reason": "first"})
    address = client.post("/procedures/new/", {"text": BETTER, "reason": "Days were not clear"}).headers["Location"]
    shown = client.get(address).content.decode()
    assert "Mended on the way: 1" in shown
    assert "Days were not clear" in shown
