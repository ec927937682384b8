"""From a clone to the first page, and a second start, beside the bare framework serving one page.

python benchmarks/startup.py [--keep-cache]     prints wall seconds beside their limits.

The clone is made in a temporary folder and set up from nothing: pip and uv are told to keep and use no cache, so the
packages come over the network, as for a newcomer. `--keep-cache` leaves the caches alone."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds
BARE = """
import os
from django.conf import settings
settings.configure(DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF="bare", SECRET_KEY="only for this", MIDDLEWARE=[])
import django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse("ready"))]
application = get_wsgi_application()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as page:
            return bool(page.status == 200)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


@contextlib.contextmanager
def running(command: list[str], folder: Path, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **more}, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()  # asked first: it ends its children itself
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            os.killpg(process.pid, signal.SIGKILL)


def until_page(command: list[str], folder: Path, port: int, **more: str) -> float:
    """Wall seconds until the first page answers. Raises RuntimeError when it does not, or the process ends."""
    began = time.perf_counter()
    with running(command, folder, **more) as process:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"no page from: {' '.join(command)}")
            time.sleep(0.02)
        return time.perf_counter() - began


def start_command(port: int) -> list[str]:
    return [sys.executable, "start.py", "--port", str(port), "--data", "data-of-the-benchmark"]


def bare(folder: Path) -> float:
    """The framework and the same server with one page that says "ready"."""
    (folder / "bare.py").write_text(BARE)
    port = free_port()
    command = [str(folder / ".venv/bin/python"), "-m", "granian", "--interface", "wsgi", "--port", str(port),
               "--log-level", "warning", "bare:application"]  # fmt: skip
    return until_page(command, folder, port, PYTHONPATH=str(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep-cache", action="store_true")
    caches = {} if parser.parse_args().keep_cache else {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "handrail"
        began = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        cloned = time.perf_counter() - began
        port = free_port()
        first = cloned + until_page(start_command(port), folder, port, **caches)
        second = until_page(start_command(port), folder, port)
        rows = [("clone to first page, nothing cached", first, "60"), ("second start to a page", second, "2"),
                ("the bare framework to a page", bare(folder), "")]  # fmt: skip
    print(f"{'':38}{'s':>8}{'limit':>8}")
    for name, seconds, limit in rows:
        print(f"{name:38}{seconds:8.1f}{limit:>8}")


if __name__ == "__main__":
    main()
