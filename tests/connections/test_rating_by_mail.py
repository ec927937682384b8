"""How satisfied the customer was: asked by a link, answered once, and nobody asked who does not want mail."""

import re
from datetime import timedelta

import pytest

from cast import NOON
from connections.conftest import mail
from connections.test_mail_in_and_out import business, carry, kinds, take  # noqa: F401
from handrail.connections.filling import actions as filling
from handrail.connections.models import FormLink, Message
from handrail.connections.rating.actions import ASKER
from handrail.connections.rating.actions import take as answered
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.models import Case
from handrail.ledger.models import Event, PersonalValue

SITE = "https://help.reddirt.example"
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def ended(business, room):  # noqa: F811
    """A case that came by mail, done."""
    take(business(site=SITE), mail())
    case = Case.objects.get()
    desk.answer(actor=room, case=case, at=NOON, step="look", facts={})
    case.refresh_from_db()
    assert case.status == "ended"
    return case


def address(post) -> str:
    carry(LATER)
    body = post.came[-1].get_payload(decode=True).decode()
    return re.search(rf"{SITE}(/form/\S+)", body)[1]


@pytest.mark.slow
def test_the_link_takes_one_answer_and_shows_nothing_of_the_case(ended, room, client, post, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: LATER)
    ASKER.ask(actor=room, case=ended, at=NOON)
    path = address(post)
    page = client.get(path)
    shown = page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")
    assert "From Red Dirt" in shown
    for secret in (ended.number, "Dolores", "dolores@example.com", "Cancel my order", ended.entry.title):
        assert secret not in shown
    for bad in ("0", "6", "", "five", "５", "-1", "1e0"):
        assert client.post(path, {"score": bad, "words": "kept <b>"}).status_code == 422
    refused = client.post(path, {"score": "4", "words": "My card is 4111 1111 1111 1111"})
    assert refused.status_code == 422
    assert client.post(path, {"score": "4", "words": "x" * 2001}).status_code == 422
    assert client.post(path, {"score": "4", "words": "Quick.\0 <script>alert(1)</script>"}).status_code == 200
    assert client.post(path, {"score": "1"}).status_code == 410
    assert "was sent already" in client.get(path).content.decode()
    ended.refresh_from_db()
    assert ended.csat == 4
    rated = Event.objects.get(chain__subject_id=ended.id, kind="rated")
    assert rated.actor["name"] == "The customer, by link"
    assert PersonalValue.objects.get(event=rated).value == "Quick. <script>alert(1)</script>"
    assert "rating-asked" in kinds(ended)


@pytest.mark.slow
def test_what_was_typed_stays_and_is_no_markup(ended, room, client, post, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: LATER)
    ASKER.ask(actor=room, case=ended, at=NOON)
    shown = client.post(address(post), {"words": "</textarea><b>bold"}).content.decode()
    assert "&lt;/textarea&gt;&lt;b&gt;bold" in shown
    assert FormLink.objects.get().tries == 1


@pytest.mark.slow
def test_nobody_is_asked_twice_nor_after_they_answered(ended, room):
    assert ASKER.offers(ended).to == "dolores@example.com"
    ASKER.ask(actor=room, case=ended, at=NOON)
    assert "Nobody is asked twice" in ASKER.offers(ended).why
    with pytest.raises(DeskError, match="Nobody is asked twice"):
        ASKER.ask(actor=room, case=ended, at=LATER)
    link = FormLink.objects.get()
    desk.rate(actor=room, case=ended, at=LATER, score=3)
    assert "answered already" in ASKER.offers(ended).why
    with pytest.raises(filling.FormError, match="moved on"):
        answered(row=link, score=5, words="", at=LATER)
    with pytest.raises(DeskError, match="kept already"):
        desk.rate(actor=room, case=ended, at=LATER, score=5)
    assert Case.objects.get().csat == 3


def test_the_link_ends_with_its_days(ended, room):
    ASKER.ask(actor=room, case=ended, at=NOON)
    with pytest.raises(filling.FormError, match="time for this answer is over"):
        answered(row=FormLink.objects.get(), score=5, words="", at=NOON + filling.GOOD_FOR)
    assert Case.objects.get().csat is None


@pytest.mark.slow
def test_who_said_to_stop_is_not_written_to(business, room):  # noqa: F811
    take(business(site=SITE), mail())
    case = Case.objects.get()
    desk.tell(actor=room, case=case, at=NOON, facts={"email.stop_asked_on": NOON.date()})
    desk.answer(actor=room, case=case, at=NOON, step="look", facts={})
    case.refresh_from_db()
    before = Message.objects.filter(way="out").count()
    with pytest.raises(DeskError, match="asked not to be written to"):
        ASKER.ask(actor=room, case=case, at=NOON)
    assert Message.objects.filter(way="out").count() == before
    assert not FormLink.objects.exists()


@pytest.mark.slow
def test_the_desk_offers_it_at_the_end(ended, owner, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: LATER)
    client = sign_in(owner)
    assert "Ask by e-mail" in client.get(f"/desk/{ended.id}/").content.decode()
    assert client.post(f"/desk/{ended.id}/ask-rating/").status_code == 302
    assert FormLink.objects.get().asks_rating
    again = client.post(f"/desk/{ended.id}/ask-rating/")
    assert again.status_code == 422
    shown = again.content.decode()
    assert "Nobody is asked twice" in shown
    assert "Ask by e-mail" not in shown


@pytest.mark.slow
def test_an_opt_out_on_the_customers_record_holds_too(ended, room):
    known = customers.add(actor=room, details=[Given("email", "dolores@example.com")], at=NOON)
    desk.meet(actor=room, case=ended, customer=known, at=NOON)
    assert ASKER.offers(ended).to == "dolores@example.com"
    customers.note_consent(
        actor=room, customer=known, kind="email", given=False, on=NOON.date(), how="phone", words="No mails.", at=NOON
    )
    assert "asked not to be written to" in ASKER.offers(ended).why


@pytest.mark.slow
def test_both_letters_go_out_in_the_language_of_the_customer(business, room, post):  # noqa: F811
    details = [Given("email", "dolores@example.com"), Given("language", "Spanish")]
    customers.add(actor=room, details=details, at=NOON)
    steps = "  - {id: which, ask: [sale.number]}\n  - {id: close, end: resolved}\n"
    take(business(steps=steps, site=SITE, may_ask=True, acknowledge=""), mail())
    carry(LATER)
    asks = post.came[-1].get_payload(decode=True).decode()
    assert "hasta el domingo, 29 de noviembre de 2026, 12:00 p." in asks
    filling.fill(row=FormLink.objects.get(), facts={"sale.number": "RD-5"}, at=LATER)
    case = Case.objects.get()
    assert case.status == "ended"
    ASKER.ask(actor=room, case=case, at=LATER)
    carry(LATER + timedelta(minutes=1))
    assert "¿Qué tan satisfecho quedó" in post.came[-1].get_payload(decode=True).decode()
