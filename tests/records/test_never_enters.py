"""Card numbers and secrets never enter, by whatever way: each page that keeps words, and the last door of all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.ledger import scope
from handrail.ledger.deed import NeverKeptError, deed
from handrail.ledger.ids import new_id
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from records.test_case_file import FOUND, KNOWN, PNG

CARD = "5555 5555 5555 4444"
SECRETS = (CARD, "her SSN 219-09-9999", "cvv 123", "pin 4471")


@pytest.mark.parametrize("secret", SECRETS)
def test_no_event_takes_one(owner, secret):
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        for value in (secret, f"She said {secret} and went.", ["a", secret]):
            with pytest.raises(NeverKeptError, match="looks like"), deed(actor, NOON) as record:
                record.event("desk", "noted", "case", new_id(), {}, {"note": value})
        assert not Event.objects.filter(kind="noted").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_page_takes_one_and_nothing_is_kept_of_it(owner, adopted, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    client, actor = sign_in(owner), actor_of(owner)
    with scope.organization(owner.organization_id):
        ana = customers.add(actor=actor, details=[Given("name", "Ana Ruiz")], at=NOON)
        case = desk.start(
            actor=actor, member=owner, revision=adopted, channel="counter", at=NOON, known=KNOWN, customer=ana
        )
        ended = desk.start(
            actor=actor, member=owner, revision=adopted, channel="counter", at=NOON, known=KNOWN, customer=ana
        )
        desk.give_up(actor=actor, case=ended, at=NOON, outcome="abandoned", reason="gone")
        before = Event.objects.count()
    sale = {"number": CARD, "what": "Furnace", "place": "home", "signed_on": "2026-11-20"}
    consent = {"kind": "calls", "given": "no", "on": "2026-11-20", "how": "phone", "words": CARD}
    picture = SimpleUploadedFile(f"{CARD}.png", PNG)
    ways = [
        (f"/desk/{case.pk}/", {"step": "find", **FOUND, "sale.number": CARD}),
        (f"/desk/{case.pk}/note/", {"why": CARD}), (f"/desk/{case.pk}/escalate/", {"to": "legal", "why": CARD}),
        (f"/desk/{case.pk}/pause/", {"why": CARD}), (f"/desk/{case.pk}/attach/", {"file": picture}),
        ("/customers/add/", {"name": CARD}), (f"/customers/{ana.pk}/sale/", sale),
        (f"/customers/{ana.pk}/consent/", consent),
        ("/records/keeping/holds/", {"customer": "1", "why": CARD}),
        (f"/records/persons/{ana.pk}/right/", {"case": str(ended.pk), "words": CARD}),
        (f"/records/persons/{ana.pk}/erase/", {"why": CARD, "sure": "yes"}),
    ]  # fmt: skip
    for address, sent in ways:
        done = client.post(address, sent)
        assert done.status_code in (409, 422), (address, sent, done.status_code)
        assert "looks like a card number" in done.content.decode(), address
    with scope.organization(owner.organization_id):
        assert Event.objects.count() == before
    if connection.vendor == "sqlite":
        assert CARD.encode() not in connection.connection.serialize()
