"""A second start looks at the database only when it may have changed since the last one."""

import json
import sqlite3

import pytest

from handrail.config import as_left
from handrail.records.keeping.gone import lines


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A folder as a start leaves it, with one organization."""
    monkeypatch.delenv("HANDRAIL_DATABASE", raising=False)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "stamp.txt").write_text(as_left.static_stamp())
    with sqlite3.connect(tmp_path / "handrail.sqlite3") as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, name TEXT)")
        database.execute("INSERT INTO django_migrations (name) VALUES ('0001_initial'), ('0002_more')")
        database.execute("CREATE TABLE people_organization (id TEXT)")
        database.execute("INSERT INTO people_organization VALUES ('one')")
        database.execute("CREATE TABLE records_gone (id TEXT)")
        database.execute("INSERT INTO records_gone VALUES ('one')")
        database.execute("CREATE TRIGGER guard BEFORE DELETE ON people_organization WHEN 0 BEGIN SELECT 1; END")
    as_left.remember(tmp_path)
    return tmp_path


def _ask(data, sql):
    with sqlite3.connect(data / "handrail.sqlite3") as database:
        database.execute(sql)


def test_what_was_left_is_known(data):
    assert as_left.as_left(data)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM django_migrations WHERE name = '0002_more'",
        "DELETE FROM people_organization",
        "DROP TABLE django_migrations",
        "DROP TRIGGER guard",
        "DELETE FROM records_gone",  # a copy from before something was disposed of
    ],
)
def test_another_database_is_looked_at(data, sql):
    _ask(data, sql)
    assert not as_left.as_left(data)


def test_a_list_of_disposals_that_grew_is_looked_at(data):
    (data / "backups").mkdir()
    (data / "backups" / lines.NAME).write_text("one more")
    assert not as_left.as_left(data)


def test_new_code_is_looked_at(data, monkeypatch):
    monkeypatch.setattr(as_left, "_migrations", lambda: "other")
    assert not as_left.as_left(data)


def test_other_static_files_are_looked_at(data):
    (data / "static" / "stamp.txt").write_text("0.0.1 1")
    assert not as_left.as_left(data)


@pytest.mark.parametrize("text", ["", "{", json.dumps({"code": "x"})])
def test_a_broken_note_is_no_note(data, text):
    (data / as_left.NAME).write_text(text)
    assert not as_left.as_left(data)


def test_a_database_elsewhere_is_always_looked_at(data, monkeypatch):
    monkeypatch.setenv("HANDRAIL_DATABASE", "postgresql://elsewhere/handrail")
    assert not as_left.as_left(data)


def test_nothing_is_kept_before_somebody_has_begun(data):
    _ask(data, "DELETE FROM people_organization")
    as_left.remember(data)
    assert not (data / as_left.NAME).exists()
