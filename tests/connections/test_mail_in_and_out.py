"""Mail by real servers: taken once out of a mailbox, answered in its thread, never twice, and never in a loop."""

from datetime import datetime, timedelta

import pytest

from cast import IN_FORCE_SINCE, NOON
from connections.conftest import mail
from handrail.config import worker
from handrail.connections.mail import actions, queries
from handrail.connections.mail.actions import ConnectionsError
from handrail.connections.mail.reading import read
from handrail.connections.models import Connection, FormLink, Message
from handrail.connections.outbox import actions as outbox
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk.carrying import queries as carrying
from handrail.desk.clocks.answering import actions as answering
from handrail.desk.clocks.first import ANSWER
from handrail.desk.models import Case, Open
from handrail.ledger.models import Attachment, Event, Outgoing, PersonalValue
from handrail.people.actions import actor_of
from handrail.people.models import Member
from handrail.procedures import actions as revisions
from handrail.procedures import queries as handbook
from handrail.procedures.replies import actions as replies

HEAD = "procedure: by-mail\ntitle: A request by mail\npurpose: To try.\nowner: manager\nreview: {every: 6mo}\nsteps:\n"
BY_HAND = "  - {id: look, do: Look at the order.}\n  - {id: close, end: resolved}\n"
GOT_IT = """reply: got-it
title: We have your mail
ways: [email]
subject: We have your mail
words: |
  Thank you. We have your mail, and you get {{ case.promise }}.
"""
GRACIAS = GOT_IT.replace("ways:", "language: es\nfollows: 1\nways:").replace(
    "Thank you. We have your mail, and you get", "Gracias. Recibimos su correo:"
)
DONE = "reply: done\ntitle: Done\nways: [email]\nsubject: Done\nwords: Your order {{ sale.number }} is canceled.\n"
SINCE = datetime.combine(IN_FORCE_SINCE, NOON.timetz())
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def business(owner, colleague, room, connected):
    """What a mailbox begins: a procedure of these steps, and the replies, all in force."""
    writer = actor_of(colleague("manager"))

    def make(port: int = 1, steps: str = BY_HAND, **more) -> Connection:
        for text in (GOT_IT, GRACIAS, DONE):
            row = replies.save_draft(actor=writer, text=text, reason="first", at=SINCE)
            replies.submit(actor=writer, row=row, at=SINCE)
            replies.approve(actor=room, row=row, at=SINCE)
            replies.publish(actor=room, row=row, on=SINCE.date(), at=SINCE)
        row = revisions.save_draft(actor=writer, text=HEAD + steps, reason="first", at=SINCE)
        revisions.submit(actor=writer, row=row, at=SINCE)
        revisions.approve(actor=room, row=row, at=SINCE, on=IN_FORCE_SINCE, despite="Only the tests run it.")
        revisions.publish(actor=room, row=row, on=IN_FORCE_SINCE, at=SINCE)
        return connected(port, **{"starts": "by-mail", "acknowledge": "got-it", **more})

    return make


def take(connection: Connection, raw: bytes, at: datetime = NOON) -> Message | None:
    return actions.receive(connection=connection, mail=read(raw), at=at)


def carry(at: datetime = NOON) -> None:
    """What the worker does with the outbox."""
    for row in Outgoing.objects.filter(done_at=None, gave_up_at=None, due_at__lte=at):
        worker.CARRIERS[row.kind](row=row, at=at)


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(chain__subject_id=case.id).order_by("seq").values_list("kind", flat=True))


# Real servers


@pytest.mark.slow
def test_a_mail_comes_by_imap_begins_a_case_and_is_acknowledged_by_smtp(business, mailbox, post):
    connection = business(mailbox.port, user=mailbox.user)
    mailbox.deliver(mail())
    worker._look_into_mail(NOON)
    connection.refresh_from_db()
    assert connection.problem == ""
    case = Case.objects.get()
    assert (case.channel, case.step_name, case.status) == ("email", "Look", "open")
    carry()
    (came,) = post.came
    assert came["To"] == "dolores@example.com"
    assert came["Subject"] == "Re: Cancel my order"
    assert came["In-Reply-To"] == "<one@example.com>"
    assert came["Auto-Submitted"] == "auto-replied"
    assert "you get an answer by Wed, Nov 25, 12:00 PM" in came.get_payload()
    assert kinds(case)[:4] == ["started", "message", "promised", "acknowledged"]
    assert kinds(case)[-1] == "mail-sent"
    connection.refresh_from_db()
    assert actions.look(connection=connection, at=NOON) == 0
    answer = mail("And my address changed.", Message_ID="<two@example.com>", In_Reply_To=str(came["Message-ID"]))
    mailbox.deliver(answer)
    assert actions.look(connection=connection, at=LATER) == 1
    assert Case.objects.count() == 1
    assert "The customer wrote. Read it and answer." in Open.objects.filter(case=case).values_list("what", flat=True)


def test_it_promises_the_end_of_the_first_answer_where_that_is_said_and_keeps_one_item(business, owner):
    answering.set_aims(actor=actor_of(owner), aims={"email": "3h"}, at=NOON)
    connection = business()
    case = take(connection, mail()).case
    (item,) = Open.objects.filter(case=case, kind__in=(ANSWER, "due"))
    assert (item.kind, item.due_at) == (ANSWER, NOON + timedelta(hours=3))
    assert kinds(case)[:3] == ["started", "message", "acknowledged"]
    said = [str(row.value) for row in PersonalValue.objects.filter(event__kind="acknowledged")]
    assert any("you get an answer by Tue, Nov 24, 3:00 PM" in words for words in said)


def test_it_promises_no_end_that_is_over_already(business, owner):
    """Of a message that waited for a person."""
    answering.set_aims(actor=actor_of(owner), aims={"email": "3h"}, at=NOON)
    message, at = take(business(starts=""), mail()), NOON + timedelta(hours=9)
    revision = handbook.in_force("by-mail", NOON.date())
    case = actions.start_from(actor=actor_of(owner), member=owner, message=message, revision=revision, at=at)
    assert Open.objects.get(case=case, kind=ANSWER).due_at == NOON + timedelta(hours=3)
    assert Open.objects.get(case=case, kind="due").due_at == at + timedelta(hours=24)


@pytest.mark.slow
def test_a_mailbox_that_begins_anew_gives_no_mail_twice(business, mailbox):
    connection = business(mailbox.port, user=mailbox.user)
    mailbox.deliver(mail())
    mailbox.deliver(mail(Message_ID="<two@example.com>"))
    assert (actions.look(connection=connection, at=NOON), connection.problem) == (2, "")
    connection.validity = 1  # as if the server had numbered its mails anew
    assert actions.look(connection=connection, at=LATER) == 2
    assert (Case.objects.count(), Message.objects.filter(way="in").count()) == (2, 2)


@pytest.mark.slow
def test_a_wrong_password_and_a_server_that_is_not_there_say_what_to_do(business, mailbox, owner, room, connected):
    connection = connected(mailbox.port, user=mailbox.user, password="wrong")
    actions.look(connection=connection, at=NOON)
    assert "Look at the name and the password" in connection.problem
    connection.port = 1
    actions.look(connection=connection, at=NOON)
    assert "Nothing answers at 127.0.0.1" in connection.problem
    assert Event.objects.filter(kind="mailbox-problem").count() == 2


# Taken once, into the right place


@pytest.mark.slow
def test_the_same_mail_begins_one_case(business):
    connection = business()
    take(connection, mail())
    assert take(connection, mail(), LATER) is None
    assert Case.objects.count() == 1


@pytest.mark.slow
def test_a_customer_who_is_known_is_the_cases_and_is_answered_in_their_language(business, room, post):
    row = customers.add(
        actor=room, details=[Given("email", "dolores@example.com"), Given("language", "Spanish")], at=NOON
    )
    take(business(), mail())
    assert Case.objects.get().customer_id == row.id
    carry()
    assert "Gracias. Recibimos su correo" in post.came[0].get_payload(decode=True).decode()


@pytest.mark.slow
def test_words_are_sealed_in_the_case_and_what_is_never_kept_is_taken_out(business):
    take(business(), mail("My card is 4111 1111 1111 1111.\nThe order is RD-1."))
    case = Case.objects.get()
    event = Event.objects.get(chain__subject_id=case.id, kind="message")
    assert "RD-1" not in str(event.data)
    kept = PersonalValue.objects.get(event=event, place="note").value
    assert kept == "My card is [card].\nThe order is RD-1."
    assert carrying.thread_of(case).to == "dolores@example.com"
    assert "dolores" not in str(Message.objects.values_list())


@pytest.mark.slow
def test_files_are_kept_by_what_they_are_and_hashed_whatever_they_are(business):
    raw = mail().replace(b"Content-Type: text/plain", b"X-Was: text/plain")
    from email.message import EmailMessage

    message = EmailMessage()
    for name, value in (("From", "d@example.com"), ("To", "help@reddirt.example"), ("Message-ID", "<f@example.com>")):
        message[name] = value
    message.set_content("See the files")
    message.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="order.pdf")
    message.add_attachment(b"MZ x", maintype="application", subtype="pdf", filename="order2.pdf")
    assert raw
    take(business(), message.as_bytes())
    case = Case.objects.get()
    assert [row.name for row in Attachment.objects.filter(subject_id=case.id)] == ["order.pdf"]
    files = Event.objects.get(chain__subject_id=case.id, kind="message").data["files"]
    assert [row["kept"] for row in files] == [True, False]
    assert all(len(row["sha256"]) == 64 for row in files)


@pytest.mark.slow
def test_a_card_number_anywhere_in_a_mail_is_never_kept(business, room):
    card = "4111111111111111"
    raws = [
        mail("4111 1111\n1111 1111", Message_ID="<1@x.example>"), mail("Hi", Message_ID=f"<{card}@x.example>"),
        mail("Hi", From=f"{card}@x.example", Message_ID="<3@x.example>"),
        mail("Hi", Subject="My card 4111-1111-1111-1111", Message_ID="<4@x.example>"),
        mail("Hi", From='"4111 1111 1111 1111" <a@x.example>', Message_ID="<5@x.example>"),
        mail("Hi", References=f"<{card}@x.example>", Message_ID="<6@x.example>"),
    ]  # fmt: skip
    connection = business()
    for raw in raws:
        assert take(connection, raw).state in ("waits", "case")
    for raw in raws:  # and once more where they wait for a person
        connection.starts = ""
        assert take(connection, raw.replace(b"x.example", b"y.example")) is not None
    values = PersonalValue.objects.values_list("value", flat=True)
    assert not any("1111" in str(value).replace(" ", "").replace("\n", "") for value in values)


@pytest.mark.slow
def test_a_mail_that_can_not_be_taken_keeps_no_other_from_being_taken(business, mailbox, monkeypatch):
    connection = business(mailbox.port, user=mailbox.user)
    plain = actions.begin

    def breaks(**given):
        if given["mail"].subject == "Break":
            raise RuntimeError("as nobody thought of")
        return plain(**given)

    monkeypatch.setattr(actions, "begin", breaks)
    mailbox.deliver(mail(Subject="Break", Message_ID="<bad@example.com>"))
    mailbox.deliver(mail())
    assert actions.look(connection=connection, at=NOON) == 2
    assert Case.objects.count() == 1
    assert Message.objects.filter(state="waits", why__startswith="It could not be taken").count() == 1


# Never answered


NOT_TO_BE_ANSWERED = (
    {"Auto_Submitted": "auto-replied"}, {"Return_Path": "<>"}, {"Precedence": "bulk"}, {"List_Id": "<news.example>"},
    {"From": "no-reply@shop.example"}, {"From": "mailer-daemon@mx.example"}, {"From": "help@reddirt.example"},
    {"To": "somebody@else.example"}, {"X_Auto_Response_Suppress": "All"}, {"X_Loop": "help@reddirt.example"},
)  # fmt: skip


@pytest.mark.slow
def test_a_machine_is_never_answered(business, post):
    """Each by real mail to the end of the worker; test_mail_reading.py has the rules one by one."""
    connection = business()
    for n, headers in enumerate(NOT_TO_BE_ANSWERED):
        row = take(connection, mail(Message_ID=f"<{n}@example.com>", **headers))
        assert row.state in ("left", "waits"), headers
    carry()
    assert post.came == []
    assert Case.objects.count() == 0


@pytest.mark.slow
def test_two_robots_stop_after_a_few_mails(business, post):
    """An answering machine that hides that it is one, and writes with a new id each time."""
    connection = business()
    for n in range(20):
        take(connection, mail(Message_ID=f"<{n}@example.com>"), NOON + timedelta(minutes=n))
        carry(NOON + timedelta(minutes=n))
    assert len(post.came) == outbox.MOST_A_DAY


@pytest.mark.slow
def test_an_answer_of_a_machine_is_kept_with_its_case_and_moves_nothing(business, post):
    connection = business()
    take(connection, mail())
    carry()
    ours = str(post.came[0]["Message-ID"])
    take(
        connection, mail("I am away", Message_ID="<away@example.com>", In_Reply_To=ours, Auto_Submitted="auto-replied")
    )
    case = Case.objects.get()
    assert kinds(case).count("message") == 2
    carry(LATER)
    assert len(post.came) == 1


@pytest.mark.slow
def test_a_notice_that_it_did_not_arrive_comes_to_a_person(business, post):
    connection = business()
    take(connection, mail())
    carry()
    ours = str(post.came[0]["Message-ID"])
    report = f"From: MAILER-DAEMON@mx.example\r\nTo: help@reddirt.example\r\nMessage-ID: <r@mx.example>\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {ours}\r\n\r\nx\r\n--b--\r\n"
    take(connection, report.encode())
    assert Message.objects.get(way="out").state == "returned"
    case = Case.objects.get()
    assert kinds(case)[-1] == "mail-failed"
    assert Open.objects.filter(case=case, what="A mail to the customer did not go").count() == 1


# Never twice


@pytest.mark.slow
def test_a_mail_is_tried_again_and_sent_once(business, post):
    take(business(), mail())
    post.refuse = "dolores@example.com"
    carry()
    message = Message.objects.get(way="out")
    assert (message.state, message.tries) == ("waiting", 1)
    assert "refused the address" in message.why
    carry(NOON + timedelta(seconds=30))
    assert Message.objects.get(way="out").tries == 1
    post.refuse = ""
    carry(NOON + timedelta(minutes=2))
    carry(NOON + timedelta(days=1))
    assert len(post.came) == 1
    assert Message.objects.get(way="out").state == "sent"
    assert Outgoing.objects.get().locked == ""


@pytest.mark.slow
def test_one_that_never_goes_comes_to_a_person_who_sends_it_again(business, post, room):
    take(business(), mail())
    post.refuse = "dolores@example.com"
    for hour in range(6):
        carry(NOON + timedelta(hours=4 * hour))
    message = Message.objects.get(way="out")
    assert message.state == "failed"
    assert Open.objects.filter(what="A mail to the customer did not go").count() == 1
    post.refuse = ""
    twice = Message.objects.get(way="out")  # two windows show the same button
    outbox.again(actor=room, message=message, at=NOON + timedelta(days=2))
    carry(NOON + timedelta(days=2))
    assert len(post.came) == 1
    with pytest.raises(outbox.OutboxError, match="does not wait for a person"):
        outbox.again(actor=room, message=twice, at=NOON + timedelta(days=2))
    carry(NOON + timedelta(days=3))
    assert len(post.came) == 1


@pytest.mark.slow
@pytest.mark.parametrize("how", ["hung up", "stopped"])
def test_one_of_which_nobody_can_tell_is_not_sent_again_by_itself(business, post, room, how):
    take(business(), mail())
    if how == "hung up":
        post.hang_up = True
        carry()
        post.hang_up = False
    else:
        message = Message.objects.get(way="out")
        from handrail.ledger.deed import unrecorded

        with unrecorded("as a killed worker leaves it"):
            Message.objects.filter(pk=message.pk).update(state="trying")
        carry()
    message = Message.objects.get(way="out")
    assert message.state == "unclear"
    carry(NOON + timedelta(days=1))
    assert post.came == []
    twice = Message.objects.get(way="out")
    outbox.it_went(actor=room, message=message, at=LATER)
    assert Message.objects.get(way="out").state == "sent"
    for act in (outbox.it_went, outbox.again):
        with pytest.raises(outbox.OutboxError):
            act(actor=room, message=twice, at=LATER)
    carry(NOON + timedelta(days=2))
    assert post.came == []


# What waits for a person


@pytest.mark.slow
def test_a_message_waits_until_somebody_decides_and_then_its_words_move(business, owner, room):
    connection = business(starts="")
    message = take(connection, mail())
    assert message.state == "waits"
    assert queries.mail_of(message).words == "Please cancel order RD-1."
    revision = handbook.in_force("by-mail", NOON.date())
    of_another = [Message.objects.get(way="in") for _ in range(3)]
    case = actions.start_from(actor=room, member=owner, message=message, revision=revision, at=LATER)
    assert case.agent == owner
    assert PersonalValue.objects.filter(event__chain__subject="message").count() == 0
    assert carrying.thread_of(case).subject == "Cancel my order"
    late = {"actor": room, "at": LATER}
    for decide in (
        lambda row: actions.leave(message=row, why="spam", **late),
        lambda row: actions.put_into(message=row, case=case, **late),
        lambda row: actions.start_from(message=row, member=owner, revision=revision, **late),
    ):
        with pytest.raises(ConnectionsError, match="decided about this message already"):
            decide(of_another.pop())  # as they saw it before
    assert Case.objects.count() == 1


@pytest.mark.slow
def test_a_message_that_is_left_keeps_no_word(business, room):
    message = take(business(starts=""), mail())
    actions.leave(actor=room, message=message, why="An advertisement", at=LATER)
    assert PersonalValue.objects.filter(value="Please cancel order RD-1.").count() == 0
    assert Message.objects.get().state == "left"


@pytest.mark.slow
def test_a_message_is_put_into_a_case_there_is(business, room):
    connection = business()
    take(connection, mail())
    case = Case.objects.get()
    waits = take(connection, mail("More", Message_ID="<q@example.com>", Precedence="bulk"))
    actions.put_into(actor=room, message=waits, case=case, at=LATER)
    assert kinds(case).count("message") == 2


# Automation


SENDS = "  - {id: tell, send: reply/done}\n  - {id: close, end: resolved}\n"
ASKS = "  - {id: which, ask: [sale.number]}\n" + SENDS
REFUSES = """  - id: which
    ask: [sale.place]
  - id: right
    check:
      agreed at home: sale.place == 'home'
    otherwise: {refuse: Only home sales are canceled here.}
  - {id: close, end: resolved}
"""


@pytest.mark.slow
def test_a_reply_is_sent_by_automation_where_it_may_and_prepared_where_not(business, room, post):
    steps = "  - {id: which, when: '!known(sale.number)', do: Write the number down., ask: [sale.number]}\n" + SENDS
    take(business(steps=steps), mail())
    case = Case.objects.get()
    assert case.step_name == "Which"
    assert kinds(case)[-1] == "automation-stopped"


@pytest.mark.slow
def test_what_is_missing_is_asked_by_a_form_that_works_once(business, client, post, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + timedelta(minutes=1))
    take(business(steps=ASKS, site="https://help.reddirt.example", may_ask=True, may_send=True), mail())
    case = Case.objects.get()
    assert case.step_name == "Which"
    carry()
    body = post.came[-1].get_payload(decode=True).decode()
    address = next(line for line in body.splitlines() if line.startswith("https://help.reddirt.example"))
    path = address.removeprefix("https://help.reddirt.example")
    page = client.get(path)
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    assert "What is the order number?" in page.content.decode()
    assert "Dolores" not in page.content.decode()
    refused = client.post(path, {"sale.number": "4111 1111 1111 1111"})
    assert refused.status_code == 422
    assert client.post(path, {"sale.number": "RD-77"}).status_code == 200
    assert "was sent already" in client.get(path).content.decode()
    assert client.post(path, {"sale.number": "RD-78"}).status_code == 410
    form = Event.objects.filter(chain__subject="form").order_by("seq").values_list("kind", flat=True)
    assert list(form) == ["form-made", "form-tried", "form-used"]
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("ended", "resolved")
    carry(LATER)
    assert "RD-77 is canceled" in post.came[-1].get_payload(decode=True).decode()
    who = {row.actor["name"] for row in Event.objects.filter(chain__subject_id=case.id, kind="answered")}
    assert who == {"The customer, by form", "Mail help@reddirt.example"}
    assert all(row.actor["kind"] == "system" for row in Event.objects.filter(chain__subject_id=case.id))


@pytest.mark.slow
def test_a_form_ends_with_its_days_and_with_too_many_tries(business):
    take(business(steps=ASKS, site="http://localhost:8000", may_ask=True), mail())
    row = FormLink.objects.get()
    from handrail.connections.filling import actions as filling

    with pytest.raises(filling.FormError, match="Nothing here"):
        filling.opened("no-such-token")
    with pytest.raises(filling.FormError, match="Nothing here"):
        filling.found("another secret", NOON)
    for _ in range(filling.MOST_TRIES):
        filling.tried(row=row, at=NOON)
    with pytest.raises(filling.FormError, match="too often"):
        filling.fill(row=row, facts={"sale.number": "1"}, at=NOON)
    row.tries = 0
    with pytest.raises(filling.FormError, match="time for this form is over"):
        filling._must_be_good(row, NOON + filling.GOOD_FOR)


@pytest.mark.slow
def test_a_refusal_stops_automation_whatever_is_switched_on(business, post):
    take(business(steps=REFUSES, site="https://h.example", may_ask=True, may_send=True), mail())
    row = FormLink.objects.get()
    from handrail.connections.filling import actions as filling

    filling.fill(row=row, facts={"sale.place": "shop"}, at=LATER)
    case = Case.objects.get()
    assert (case.status, case.step_name) == ("open", "Which")
    said = Event.objects.filter(chain__subject_id=case.id, kind="automation-stopped").last().data["why"]
    assert said == (
        "The customer would be turned away. A person decides that. "
        "The procedure says: “Only home sales are canceled here.”"
    )


@pytest.mark.slow
def test_every_model_of_the_room_is_of_one_business(business, stranger):
    take(business(), mail())
    from handrail.ledger import scope

    with scope.organization(stranger.organization_id):
        assert [model.objects.count() for model in (Connection, Message, FormLink)] == [0, 0, 0]
    assert Member.objects.count() > 0


# At the desk


READY = "  - {id: which, ask: [sale.number]}\n  - {id: tell, send: reply/done}\n  - {id: close, end: resolved}\n"


@pytest.mark.slow
def test_a_prepared_reply_is_sent_by_the_agent_in_the_thread(at_noon, business, owner, sign_in, post):
    take(business(steps=READY), mail())
    case, client = Case.objects.get(), sign_in(owner)
    address = f"/desk/{case.id}/"
    assert "The missing facts are asked by a person." in client.get(address).content.decode()
    client.post(address, {"step": "which", "sale.number": "RD-5"})
    page = client.get(address).content.decode()
    assert "They wrote" in page
    assert "Please cancel order RD-1." in page
    assert "The missing facts are asked by a person." not in page
    assert "By e-mail to dolores@example.com, in the thread of their message" in page
    assert client.post(address, {"step": "tell", "carry": "yes"}).status_code == 302
    row = Message.objects.get(way="out", by_machine=False)
    assert row.by == "Marcy Holt"
    carry(NOON + timedelta(days=30))
    last = post.came[-1]
    assert "Your order RD-5 is canceled." in last.get_payload(decode=True).decode()
    assert last["Auto-Submitted"] is None
    assert last["In-Reply-To"] == "<one@example.com>"
    answered = Event.objects.filter(chain__subject_id=case.id, kind="answered").last()
    assert answered.actor["kind"] == "person"


@pytest.mark.slow
def test_a_reply_that_is_not_carried_is_only_noted(business, owner, sign_in):
    take(business(steps=READY, acknowledge=""), mail())
    case, client = Case.objects.get(), sign_in(owner)
    client.post(f"/desk/{case.id}/", {"step": "which", "sale.number": "RD-5"})
    client.post(f"/desk/{case.id}/", {"step": "tell"})
    assert Message.objects.filter(way="out").count() == 0


ALONE = """  - {id: which, ask: [sale.number]}
  - {id: look, do: Look at the order.}
  - {id: tell, send: reply/done}
  - {id: again, send: reply/done}
  - {id: read, do: Read it once more.}
"""
SENT_FIRST = """  - {id: which, ask: [sale.place, sale.number]}
  - {id: tell, send: reply/done}
  - id: right
    check:
      agreed at home: sale.place == 'home'
    otherwise: {refuse: Only home sales are canceled here.}
  - {id: close, end: resolved}
"""


def done_by(case: Case) -> list[tuple[str, str]]:
    rows = Event.objects.filter(chain__subject_id=case.id, kind="answered").order_by("seq")
    return [(row.data["step"], row.actor["kind"]) for row in rows]


@pytest.mark.slow
def test_automation_does_what_follows_an_agents_own_step_up_to_a_persons(business, owner, sign_in, post):
    take(business(steps=ALONE, may_send=True), mail())
    case, client = Case.objects.get(), sign_in(owner)
    address = f"/desk/{case.id}/"
    client.post(address, {"step": "which", "sale.number": "RD-5"})
    assert done_by(case) == [("which", "person")]  # what comes next is by hand: nothing is said about it
    waits, stops = Open.objects.count(), kinds(case).count("automation-stopped")
    client.post(address, {"step": "look"})
    by_machine = [("tell", "system"), ("again", "system")]
    assert done_by(case) == [("which", "person"), ("look", "person"), *by_machine]
    case.refresh_from_db()
    assert (case.step_name, case.status) == ("Read", "open")
    assert Open.objects.count() == waits
    assert kinds(case).count("automation-stopped") == stops + 1
    assert (
        Message.objects.filter(case=case, way="out", by_machine=True).count() == 3
    )  # the acknowledgement is the first
    page = client.get(address).content.decode()
    for words in ("Done by automation", "<li>Tell</li><li>Again</li>", "Something is done by hand here."):
        assert words in page
    client.post(address, {"step": "read"})
    assert "Done by automation" not in client.get(address).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("steps", "more"), [(ALONE, {"may_send": False}), (ALONE, {"may_send": True, "active": False})]
)
def test_where_it_may_not_the_next_step_is_only_prepared(business, owner, sign_in, steps, more):
    take(business(steps=steps, **more), mail())
    case, client = Case.objects.get(), sign_in(owner)
    client.post(f"/desk/{case.id}/", {"step": "which", "sale.number": "RD-5"})
    client.post(f"/desk/{case.id}/", {"step": "look"})
    assert done_by(case) == [("which", "person"), ("look", "person")]
    assert "By e-mail to dolores@example.com" in client.get(f"/desk/{case.id}/").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("place", "did"), [("shop", []), ("home", [("tell", "system")])])
def test_after_an_agents_step_a_refusal_is_a_persons_too(business, owner, sign_in, place, did):
    take(business(steps=SENT_FIRST, may_send=True), mail())
    case, client = Case.objects.get(), sign_in(owner)
    client.post(f"/desk/{case.id}/", {"step": "which", "sale.place": place, "sale.number": "RD-5"})
    case.refresh_from_db()
    assert done_by(case) == [("which", "person"), *did]
    assert (case.status, case.step_name) == (("ended", "") if did else ("open", "Tell"))


# Pages


def test_a_mailbox_is_set_up_on_its_page_and_keeps_its_password(owner, sign_in, room, connected):
    client = sign_in(owner)
    given = {
        "name": "Help", "address": "Help@RedDirt.example", "host": "imap.example.com", "port": "993", "security": "tls",
        "user": "help", "password": "quiet", "folder": "INBOX", "member": str(owner.pk), "answer_hours": "24",
        "site": "http://elsewhere.example", "active": "on",
    }  # fmt: skip
    refused = client.post("/connections/mailbox/", given)
    assert refused.status_code == 422
    assert "begins with https://" in refused.content.decode()
    assert client.post("/connections/mailbox/", {**given, "site": "https://help.example"}).status_code == 302
    row = Connection.objects.get()
    assert (row.address, actions.mailbox_of(row, NOON).password) == ("help@reddirt.example", "quiet")
    assert "quiet" not in row.password_locked
    twice = client.post("/connections/mailbox/", {**given, "site": ""})
    assert "There is a mailbox with this address already" in twice.content.decode()
    client.post(f"/connections/mailbox/{row.pk}/", {**given, "site": "", "password": "", "name": "Desk"})
    row.refresh_from_db()
    assert (row.name, actions.mailbox_of(row, NOON).password) == ("Desk", "quiet")
    assert "Desk" in client.get("/connections/").content.decode()


@pytest.mark.slow
def test_messages_are_found_by_the_address_and_decided_on_pages(business, owner, sign_in):
    connection, client = business(starts=""), sign_in(owner)
    message = take(connection, mail())
    take(connection, mail(Message_ID="<b@x.example>", From="gary@example.com"))
    listed = client.get("/connections/messages/?q=dolores@example.com&sort=oldest").content.decode()
    assert str(message.pk) in listed
    assert listed.count('scope="row"') == 1
    assert "Waits for a person" in client.get("/connections/messages/?format=csv").content.decode()
    address = f"/connections/messages/{message.pk}/"
    assert "Please cancel order RD-1." in client.get(address).content.decode()
    assert client.post(f"{address}do/", {"do": "leave", "why": ""}).status_code == 422
    assert (
        "There is no case of this number" in client.post(f"{address}do/", {"do": "into", "case": "x"}).content.decode()
    )
    answer = client.post(f"{address}do/", {"do": "start", "procedure": "by-mail"})
    assert answer["Location"] == f"/desk/{Case.objects.get().pk}/"
    assert "Its words stand in the record of the case" in client.get(address).content.decode()


@pytest.mark.slow
def test_mailboxes_are_the_owners_and_another_business_sees_nothing(business, colleague, stranger, sign_in):
    message = take(business(starts=""), mail())
    assert sign_in(colleague("agent")).get("/connections/mailbox/").status_code == 403
    assert sign_in(stranger).get(f"/connections/messages/{message.pk}/").status_code == 404


@pytest.mark.slow
def test_two_workers_hand_one_mail_over_once(business, post):
    take(business(), mail())
    row = Outgoing.objects.get()
    seen_by_another = Message.objects.select_related("case", "connection").get(way="out")
    assert outbox.deliver(row=row, at=NOON)
    assert not outbox._taken_up(outbox.system(row.organization_id), row, seen_by_another, NOON)
    assert len(post.came) == 1


@pytest.mark.slow
def test_what_is_being_handed_over_is_left_alone_until_the_machine_must_have_stopped(business, post):
    take(business(), mail())
    row, message = Outgoing.objects.get(), Message.objects.select_related("case", "connection").get(way="out")
    assert outbox._taken_up(outbox.system(row.organization_id), row, message, NOON)
    carry(NOON + timedelta(minutes=9))
    assert Message.objects.get(way="out").state == "trying"
    carry(NOON + outbox.LEASE)
    assert Message.objects.get(way="out").state == "unclear"
    assert post.came == []


@pytest.mark.slow
def test_a_mailbox_that_can_not_be_read_is_tried_less_often(business):
    connection = business()
    actions.look(connection=connection, at=NOON)
    assert connection.problem
    assert queries.due(NOON + timedelta(minutes=9), actions.EVERY) == []
    assert queries.due(NOON + timedelta(minutes=10), actions.EVERY) == [connection]


@pytest.mark.slow
def test_the_desk_offers_a_reply_in_the_language_of_the_customer(business, room, owner, sign_in):
    details = [Given("email", "dolores@example.com"), Given("language", "es")]
    customers.add(actor=room, details=details, at=NOON)
    take(business(steps="  - {id: tell, send: reply/got-it}\n  - {id: close, end: resolved}\n", acknowledge=""), mail())
    page = sign_in(owner).get(f"/desk/{Case.objects.get().pk}/").content.decode()
    assert "version 1, Spanish" in page
