"""The lists of the desk with very many rows: what breaks next, escalations, the cases and those that are live.

    .venv/bin/python benchmarks/desk_lists.py [--rows 10000] [--runs 9]
    HANDRAIL_DATABASE=postgresql://... .venv/bin/python benchmarks/desk_lists.py

An office with that many open cases, each with deadlines of law, a promise and an escalation that waits. For each list:
the server's processor time of one page, in process (median), and from the request to the loaded page in Chromium
(median; headless, the same machine, through the server as `handrail serve` starts it). Exit status 1 where a page takes
the server 150 ms or more."""

import argparse
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from desk_keys import FLAGS, make
from kill import Office, free_port

LIMIT = 150  # milliseconds of the server
PAGES = {
    "due": "/desk/due/", "due, last page": "/desk/due/?page=400", "due, mine": "/desk/due/?whose=mine",
    "due, promises": "/desk/due/?kind=due", "due, by person": "/desk/due/?sort=person",
    "due, by case": "/desk/due/?sort=case", "due, a word": "/desk/due/?q=1999-000123",
    "escalations": "/desk/escalations/", "escalations, a word": "/desk/escalations/?q=1999-000123",
    "cases": "/desk/", "live cases": "/desk/live/",
    "live, last page": "/desk/live/?page=200", "live, escalated": "/desk/live/?state=escalated",
    "live, longest in a step": "/desk/live/?sort=since",
}  # fmt: skip


def more(mine: list[str]) -> None:
    """A promise and an escalation for each case; one in twenty promises is the watched agent's."""
    from handrail.calendars import clock
    from handrail.desk.models import Case, Escalation, Open
    from handrail.ledger import scope
    from handrail.ledger.deed import unrecorded
    from handrail.people.models import Organization

    at = clock.read()
    with scope.organization(Organization.objects.get().pk), unrecorded("rows for a measurement"):
        me = Case.objects.get(pk=mine[0]).agent_id
        cases = list(Case.objects.order_by("pk").values_list("pk", "agent_id"))
        for first in range(0, len(cases), 500):
            rows = enumerate(cases[first : first + 500], first)
            spread = [(case, agent, at + timedelta(minutes=7 * (n % 2000) - 2000), n) for n, (case, agent) in rows]
            Open.objects.bulk_create(
                Open(case_id=case, kind="due", what="Call back", due_at=by, person_id=me if n % 20 == 0 else None)
                for case, _, by, n in spread
            )
            asked = [
                Open(case_id=case, kind="escalation", role="owner", what="Help", due_at=by) for case, _, by, _ in spread
            ]
            Open.objects.bulk_create(asked)
            Escalation.objects.bulk_create(
                Escalation(item=item, severity="soon", to="owner", asker_id=agent, asked_at=at, state="asked")
                for item, (_, agent, *_) in zip(asked, spread, strict=True)
            )


def in_process(session: str, runs: int) -> dict[str, float]:
    """Milliseconds of processor time of one page."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.cookies["sessionid"] = session
    found = {}
    for name, path in PAGES.items():
        took = []
        for _ in range(runs + 1):
            began = time.process_time()
            assert client.get(path).status_code == 200, path
            took.append((time.process_time() - began) * 1000)
        found[name] = statistics.median(took[1:])
    return found


def in_chromium(port: int, session: str, runs: int) -> dict[str, float]:
    """Milliseconds from the request to the loaded page."""
    from playwright.sync_api import sync_playwright

    found = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        for name, path in PAGES.items():
            took = []
            for _ in range(runs + 1):
                page.goto(path)
                took.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart"))
            found[name] = statistics.median(took[1:])
        browser.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=9)
    parsed = parser.parse_args()
    from django.db import connections

    from handrail.config import serve

    with tempfile.TemporaryDirectory() as folder:
        serve.set_up(Path(folder))
        session, mine = make(parsed.rows, 1)
        more(mine)
        server = in_process(session, parsed.runs)
        connections.close_all()
        office = Office(Path(folder), free_port())
        office.start()
        try:
            office.wait()
            office.kill(["worker"])
            seen = in_chromium(office.port, session, parsed.runs)
        finally:
            office.kill(list(office.running))
    print(f"\n{parsed.rows} open cases, promises and escalations; milliseconds, median of {parsed.runs}\n")
    for name, took in server.items():
        print(f"  {name:<22} server {took:6.0f}   in Chromium {seen[name]:6.0f}")
    return 1 if max(server.values()) >= LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
