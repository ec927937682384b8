"""Pull the plug on a desk at work, again and again: is anything lost that somebody was told is kept?

    .venv/bin/python benchmarks/kill.py [--times 200] [--agents 8] [--seed 1] [--postgres]

Agents work through cases over HTTP as fast as the server answers, while server and worker are ended with SIGKILL at
random moments, together or one of them, and started again. An agent that got no answer looks at the page and goes on
from the step it shows, as a person would, or sends the same answer once more. At the end: every step that was answered
with "kept" stands in the record exactly once and in order, no step stands there twice, and every event, chain and
checkpoint is whole. Exit status 1 where that is not so. SIGKILL ends processes, not the machine: what a power cut does
to the disk itself is SQLite's promise (synchronous=FULL), not tried here.

With --postgres the record is in a PostgreSQL of its own, and one of its processes that serves us is ended as well: then
PostgreSQL ends all of them, and comes back by its log, under a server and a worker that go on running."""

import argparse
import contextlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import own_postgres

STEPS = 40
BACKEND = "a process of PostgreSQL"
TOKEN = "k" * 32  # of the form that every agent posts: it is compared with the cookie of the same name
PROCEDURE = """procedure: kill
title: Kill
purpose: To see what is kept.
owner: manager
review: {every: 6mo}
steps:
"""


@dataclass
class Agent:
    session: str
    cases: list[str]
    kept: list[tuple[str, str]] = field(default_factory=list)  # the server answered that this step is kept
    unanswered: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Made:
    organization: UUID
    agents: list[Agent]


def make(agents: int, cases: int) -> Made:
    """An office with that many agents, each with cases of their own that wait at their first step."""
    from django.test import Client

    from handrail.calendars import clock
    from handrail.desk import actions as desk
    from handrail.ledger import scope
    from handrail.people import actions as people
    from handrail.people.notice import actions as staff
    from handrail.people.notice import queries as notice
    from handrail.procedures import actions as handbook

    at = clock.read()
    link = people.owner_link(token=people.make_owner_link(at=at), at=at)
    owner = people.found_organization(
        link=link, name="Owner", email="owner@example.com", password="a quiet green door", business="Kill",  # noqa: S106
        time_zone="UTC", at=at,
    )  # fmt: skip
    members = [
        people.demo_member(
            organization=owner.organization_id, name=f"Agent {n}", email=f"agent{n}@example.com",
            password="a quiet green door", role="manager", at=at,  # noqa: S106
        )
        for n in range(agents)
    ]  # fmt: skip
    for member in (owner, *members):
        with scope.organization(owner.organization_id):
            actor, sha256 = people.actor_of(member), notice.current().sha256
            staff.keep(actor=actor, member=member, sha256=sha256, at=at)
    rows = "".join(f"  - {{id: s{n}, say: Step {n}., do: Do it.}}\n" for n in range(STEPS))
    with scope.organization(owner.organization_id):
        text = PROCEDURE + rows + "  - {id: close, record: [case.resolution], end: resolved}\n"
        row = handbook.save_draft(actor=people.actor_of(members[0]), text=text, reason="kill", at=at)
        handbook.submit(actor=people.actor_of(members[0]), row=row, at=at)
        handbook.approve(actor=people.actor_of(owner), row=row, at=at, on=at.date(), despite="It only measures.")
        handbook.publish(actor=people.actor_of(owner), row=row, on=at.date(), at=at)
        made = []
        for member in members:
            client = Client(SERVER_NAME="localhost")
            client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
            begun = [
                desk.start(actor=people.actor_of(member), member=member, revision=row, channel="chat", at=at, known={})
                for _ in range(cases)
            ]
            made.append(Agent(client.cookies["sessionid"].value, [str(case.id) for case in begun]))
    return Made(owner.organization_id, made)


class Office:
    """Server and worker, as `handrail serve` runs them, each to be ended by itself."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.env = {**os.environ, "HANDRAIL_DATA": str(data)}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        from handrail.config.serve import _server_command

        commands = {
            "server": _server_command("127.0.0.1", self.port),
            "worker": [sys.executable, "-m", "handrail", "worker", "--data", str(self.data)],
        }
        for name, command in commands.items():
            if name not in self.running:
                self.running[name] = subprocess.Popen(command, env=self.env, start_new_session=True)

    def kill(self, names: list[str]) -> None:
        for name in names:
            if name == BACKEND:
                kill_backend()
                wait_for_database()
                continue
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def gone(self) -> list[str]:
        """Those that ended though nobody pulled their plug. `serve` begins a worker anew, and so do we."""
        ended = [name for name, process in self.running.items() if process.poll() is not None]
        for name in ended:
            self.running.pop(name).wait()
        return [name for name in ended if name != "worker"]

    def wait(self) -> None:
        """Until it answers: the port is open before there is anybody behind it."""
        for _ in range(600):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", "/account/login/")
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()
        raise SystemExit("the server did not come back")


def kill_backend() -> None:
    """One that serves a connection of ours, whatever it is at. PostgreSQL takes that for a broken memory."""
    import psycopg

    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(os.environ["HANDRAIL_DATABASE"]) as asking:
        found = asking.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() "
            "ORDER BY query_start DESC NULLS LAST LIMIT 1"
        ).fetchone()
        if found:
            os.kill(found[0], signal.SIGKILL)
            while asking.execute("SELECT 1"):  # until PostgreSQL saw it, and ends this one too
                time.sleep(0.01)


def wait_for_database() -> None:
    """Until PostgreSQL has come back by its log: a page without a record is there before."""
    import psycopg

    for _ in range(1200):
        try:
            psycopg.connect(os.environ["HANDRAIL_DATABASE"]).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the database did not come back")


def ask(agent: Agent, port: int, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """One request on a connection of its own, so that nothing of an earlier life of the server is left. Raises OSError
    and HTTPException where there is no whole answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Cookie": f"sessionid={agent.session}; csrftoken={TOKEN}"}
    body = None
    if form is not None:
        body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": TOKEN})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def work(agent: Agent, port: int, stop: threading.Event, dice: random.Random) -> None:
    """Case after case, step after step, until told to stop."""
    for case in agent.cases:
        step, again = "s0", False
        while step != "close" and not stop.is_set():
            try:
                status, page = ask(agent, port, f"/desk/{case}/", {"step": step})
                if status == 302:
                    agent.kept.append((case, step))
                    step = f"s{int(step[1:]) + 1}" if int(step[1:]) + 1 < STEPS else "close"
                elif again and status == 422:
                    step = shown(page)  # it was kept before the plug was pulled: the page has moved on
                elif status >= 500 and "HANDRAIL_DATABASE" in os.environ:
                    raise http.client.HTTPException
                else:
                    agent.wrong.append(f"{case} {step}: {status}")
                    return
                again = False
            except (OSError, http.client.HTTPException):
                agent.unanswered += 1
                again = True
                time.sleep(0.05)
                if dice.random() < 0.5:
                    step = looked_up(agent, port, case, stop) or step


def looked_up(agent: Agent, port: int, case: str, stop: threading.Event) -> str:
    """The step that the page shows once there is a page again."""
    while not stop.wait(0.01):
        try:
            status, page = ask(agent, port, f"/desk/{case}/")
            if status < 500:
                return shown(page)
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    return ""


def shown(page: str) -> str:
    found = re.search(r'name="step" value="([^"]+)"', page)
    return found[1] if found else "close"


def judged(made: Made) -> list[str]:
    """What is wrong with the record, in sentences."""
    from handrail.desk import queries
    from handrail.desk.models import Case
    from handrail.ledger import scope
    from handrail.records.checkpoints import queries as checkpoints

    faults = [wrong for agent in made.agents for wrong in agent.wrong]
    with scope.organization(made.organization):
        walked = checkpoints.examine()
        faults += walked.faults
        for agent in made.agents:
            for case in agent.cases:
                done = [step for step, how in queries.state(Case.objects.get(pk=case)).trail if how == "done"]
                faults += [f"{case}: {step} stands {n} times" for step, n in Counter(done).items() if n > 1]
                told = [step for kept, step in agent.kept if kept == case]
                faults += [f"{case}: {step} was kept and is gone" for step in told if step not in done]
                if done != [f"s{n}" for n in range(len(done))]:
                    faults.append(f"{case}: out of order: {done}")
    if not any(agent.kept for agent in made.agents):
        faults.append("no step was ever acknowledged: this tried nothing")
    print(f"  {walked.events:,} events in {walked.chains:,} chains, walked whole")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    parsed = parser.parse_args()
    with own_postgres.server() if parsed.postgres else contextlib.nullcontext("") as database:
        if database:
            os.environ["HANDRAIL_DATABASE"] = database
        return tried(parsed)


def tried(parsed: argparse.Namespace) -> int:
    from django.db import connections

    from handrail.config import serve

    dice = random.Random(parsed.seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        serve.set_up(Path(folder))
        made = make(parsed.agents, cases=parsed.times // 2 + 3)
        told, ended = run(Path(folder), made, parsed.times, dice)
        faults = ended + judged(made)
        connections.close_all()
    kept = sum(len(agent.kept) for agent in made.agents)
    print(f"  {parsed.times} times killed ({told}); {kept:,} steps acknowledged, "
          f"{sum(agent.unanswered for agent in made.agents):,} requests without an answer")  # fmt: skip
    print("\n".join(["  NOT WHOLE", *faults[:30]]) if faults else "  nothing lost, nothing twice, every chain whole")
    return 1 if faults else 0


def run(data: Path, made: Made, times: int, dice: random.Random) -> tuple[str, list[str]]:
    """The agents at work, and the plug pulled so often; returns what was killed how often, and what ended by itself."""
    from django.db import connections

    connections.close_all()
    office, stop = Office(data, free_port()), threading.Event()
    office.start()
    office.wait()
    threads = [
        threading.Thread(target=work, args=(agent, office.port, stop, random.Random(dice.random())))  # noqa: S311
        for agent in made.agents
    ]
    for thread in threads:
        thread.start()
    killed: Counter[str] = Counter()
    ended: list[str] = []
    kinds = [["server"], ["server"], ["worker"], ["server", "worker"]]
    kinds += [[BACKEND], [BACKEND]] if "HANDRAIL_DATABASE" in os.environ else []
    try:
        for number in range(times):
            time.sleep(dice.uniform(0.1, 1.5))
            names = dice.choice(kinds)
            office.kill(names)
            killed[" and ".join(names)] += 1
            office.start()
            office.wait()
            ended += [f"the {name} ended by itself, after {' and '.join(names)}" for name in office.gone()]
            if ended:
                break
            office.start()
            if (number + 1) % 20 == 0:
                print(f"  {number + 1} of {times}", flush=True)
        time.sleep(1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        office.kill(list(office.running))
    return ", ".join(f"{name} {n}" for name, n in killed.items()), ended


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
