"""Consent at the provider of a mail account: there and back, against an authorization server that judges for itself."""

import html
import re
import urllib.error
import urllib.request
from datetime import timedelta
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import override_settings

from cast import NOON
from connections import consent_server
from connections.conftest import answers, mail
from connections.consent_server import BACK, CLIENT, SCOPE, SECRET
from handrail.connections.forms import MailboxForm, as_typed
from handrail.connections.mail import actions
from handrail.connections.models import Connection
from handrail.ledger.locked_text import unlock
from handrail.ledger.models import Event
from handrail.people import actions as people
from handrail.people.mail_tokens import consenting
from handrail.people.mail_tokens.asking import ConsentError
from handrail.people.mail_tokens.consenting import Client, challenge, code_of, exchanged
from handrail.people.mail_tokens.providers import known_by, providers
from handrail.people.models import MailServer

HOST = {"host": "localhost"}


@pytest.fixture
def consents(monkeypatch):
    """The authorization server; here it may be asked without TLS."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with consent_server.running() as judge:
        yield judge


def by_consent(judge, **more):
    return {
        "signs_in": "token", "password": "", "client_id": CLIENT, "client_secret": SECRET, "scope": SCOPE,
        "consent_at": f"{judge.address}/consent?tenant=shop", "token_at": f"{judge.address}/token", **more,
    }  # fmt: skip


@pytest.fixture
def account(consents, room, owner):
    return actions.connect(actor=room, row=None, answers=answers(owner, 1, **by_consent(consents)), at=NOON)


@pytest.fixture
def client(owner, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    return sign_in(owner)


def page_of(row) -> str:
    return f"/connections/mailbox/{row.pk}/consent/"


def begin(client, row) -> str:
    """The address of the provider's page, as it stands on ours."""
    shown = client.get(page_of(row), headers=HOST).content.decode()
    return html.unescape(re.search(r'class="btn(?: first)?" href="([^"]+)"', shown)[1])


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given):
        return None


def say_yes(address: str) -> str:
    """Go to the provider; where it sends one back to, without the host."""
    try:
        urllib.request.build_opener(_Stay).open(address, timeout=60)
    except urllib.error.HTTPError as error:
        assert error.code == 302, error.read()
        assert error.headers["Location"].startswith(BACK)
        return error.headers["Location"].removeprefix("http://localhost")
    raise AssertionError("it sent nobody back")


def come_back(client, path: str) -> str:
    """What our page says after the way back."""
    answer = client.get(path, headers=HOST)
    if answer.status_code != 302:
        return answer.content.decode()
    return html.unescape(client.get(answer["Location"], headers=HOST).content.decode())


def test_a_challenge_is_that_of_the_standard():
    """RFC 7636, appendix B."""
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("key", providers())
def test_a_known_provider_is_asked_with_all_it_needs(key):
    row = providers()[key]
    client = Client(row.consent_at, row.token_at, "id", "secret", row.scope, "help@shop.example")
    first, second = (consenting.begun(client, "https://shop.example/connections/consent/") for _ in "12")
    told = {name: values[0] for name, values in parse_qs(urlsplit(first.address).query).items()}
    assert first.address.startswith(f"{row.consent_at}?")
    assert told["code_challenge"] == challenge(first.verifier)
    assert 43 <= len(first.verifier) <= 128
    assert {first.state, first.verifier}.isdisjoint({second.state, second.verifier})
    wanted = {
        "response_type": "code", "client_id": "id", "redirect_uri": "https://shop.example/connections/consent/",
        "scope": row.scope, "state": first.state, "code_challenge_method": "S256", "login_hint": "help@shop.example",
        **row.extra,
    }  # fmt: skip
    assert {name: told[name] for name in wanted} == wanted
    assert "secret" not in first.address
    assert first.verifier not in first.address
    assert known_by(row.token_at)[0] == key
    assert not any(each in repr(first) + repr(client) for each in (first.state, first.verifier, "secret"))


@pytest.mark.parametrize(("change", "back", "why"), [
    ({}, "http://shop.example/back", "by https"), ({"client_id": ""}, BACK, "client ID is missing"),
    ({"consent_at": ""}, BACK, "address of the provider"), ({"token_at": "http://shop.example/t"}, BACK, "address of the"),
    ({"consent_at": "javascript:alert(1)//"}, BACK, "address of the provider"),
])  # fmt: skip
def test_nothing_begins_that_could_not_be_safe(change, back, why):
    told = {"consent_at": "https://a.example/c", "token_at": "https://a.example/t", "client_id": "id", **change}
    with pytest.raises(ConsentError, match=why):
        consenting.begun(Client(**told, client_secret="", scope="", user=""), back)


@pytest.mark.slow
def test_an_owner_consents_and_the_mailbox_is_read(consents, client, owner, room, mailbox, provider, monkeypatch):
    told = answers(owner, mailbox.port, user=mailbox.user, **by_consent(consents))
    row = actions.connect(actor=room, row=None, answers=told, at=NOON)
    assert actions.look(connection=row, at=NOON) == 0
    assert "Nobody has consented yet" in row.problem
    address = begin(client, row)
    assert "tenant=shop" in address
    answer = client.get(say_yes(address), headers=HOST)
    assert answer["Location"] == page_of(row)
    assert "The consent is kept." in client.get(page_of(row), headers=HOST).content.decode()
    assert "The consent is kept." not in client.get(page_of(row), headers=HOST).content.decode()
    row = Connection.objects.get()
    (refresh,) = consents.refresh
    assert unlock(row.password_locked, settings.SECRET_KEY) == refresh
    assert row.consented_at == NOON
    given = Event.objects.get(kind="consent-given")
    assert (given.data["scope"], given.actor["name"]) == (SCOPE, "Marcy Holt")
    secrets = (refresh, consents.given[0]["access_token"], SECRET)
    assert not any(secret in str(event.data) for event in Event.objects.all() for secret in secrets)
    assert not any(secret in str(as_typed(row)) for secret in secrets)

    class Known(dict):  # Dovecot asks whose a token is
        def get(self, token, _=None):
            return mailbox.user if any(token == each["access_token"] for each in consents.given) else None

    monkeypatch.setattr(provider, "whose", Known())
    mailbox.deliver(mail())
    assert (actions.look(connection=row, at=NOON), row.problem) == (1, "")
    assert unlock(Connection.objects.get().password_locked, settings.SECRET_KEY) != ""


@pytest.mark.slow
def test_an_answer_is_taken_once_by_whoever_began_it_and_in_time(account, client, colleague, sign_in, monkeypatch):
    path = say_yes(begin(client, account))
    another = sign_in(colleague("owner"))
    assert another.get(path, headers=HOST).status_code == 422
    assert client.get("/connections/consent/?code=x", headers=HOST).status_code == 422
    assert (
        client.get(f"/connections/consent/?{urlencode({'code': 'x', 'state': 'y'})}", headers=HOST).status_code == 422
    )
    assert Connection.objects.get().consented_at is None
    assert "The consent is kept." in come_back(client, path)
    assert "fits nothing begun in this sign-in" in come_back(client, path)
    late = say_yes(begin(client, account))
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + timedelta(minutes=15))
    assert "fits nothing begun in this sign-in" in come_back(client, late)
    assert Event.objects.filter(kind="consent-given").count() == 1


@pytest.mark.slow
def test_a_refusal_says_what_to_do_and_nothing_is_kept(account, client, consents, room, owner):
    def changed(**more):
        told = answers(owner, 1, **by_consent(consents, **more))
        actions.connect(actor=room, row=Connection.objects.get(), answers=told, at=NOON)
        return Connection.objects.get()

    consents.says_no = True
    said = come_back(client, say_yes(begin(client, account)))
    assert "No consent was kept." in said
    assert "Begin again when you want to consent." in said
    consents.says_no = False
    assert "Mend the scope" in come_back(client, say_yes(begin(client, changed(scope="everything"))))
    assert "secret is wrong" in come_back(client, say_yes(begin(client, changed(client_secret="old"))))
    path = say_yes(begin(client, changed(client_secret=SECRET)))
    assert "did not take the code" in come_back(client, re.sub(r"code=\w+", "code=other", path))
    path = say_yes(begin(client, Connection.objects.get()))
    changed(client_id="another")
    assert "were changed meanwhile" in come_back(client, path)
    consents.lasting = False
    assert "none that lasts" in come_back(client, say_yes(begin(client, changed())))
    assert Connection.objects.get().consented_at is None
    path = say_yes(begin(client, changed(token_at="http://127.0.0.1:9/token", client_secret=SECRET)))
    assert "127.0.0.1 did not answer" in come_back(client, path)
    assert Connection.objects.get().password_locked == ""


def test_behind_a_server_that_speaks_https_the_way_back_is_https(account, client):
    host = {"host": "handrail.example.com"}
    with override_settings(ALLOWED_HOSTS=["handrail.example.com"]):
        shown = client.get(page_of(account), headers=host).content.decode()
        assert "sets HANDRAIL_ORIGINS to its address" in shown
        assert "btn first" not in shown
        with override_settings(CSRF_TRUSTED_ORIGINS=["https://other.example", "https://handrail.example.com"]):
            shown = client.get(page_of(account), headers=host).content.decode()
    assert "https://handrail.example.com/connections/consent/</p>" in shown
    assert f"redirect_uri={quote_plus('https://handrail.example.com/connections/consent/')}" in html.unescape(shown)


def test_the_server_takes_no_code_without_its_own_verifier(consents):
    told = by_consent(consents)
    client = Client(told["consent_at"], told["token_at"], CLIENT, SECRET, SCOPE, "")
    for verifier, back in (("x" * 43, BACK), (None, "http://localhost/elsewhere/")):
        begun = consenting.begun(client, BACK)
        code = parse_qs(urlsplit(say_yes(begun.address)).query)["code"][0]
        with pytest.raises(ConsentError, match=r"did not take the code|provider refused"):
            exchanged(client, code, verifier or begun.verifier, back)
    begun = consenting.begun(client, BACK)
    code = parse_qs(urlsplit(say_yes(begun.address)).query)["code"][0]
    assert exchanged(client, code, begun.verifier, BACK).refresh in consents.refresh
    with pytest.raises(ConsentError, match="did not take the code"):
        exchanged(client, code, begun.verifier, BACK)


@pytest.mark.parametrize(("answer", "why"), [
    ({"error": "access_denied", "error_description": "<b>no\x00"}, "It says: “<b>no”"), ({}, "without an answer"),
    ({"code": "c", "iss": "https://evil.example"}, "another provider"), ({"error": "x" * 99}, "x" * 60),
])  # fmt: skip
def test_what_a_provider_answers_is_read_with_care(answer, why):
    google = providers()["google"]
    with pytest.raises(ConsentError, match=re.escape(why)):
        code_of(answer, google.token_at)
    assert code_of({"code": "c", "iss": google.issuer}, google.token_at) == "c"


@pytest.mark.slow
def test_the_mail_server_has_a_consent_too_and_only_an_owner_begins_one(consents, room, client, colleague, sign_in):
    told = {
        "host": "h",
        "port": 1,
        "security": "none",
        "user": "shop",
        "sender": "s@example.com",
        **by_consent(consents),
    }
    assert client.get("/connections/consent/server/", headers=HOST)["Location"] == "/settings/mail/"
    row = people.set_mail_server(actor=room, answers=told, at=NOON)
    assert "Nobody has consented yet" in client.get("/settings/mail/", headers=HOST).content.decode()
    shown = client.get("/connections/consent/server/", headers=HOST).content.decode()
    path = say_yes(html.unescape(re.search(r'class="btn(?: first)?" href="([^"]+)"', shown)[1]))
    assert "The consent is kept." in come_back(client, path)
    assert unlock(MailServer.objects.get().password_locked, settings.SECRET_KEY) in consents.refresh
    agent = sign_in(colleague("agent"))
    for address in ("/connections/consent/server/", "/connections/consent/?state=x"):
        assert agent.get(address).status_code == 403
    people.set_mail_server(actor=room, answers={**told, "signs_in": "password", "password": "plain"}, at=NOON)
    assert client.get("/connections/consent/server/", headers=HOST)["Location"] == "/settings/mail/"
    assert row.pk == MailServer.objects.get().pk


def test_what_one_provider_gave_goes_to_no_other(consents, room, owner):
    told = answers(owner, 1, **by_consent(consents, password="pasted"))
    row = actions.connect(actor=room, row=None, answers=told, at=NOON)
    again = {**told, "password": "", "client_secret": ""}
    row = actions.connect(actor=room, row=row, answers=again, at=NOON)
    assert row.password_locked
    row = actions.connect(actor=room, row=row, answers={**again, "token_at": "https://b.example/t"}, at=NOON)
    assert (row.password_locked, row.client_locked) == ("", "")


def test_a_known_provider_fills_its_addresses_and_another_writes_them(owner, room):
    typed = {**answers(owner, 993), "member": str(owner.pk), "signs_in": "token", "password": "", "client_id": "id"}

    def form(**more):
        return MailboxForm({**typed, **more}, members=[owner], procedures=[], replies=[])

    known = form(provider="microsoft", token_at="http://elsewhere.example")
    assert known.is_valid(), known.errors
    assert known.cleaned_data["token_at"] == providers()["microsoft"].token_at
    assert "offline_access" in known.cleaned_data["scope"]
    assert set(form(provider="other").errors) == {"token_at", "consent_at"}
    assert form(provider="other", token_at="https://a.example/t", consent_at="https://a.example/c").is_valid()
    assert form(provider="other", token_at="https://a.example/t", password="pasted").is_valid()
    assert set(form(provider="other", token_at="https://a.example/t", consent_at="ftp://a").errors) == {"consent_at"}
