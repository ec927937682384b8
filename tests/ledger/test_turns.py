"""Writers of one SQLite file come one after the other, across processes too, and a killed one holds nobody up."""

import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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
