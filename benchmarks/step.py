"""A step at the desk beside the bare framework, measured in one run on one SQLite file (WAL, synchronous=FULL).

python benchmarks/step.py [--steps N]     prints server CPU and wall time a step, and the commits it makes.

The case is a sale at the home of a customer whose record is kept, so that deadlines of law are worked out, shown and
pinned at every step."""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median

from handrail.config import serve
from handrail.facts.vocabulary import Value
from handrail.law.loader import known_states

PROCEDURE = """procedure: bench
title: Bench
purpose: To measure a step.
owner: manager
review: {every: 6mo}
steps:
"""


def procedure(steps: int) -> str:
    rows = [f"  - {{id: s{n}, say: 'Order {{{{ sale.number }}}}.', do: Step {n}.}}\n" for n in range(steps)]
    return PROCEDURE + "".join(rows) + "  - {id: close, record: [case.resolution], end: resolved}\n"


def timed(work: Callable[[int], object], times: int) -> tuple[float, float]:
    """Median CPU and wall milliseconds of one call."""
    cpu, wall = [], []
    for n in range(times):
        c, w = time.process_time(), time.perf_counter()
        work(n)
        cpu.append(time.process_time() - c)
        wall.append(time.perf_counter() - w)
    return median(cpu) * 1000, median(wall) * 1000


def home_sale(at: datetime) -> dict[str, Value]:
    """Facts from which deadlines of law follow wherever a pack has a home-solicitation duty."""
    states = known_states()
    return {
        "business.states": states, "business.customer_states": states, "business.sells_at_home": True,
        "customer.state": states[0], "sale.place": "home", "sale.signed_on": at.date(), "sale.total": 680_000,
        "sale.is_consumer": True, "sale.notice_given": True, "sale.number": "RD-1", "cancellation.sent_on": at.date(),
    }  # fmt: skip


def commits(work: Callable[[int], object]) -> int:
    """How often the database commits during one call, as SQLite itself reports it."""
    from django.db import connection

    said: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(said.append)
    work(0)
    connection.connection.set_trace_callback(None)
    return sum(line.strip().upper() == "COMMIT" for line in said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--cases", type=int, default=20)
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        serve.set_up(Path(folder))
        measure(parsed.steps, parsed.cases)


def measure(steps: int, cases: int) -> None:
    from django.test import Client

    from handrail.calendars import clock
    from handrail.customers import actions as customers
    from handrail.customers.tidy import Given
    from handrail.desk import actions as desk
    from handrail.ledger import scope
    from handrail.people import actions as people
    from handrail.people.models import OwnerLink
    from handrail.people.notice import actions as staff
    from handrail.people.notice import queries as notice
    from handrail.procedures import actions as handbook

    at = clock.read()
    link = people.owner_link(token=people.make_owner_link(at=at), at=at)
    owner = people.found_organization(
        link=link, name="A", email="a@example.com", password="a quiet green door", business="B",  # noqa: S106
        time_zone="UTC", at=at,
    )  # fmt: skip
    colleague = people.demo_member(
        organization=owner.organization_id, name="W", email="w@example.com", password="a quiet door",  # noqa: S106
        role="manager", at=at,
    )  # fmt: skip
    with scope.organization(owner.organization_id):
        staff.keep(actor=people.actor_of(owner), member=owner, sha256=notice.current().sha256, at=at)
    writer = people.actor_of(colleague)
    actor = people.actor_of(owner)
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner.user, backend="django.contrib.auth.backends.ModelBackend")
    with scope.organization(owner.organization_id):
        row = handbook.save_draft(actor=writer, text=procedure(steps), reason="bench", at=at)
        handbook.submit(actor=writer, row=row, at=at)
        handbook.approve(actor=actor, row=row, at=at, on=at.date(), despite="It only measures.")
        handbook.publish(actor=actor, row=row, on=at.date(), at=at)
        customer = customers.add(actor=actor, details=[Given("name", "Ann Example")], at=at)
        spare = desk.start(
            actor=actor, member=owner, revision=row, channel="phone", at=at, known=home_sale(at), customer=customer
        )
        begun = [
            desk.start(
                actor=actor, member=owner, revision=row, channel="phone", at=at, known=home_sale(at), customer=customer
            )
            for _ in range(2 * cases)
        ]

    def bare(n: int) -> None:
        OwnerLink.objects.create(token_hash=f"{n:064}", made_at=at, expires_at=at)

    def deed(n: int) -> None:
        with scope.organization(owner.organization_id):
            desk.answer(actor=actor, case=begun[n % cases], at=at, step=f"s{n // cases}", facts={})

    def one_more(_n: int) -> None:
        with scope.organization(owner.organization_id):
            desk.answer(actor=actor, case=spare, at=at, step="s0", facts={})

    def post(n: int) -> None:
        case = begun[cases + n % cases]
        answer = client.post(f"/desk/{case.id}/", {"step": f"s{n // cases}"})
        assert answer.status_code == 302, answer.status_code

    def page(n: int) -> None:
        assert client.get(f"/desk/{begun[cases + n % cases].id}/").status_code == 200

    rows = [
        ("one bare ORM insert (Django alone)", *timed(bare, steps * cases)),
        ("the deed of a step", *timed(deed, steps * cases)),
        ("a step at the desk: the answer posted, kept", *timed(post, steps * cases)),
        ("the page of the next step, twelve steps on", *timed(page, steps * cases)),
    ]
    print(f"{steps} steps, {cases} cases; medians of {steps * cases}\n")
    print(f"{'':<52}{'CPU ms':>8}{'x bare':>8}{'wall ms':>9}{'x bare':>8}")
    for name, cpu, wall in rows:
        print(f"{name:<52}{cpu:8.2f}{cpu / rows[0][1]:8.1f}{wall:9.2f}{wall / rows[0][2]:8.1f}")
    print(f"\nCommits of one step: {commits(one_more)}")
    print("Limits: 15 ms of server CPU a step, one durable commit; its deed within 3.5 bare inserts.")


if __name__ == "__main__":
    main()
