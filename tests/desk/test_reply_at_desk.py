"""At a step that sends a reply: shown filled, refused while it can't go, kept as it went."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cast import NOON
from handrail.business import actions as business
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.ledger import scope
from handrail.ledger.casefile import tell
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.models import Member
from handrail.procedures.replies import actions as replies
from handrail.procedures.replies.models import ReplyEntry
from handrail.records.packet import told_from

STEPS = """  - id: first
    send: reply/thanks
  - id: close
    end: resolved
"""
THANKS = "reply: thanks\ntitle: Thank you\nways: [chat]\nwords: Thank you, {{ sale.number }}.\n"
SPANISH = THANKS.replace("ways:", "language: es\nfollows: 1\nways:").replace("Thank you, ", "Gracias, ")
SINCE = NOON - timedelta(days=40)


@pytest.fixture
def put(owner, in_force):
    """Replies in force since long, from their texts."""
    boss = actor_of(owner)
    with scope.organization(owner.organization_id):
        writer = actor_of(Member.objects.exclude(pk=owner.pk).get())

        def make(*texts):
            for text in texts:
                row = replies.save_draft(actor=writer, text=text, reason="first", at=SINCE)
                replies.submit(actor=writer, row=row, at=SINCE)
                replies.approve(actor=boss, row=row, at=SINCE, despite="Only the tests send it.")
                replies.publish(actor=boss, row=row, on=SINCE.date(), at=SINCE)

        yield make


@pytest.fixture
def case(put, in_force, begun):
    put(THANKS, SPANISH)
    return begun(in_force(STEPS))


def send(case, owner, language=""):
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="first", facts={}, language=language)


@pytest.mark.slow
def test_what_the_business_said_after_the_case_began_fills_its_blanks(put, in_force, begun, owner, sign_in):
    ours = "{{ business.phone }}"
    put(THANKS.replace("{{ sale.number }}", ours))
    case = begun(in_force(STEPS.replace("send:", f"say: 'Call {ours}.'\n    send:")))
    with pytest.raises(DeskError, match="is still open"):
        send(case, owner)
    business.answer(actor=actor_of(owner), answers={"business.phone": "580-555-0188"}, at=NOON)
    page = sign_in(owner).get(reverse("case", args=[case.pk])).content.decode()
    assert "is still open" not in page
    for words in ("Call", "Thank you,"):
        assert f'{words} <span class="blank">580-555-0188</span>' in page
    send(case, owner)
    rows = tell(told_from(case))["steps"]
    assert [row["say"] for row in rows if "say" in row] == [["Call 580-555-0188."]]
    assert [row["send"] for row in rows if "send" in row] == [["Thank you, 580-555-0188."]]


@pytest.mark.slow
def test_days_and_money_go_out_in_the_language_of_the_reply_and_the_case_file_says_so(put, in_force, begun, owner):
    tail = "Thank you, {{ sale.signed_on | date }}, {{ sale.paid }}.\n"
    english = THANKS.replace("Thank you, {{ sale.number }}.\n", tail)
    put(english, english.replace("ways:", "language: fr\nfollows: 1\nways:").replace("Thank you", "Merci"))
    case = begun(in_force(STEPS))
    actions.tell(
        actor=actor_of(owner), case=case, at=NOON, facts={"sale.signed_on": date(2026, 11, 23), "sale.paid": 170_000}
    )
    send(case, owner, "fr")
    told = tell(told_from(case))
    said = "Merci, 23 novembre 2026, 1 700,00 $.".replace("1 700,00 $", "1\N{NO-BREAK SPACE}700,00\N{NO-BREAK SPACE}$")
    assert [said] in [row.get("send") for row in told["steps"]]


@pytest.mark.slow
def test_refused_with_a_blank_open_then_kept_in_the_language_it_went_in(case, owner):
    with pytest.raises(DeskError, match=r"“Thank you” can’t be sent\. “.+” is still open"):
        send(case, owner)
    actions.tell(actor=actor_of(owner), case=case, at=NOON, facts={"sale.number": "A-1"})
    send(case, owner, "es")
    data = Event.objects.filter(chain__subject_id=case.id, kind="answered").get().data
    assert {key: data["sent"][key] for key in ("reply", "version", "language")} == {
        "reply": "thanks.es", "version": 1, "language": "es",
    }  # fmt: skip
    assert [row["text"] for row in data["effects"] if row["kind"] == "send"] == ["Gracias, {{ sale.number }}."]
    assert queries.state(case).status == "ended"


def test_one_that_was_withdrawn_is_not_sent_by_a_case_that_runs_already(case, owner):
    actions.tell(actor=actor_of(owner), case=case, at=NOON, facts={"sale.number": "A-1"})
    replies.withdraw(
        actor=actor_of(owner), entry=ReplyEntry.objects.get(language="en"), why="Wrong.", on=NOON.date(), at=NOON
    )
    with pytest.raises(DeskError, match="withdrawn: “Wrong"):
        send(case, owner)


@pytest.mark.slow
def test_the_page_shows_it_filled_with_its_languages(case, owner, sign_in):
    page = sign_in(owner).get(reverse("case", args=[case.pk])).content.decode()
    for words in ("version 1, English", "In which language does it go?", "is still open"):
        assert words in page


@pytest.mark.slow
def test_what_is_open_is_filled_in_beside_the_words_and_each_language_stands_there(case, owner, sign_in):
    client = sign_in(owner)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert 'form="fill"' in page
    assert "data-copy" not in page  # nothing to take away yet
    client.post(reverse("case-act", args=[case.pk, "tell"]), {"sale.number": "A-1"})
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    for words in ("Thank you, ", "Gracias, ", 'data-language="es"', "data-copy"):
        assert words in page
    assert "be sent yet" not in page


NOTICE = "meets: [home-solicitation.notice]\nwords:"


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("ways:", "until: {day}\nways:", "could be sent until"),
        ("words:", NOTICE, r"does not say “.+” or “.+”, which .+ asks for \(.+\)\. A person answers instead"),
    ],
    ids=["past its last day", "a sentence is missing"],
)
def test_refused_past_its_day_and_without_a_sentence_law_asks_for(put, in_force, begun, owner, was, now, said):
    last = (NOON - timedelta(days=1)).date().isoformat()
    put(THANKS.replace(was, now.format(day=last)))
    case = begun(in_force(STEPS))
    actions.tell(actor=actor_of(owner), case=case, at=NOON, facts={"sale.number": "A-1"})
    with pytest.raises(DeskError, match=said):
        send(case, owner)
    assert queries.state(case).at.step == "first"


@pytest.mark.slow
def test_the_case_file_and_its_page_tell_which_reply_went_and_under_which_subject(put, in_force, begun, owner, sign_in):
    put(THANKS.replace("ways: [chat]", "ways: [email]\nsubject: Your order {{ sale.number }}"))
    case = begun(in_force(STEPS))
    actions.tell(actor=actor_of(owner), case=case, at=NOON, facts={"sale.number": "A-1"})
    send(case, owner)
    data = Event.objects.filter(chain__subject_id=case.id, kind="answered").get().data
    assert data["sent"]["subject"] == "Your order {{ sale.number }}"
    page = sign_in(owner).get(reverse("record", args=[case.pk])).content.decode()
    for words in ("“Thank you”, version 1, English", data["sent"]["hash"][:12], "Your order A-1"):
        assert words in page
