"""What is installed is what the notices name, and none of it is under the GPL or the AGPL."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

NAMED = re.compile(r"^\| ([a-z0-9-]+) \| (.+) \|$", re.MULTILINE)
COPYLEFT = re.compile(r"(?<![L])\bA?GPL|Affero|(?<!Lesser )General Public Licen", re.IGNORECASE)


def locked(repository, lock: str) -> set[str]:
    lines = (repository / "requirements" / f"{lock}.txt").read_text("utf-8").splitlines()
    return {line.split("==")[0] for line in lines if "==" in line and not line.startswith(" ")}


def test_the_notices_name_what_the_locks_install(repository):
    notices = dict(NAMED.findall((repository / "THIRD-PARTY.md").read_text("utf-8")))
    shipped = (locked(repository, lock) for lock in ("base", "topics", "solver"))
    assert set(notices) - {"package"} == set().union(*shipped)
    assert not [name for name, licence in notices.items() if COPYLEFT.search(licence)]


@pytest.mark.parametrize("lock", ["base", "topics", "solver"])
def test_no_package_says_of_itself_that_it_is_under_the_gpl(repository, lock):
    found = {}
    for name in locked(repository, lock):
        try:
            said = metadata(name)
        except PackageNotFoundError:
            continue  # for another system (Windows)
        words = [said.get("License-Expression") or (said.get("License") or "").split("\n")[0]]
        words += [line for line in said.get_all("Classifier") or [] if line.startswith("License")]
        found[name] = " ".join(words)
    assert len(found) > 5 or lock == "solver"
    assert found
    assert {name: words for name, words in found.items() if COPYLEFT.search(words)} == {}


def test_every_direct_dependency_has_its_reason(repository):
    reasons = (repository / "docs" / "reference" / "dependencies.md").read_text("utf-8")
    for lock in ("base", "topics", "solver", "dev"):
        lines = (repository / "requirements" / f"{lock}.in").read_text("utf-8").splitlines()
        names = [re.split(r"[<>=\[]", line)[0].strip() for line in lines if line and line[0] not in "#-"]
        assert [name for name in names if name not in reasons] == []


@pytest.mark.parametrize(("words", "caught"), [("GPL-3.0-only", True), ("AGPL-3.0", True), ("LGPL-3.0-only", False)])
def test_the_net_catches_what_it_should(words, caught):
    assert bool(COPYLEFT.search(words)) is caught
