"""The starter library as a whole: what it must hold, and that each of it can be adopted."""

from datetime import date

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions, queries, shelf
from handrail.procedures.examined import examine
from handrail.procedures.language.reader import UnreadableError
from handrail.procedures.shelf import FOLDER, library, shelf_of, with_called

WANTED = {
    "order-status", "refund-or-return", "cancel-order", "cancel-subscription", "billing-question", "card-billing-error",
    "complaint", "complaint-attorney-general", "account-change", "appointment-change", "service-outage", "warranty-claim",
    "unsafe-product", "privacy-request", "data-breach", "legal-demand", "relay-or-access", "emergency",
}  # fmt: skip


def test_the_eighteen_are_there_and_each_is_named_like_its_file():
    assert set(library()) >= WANTED
    assert set(library()) == {file.stem for file in FOLDER.glob("*.yaml")}


@pytest.fixture
def few(tmp_path):
    """Three starter procedures in a folder of their own, with nothing kept yet."""
    for name in ("open-call.yaml", "cancel-order.yaml", "sales-call.yaml"):
        (tmp_path / name).write_text((FOLDER / name).read_text("utf-8"), "utf-8")
    return tmp_path


def kept(folder):
    return list((folder / "__pycache__").glob("library-*.json"))


def test_a_library_kept_beside_its_files_is_the_same_library(few, monkeypatch):
    first = shelf_of(few)
    monkeypatch.setattr(shelf, "read_with", None)  # what is kept is not read from the files again
    assert shelf_of(few) == first == {slug: library()[slug] for slug in first}


def test_a_changed_word_or_a_changed_language_is_read_anew(few, monkeypatch):
    shelf_of(few)
    [old], file = kept(few), few / "cancel-order.yaml"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: Well, ", 1), "utf-8")
    assert shelf_of(few)["cancel-order"].title.startswith("Well, ")
    [new] = kept(few)
    assert new != old
    monkeypatch.setattr(shelf, "_deciding", lambda: ["another language"])
    shelf_of(few)
    assert kept(few) not in ([old], [new])


def test_half_a_kept_library_is_passed_over_and_a_wrong_one_never_kept(few):
    first = shelf_of(few)
    [file] = kept(few)
    file.write_bytes(file.read_bytes()[:500])
    assert shelf_of(few) == first
    (few / "sales-call.yaml").write_text("procedure: sales-call", "utf-8")
    with pytest.raises(UnreadableError, match=r"sales-call\.yaml"):
        shelf_of(few)
    assert kept(few) == [file]


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
