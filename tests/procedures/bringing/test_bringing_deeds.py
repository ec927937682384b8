"""From a file to drafts: chosen, written, taken back; and no approval while a guess stands."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import NOON
from handrail.ledger import scope
from handrail.ledger.deed import deed
from handrail.ledger.models import Event, Timer
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import actions as handbook
from handrail.procedures.actions import ProcedureError
from handrail.procedures.bringing import actions, queries
from handrail.procedures.bringing.actions import BringingError
from handrail.procedures.bringing.reading import grouped, read_words
from handrail.procedures.language.reader import plain, read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Arrival, ArrivedPiece, DraftGuess, Revision

TEXT = "We take back what does not fit.\n\n1. Manager: check the parcel\n2. If it is open, take a photo\n3. Colours and sizes\n"
DAY = date(2026, 11, 24)


@pytest.fixture
def writer(owner, colleague):
    with scope.organization(owner.organization_id):
        yield actor_of(colleague("manager"))


def brought(writer, text: str = TEXT, name: str = "returns.txt") -> Arrival:
    return actions.bring(actor=writer, pieces=grouped(read_words(text, name)), name=name, at=NOON)


def drafted(writer, text: str = TEXT) -> tuple[ArrivedPiece, Revision]:
    row = brought(writer, text)
    [piece] = ArrivedPiece.objects.filter(arrival=row)
    actions.choose(actor=writer, arrival=row, pieces=[piece], at=NOON)
    piece.refresh_from_db()
    return piece, piece.revision


def put(actor, row: Revision, state: str) -> None:
    """A version into a state past every action."""
    with deed(actor, NOON) as record:
        Revision.objects.filter(pk=row.pk).update(state=state)
        record.event("procedures", "test", "procedure", row.entry_id)
    row.refresh_from_db()


def test_what_is_chosen_becomes_a_draft_with_its_guesses_beside_it(writer):
    piece, row = drafted(writer)
    assert (piece.state, row.state, row.reason) == ("taken", "draft", "Brought in from returns.txt")
    assert [(guess.step, guess.part, guess.line) for guess in queries.open_guesses(row) if guess.step] == [
        ("check-the-parcel", "role", 3), ("if-it-is-open-take-a-photo", "when", 4), ("colours-and-sizes", "step", 5),
    ]  # fmt: skip
    kinds = Event.objects.filter(room="procedures").values_list("kind", flat=True)
    assert {"brought-in", "import-chosen", "draft-saved", "import-written"} <= set(kinds)


def test_it_is_not_approved_while_a_guess_stands_by_any_door(owner, writer):
    _, row = drafted(writer)
    with pytest.raises(ProcedureError, match="6 guesses of its import are not confirmed"):
        handbook.submit(actor=writer, row=row, at=NOON)
    put(writer, row, "review")
    with pytest.raises(ProcedureError, match="not confirmed yet"):
        handbook.approve(actor=actor_of(owner), row=row, at=NOON + timedelta(days=2), on=DAY, despite="none")
    row.refresh_from_db()
    assert row.state == "review"


def test_confirmed_guesses_and_changed_parts_let_it_go_on(writer):
    _, row = drafted(writer)
    raw = plain(read(row.text))
    raw["steps"][0]["role"] = "owner"  # a person decided otherwise
    raw["steps"].pop()  # and took that step away
    row = handbook.save_draft(actor=writer, text=write(Procedure.model_validate(raw)), reason="mended", at=NOON)
    left = queries.open_guesses(row)
    assert [guess.part for guess in left] == ["purpose", "owner", "channels", "when"]
    assert actions.confirm(actor=writer, row=row, numbers=[guess.number for guess in left], at=NOON) == 4
    assert queries.refusal(row) == ""
    handbook.submit(actor=writer, row=row, at=NOON)
    assert DraftGuess.objects.exclude(confirmed_at=None).values_list("confirmed_by", flat=True)[0] == "The manager"


def test_a_new_version_of_the_same_procedure_does_not_lose_its_guesses(writer):
    _, row = drafted(writer)
    put(writer, row, "declined")
    again = handbook.save_draft(actor=writer, text=row.text, reason="once more", at=NOON)
    assert again.pk != row.pk
    assert len(queries.open_guesses(again)) == 6


def test_taking_back_puts_the_draft_away_and_lets_it_be_chosen_again(writer):
    piece, row = drafted(writer)
    actions.take_back(actor=writer, row=piece, at=NOON)
    row.refresh_from_db()
    assert (row.state, piece.state, DraftGuess.objects.count()) == ("declined", "waiting", 0)
    actions.choose(actor=writer, arrival=piece.arrival, pieces=[piece], at=NOON)
    piece.refresh_from_db()
    assert piece.revision.entry_id == row.entry_id


def test_a_macro_that_became_a_reply_is_not_said_to_be_nothing(writer):
    piece, _ = drafted(writer)
    piece.kind, piece.revision, piece.title = "reply", None, "Where is it?"
    with pytest.raises(BringingError, match="draft of the reply “Where is it\\?” was made of it"):
        actions.take_back(actor=writer, row=piece, at=NOON)


def test_a_draft_that_somebody_went_on_with_is_not_taken_back(writer):
    piece, row = drafted(writer)
    handbook.save_draft(actor=writer, text=row.text.replace("take a photo", "take two photos"), reason="more", at=NOON)
    with pytest.raises(BringingError, match="went on with this draft"):
        actions.take_back(actor=writer, row=piece, at=NOON)


def test_nothing_that_stands_is_written_over(writer):
    _, first = drafted(writer)
    _, second = drafted(writer)
    assert (first.entry.slug, second.entry.slug) == ("returns", "returns-2")
    first.refresh_from_db()
    assert first.state == "draft"


@pytest.mark.slow
def test_many_are_written_by_the_worker(writer):
    row = brought(writer, "[" + ",".join(
        f'{{"title": "T{n}", "section_id": 1, "body": "<ol><li>Check part {n}</li><li>Close {n} of {n * 7}</li></ol>"}}' for n in range(7)
    ) + "]", "a.json")  # fmt: skip
    pieces = list(ArrivedPiece.objects.filter(arrival=row))
    assert actions.choose(actor=writer, arrival=row, pieces=pieces, at=NOON) == 7
    assert (queries.under_way(row), Timer.objects.filter(kind=actions.WRITE, done_at=None).count()) == (2, 1)
    actions.carry_out(actor=writer, arrival_id=row.id, at=NOON)
    assert (queries.under_way(row), Timer.objects.filter(kind=actions.WRITE, done_at=None).count()) == (0, 0)
    assert ArrivedPiece.objects.filter(state="taken").count() == 7


def test_a_piece_is_not_written_twice_by_two_at_once(writer):
    row = brought(writer)
    [stale] = ArrivedPiece.objects.filter(arrival=row)
    actions.choose(actor=writer, arrival=row, pieces=[stale], at=NOON)
    with pytest.raises(actions.BeingWrittenError):
        actions.write_piece(actor=writer, row=stale, at=NOON)
    assert Revision.objects.count() == 1


def test_a_piece_that_can_not_be_kept_says_why_and_keeps_nothing_else_waiting(writer):
    row = brought(writer)
    [piece] = ArrivedPiece.objects.filter(arrival=row)
    with deed(writer, NOON) as record:
        piece.content["raw"]["steps"][0]["role"] = "king"
        piece.save()
        record.event("procedures", "test", "arrival", row.id)
    actions.choose(actor=writer, arrival=row, pieces=[piece], at=NOON)
    piece.refresh_from_db()
    assert piece.state == "waiting"
    assert "role" in piece.wrong
    assert Revision.objects.count() == 0


def test_what_is_left_loses_its_words_and_keeps_its_title(writer):
    row = brought(writer)
    assert actions.leave(actor=writer, arrival=row, at=NOON) == 1
    [piece] = ArrivedPiece.objects.filter(arrival=row)
    assert (piece.title, piece.content, piece.state) == ("Returns", {}, "left")


def test_only_who_may_write_brings_in(owner, colleague):
    with scope.organization(owner.organization_id), pytest.raises(RefusedError):
        brought(actor_of(colleague("agent")))


# The pages


@pytest.mark.slow
def test_the_whole_way_on_the_pages(writer, owner, sign_in):
    client = sign_in(owner)
    file = SimpleUploadedFile("r.md", b"# Returns\n\n1. Manager: check it\n2. Close it\n\nThe end.\n")
    at = client.post("/procedures/import/", {"file": file})["Location"]
    page = client.get(at).content.decode()
    assert "2 steps" in page
    piece = ArrivedPiece.objects.get()
    shown = client.get(f"/procedures/import/piece/{piece.pk}/").content.decode()
    assert "It stands outside every step." in shown
    assert "It begins with “Manager:”." in shown
    client.post(f"{at}do/", {"piece": "0"})
    piece.refresh_from_db()
    guesses = f"/procedures/version/{piece.revision_id}/guesses/"
    assert "Done by: manager" in client.get(guesses).content.decode()
    assert client.post(guesses, {}).status_code == 422
    client.post(guesses, {"all": "1", "shown": [str(n) for n in range(9)]})
    assert "No guess is open." in client.get(guesses).content.decode()
    assert client.get(f"{at}?format=csv").content.decode().splitlines()[1].startswith("Returns,Procedure,0,r.md,,2,")
    assert client.get(f"{guesses}?format=csv").content.decode().count("Marcy Holt") == 4
    assert "Returns" not in client.get("/procedures/import/?q=zzz").content.decode()


def test_what_can_not_be_read_is_said_and_what_was_typed_stays(owner, sign_in):
    answer = sign_in(owner).post("/procedures/import/", {"text": "<script>x</script>Nothing here."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "reads like a step" in page
    assert "&lt;script&gt;x&lt;/script&gt;Nothing here." in page
    assert Arrival.everywhere.count() == 0


def test_another_business_sees_nothing_of_it(writer, stranger, sign_in):
    piece, _ = drafted(writer)
    client = sign_in(stranger)
    for address in (f"/procedures/import/{piece.arrival_id}/", f"/procedures/import/piece/{piece.pk}/"):
        assert client.get(address).status_code == 404
