"""The case file on paper and in one: a judge reads it, anyone checks it with Python and the file alone."""

import copy
import io
import json
import subprocess
import sys
import zipfile

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.ledger.checkpoint import read
from handrail.ledger.deed import deed
from handrail.ledger.models import PersonalValue
from handrail.ledger.verify import verify
from handrail.people.actions import actor_of
from handrail.records import packet
from handrail.records.checkpoints import actions as checkpoints
from handrail.records.paper import kept, printed
from procedures.documents.pdf_reader import pages, squeezed, text
from records.test_attacks import WHOLE, signed
from records.test_case_file import case  # noqa: F401 - the same whole case


def words_of(content: bytes) -> str:
    """Without any spaces: a line may break anywhere."""
    return text(printed(content)).replace("\u200b", "")


@pytest.fixture
def content(case, owner):  # noqa: F811
    checkpoints.gather(actor=actor_of(owner), at=NOON)
    return packet.make(actor=actor_of(owner), case=case, at=NOON)


@pytest.mark.slow
def test_the_paper_tells_the_whole_case(at_noon, content, owner):
    words = words_of(content)
    for said in (
        "not changed since the checkpoint of Nov 24, 2026, not that what was entered is true", "Dolores Whitaker",
        "You want to cancel order RD-20871", "Skipped", "no job", "hard of hearing", "14A O.S.", "Met: event",
        "tag.png", "Certificate of the custodian of records", "$1,700.00", "What was in force", "America/Chicago",
        "Marcy Holt (owner)", "Promises made", "version 1",
    ):  # fmt: skip
        assert said.replace(" ", "") in words, said
    raw = json.loads(content)["packet"]
    for row in (*raw["events"], *raw["attachments"]):
        assert row.get("hash", row.get("sha256")) in words


@pytest.mark.slow
def test_the_same_file_makes_the_same_paper(content):
    assert printed(content) == printed(content)


@pytest.mark.slow
def test_what_was_erased_is_not_on_the_paper(case, owner):  # noqa: F811
    with deed(actor_of(owner), NOON) as record:
        PersonalValue.objects.filter(value="Dolores Whitaker").delete()
        record.event("records", "erased", "case", case.id)
    words = words_of(packet.make(actor=actor_of(owner), case=case, at=NOON))
    assert "Dolores" not in words
    assert "(erased)" in words


def test_a_reason_longer_than_a_page_begins_under_its_heading_and_is_there_whole():
    """And what turns the reading of what follows is taken out; a letter that nothing here can print is said."""
    packet_ = copy.deepcopy(WHOLE)
    reason = "nobody had told her of it. " * 300
    packet_["told"]["departures"] = [
        {"event": 1, "at": AT, "by": "Marcy", "kind": "skipped", "step": "Find", "why": f"{reason} \u202e\u0378 end"}
    ]
    made = printed(signed(packet_))
    first = next(page for page in pages(made) if "Departuresfromtheprocedure" in page)
    assert "Skipped:Find:nobodyhadtoldherofit." in squeezed(first)
    there = squeezed(text(made)).count("nobodyhadtoldherofit.")
    assert there >= 590  # twice, once among what happened; a page ends within some
    assert "aboxstandsforeach" in squeezed(text(made))
    assert "\u202e" not in text(made)
    assert "aboxstandsforeach" not in squeezed(text(printed(signed(WHOLE))))


AT = "2026-11-24T18:00:00.000000Z"
LATER = "2026-12-24T18:00:00.000000Z"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"at": LATER, "met": 0, "whose": "business"}, "Met: event 1, then"),
        ({"at": "2026-11-01T00:00:00.000000Z", "met": 0, "whose": "business"}, "Met, but late: event 1, then"),
        ({"at": "2026-11-01T00:00:00.000000Z", "whose": "business"}, "Nothing in this case shows that it was met"),
        ({"at": LATER, "whose": "business"}, "Had not passed when this file was made"),
        ({"at": "2026-11-01T00:00:00.000000Z", "whose": "customer"}, "For the customer to use"),
    ],
)
def test_a_deadline_is_met_late_missed_or_open(row, says):
    assert kept(row, {0: AT}, AT, lambda _: "then") == says


@pytest.mark.slow
def test_the_checkpoint_in_the_file_is_held_against_the_one_kept_outside(content, owner, case):  # noqa: F811
    verdict = verify(content)
    assert verdict.whole, verdict.faults
    assert (verdict.fixed, verdict.fixed_number, verdict.fixed_events) == ("2026-11-24", 1, verdict.events)
    held = json.loads(content)["packet"]["checkpoint"]
    kept_line = json.dumps({"checkpoint": held["checkpoint"], "signature": held["signature"]}).encode()
    assert read(kept_line)[0].number == 1
    assert verify(content, "", [kept_line]).compared == 1
    other = kept_line.replace(held["checkpoint"]["root"].encode(), b"0" * 64)
    assert "was changed since it was signed" in str(verify(content, "", [other]))


@pytest.mark.slow
def test_events_after_the_checkpoint_are_told_apart(content, owner, case):  # noqa: F811
    from handrail.desk import actions

    with scope.organization(owner.organization_id):
        actions.note(actor=actor_of(owner), case=case, text="called back", at=NOON)
    verdict = verify(packet.make(actor=actor_of(owner), case=case, at=NOON))
    assert verdict.whole, verdict.faults
    assert "The last 1 came after it." in str(verdict)


@pytest.mark.slow
def test_all_in_one_checks_itself_with_python_alone(case, owner, sign_in, tmp_path):  # noqa: F811
    """Unpacked somewhere else, without Handrail on the path and without site-packages."""
    got = sign_in(owner).post(f"/records/{case.id}/case-file/", {"form": "zip"}).content
    with zipfile.ZipFile(io.BytesIO(got)) as held:
        held.extractall(tmp_path)
    names = {file.name.partition("-")[2] for file in tmp_path.glob("case-*")}
    assert {f"{case.number}.json", f"{case.number}.pdf"} < names
    assert any(name.endswith("tag.png") for name in names)
    command = [sys.executable, "-I", "-S", "handrail-verify.pyz", f"case-{case.number}.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Whole: ")
    file = tmp_path / f"case-{case.number}.json"
    file.write_bytes(file.read_bytes().replace(b"Dolores", b"Dolorex"))
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("NOT WHOLE")
