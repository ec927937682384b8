"""The starter library as a whole: what it must hold, and that each of it can be adopted."""

from datetime import date

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions, queries
from handrail.procedures.examined import examine
from handrail.procedures.shelf import FOLDER, library, with_called

WANTED = {
    "order-status", "refund-or-return", "cancel-order", "cancel-subscription", "billing-question", "card-billing-error",
    "complaint", "complaint-attorney-general", "account-change", "appointment-change", "service-outage", "warranty-claim",
    "unsafe-product", "privacy-request", "data-breach", "legal-demand", "relay-or-access", "emergency",
}  # fmt: skip


def test_the_eighteen_are_there_and_each_is_named_like_its_file():
    assert set(library()) >= WANTED
    assert set(library()) == {file.stem for file in FOLDER.glob("*.yaml")}


@pytest.mark.slow
@pytest.mark.parametrize("slug", sorted(library()))
def test_no_starter_procedure_needs_a_mend(slug):
    stops = [found for found in examine(library()[slug], library(), {}).findings if found.severity != "advice"]
    assert stops == []


@pytest.mark.parametrize("slug", sorted(library()))
def test_every_call_procedure_opens_with_the_recording_line(slug):
    procedure = library()[slug]
    shared = ("open-call", "open-our-call", "emergency", "identity-check", "take-payment")
    if "phone" in procedure.channels and slug not in shared:
        assert {"open-call", "open-our-call"} & set(with_called(slug, library()))


@pytest.mark.slow
def test_every_starter_procedure_can_be_adopted(owner):
    with scope.organization(owner.organization_id):
        for slug in library():
            actions.adopt(actor=actor_of(owner), slug=slug, at=NOON, on=date(2026, 11, 24), despite="So.")
        assert len(queries.handbook(date(2026, 11, 24))) == len(library())
