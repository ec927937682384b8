"""A copy put back never brings back what went: through the commands, on files, as the owner of a machine does it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MAKE = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from handrail.config.serve import set_up
data = Path(sys.argv[1])
set_up(data)
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.ledger import attachments, scope
from handrail.people import actions as people
from handrail.people.actions import actor_of
at = datetime(2026, 11, 24, 18, tzinfo=UTC)
link = people.owner_link(token=people.make_owner_link(at=at), at=at)
owner = people.found_organization(link=link, name="M", email="m@example.com", password="a quiet green door", business="B", time_zone="America/Chicago", at=at)
with scope.organization(owner.organization_id):
    for name in ("Wilhelmina Featherstone", "Bartholomew Quill"):
        row = customers.add(actor=actor_of(owner), details=[Given("name", name)], at=at)
        picture = b"\\x89PNG\\r\\n\\x1a\\n" + name.encode()
        attachments.attach(actor=actor_of(owner), room="customers", subject="customer", subject_id=row.pk, name=f"{name}.png", content=picture, at=at)
"""
ERASE = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from handrail.config.serve import set_up
set_up(Path(sys.argv[1]))
from handrail.customers.models import Customer
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.models import Member
from handrail.records.persons.actions import erase
owner = Member.everywhere.get()
with scope.organization(owner.organization_id):
    erase(actor=actor_of(owner), customer=Customer.objects.get(number=1), why="So.", at=datetime(2026, 11, 25, 18, tzinfo=UTC), aside=frozenset(load_law().duties))
"""

READ = """
import sqlite3
reader = sqlite3.connect(sys.argv[1] + "/handrail.sqlite3", isolation_level=None)
reader.execute("BEGIN")
reader.execute("SELECT count(*) FROM ledger_personalvalue").fetchone()
owner = Member"""
THEN = """
from handrail.records.keeping.gone.actions import Tidy
tidy = Tidy()
tidy()
assert tidy._done is None, "somebody reads: the log can't be emptied"
reader.execute("COMMIT")
tidy()
assert tidy._done is not None
left = [f.name for f in Path(sys.argv[1]).glob("handrail.sqlite3*") if b"Wilhelmina" in f.read_bytes()]
assert left == [], left
"""


BROUGHT_UP_TO_DATE = """
import sys
from pathlib import Path
from handrail.config import serve
serve.migrate = serve.back_up  # as of a copy from an older release: one more copy is made before anything is changed
serve.set_up(Path(sys.argv[1]))
"""


def started(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """On SQLite, whatever the rest of this run is on."""
    env = {name: value for name, value in os.environ.items() if name != "HANDRAIL_DATABASE"}
    return subprocess.run([sys.executable, *arguments], env=env, capture_output=True, text=True, check=False)


def run(*arguments: str) -> str:
    done = started(*arguments)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
    return done.stdout


def where(folder: Path, word: bytes) -> list[str]:
    """The files in which a word stands; the copies of before are no part of what is served."""
    files = (file for file in folder.rglob("*") if file.is_file() and "backups" not in file.parts)
    return sorted(str(file.relative_to(folder)) for file in files if word in file.read_bytes())


@pytest.mark.slow
def test_a_copy_from_before_is_put_back_without_what_went_since(tmp_path):
    data, away = tmp_path / "data", tmp_path / "away"
    run("-c", MAKE, str(data))
    assert where(data, b"Wilhelmina")
    run("-m", "handrail", "backup", "--data", str(data), "--to", str(away))
    (copy,) = away.iterdir()
    assert where(copy, b"Wilhelmina"), "the copy is from before"

    run("-c", ERASE, str(data))
    assert where(data, b"Wilhelmina") == [], "neither in the database, nor its log, nor a file"
    assert where(data, b"Bartholomew")

    said = run("-m", "handrail", "restore", str(copy), "--data", str(data))
    assert "from before 1 of them" in said
    assert where(data, b"Wilhelmina") == []
    assert where(data, b"Bartholomew")
    checked = json.loads(run("-m", "handrail", "checkpoint", "--check", "--json", "--data", str(data)))
    assert (checked["whole"], checked["erased"] > 0) == (True, True)

    (data / "handrail.sqlite3").write_bytes((copy / "handrail.sqlite3").read_bytes())  # by hand, past the command
    for ending in ("-wal", "-shm"):
        (data / f"handrail.sqlite3{ending}").unlink(missing_ok=True)
    run("-m", "handrail", "checkpoint", "--check", "--data", str(data))
    assert where(data, b"Wilhelmina") == []

    (data / "handrail.sqlite3").write_bytes((copy / "handrail.sqlite3").read_bytes())
    assert "held what went too" in run("-c", BROUGHT_UP_TO_DATE, str(data))
    made = [file for file in (data / "backups").rglob("*.sqlite3") if b"Wilhelmina" in file.read_bytes()]
    assert made == [], "nor in the copy that was made on the way"


@pytest.mark.slow
def test_what_a_reader_kept_from_being_overwritten_goes_at_the_workers_next_look(tmp_path):
    run("-c", MAKE, str(tmp_path))
    run("-c", ERASE.replace("owner = Member", READ) + THEN, str(tmp_path))


@pytest.mark.slow
def test_a_list_that_was_changed_is_named_and_no_line_of_it_is_believed(tmp_path):
    from handrail.records.keeping.gone import lines

    run("-c", MAKE, str(tmp_path))
    run("-c", ERASE, str(tmp_path))
    file = tmp_path / "backups" / lines.NAME
    (line,) = lines.read(file).lines
    assert "Wilhelmina" not in line.text()
    file.write_text(line.text().replace("value:", "said:", 1) + "\n" + line.text()[:80], "utf-8")
    assert (lines.read(file).lines, lines.read(file).bad) == ((), (1, 2))
    said = started("-m", "handrail", "doctor", "--data", str(tmp_path)).stdout
    assert "LOOK: lines 1, 2 of" in said
    assert [row.signature for row in lines.read(file).lines] == [line.signature], (
        "what the database knows is written again"
    )


def test_what_is_no_copy_is_refused_and_nothing_changes(tmp_path):
    (tmp_path / "data").mkdir()
    other = tmp_path / "other.sqlite3"
    other.write_bytes(b"no database")
    done = started("-m", "handrail", "restore", str(other), "--data", str(tmp_path / "data"))
    assert (done.returncode, "Nothing was changed" in done.stderr) == (1, True)
    assert not (tmp_path / "data" / "handrail.sqlite3").exists()
