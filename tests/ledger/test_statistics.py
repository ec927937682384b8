"""The database knows how many rows share a value, once there are enough of them to be slow."""

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from handrail.ledger import statistics
from handrail.ledger.models import Chain, Event

AT = datetime(2026, 5, 1, tzinfo=UTC)
EACH, CASES = 20, 60
OURS = f"{1:032x}"


@pytest.fixture
def opened(db, tmp_path, monkeypatch):
    """Opens a file with the events of one business in sixty cases, just as many as are worth counting."""
    monkeypatch.setattr(statistics, "FEWEST", EACH * CASES)
    path = str(tmp_path / "kept.sqlite3")
    with _open(path).schema_editor() as editor:
        editor.create_model(Chain)
        editor.create_model(Event)
    with sqlite3.connect(path) as file:
        for case in range(CASES):
            _add(file, Chain, (f"{case:032x}", OURS, "case", f"{case + 100:032x}", EACH, "0", 0, 0))
            for n in range(EACH):
                at = f"2026-05-01 00:{case:02}:{n:02}"
                row = (f"{case * EACH + n:032x}", OURS, f"{case:032x}", n, at, "desk", "k", "{}", "{}", "", "")
                _add(file, Event, row)
    return lambda: _open(path)


def _open(path: str) -> DatabaseWrapper:
    """SQLite, whatever the tests run on."""
    return DatabaseWrapper({**connection.settings_dict, "NAME": path, "OPTIONS": {}})


def _add(file: sqlite3.Connection, model: type[Chain | Event], row: tuple[object, ...]) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    marks = ", ".join("?" * len(columns))
    file.execute(f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({marks})", row)  # noqa: S608


CASE = f"{Event._meta.db_table} e JOIN {Chain._meta.db_table} c ON c.id = e.chain_id"
OF_A_CASE = f"SELECT e.id FROM {CASE} WHERE e.organization_id = %s AND c.subject = 'case' AND c.subject_id = %s"  # noqa: S608


_numbers = count(1)


def reads_all(database) -> bool:
    with database.cursor() as cursor:
        cursor.execute(OF_A_CASE, [OURS, f"{100:032x}"])
        assert len(cursor.fetchall()) == EACH
        anew = next(_numbers)  # of a plan that was asked for before nobody looks whether it still holds
        cursor.execute(f"EXPLAIN QUERY PLAN {OF_A_CASE} /* {anew} */", [OURS, f"{100:032x}"])
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert ("event_by_time" in plan) != ("(chain_id=?)" in plan)
    return "event_by_time" in plan


def test_the_events_of_a_case_are_found_without_reading_those_of_all(opened):
    """A connection that was open before knows too, as a server's are while its worker counts."""
    server, worker = opened(), opened()
    assert reads_all(server)
    assert statistics.count(worker)
    assert not reads_all(worker)
    assert not reads_all(server)
    with sqlite3.connect(worker.settings_dict["NAME"]) as file:
        file.execute("DELETE FROM sqlite_stat1")
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat4'")]
        for table in tables:
            file.execute(f"DELETE FROM {table}")  # noqa: S608
    later = opened()
    assert reads_all(later)
    assert statistics.count(worker)
    assert not reads_all(later), "the second time too"
    later.close()
    server.close()
    worker.close()


def test_few_are_not_counted_since_more_will_come(opened, monkeypatch):
    database = opened()
    monkeypatch.setattr(statistics, "FEWEST", EACH * CASES + 1)
    assert not statistics.count(database)
    assert reads_all(database)
    database.close()


def test_once_a_day(monkeypatch):
    times = []
    monkeypatch.setattr(statistics, "count", lambda: times.append(1))
    daily = statistics.Daily()
    for hours in (0, 1, 23, 24, 25, 48):
        daily(AT + timedelta(hours=hours))
    assert len(times) == 3
