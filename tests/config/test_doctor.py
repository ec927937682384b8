"""What the doctor sees, each time with one thing broken."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cast import NOON
from handrail.config import doctor, worker
from handrail.config import settings as configured
from handrail.law.loader import load_packs
from handrail.ledger import scope, triggers
from handrail.people import actions
from handrail.people.actions import actor_of


@pytest.fixture
def folder(db, tmp_path):
    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(0o600)
    (tmp_path / "backups").mkdir()
    worker.run_due(NOON)
    return tmp_path


def wrong(folder, at=NOON):
    """What is wrong with the installation; the law files keep their own dates."""
    said = [f"{finding.what} {finding.next}" for finding in doctor.examine(folder, at) if not finding.ok]
    return [line for line in said if not line.startswith("The law file")]


def test_a_sound_installation_has_nothing_to_look_at(folder):
    assert wrong(folder) == []


def test_what_is_erased_is_overwritten_however_sqlite_was_built(monkeypatch):
    """Debian builds it with secure_delete on, others without."""
    monkeypatch.delenv("HANDRAIL_DATABASE", raising=False)
    raw = sqlite3.connect(":memory:", isolation_level=None)
    raw.execute("PRAGMA secure_delete=OFF")
    raw.executescript(configured._database()["OPTIONS"]["init_command"])
    assert raw.execute("PRAGMA secure_delete").fetchone() == (1,)
    raw.close()


def test_a_key_others_may_read_is_seen(folder):
    (folder / "secret.key").chmod(0o644)
    (folder / "signing.key").write_text("x")
    (folder / "signing.key").chmod(0o640)
    said = wrong(folder)
    assert len(said) == 2
    assert all("chmod 600" in line for line in said)


def test_a_missing_trigger_is_seen(folder):
    triggers.remove(connection)
    try:
        assert "ledger_event_no_update" in wrong(folder)[0]
    finally:
        triggers.install(connection)


def test_a_silent_worker_is_seen(folder):
    said = wrong(folder, NOON + timedelta(hours=1))
    assert "The worker ran last at Nov 24, 6:00 PM UTC" in said[0]


def test_a_disk_with_little_room_is_seen(folder, monkeypatch):
    monkeypatch.setattr(doctor, "ROOM_WANTED", 10**9)
    assert "Free some space" in wrong(folder)[0]


def test_an_empty_copy_is_seen(folder):
    (folder / "backups" / "20261124.sqlite3").touch()
    assert "It is empty" in wrong(folder)[0]


def test_an_extra_that_could_not_be_added_is_seen(folder, monkeypatch):
    monkeypatch.setenv("HANDRAIL_EXTRAS", str(folder))
    (folder / "topics.json").write_text(json.dumps({"state": "failed", "why": "No connection."}))
    assert wrong(folder) == ["The extra topics could not be added. No connection. Start again."]
    (folder / "topics.json").write_text(json.dumps({"state": "adding", "why": ""}))
    assert wrong(folder) == []


def test_mail_that_is_held_up_is_seen(folder, owner):
    with scope.organization(owner.organization_id):
        actions.send_mail(actor=actor_of(owner), to="a@example.com", subject="s", body="b", at=NOON)
    worker.run_due(NOON)
    assert "Mail that has not gone: 1." in wrong(folder)[0]


def test_a_law_file_past_its_day_is_seen(folder):
    late = datetime(2040, 1, 1, tzinfo=UTC)
    worker.run_due(late)
    said = [finding for finding in doctor.examine(folder, late) if not finding.ok]
    assert len(said) == len(load_packs())
    assert all("to check again" in finding.what for finding in said)


def test_the_page_says_the_same_to_an_owner_only(owner, colleague, sign_in):
    data = settings.DATA
    (data / "secret.key").write_text("x")
    (data / "secret.key").chmod(0o600)
    page = sign_in(owner).get("/settings/health/").content.decode()
    assert "The database refuses to change events." in page
    assert sign_in(colleague("manager")).get("/settings/health/").status_code == 403


def test_a_monitor_hears_that_it_answers_and_nothing_else(db):
    assert Client().get("/health/").content == b"ok\n"
