"""Connections: each page with axe, at both widths, light and dark; and the form a customer fills in, by keyboard."""

from types import SimpleNamespace

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from connections.conftest import answers, mail
from handrail.connections.filling import actions as filling
from handrail.connections.mail import actions
from handrail.connections.mail.reading import read
from handrail.connections.models import Connection, FormLink, Message
from handrail.desk.carrying.queries import thread_of
from handrail.desk.models import Case
from handrail.desk.queries import procedures
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SITE = "http://localhost:1"


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
        return SimpleNamespace(row=row, waits=waits, out=out, case=case, form=secrets[-1].removeprefix(SITE))


def addresses_of(row, waits, out, form) -> dict[str, str]:
    return {
        "connections": "/connections/", "mailbox-new": "/connections/mailbox/",
        "mailbox": f"/connections/mailbox/{row.pk}/", "messages": "/connections/messages/",
        "messages-none": "/connections/messages/?q=zebra", "message-waits": f"/connections/messages/{waits.pk}/",
        "message-out": f"/connections/messages/{out.pk}/", "form-link": form,
        "form-in-spanish": f"{form}?lang=es", "form-nowhere": "/form/none/?lang=fr",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_connections_are_accessible_and_fit(owner, connected, browse, picture, monkeypatch, width, dark):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    found = addresses_of(connected.row, connected.waits, connected.out, connected.form)
    look(browse(owner, width=width, dark=dark, expected="410"), picture, found, kind_of(width, dark))


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
        assert Connection.objects.count() == 1


def test_what_only_a_token_needs_shows_when_a_token_is_chosen(owner, browse):
    page = browse(owner)
    page.goto("/settings/mail/")
    fields = [page.locator(f"[name={name}]") for name in ("token_at", "client_id", "client_secret")]
    assert not any(field.is_visible() for field in fields)
    page.select_option("[name=signs_in]", "token")
    assert all(field.is_visible() for field in fields)
