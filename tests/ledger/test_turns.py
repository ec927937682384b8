"""Writers of one SQLite file come one after the other, across processes too, and a killed one holds nobody up."""

import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from handrail.ledger.fairlock import FairLock

HOLDS = """
import sys
from handrail.ledger.fairlock import among_processes
print("wants it", flush=True)
with among_processes(sys.argv[1]):
    print("has it", flush=True)
    sys.stdin.read()
"""


@contextmanager
def process(file: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDS, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as found:
        assert found.stdout.readline() == "wants it\n"
        yield found


@pytest.mark.parametrize("ends", ["goes on", "is killed"])
def test_another_process_waits_until_it_is_let_go(tmp_path, ends):
    file = tmp_path / "turn"
    with process(file) as first:
        assert first.stdout.readline() == "has it\n"
        with process(file) as second:
            assert select.select([second.stdout], [], [], 0.2)[0] == [], "two had it at once"
            first.kill() if ends == "is killed" else first.stdin.close()
            assert second.stdout.readline() == "has it\n"


@pytest.mark.parametrize("overtaken", [0, 2])
def test_of_many_threads_one_has_it_at_a_time_and_each_comes_to_its_turn(overtaken):
    lock, inside, most, done = FairLock(overtaken), [], [], []

    def work() -> None:
        for _ in range(200):
            with lock:
                inside.append(1)
                most.append(len(inside))
                time.sleep(0)
                inside.pop()
        done.append(1)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(done), max(most)) == (8, 1)


@pytest.mark.parametrize("overtaken", [0, 1, 2, 3])
def test_who_waits_is_passed_so_often_and_no_more(overtaken):
    """The one who let go asks again before the other one can wake: only a thread that waits lets others run here."""
    lock, order = FairLock(overtaken), list[str]()

    def other() -> None:
        with lock:
            order.append("other")

    lock.acquire()
    waits = Thread(target=other)
    waits.start()
    while not lock._waiting:
        time.sleep(0.001)
    before = sys.getswitchinterval()
    sys.setswitchinterval(60)
    try:
        for _ in range(6):
            lock.release()
            lock.acquire()
            order.append("first")
    finally:
        sys.setswitchinterval(before)
        lock.release()
    waits.join(60)
    assert order.index("other") == overtaken
    assert order.count("first") == 6
