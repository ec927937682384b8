"""`start.py`, the script that runs before anything is installed: what it says when something is in the way."""

import importlib.util
import json
import os
import resource
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from handrail.config import extras
from handrail.config.data_folder import prepare


@pytest.fixture
def start(repository, tmp_path, monkeypatch):
    """The script as a module, with a folder of its own to work in."""
    spec = importlib.util.spec_from_file_location("start", repository / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for name in ("base", "topics"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    venv = tmp_path / ".venv"
    for name, value in {
        "HERE": tmp_path, "VENV": venv, "STAMP": venv / "stamp.txt", "UNFINISHED": venv / "unfinished.txt",
        "PYTHON": venv / "bin" / "python", "EXTRAS": tmp_path / ".extras",
    }.items():  # fmt: skip
        monkeypatch.setattr(module, name, value)
    return module


@pytest.fixture
def made(start, monkeypatch):
    """What `pip` is asked for, in place of the network; the environment itself is real."""
    asked = []

    def make():
        start.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        start.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(start, "make_environment", make)
    monkeypatch.setattr(start, "pip", lambda *arguments, **_: asked.append(arguments))
    return asked


def test_a_second_start_installs_nothing(start, made):
    start.install(["base"])
    assert len(made) == 2
    start.install(["base"])
    assert len(made) == 2
    (start.HERE / "requirements" / "base.txt").write_text("django==9\n")
    start.install(["base"])
    assert len(made) == 4


def test_a_set_up_that_was_killed_begins_again(start, made, monkeypatch, capsys):
    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "pip", killed)
        with pytest.raises(KeyboardInterrupt):
            start.install(["base"])
    (start.VENV / "half").write_text("a package that did not come to its end")
    start.install(["base"])
    assert "begins again; your data is not touched" in capsys.readouterr().out
    assert not (start.VENV / "half").exists()
    assert not start.UNFINISHED.exists()


def test_a_set_up_that_fails_keeps_what_is_done(start, made, monkeypatch):
    def fails(*_, **__):
        raise start.SetUpError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(start, "pip", fails)
        with pytest.raises(start.SetUpError):
            start.install(["base"])
    (start.VENV / "kept").write_text("")
    start.install(["base"])
    assert (start.VENV / "kept").exists()


def test_a_full_disk_is_said_before_anything_is_done(start, made, monkeypatch):
    monkeypatch.setattr(start.shutil, "disk_usage", lambda _: SimpleNamespace(free=30_000_000))
    with pytest.raises(start.SetUpError, match=r"has 30 MB left.*Nothing was changed"):
        start.install(["base"])
    assert made == []
    assert not start.VENV.exists()


def test_the_last_words_of_a_step_become_a_sentence(start):
    with pytest.raises(start.SetUpError, match="The disk is full"):
        start.run([sys.executable, "-c", "import sys; sys.exit('OSError: [Errno 28] No space left on device')"])
    with pytest.raises(start.SetUpError, match="connection to the package registry"):
        start.run([sys.executable, "-c", "import sys; sys.exit('timed out')"])


def test_progress_is_told_while_packages_come(start, capsys):
    lines = "".join(f"Collecting package-{n}\\n" for n in range(25)) + "Installing collected packages: x\\n"
    start.run([sys.executable, "-c", f"print('{lines}')"], count=40)
    said = capsys.readouterr().out
    assert "10 of about 40 fetched" in said
    assert "20 of about 40 fetched" in said
    assert "unpacking" in said


def test_without_pip_anywhere_it_says_what_to_get(start, monkeypatch):
    monkeypatch.setattr(start, "has_pip", lambda _: False)
    with pytest.raises(start.SetUpError, match="python3-pip"):
        start.pip_command()


def test_a_python_without_venv_is_helped_by_its_own_pip(start, monkeypatch):
    """Debian without python3-venv: `-m venv` fails, `-m venv --without-pip` works, and pip works from outside."""
    monkeypatch.setattr(start.shutil, "which", lambda _: None)
    real = subprocess.run

    def run(command, **more):
        if command[1:3] == ["-m", "venv"] and "--without-pip" not in command:
            return subprocess.CompletedProcess(command, 1)
        return real(command, **more)

    monkeypatch.setattr(start.subprocess, "run", run)
    start.make_environment()
    assert start.PYTHON.exists()
    assert start.pip_command() == [sys.executable, "-m", "pip", "--python", str(start.PYTHON)]


def test_an_extra_is_there_whole_or_not_at_all(start, monkeypatch):
    monkeypatch.setenv("HANDRAIL_EXTRAS", str(start.EXTRAS))
    monkeypatch.setattr(sys, "path", list(sys.path))
    extras.activate()
    assert extras.state("topics").state == "missing"

    def install(*arguments, **_):
        assert extras.state("topics").state == "adding"
        part = start.Path(arguments[arguments.index("--target") + 1])
        part.mkdir(parents=True)
        (part / "an_extra_of_this_test.py").write_text("")

    def fails(*arguments, **_):
        install(*arguments)
        raise start.SetUpError("no connection")

    monkeypatch.setattr(start, "pip", fails)
    assert start.add_extra("topics") == 1
    assert (extras.state("topics").state, extras.state("topics").why) == ("failed", "no connection")
    assert importlib.util.find_spec("an_extra_of_this_test") is None
    monkeypatch.setattr(start, "pip", install)
    assert start.add_extra("topics") == 0
    assert extras.state("topics").state == "ready"
    assert importlib.util.find_spec("an_extra_of_this_test")  # the running process sees it without a new start


def test_the_inquiries_say_that_their_extra_is_on_its_way(tmp_path, monkeypatch):
    from handrail.inquiries.topics import TopicsUnavailableError

    monkeypatch.setenv("HANDRAIL_EXTRAS", str(tmp_path))
    for state, words in {"adding": "is being added now", "failed": "the next start tries again. No room."}.items():
        (tmp_path / "topics.json").write_text(json.dumps({"state": state, "why": "No room."}))
        assert words in str(TopicsUnavailableError())


def test_the_files_to_double_click_start_it(repository):
    command, batch = repository / "Start Handrail.command", repository / "Start Handrail.bat"
    assert os.access(command, os.X_OK)
    assert 'python3 start.py "$@"' in command.read_text()
    assert batch.read_bytes().count(b"\r\n") == batch.read_bytes().count(b"\n")
    assert b"start.py %*" in batch.read_bytes()
    subprocess.run(["sh", "-n", command], check=True)


@pytest.mark.slow
def test_a_disk_that_fills_up_while_the_database_is_made_is_said(tmp_path):
    """The process may write small files only: the database does not fit."""
    prepare(tmp_path / "data")

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [sys.executable, "-m", "handrail", "owner-link", "--data", str(tmp_path / "data")],
        capture_output=True, text=True, preexec_fn=little_room, env={**os.environ, "HANDRAIL_DATA": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "What was kept before is unchanged" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_copy_is_kept_before_a_migration(tmp_path):
    """An older database, brought up to date: its copy is whole and still old."""
    import sqlite3

    def handrail(*arguments):
        environment = {**os.environ, "HANDRAIL_DATA": str(tmp_path / "data")}
        return subprocess.run(
            [sys.executable, "-m", *arguments], capture_output=True, text=True, env=environment, check=True
        ).stdout

    prepare(tmp_path / "data")
    handrail("handrail", "owner-link", "--data", str(tmp_path / "data"))
    handrail("django", "migrate", "people", "0001", "--settings", "handrail.config.settings", "--skip-checks")
    said = handrail("handrail", "owner-link", "--data", str(tmp_path / "data"))
    assert "copy kept in" in said
    (copy,) = (tmp_path / "data" / "backups").glob("*.sqlite3")

    def tables(file):
        with sqlite3.connect(file) as connection:
            return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}

    assert "people_mailserver" not in tables(copy)
    assert "people_mailserver" in tables(tmp_path / "data" / "handrail.sqlite3")


@pytest.mark.parametrize(
    ("asked", "on_every_core"),
    [([], True), (["-m", "not slow"], True), (["tests/web"], False), (["-n", "0"], False), (["--pdb"], False)],
)
def test_the_whole_runs_on_every_core_and_a_part_as_asked(start, asked, on_every_core):
    assert (start.side_by_side(asked) == start.SIDE_BY_SIDE) is on_every_core
