"""Where nothing is asked and no duty is claimed, a run is one card: read, one key, done."""

import pytest

from handrail.desk import queries
from handrail.desk.models import Case
from handrail.desk.starting.card import card
from handrail.procedures.language.reader import read
from handrail.procedures.shelf import library

HEAD = "procedure: t\ntitle: T\npurpose: To try.\nowner: manager\nreview: {every: 6mo}\nsteps:\n"
ONE = "  - {id: only, title: Say when, say: We are open from eight to five., end: resolved}\n"


@pytest.mark.parametrize(
    ("steps", "is_card"),
    [
        (ONE, True),
        ("  - {id: only, do: Ring the bell., end: resolved}\n", True),
        ("  - {id: only, say: So., record: [case.reason], end: resolved}\n", False),
        ("  - {id: only, say: So., confirm: customer, no: {end: kept}, end: resolved}\n", False),
        ("  - {id: only, say: So., meets: [call.hours], end: resolved}\n", False),
        ("  - {id: only, do: So., within: 1d, end: resolved}\n", False),
        ("  - {id: one, say: So.}\n" + ONE, False),
    ],
)
def test_what_is_one_card(steps, is_card):
    assert bool(card(read(HEAD + steps))) is is_card


def test_no_starter_that_meets_a_duty_is_one():
    cards = [slug for slug, row in library().items() if card(row)]
    assert not [slug for slug in cards if any(step.meets for step in library()[slug].steps)]


@pytest.mark.slow
def test_read_one_key_done(owner, in_force, sign_in, inside):
    row, client = in_force(ONE, "opening-hours"), sign_in(owner)
    page = client.get("/desk/?procedure=opening-hours").content.decode()
    assert "We are open from eight to five." in page
    assert f'name="card" value="{row.pk}" data-first' in page
    answer = client.post("/desk/start/", {"card": str(row.pk), "channel": "phone"})
    case = Case.objects.get()
    assert answer.url == f"/desk/?done={case.number}"
    assert (case.status, case.outcome) == ("ended", "resolved")
    assert [kept.kind for kept in queries.events(case.id)] == ["started", "answered"]
    assert f"Case {case.number}" in client.get(answer.url).content.decode()


@pytest.mark.slow
def test_what_is_no_card_is_not_done_at_once(owner, in_force, sign_in, inside):
    row, client = in_force("  - {id: only, say: So., record: [case.reason], end: resolved}\n"), sign_in(owner)
    client.post("/desk/start/", {"card": str(row.pk), "channel": "phone"})
    assert Case.objects.get().status == "open"
