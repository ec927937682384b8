"""What an agent reads of automation: what was asked and answered by a form, where it stopped, and what is theirs to
decide; and a customer who wants another language than a reply has."""

from datetime import timedelta

import pytest

from cast import NOON
from connections.conftest import mail
from connections.test_mail_in_and_out import ALONE, ASKS, BY_HAND, LATER, REFUSES, business, carry, kinds, take  # noqa: F401
from handrail.connections.automation import actions as automation
from handrail.connections.filling import actions as filling
from handrail.connections.models import Connection, FormLink, Message
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.desk import queries as cases
from handrail.desk.models import Case, Open
from handrail.ledger.deed import unrecorded

SITE = "https://help.reddirt.example"
EVERYTHING = {"site": SITE, "may_ask": True, "may_send": True}
pytestmark = pytest.mark.slow


@pytest.fixture
def spanish(room, db):
    details = [Given("email", "dolores@example.com"), Given("language", "es")]
    return customers.add(actor=room, details=details, at=NOON)


@pytest.fixture
def read(owner, sign_in, monkeypatch):
    """The page of the one case, as the agent reads it at a time; `post` sends a step."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: LATER)
    client = sign_in(owner)

    def page(at=LATER, **post) -> str:
        monkeypatch.setattr("handrail.calendars.clock.read", lambda: at)
        address = f"/desk/{Case.objects.get().pk}/"
        if post:
            assert client.post(address, post).status_code == 302
        return client.get(address).content.decode()

    return page


def waits() -> list[str]:
    return list(Open.objects.filter(kind="mail", closed_at=None).values_list("what", flat=True))


def test_what_is_asked_by_a_form_is_said_until_it_is_answered(business, read):  # noqa: F811
    take(business(steps=ASKS, **EVERYTHING), mail())
    assert "The customer can answer until Sun, Nov 29, 12:00 PM." in read()
    assert "its time is over. Ask the customer yourself." in read(NOON + filling.GOOD_FOR)
    row = FormLink.objects.get()
    filling.fill(row=row, facts={"sale.number": "RD-77", "customer.name": "Mallory"}, at=LATER)
    assert cases.state(row.case).facts["sale.number"] == "RD-77"
    assert cases.state(row.case).facts.get("customer.name") != "Mallory", "nobody asked for it"
    page = read(LATER + timedelta(minutes=1))
    assert "Asked by a form</h2>" not in page


def test_what_the_customer_answered_is_not_called_done_by_automation(business, read):  # noqa: F811
    steps = "  - {id: which, ask: [sale.number]}\n" + BY_HAND
    take(business(steps=steps, **EVERYTHING), mail())
    filling.fill(row=FormLink.objects.get(), facts={"sale.number": "RD-77"}, at=LATER)
    page = read(LATER + timedelta(minutes=1))
    assert "Answered by the customer</h2>" in page
    assert "Done by automation" not in page
    assert "Stopped: Something is done by hand here." in page
    assert waits() == ["Automation stopped. Something is done by hand here."]
    read(LATER + timedelta(minutes=2), step="look")
    assert waits() == []
    assert kinds(Case.objects.get())[-1] == "done-by-hand"


def test_a_refusal_is_announced_where_the_agent_would_go_on(business, read):  # noqa: F811
    take(business(steps=REFUSES, **EVERYTHING), mail())
    filling.fill(row=FormLink.objects.get(), facts={"sale.place": "shop"}, at=LATER)
    page = read(LATER + timedelta(minutes=1))
    notice = page.index("Automation stopped: you decide.")
    assert "turned away" in page[notice : page.index('<form class="hand"')]
    assert "Only home sales are canceled here." in page[notice : page.index('<form class="hand"')]
    read(LATER + timedelta(minutes=2), step="which")
    assert (Case.objects.get().outcome, waits()) == ("refused", [])


def test_what_the_customer_wrote_waits_until_it_was_seen_to(business, read, post):  # noqa: F811
    take(business(steps=BY_HAND, **EVERYTHING), mail())
    carry()
    ours = str(post.came[0]["Message-ID"])
    take(
        Case.objects.get().messages.first().connection,
        mail("One more thing", Message_ID="<2@x.example>", In_Reply_To=ours),
    )
    assert "The customer wrote. Read it and answer." in waits()
    read(step="look")
    assert waits() == ["The customer wrote. Read it and answer."]


def test_no_reply_goes_by_itself_in_a_language_the_customer_did_not_want(business, read, spanish, post):  # noqa: F811
    take(
        business(steps="  - {id: which, do: Find it., ask: [sale.number]}\n" + ALONE.partition("\n")[2], **EVERYTHING),
        mail(),
    )
    read(step="which", **{"sale.number": "RD-5"})
    page = read(LATER + timedelta(minutes=1), step="look")
    assert "Automation stopped: you decide." in page
    assert "“Done” is there in English, and the customer wants Spanish." in page
    assert (
        Message.objects.filter(way="out", kind="reply").count() == 1
    )  # the acknowledgement, which is there in Spanish
    page = read(LATER + timedelta(minutes=2), step="tell", carry="yes")
    sent = Message.objects.filter(way="out").order_by("at").last()
    assert (sent.by, sent.by_machine) == ("Marcy Holt", False)


def test_an_owner_reads_which_replies_are_not_there_in_a_language_they_use(business, owner, sign_in):  # noqa: F811
    connection, client = business(steps=ALONE, **EVERYTHING), sign_in(owner)

    def page() -> str:
        return client.get(f"/connections/mailbox/{connection.pk}/").content.decode()

    assert "Not there in Spanish: “Done”. A customer who wants Spanish is answered by a person." in page()
    assert "Not there in French" not in page()  # this business has no reply in French
    with unrecorded("only the test"):
        Connection.objects.update(may_send=False)
    assert "Not there in" not in page()


def test_an_agent_reads_that_a_reply_has_no_text_in_the_customers_language(business, read, spanish):  # noqa: F811
    steps = "  - {id: tell, send: reply/done}\n  - {id: close, end: resolved}\n"
    take(business(steps=steps, acknowledge=""), mail())
    page = read()
    assert "The customer wants Spanish, and this reply has no text in it." in page


def test_a_reply_in_the_customers_language_goes_by_itself_and_promises_in_it(business, spanish, post, room):  # noqa: F811
    steps = "  - {id: tell, send: reply/got-it}\n  - {id: close, end: resolved}\n"
    connection = business(steps=steps, **EVERYTHING)
    take(connection, mail())
    case = Case.objects.get()
    desk.tell(actor=room, case=case, at=NOON, facts={"case.promise": "una respuesta"})
    automation.go_on(connection=connection, case=case, at=NOON)
    carry()
    told = [each.get_payload(decode=True).decode() for each in post.came]
    assert "una respuesta a más tardar el miércoles, 25 de noviembre de 2026 (12:00 p.\xa0m.)." in told[0]
    assert "Recibimos su correo: una respuesta." in told[1]
    assert "answer by" not in "".join(told)
    assert Open.objects.get(kind="due").what == "An answer by Wed, Nov 25, 12:00 PM"
