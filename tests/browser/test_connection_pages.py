"""Connections: each page with axe, at both widths, light and dark; and the form a customer fills in, by keyboard."""

from types import SimpleNamespace

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from connections import consent_server
from connections.conftest import answers, mail
from handrail.connections.filling import actions as filling
from handrail.connections.mail import actions
from handrail.connections.mail.reading import read
from handrail.connections.models import Connection, FormLink, Message
from handrail.desk.carrying.queries import thread_of
from handrail.desk.models import Case
from handrail.desk.queries import procedures
from handrail.ledger import scope
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.mail_tokens.providers import providers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SITE = "http://localhost:1"
LOST = {"consent-lost": "/connections/consent/?state=none"}


@pytest.fixture
def connected(owner, adopted, monkeypatch):
    """A mailbox with a case, a message that waits, a mail nobody can tell of, and a form that waits for the customer."""
    secrets = []
    plain = filling.link

    def noted(connection, secret):
        secrets.append(plain(connection, secret))
        return secrets[-1]

    monkeypatch.setattr(filling, "link", noted)
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        told = answers(owner, 1, starts="try-home-sale", site=SITE, may_ask=True)
        row = actions.connect(actor=actor, row=None, answers=told, at=NOON)
        actions.receive(connection=row, mail=read(mail()), at=NOON)
        waits = actions.receive(connection=row, mail=read(mail(Message_ID="<b@x.example>", Precedence="bulk")), at=NOON)
        case = Case.objects.get()
        step = next(step for each in procedures(case).values() for step in each.steps if step.id == "find")
        filling.ask(
            actor=actor, connection=row, case=case, thread=thread_of(case), step=step,
            names=["customer.name", "sale.place", "sale.signed_on", "customer.state"], at=NOON,
        )  # fmt: skip
        out = Message.objects.filter(way="out").first()
        google = providers()["google"]
        token = {
            "signs_in": "token", "password": "", "client_id": "1234.apps.example", "client_secret": "secret",
            "consent_at": google.consent_at, "token_at": google.token_at, "scope": google.scope,
        }  # fmt: skip
        told = answers(owner, 993, name="Billing", address="billing@reddirt.example", active=False, **token)
        by_token = actions.connect(actor=actor, row=None, answers=told, at=NOON)
        server = {"host": "smtp.gmail.com", "port": 587, "security": "starttls", "user": "help@reddirt.example"}
        people.set_mail_server(actor=actor, answers={**server, "sender": "help@reddirt.example", **token}, at=NOON)
        form = secrets[-1].removeprefix(SITE)
        return SimpleNamespace(row=row, waits=waits, out=out, case=case, form=form, by_token=by_token)


def addresses_of(row, waits, out, form, by_token) -> dict[str, str]:
    return {
        "connections": "/connections/", "mailbox-new": "/connections/mailbox/",
        "mailbox": f"/connections/mailbox/{row.pk}/", "messages": "/connections/messages/",
        "messages-none": "/connections/messages/?q=zebra", "message-waits": f"/connections/messages/{waits.pk}/",
        "message-out": f"/connections/messages/{out.pk}/", "form-link": form,
        "mailbox-by-token": f"/connections/mailbox/{by_token.pk}/",
        "consent": f"/connections/mailbox/{by_token.pk}/consent/", "consent-server": "/connections/consent/server/",
        "form-in-spanish": f"{form}?lang=es", "form-nowhere": "/form/none/?lang=fr",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_connections_are_accessible_and_fit(owner, connected, browse, picture, monkeypatch, width, dark):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    found = addresses_of(connected.row, connected.waits, connected.out, connected.form, connected.by_token)
    look(browse(owner, width=width, dark=dark, expected="410"), picture, found, kind_of(width, dark))
    look(browse(owner, width=width, dark=dark), picture, LOST, kind_of(width, dark))


def test_a_customer_fills_the_form_without_signing_in_and_without_javascript(
    owner, connected, browse, picture, monkeypatch
):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    page = browse(script=False)
    page.goto(connected.form)
    picture(page, "form-for-anyone")
    page.get_by_label("What is your name?").fill("Dolores Reyes")
    page.get_by_label("Home", exact=True).check()
    page.get_by_label("On which day did you sign or agree to the sale?").fill("2026-11-20")
    page.get_by_label("In which state do you live?").select_option("OK")
    page.get_by_role("button", name="Español").press("Enter")
    page.get_by_role("heading", name="Unas preguntas").wait_for()
    assert page.get_by_label("¿Cuál es su nombre?").input_value() == "Dolores Reyes"
    page.get_by_label("¿Cuál es su nombre?").fill("")
    page.get_by_role("button", name="Enviar mis respuestas").press("Enter")
    page.get_by_text("Escriba una respuesta.").wait_for()
    picture(page, "form-in-spanish-wrong")
    page.get_by_label("¿Cuál es su nombre?").fill("Dolores Reyes")
    page.get_by_role("button", name="Enviar mis respuestas").press("Enter")
    page.get_by_role("heading", name="Gracias").wait_for()
    picture(page, "form-in-spanish-thanks")
    with scope.organization(owner.organization_id):
        assert FormLink.objects.get().used_at is not None
        assert Connection.objects.count() == 2


def test_what_only_a_token_needs_shows_when_a_token_is_chosen(owner, browse):
    page = browse(owner)
    page.goto("/settings/mail/")

    def shown() -> set[str]:
        names = ("provider", "consent_at", "token_at", "scope", "client_id", "client_secret")
        return {name for name in names if page.locator(f"[name={name}]").is_visible()}

    assert shown() == set()
    page.select_option("[name=signs_in]", "token")
    assert shown() == {"provider", "client_id", "client_secret"}
    page.select_option("[name=provider]", "other")
    assert shown() == {"provider", "client_id", "client_secret", "consent_at", "token_at", "scope"}


def test_an_owner_goes_to_the_provider_and_comes_back(owner, connected, browse, picture, monkeypatch, live_server):
    """In a real browser, by the link of the page: the policy of the page lets it go there and come back."""
    back = f"{live_server.url}/connections/consent/"
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setattr(consent_server, "BACK", back)
    with consent_server.running() as judge, scope.organization(owner.organization_id):
        told = {
            "signs_in": "token", "client_id": consent_server.CLIENT, "client_secret": consent_server.SECRET,
            "consent_at": f"{judge.address}/consent", "token_at": f"{judge.address}/token", "scope": consent_server.SCOPE,
        }  # fmt: skip
        given = answers(owner, 993, address=connected.by_token.address, **told)
        row = actions.connect(actor=actor_of(owner), row=connected.by_token, answers={**given, "password": ""}, at=NOON)
        page = browse(owner)
        page.goto(f"/connections/mailbox/{row.pk}/")
        page.get_by_role("link", name="Consent at the provider").click()
        page.get_by_role("link", name="Go to the provider").click()
        page.get_by_text("The consent is kept.").wait_for()
        assert page.url.endswith(f"/connections/mailbox/{row.pk}/consent/")
        picture(page, "consent-kept")
        assert Connection.objects.get(pk=row.pk).password_locked
