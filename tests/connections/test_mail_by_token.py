"""A mail account that takes a token: a real Dovecot asks a provider of ours whose each token is."""

import base64
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from django.conf import settings

from cast import NOON
from connections.conftest import answers, mail
from handrail.connections.forms import MailboxForm, as_typed
from handrail.connections.mail import actions
from handrail.ledger.locked_text import unlock
from handrail.ledger.models import Event
from handrail.people import actions as people
from handrail.people import post
from handrail.people.mail_tokens import asking
from handrail.people.mail_tokens.actions import secret_of
from handrail.people.mail_tokens.asking import Consent, ConsentError
from handrail.people.models import MailServer
from handrail.people.post import Letter

SECRETS = ("first consent", "second consent", "client secret", "token-1", "token-2")
LETTER = Letter("dolores@example.com", "A test", "Hello")


def by_token(provider, **more):
    return {
        "signs_in": "token", "password": "first consent", "client_id": "handrail", "client_secret": "client secret",
        "token_at": f"http://127.0.0.1:{provider.port}/token", **more,
    }  # fmt: skip


@pytest.fixture
def account(provider, mailbox, room, owner):
    """A mailbox at Dovecot that takes a token, and not that password."""
    provider.user, provider.takes = mailbox.user, {"first consent": "second consent", "second consent": ""}
    told = answers(owner, mailbox.port, user=mailbox.user, **by_token(provider))
    return actions.connect(actor=room, row=None, answers=told, at=NOON)


@pytest.mark.slow
def test_a_mailbox_is_read_with_a_token_that_is_renewed_each_hour(account, mailbox, provider):
    mailbox.deliver(mail())
    assert (actions.look(connection=account, at=NOON), account.problem) == (1, "")
    assert actions.look(connection=account, at=NOON + timedelta(minutes=57)) == 0
    assert [told["refresh_token"] for told in provider.asked] == ["first consent"]
    mailbox.deliver(mail(Message_ID="<two@example.com>"))
    account.refresh_from_db()
    assert actions.look(connection=account, at=NOON + timedelta(minutes=58)) == 1
    assert [told["refresh_token"] for told in provider.asked] == ["first consent", "second consent"]
    assert unlock(account.password_locked, settings.SECRET_KEY) == "second consent"
    assert Event.objects.filter(kind="consent-renewed").count() == 1
    assert not any(secret in str(row.data) for row in Event.objects.all() for secret in SECRETS)
    assert not any(secret in str(as_typed(account)) for secret in SECRETS)


@pytest.mark.slow
def test_a_consent_that_was_taken_back_and_a_token_of_another_say_what_to_do(account, provider):
    provider.user = "somebody"
    actions.look(connection=account, at=NOON)
    assert "The mailbox refused" in account.problem
    provider.takes = {}
    actions.look(connection=account, at=NOON + timedelta(hours=2))
    assert "no longer takes the consent" in account.problem


class OnlyByToken:
    """A mail server that takes one token."""

    def __init__(self, right: str) -> None:
        self.right, self.came = right, []

    async def auth_XOAUTH2(self, server, told):  # noqa: N802 - the name aiosmtpd calls
        line = base64.b64decode(told[1]).decode()
        return AuthResult(success=line == f"user=shop\x01auth=Bearer {self.right}\x01\x01", handled=False)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.came.append(session.authenticated)
        return "250 OK"


@pytest.fixture
def host():
    box = OnlyByToken("token-1")

    class Own(Controller):
        def factory(self):
            return SMTP(self.handler, auth_require_tls=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    running = Own(box, hostname="127.0.0.1", port=box.port)
    running.start()
    yield box
    running.stop()


@pytest.mark.slow
def test_mail_goes_out_with_a_token_and_a_wrong_one_is_said(host, provider, room):
    provider.takes = {"first consent": ""}
    told = {"host": "127.0.0.1", "port": host.port, "security": "none", "user": "shop", "sender": "shop@example.com"}
    row = people.set_mail_server(actor=room, answers={**told, **by_token(provider)}, at=NOON)
    post.send(people.server_of(row, NOON), LETTER, NOON)
    assert host.came == [True]
    host.right = "another"
    with pytest.raises(post.MailError, match="refused the name or the password"):
        post.send(people.server_of(row, NOON), LETTER, NOON)


def test_a_token_is_asked_for_where_it_was_written_and_nowhere_else(provider, room):
    provider.takes = {"first consent": ""}
    consent = Consent(f"http://127.0.0.1:{provider.port}/token", "handrail", "client secret", "first consent")
    assert asking.ask(consent).refresh == "first consent"
    provider.sends_on = f"http://localhost:{provider.port}/elsewhere"
    with pytest.raises(ConsentError, match="302"):
        asking.ask(consent)
    for address in ("http://tokens.example/", "file:///etc/passwd", "https:///token"):
        assert not asking.may_ask_at(address)
        with pytest.raises(ConsentError, match="https://"):
            asking.ask(Consent(address, "handrail", "", "first consent"))
    assert len(provider.asked) == 1


def test_a_password_is_never_taken_for_a_consent(provider, room):
    told = {"host": "h", "port": 1, "security": "none", "user": "shop", "sender": "s@example.com", "password": "secret"}
    row = people.set_mail_server(actor=room, answers=told, at=NOON)
    assert secret_of(row, NOON) == "secret"
    people.set_mail_server(actor=room, answers={**told, **by_token(provider), "password": ""}, at=NOON)
    assert MailServer.objects.get().password_locked == ""
    assert provider.asked == []


def test_the_form_asks_for_what_a_token_needs(owner, provider, room):
    typed = {**answers(owner, 993), "member": str(owner.pk), "signs_in": "token", "password": ""}
    form = MailboxForm(typed, members=[owner], procedures=[], replies=[])
    assert set(form.errors) == {"token_at", "client_id", "consent_at"}
    whole = {**typed, **by_token(provider), "password": " first consent "}
    form = MailboxForm(whole, members=[owner], procedures=[], replies=[])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["password"] == "first consent"
