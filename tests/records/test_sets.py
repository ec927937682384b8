"""A set of case files for an audit: made by the worker in pieces, signed, checked whole, taken away."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from cast import NOON
from handrail.config import worker
from handrail.desk import actions as desk
from handrail.ledger import scope
from handrail.ledger.canonical import dumps
from handrail.ledger.deed import deed
from handrail.ledger.models import Event, PersonalValue
from handrail.ledger.verify_set import verify_set
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.records.asked import Asked, read
from handrail.records.checkpoints.actions import gather
from handrail.records.checkpoints.queries import key_in_use
from handrail.records.models import CaseFileSet
from handrail.records.sets import actions
from records.test_case_file import KNOWN


@pytest.fixture
def cases(owner, adopted):
    with scope.organization(owner.organization_id):
        yield [
            desk.start(
                actor=actor_of(owner), member=owner, revision=adopted, channel="counter", known=KNOWN,
                at=NOON + timedelta(days=day),
            )
            for day in range(5)
        ]  # fmt: skip


@pytest.fixture
def whole(owner, cases):
    row = actions.ask(actor=actor_of(owner), asked=read({"until": "2026-11-27"}), at=NOON)
    worker.run_due(NOON)
    row.refresh_from_db()
    assert row.state == "done", row.problem
    return row, actions.path(row).read_bytes()


@pytest.mark.slow
def test_it_holds_the_cases_asked_for_and_is_whole(whole, cases, owner):
    row, content = whole
    verdict = verify_set(content)
    assert verdict.whole, verdict.faults
    assert (verdict.cases, row.every) == (4, 4)
    assert "4 case files, signed, key not known" in str(verdict)
    assert "Asked for: “opened until Nov 27, 2026”." in str(verdict)
    assert verify_set(content, key_in_use()).key_known
    assert not verify_set(content, "00" * 32).whole
    assert (verdict.compared, verdict.uncompared) == (0, {})
    kept = gather(actor=actor_of(owner), at=NOON).signed()
    alone = verify_set(content, outside=[kept.line().encode()])
    assert alone.whole
    assert len(alone.uncompared) == 4
    assert "NOT COMPARED with what you brought\n  “cases/case-" in str(alone)
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        names = held.namelist()
        assert held.read("list.csv").decode().count(cases[0].number) == 2  # the number, and the name of its file
    assert {f"cases/case-{cases[0].number}.pdf", "manifest.json", "handrail-verify.pyz"} < set(names)


def changed(content: bytes, how) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    how(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    return out.getvalue()


def drop(files):
    del files[next(name for name in files if name.endswith(".json") and name.startswith("cases"))]


def put(files):
    files["cases/case-9.json"] = b"{}"


def alter(files):
    name = next(name for name in files if name.endswith(".pdf"))
    files[name] += b" "


def unlist(files):
    """A case taken out, and out of the list too."""
    raw = json.loads(files["manifest.json"])
    name = next(name for name in files if name.startswith("cases"))
    del files[name], raw["manifest"]["files"][name]
    files["manifest.json"] = dumps(raw)


@pytest.mark.slow
@pytest.mark.parametrize("how", [drop, put, alter, unlist])
def test_a_case_taken_out_put_in_or_altered_is_found(whole, how):
    assert not verify_set(changed(whole[1], how)).whole


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + b"\0" * 60])
def test_what_is_no_set_is_said(content):
    assert not verify_set(content).whole


@pytest.mark.slow
def test_it_is_made_in_pieces_and_begun_anew_when_a_piece_was_lost(owner, cases, monkeypatch):
    monkeypatch.setattr(actions, "A_SLICE", 2)
    row = actions.ask(actor=actor_of(owner), asked=Asked(), at=NOON)
    for done in (2, 4):
        assert worker.run_due(NOON) == 1
        row.refresh_from_db()
        assert (row.state, row.done) == ("running", done)
    actions.path(row).with_suffix(".part").write_bytes(b"half")  # the machine went down while it was written
    for _ in range(3):
        worker.run_due(NOON)
    row.refresh_from_db()
    assert row.state == "done"
    assert verify_set(actions.path(row).read_bytes()).cases == 5


@pytest.mark.slow
def test_it_is_handed_out_on_record_and_goes_by_itself(whole, owner, sign_in):
    row, content = whole
    got = sign_in(owner).post(f"/records/sets/{row.pk}/", {"do": "get"})
    assert b"".join(got.streaming_content) == content
    kinds = [event.kind for event in Event.objects.filter(chain__subject="case-file-set").order_by("seq")]
    assert kinds == ["set-asked", "set-done", "set-ended", "set-handed-out"]
    assert actions.remove_old(actor=actor_of(owner), at=NOON + timedelta(days=15)) == 1
    assert not actions.path(row).exists()
    assert sign_in(owner).post(f"/records/sets/{row.pk}/", {"do": "get"}).status_code == 404


@pytest.mark.slow
def test_what_was_erased_does_not_live_on_in_a_set(whole, owner, cases):
    """Whoever erases it: the worker sees it by the index, which the database itself marks."""
    desk.note(actor=actor_of(owner), case=cases[1], text="so", at=NOON)
    worker.run_due(NOON)
    assert actions.path(whole[0]).exists()
    with deed(actor_of(owner), NOON) as record:
        PersonalValue.objects.filter(value="so").delete()
        record.event("records", "erased", "test", owner.pk)
    worker.run_due(NOON)
    assert not actions.path(whole[0]).exists()


@pytest.mark.slow
def test_sets_that_hold_a_case_go(whole, owner, cases):
    assert actions.remove_with(actor=actor_of(owner), cases={cases[4].pk}, at=NOON) == 0
    assert actions.remove_with(actor=actor_of(owner), cases={cases[0].pk}, at=NOON) == 1
    assert not actions.path(whole[0]).exists()


@pytest.mark.slow
def test_none_that_fits_and_no_right(owner, cases, colleague, sign_in):
    with pytest.raises(actions.SetError):
        actions.ask(actor=actor_of(owner), asked=read({"customer": "99"}), at=NOON)
    with pytest.raises(RefusedError):
        actions.ask(actor=actor_of(colleague("agent")), asked=Asked(), at=NOON)
    client = sign_in(owner)
    assert client.post("/records/sets/ask/", {"customer": "99"}).status_code == 422
    assert client.post("/records/sets/ask/", {"since": "2026-11-24"}).status_code == 302
    page = client.get("/records/sets/")
    assert "Waiting for its turn" in page.content.decode()
    assert page["Refresh"]
    stopped = CaseFileSet.objects.get()
    client.post(f"/records/sets/{stopped.pk}/", {"do": "away"})
    worker.run_due(NOON)
    stopped.refresh_from_db()
    assert (stopped.state, actions.path(stopped).exists()) == ("stopped", False)
