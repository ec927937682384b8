"""From an empty folder to a page, and back: the start, the port in use, the folder that can't be written, the end."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from handrail.config import serve
from handrail.config.data_folder import DataFolderError, prepare

pytestmark = pytest.mark.slow


def start(folder, port):
    return subprocess.Popen(
        [sys.executable, "-m", "handrail", "serve", "--data", str(folder), "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "HANDRAIL_DATA": str(folder)},
    )  # fmt: skip


def serve_port() -> int:
    """A port nobody has: two runs on one machine do not meet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(address: str) -> int:
    for _ in range(300):
        try:
            return urllib.request.urlopen(address, timeout=2).status
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} never answered")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_serves_and_stops_cleanly(tmp_path, how):
    port = serve_port()
    server = start(tmp_path / "data", port)
    try:
        assert wait_for(f"http://127.0.0.1:{port}/account/login/") == 200
        assert wait_for(f"http://127.0.0.1:{port}/styleguide/") == 200
    finally:
        server.send_signal(how)
        said, _ = server.communicate(timeout=30)
    assert server.returncode == 0, said
    assert "/start/" in said
    assert "Stopped. Everything is kept." in said
    assert "Traceback" not in said, said
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600


def workers_of(server) -> list[int]:
    """The children of a running server that are workers."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    said = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in children}
    return [pid for pid, words in said.items() if b"worker" in words]


def until(there) -> None:
    for _ in range(300):
        if there():
            return
        time.sleep(0.2)
    raise AssertionError("it never came")


def test_a_worker_that_was_ended_is_begun_anew(tmp_path):
    """By a system short of memory, or because its database was away when it began: what is due would stay due."""
    port = serve_port()
    server = start(tmp_path / "data", port)
    try:
        until(lambda: workers_of(server))
        (first,) = workers_of(server)
        os.kill(first, signal.SIGKILL)
        until(lambda: [pid for pid in workers_of(server) if pid != first])
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=30)
    assert "the worker ended; it is begun anew" in said
    assert server.returncode == 0, said


def test_a_port_in_use_is_said_with_what_to_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serve.ServeError, match=rf"Port {port} is in use.*--port {port + 1}"):
            serve.free_port("127.0.0.1", port)


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataFolderError, match="choose another with --data"):
        prepare(tmp_path / "file" / "data")


def test_a_second_preparation_keeps_the_secret(tmp_path):
    prepare(tmp_path)
    before = (tmp_path / "secret.key").read_text()
    prepare(tmp_path)
    assert (tmp_path / "secret.key").read_text() == before


def test_what_every_request_needs_is_laid_aside_before_the_first_comes(tmp_path):
    """Python looks through what is alive now and then; a server's 200,000 values at rest cost every agent a tenth of a
    second each time."""
    data = tmp_path / "data"
    words = "import gc, handrail.config.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
    said = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True,
        env={**os.environ, "HANDRAIL_DATA": str(data)},
    )  # fmt: skip
    frozen, left = map(int, said.stdout.split())
    assert frozen > 100_000
    assert left < frozen / 20
