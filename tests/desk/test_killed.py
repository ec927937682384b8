"""Server and worker ended at random moments under agents at work: the short form of benchmarks/kill.py."""

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(repository):
    script = repository / "benchmarks" / "kill.py"
    env = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    done = subprocess.run(
        [sys.executable, script, "--times", "4", "--agents", "4"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "nothing lost, nothing twice, every chain whole" in done.stdout
