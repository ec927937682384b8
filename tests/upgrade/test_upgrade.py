"""Every version's database that was kept comes up in this version, with its records whole."""

import json
import lzma
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

KEPT = sorted(Path(__file__).parent.glob("*.sqlite3.xz"))


def handrail(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "handrail", *arguments, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(params=KEPT, ids=lambda file: file.name.removesuffix(".sqlite3.xz"))
def data(request, tmp_path) -> Path:
    (tmp_path / "handrail.sqlite3").write_bytes(lzma.decompress(request.param.read_bytes()))
    key = tmp_path / "secret.key"  # the version's own key was not kept
    key.write_text("a key made for this test")
    key.chmod(0o600)
    return tmp_path


def test_a_version_was_kept():
    assert KEPT


@pytest.mark.slow
def test_it_comes_up_and_its_records_are_whole(data):
    database = data / "handrail.sqlite3"
    before = sqlite3.connect(database).execute("select count(*), max(hash) from ledger_event").fetchone()
    made = handrail("packet", "--case", "latest", "-o", str(data / "case.json"), data=data)
    assert made.returncode == 0, made.stderr
    checked = subprocess.run(
        [sys.executable, "-m", "handrail", "verify", "--json", str(data / "case.json")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(checked.stdout)["whole"], checked.stdout
    now = sqlite3.connect(database).execute("select count(*), max(hash) from ledger_event").fetchone()
    assert now[0] == before[0] + 2  # handing out a case file is on record, and the first time the key it is signed with
    doctor = json.loads(handrail("doctor", "--json", data=data).stdout)
    about_data = [row for row in doctor if not row["ok"] and "worker" not in row["next"]]
    assert not [row for row in about_data if "database" in row["what"] or "event" in row["what"]], about_data
