"""Mail against a real server of this test's own: what goes, and what a person reads when it does not."""

import datetime as clock_types
import json
import socket
import ssl
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client

from cast import NOON
from handrail.config import worker
from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.ledger.locked_text import LockedTextError, lock, unlock
from handrail.ledger.models import Event, Outgoing
from handrail.people import actions, post, queries
from handrail.people.actions import actor_of
from handrail.people.models import MailServer
from handrail.people.rights import RefusedError

LETTER = post.Letter("dolores@example.com", "A test", "Hello")


class Box:
    """Keeps what came; refuses one address."""

    def __init__(self):
        self.came = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the name aiosmtpd calls
        if address == "nobody@example.com":
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.came.append(message_from_bytes(envelope.content))
        return "250 OK"


def only_with_the_password(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == b"right", handled=False)


@pytest.fixture
def mail_host():
    box, running = Box(), []

    def start(**how):
        class Own(Controller):
            def factory(self):
                return SMTP(self.handler, enable_SMTPUTF8=True, **how.get("talk", {}))

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        host = Own(box, hostname="127.0.0.1", port=port, ssl_context=how.get("tls"))
        host.start()
        running.append(host)
        return port

    start.box = box
    yield start
    for host in running:
        host.stop()


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate of this run's own, as a file, and the server side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(clock_types.datetime(2020, 1, 1, tzinfo=clock_types.UTC)).not_valid_after(clock_types.datetime(2090, 1, 1, tzinfo=clock_types.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


def server(port: int, security: str = "none", user: str = "", password: str = "", host: str = "127.0.0.1"):
    return post.Server(host, port, security, user, "office@example.com", password)


def test_a_mail_goes(mail_host):
    post.send(server(mail_host()), LETTER, NOON)
    (came,) = mail_host.box.came
    assert (came["To"], came["Subject"], came["From"]) == ("dolores@example.com", "A test", "office@example.com")
    assert came["Date"] == "Tue, 24 Nov 2026 18:00:00 +0000"
    assert came.get_payload().strip() == "Hello"


def test_a_wrong_password_is_said_and_the_right_one_goes(mail_host):
    talk = {"authenticator": only_with_the_password, "auth_require_tls": False}
    port = mail_host(talk=talk)
    with pytest.raises(post.MailError, match="refused the name or the password"):
        post.send(server(port, user="ann", password="wrong"), LETTER, NOON)
    post.send(server(port, user="ann", password="right"), LETTER, NOON)
    assert len(mail_host.box.came) == 1


def test_tls_from_the_start_and_starttls_go_when_the_certificate_is_trusted(mail_host, certificate, monkeypatch):
    file, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    post.send(server(mail_host(talk={"tls_context": context}), "starttls", host="localhost"), LETTER, NOON)
    post.send(server(mail_host(tls=context), "tls", host="localhost"), LETTER, NOON)
    assert len(mail_host.box.came) == 2


def test_a_certificate_of_a_stranger_is_said(mail_host, certificate):
    port = mail_host(talk={"tls_context": certificate[1]})
    with pytest.raises(post.MailError, match="certificate of localhost can’t be trusted: self"):
        post.send(server(port, "starttls", host="localhost"), LETTER, NOON)
    assert mail_host.box.came == []


def test_every_other_trouble_has_its_own_words(mail_host):
    port = mail_host()
    for wrong, words in [
        (server(1), "Nothing answers at 127.0.0.1, port 1"),
        (server(25, host="no-such-host.invalid"), "There is no server named no-such-host.invalid"),
        (server(port, "starttls"), "does not offer what was asked"),
        (server(port, "tls"), "does not speak TLS from the start"),
        (server(port, user="ann", password="x"), "does not offer what was asked"),
    ]:
        with pytest.raises(post.MailError) as refused:
            post.send(wrong, LETTER, NOON)
        assert words in str(refused.value)
    with pytest.raises(post.MailError, match=r"refused the address nobody@example\.com"):
        post.send(server(port), post.Letter("nobody@example.com", "x", "y"), NOON)


def answers(port: int, **more):
    return {
        "host": "127.0.0.1", "port": port, "security": "none", "user": "", "password": "",
        "sender": "office@example.com", **more,
    }  # fmt: skip


def test_the_password_is_kept_locked_and_never_shown(owner, sign_in):
    client = sign_in(owner)
    answer = client.post("/settings/mail/", answers(587, user="ann", password="s3cret-of-mail"))
    assert answer.status_code == 302
    row = MailServer.everywhere.get()
    assert "s3cret" not in row.password_locked
    assert unlock(row.password_locked, settings.SECRET_KEY) == "s3cret-of-mail"
    client.post("/settings/mail/", answers(465, user="ann"))
    row.refresh_from_db(from_queryset=MailServer.everywhere)
    assert (row.port, unlock(row.password_locked, settings.SECRET_KEY)) == (465, "s3cret-of-mail")
    assert "s3cret" not in client.get("/settings/mail/").content.decode()
    assert "s3cret" not in json.dumps([e.data for e in Event.everywhere.all()])
    with pytest.raises(LockedTextError, match="another secret"):
        unlock(lock("x", "one"), "two")


def test_the_test_button_says_what_the_server_said(owner, sign_in, mail_host):
    client = sign_in(owner)
    client.post("/settings/mail/", answers(mail_host()))
    assert "took the test for marcy@example.com" in client.post("/settings/mail/test/").content.decode()
    assert mail_host.box.came[0]["To"] == "marcy@example.com"
    client.post("/settings/mail/", answers(1))
    refused = client.post("/settings/mail/test/")
    assert refused.status_code == 422
    assert "Nothing answers at 127.0.0.1, port 1" in refused.content.decode()


def test_only_an_owner_sets_up_mail(owner, colleague, sign_in):
    manager = colleague("manager")
    assert sign_in(manager).get("/settings/mail/").status_code == 403
    with pytest.raises(RefusedError):
        actions.set_mail_server(actor=actor_of(manager), answers=answers(25), at=NOON)


@pytest.mark.slow
def test_mail_that_fails_is_seen_and_goes_when_it_is_tried_again(owner, sign_in, mail_host):
    actor = actor_of(owner)
    actions.set_mail_server(actor=actor, answers=answers(1), at=NOON)
    with scope.organization(owner.organization_id):
        row = actions.send_mail(actor=actor, to="a@example.com", subject="Your place", body="private words", at=NOON)
    assert "private words" not in row.locked
    worker.run_due(NOON)
    client = sign_in(owner)
    page = client.get("/settings/mail/").content.decode()
    assert "Your place" in page
    assert "Nothing answers" in page
    for hours in range(1, 9):  # it gives up after the fifth try, and says so
        worker.run_due(NOON + timedelta(hours=hours * 4))
    row.refresh_from_db(from_queryset=Outgoing.everywhere)
    assert (row.tries, row.gave_up_at is not None) == (5, True)
    actions.set_mail_server(actor=actor, answers=answers(mail_host()), at=NOON)
    assert client.post(f"/settings/mail/{row.pk}/again/").status_code == 302
    worker.run_due(clock_types.datetime(2099, 1, 1, tzinfo=clock_types.UTC))
    row.refresh_from_db(from_queryset=Outgoing.everywhere)
    assert (row.done_at is not None, row.locked) == (True, "")
    assert mail_host.box.came[0].get_payload().strip() == "private words"
    assert "All mail has gone" in client.get("/settings/mail/").content.decode()


def test_mail_that_cannot_go_is_tried_later_and_later_and_then_left(owner):
    """What a person reads of it is why; a good try is counted as one."""
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        row = actions.send_mail(actor=actor, to="a@example.com", subject="s", body="b", at=NOON)
        for minutes in (1, 5, 30, 180):
            assert not actions.deliver(row=row, at=NOON)
            assert (row.due_at - NOON, row.gave_up_at) == (timedelta(minutes=minutes), None)
        assert "No mail server is set up" in row.why
        told = answers(1, signs_in="token", token_at="https://login.example/token", client_id="x")
        actions.set_mail_server(actor=actor, answers=told, at=NOON)
        assert not actions.deliver(row=row, at=NOON)
        assert (row.tries, row.gave_up_at, "Nobody has consented yet" in row.why) == (5, NOON, True)


def test_a_mail_that_went_at_once_was_tried_once(owner, mail_host):
    actor, port = actor_of(owner), mail_host(talk={"authenticator": only_with_the_password, "auth_require_tls": False})
    actions.set_mail_server(actor=actor, answers=answers(port, user="ann", password="right"), at=NOON)
    with scope.organization(owner.organization_id):
        row = actions.send_mail(actor=actor, to="a@example.com", subject="s", body="b", at=NOON)
        assert actions.deliver(row=row, at=NOON)
        assert Event.objects.get(kind="mail-sent").data == {"tries": 1}
        kept = Outgoing.objects.get()
    assert (kept.done_at, kept.locked) == (NOON, ""), "else the worker would send it again"


def test_only_the_mail_that_waits_is_tried_again_and_no_other(owner, sign_in):
    actor, client = actor_of(owner), sign_in(owner)
    with scope.organization(owner.organization_id):
        told = {"actor": actor, "to": "a@example.com", "body": "b", "at": NOON}
        tried, other, _, gone = (actions.send_mail(subject=subject, **told) for subject in "abcd")
        for row in (tried, other):
            assert not actions.deliver(row=row, at=NOON)
        with unrecorded("it went"):
            Outgoing.objects.filter(pk=gone.pk).update(done_at=NOON, tries=1)
            Outgoing.objects.create(kind="reminder", about="e", made_at=NOON, due_at=NOON, tries=1)
        assert {row.about for row in queries.troubled_mail()} == {"a", "b"}
    assert client.post(f"/settings/mail/{gone.pk}/again/").status_code == 404
    client.post(f"/settings/mail/{tried.pk}/again/")
    due = dict(Outgoing.everywhere.values_list("about", "due_at"))
    assert (due["b"], due["c"]) == (NOON + timedelta(minutes=1), NOON)
    assert due["a"] > NOON + timedelta(minutes=1)


def test_a_new_password_goes_through_the_business_that_has_mail_and_where_they_still_work(owner, colleague):
    agent = colleague("agent")
    assert queries.member_with_mail("agent@example.com") is None
    actions.set_mail_server(actor=actor_of(owner), answers=answers(25), at=NOON)
    assert queries.member_with_mail("Agent@example.com") == agent
    assert queries.member_with_mail("nobody@example.com") is None
    with scope.organization(owner.organization_id):
        actions.switch_member(actor=actor_of(owner), member=agent, active=False, at=NOON)
    assert queries.member_with_mail("agent@example.com") is None


def test_another_business_cannot_touch_the_mail(owner, stranger, sign_in):
    with scope.organization(owner.organization_id):
        row = actions.send_mail(actor=actor_of(owner), to="a@example.com", subject="s", body="b", at=NOON)
    assert sign_in(stranger).post(f"/settings/mail/{row.pk}/again/").status_code == 404


@pytest.mark.slow
def test_a_forgotten_password_gets_a_link_through_the_outbox(owner, mail_host):
    client = Client()
    assert client.post("/account/password/reset/", {"email": "marcy@example.com"}).status_code == 302
    assert not Outgoing.everywhere.exists()  # no mail server: nothing is written, and the page says the same
    actions.set_mail_server(actor=actor_of(owner), answers=answers(mail_host()), at=NOON)
    client.post("/account/password/reset/", {"email": "marcy@example.com"})
    worker.run_due(clock_types.datetime(2099, 1, 1, tzinfo=clock_types.UTC))
    (came,) = mail_host.box.came
    link = next(w for w in came.get_payload(decode=True).decode().split() if "/account/password/reset/key/" in w)
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    assert "Choose a new password" in form.content.decode()
    set_ = client.post(form.redirect_chain[-1][0], {"password1": "a new green door", "password2": "a new green door"})
    assert set_.status_code == 302
    assert Client().login(email="marcy@example.com", password="a new green door")
