"""Commands on a data folder, run as a person runs them: from any folder, with right and with wrong input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from law import zeta

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
BUSINESS = ROOT / "examples" / "red-dirt-propane" / "business.yaml"
A_BUSINESS = """
from datetime import UTC, datetime
from pathlib import Path
import sys
from handrail.config import serve
serve.set_up(Path(sys.argv[1]))
from handrail.people.actions import found_organization, make_owner_link, owner_link
at = datetime(2026, 11, 24, tzinfo=UTC)
token = make_owner_link(at=at, organization=None)
found_organization(link=owner_link(token=token, at=at), business="Red Dirt", time_zone="America/Chicago", name="Marcy", email="marcy@example.com",
      password="propane is heavy", at=at)
"""


def handrail(folder, *arguments):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HANDRAIL_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "handrail", *map(str, arguments)],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder with a business, and nothing else."""
    folder = tmp_path_factory.mktemp("data")
    environment = {**os.environ, "HANDRAIL_DATA": str(folder)}
    subprocess.run([sys.executable, "-c", A_BUSINESS, str(folder)], check=True, env=environment, capture_output=True)
    return folder


IN_FORCE = """
from pathlib import Path
import sys
from handrail.config import serve
serve.set_up(Path(sys.argv[1]))
from handrail.procedures.models import Revision
from handrail.law.models import PackDecision
states = sorted(set(Revision.everywhere.values_list("state", flat=True)))
print("states", *states, "approved packs", PackDecision.everywhere.exclude(version__how="shipped").filter(decision="approved").count())
"""
CLAIMS = """# Refund

Approved by Marcy Holt, in force since 2026-01-01. state: published

1. Ask for the order number
2. Pay the money back
"""


def test_no_command_that_writes_puts_anything_in_force(data, tmp_path):
    """Each command that brings something into a data folder is run with what claims to be approved already."""
    claims = tmp_path / "refund.md"
    claims.write_text(CLAIMS, "utf-8")
    pack = tmp_path / "zeta.json"
    pack.write_bytes(zeta.signed())
    for command in (
        ["import", claims, "--take", "--data", data],
        ["interview", "--file", BUSINESS, "--data", data],
        ["law", "pack", "add", pack, "--data", data],
        ["doctor", "--data", data],
        ["checkpoint", "--data", data],
    ):
        done = handrail(tmp_path, *command)
        assert done.returncode == 0 or command[0] in ("doctor", "checkpoint"), (command, done.stdout, done.stderr)
    environment = {**os.environ, "HANDRAIL_DATA": str(data)}
    told = subprocess.run(
        [sys.executable, "-c", IN_FORCE, str(data)], check=True, env=environment, capture_output=True, text=True
    )
    assert told.stdout.splitlines()[-1] == "states draft approved packs 0"


def test_answers_of_a_file_are_kept_and_asked_for_by_law(data, tmp_path):
    kept = handrail(tmp_path, "interview", "--file", BUSINESS, "--data", data)
    assert (kept.returncode, kept.stderr) == (0, "")
    assert kept.stdout.endswith(" answers kept for Red Dirt.\n")

    asked = handrail(tmp_path, "law", "applies", "us-ok.surcharge", "--data", data, "--json")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["duties"][0]["verdict"] == "yes"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "is no text file; answers are YAML in UTF-8."),
        (b"", "line 1: the file begins with `business:`"),
        (b"business:\n  employes: 3\n", "line 2: There is no fact named business.employes. Did you mean"),
        (b"business:\n  takes_cards: false\n  adds_surcharge: true\n", "Which is right?"),
    ],
)
def test_a_file_of_answers_that_cannot_be_kept_is_said_in_a_sentence(data, tmp_path, content, said):
    file = tmp_path / "b.yaml"
    file.write_bytes(content)
    done = handrail(tmp_path, "interview", "--file", file, "--data", data)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("owner-link",), ("doctor",), ("packet", "--case", "latest", "-o", "case.json"), ("law", "applies"),
        ("interview", "--file", BUSINESS),
    ],
)  # fmt: skip
def test_a_mistyped_folder_is_refused_and_not_made(tmp_path, command):
    there = ["--data", "dta"]
    done = handrail(tmp_path, *command, *there)
    assert done.returncode == 1
    assert "There is no Handrail in" in done.stderr
    assert "--data DIR" in done.stderr
    assert not (tmp_path / "dta").exists()


def test_what_is_well_has_no_next_step(data, tmp_path):
    rows = json.loads(handrail(tmp_path, "doctor", "--data", data, "--json").stdout)
    assert {row["ok"] for row in rows} == {True, False}  # no worker runs here
    assert all(bool(row["next"]) != row["ok"] for row in rows)


def test_a_case_that_is_not_there_is_said(data, tmp_path):
    latest = handrail(tmp_path, "packet", "--case", "latest", "-o", "case.json", "--data", data)
    one = handrail(tmp_path, "packet", "--case", "2026-000009", "-o", "case.json", "--data", data)
    assert (latest.returncode, one.returncode) == (1, 1)
    assert "There is no case yet in" in latest.stderr
    assert "There is no case 2026-000009 in" in one.stderr
