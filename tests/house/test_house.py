"""Tests about the code itself: floors, purity, size of functions, words, and what every model and page must have."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handrail.facts.vocabulary import places

SOURCE = Path(__file__).resolve().parents[2] / "src" / "handrail"
# The files of a room that may know Django; every other module is pure.
DJANGO_FILES = {
    "models", "actions", "queries", "access", "views", "forms", "urls", "api", "apps", "admin", "tasks", "checks",
    "middleware", "adapter",
}  # fmt: skip
# Modules that touch Django for a reason, beside those names.
WITH_REASON = {
    "ledger/deed.py": "opens transactions", "ledger/triggers.py": "writes triggers",
    "ledger/guarding.py": "watches every statement", "ledger/statistics.py": "tells the database how large its tables are",
    "ledger/direct.py": "reads and writes rows without building queries",
    "ledger/prepared.py": "asks questions of the ORM that are put together once",
    "ledger/attachments.py": "keeps files in the data folder", "ledger/signing.py": "keeps the key in the data folder",
    "records/packet.py": "gathers a case from the database", "people/closed.py": "is a list of addresses",
}  # fmt: skip
# Rows that belong to no organization, each with its reason.
WITHOUT_ORGANIZATION = {
    "Organization": "is the organization", "User": "may belong to several", "OwnerLink": "makes the first organization",
    "PackVersion": "is the same for every business; each approves it for itself",
}  # fmt: skip


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    files = [file for file in sorted(SOURCE.rglob("*.py")) if "migrations" not in file.parts]
    return tuple((str(file.relative_to(SOURCE)), ast.parse(file.read_text("utf-8"))) for file in files)


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_imports_only_go_down_the_floors(repository):
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_every_other_module_of_a_room_is_pure():
    impure = []
    for name, tree in modules():
        room, stem = name.split("/")[0], Path(name).stem
        if "templatetags" in name:
            continue
        if room in ("config", "web") or "/" not in name or stem in DJANGO_FILES or name in WITH_REASON:
            continue
        impure += [name] if any(i.split(".")[0] == "django" for i in imports(tree)) else []
    assert impure == []


def test_no_two_test_files_share_a_name():
    """Python takes them for one module, and the second is not collected."""
    names = [file.name for file in Path(__file__).parents[1].rglob("test_*.py")]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def functions() -> Iterator[tuple[str, int]]:
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_functions_are_short():
    sizes = dict(functions())
    ordered = sorted(sizes.values())
    assert [name for name, size in sizes.items() if size > 50] == []
    assert statistics.median(ordered) <= 8
    assert ordered[int(len(ordered) * 0.9)] <= 25


NO_STATE = {
    "people/forms.py": (
        "(Oklahoma City, Chicago)",
        "America/New_York",
        "(Burlington, New York)",
    ),  # time zones to choose
    "customers/alike.py": ("virginia ginny",),  # a person's name
    "inquiries/topics.py": ('which="LA"',),  # the largest, algebraically
}
"""What looks like a state and is none, by the file it may stand in."""


def without_what_is_none(name: str, text: str) -> str:
    for words in NO_STATE.get(name, ()):
        assert words in text, f"{name} no longer says {words}: take it off the list"
        text = text.replace(words, "")
    return text


@cache
def states() -> re.Pattern[str]:
    """The name of any state, a law file's name, or two letters in quotes."""
    names, letters = "|".join(map(re.escape, places().values())), "|".join(places())
    return re.compile(rf"\b(?:{names})\b|\bus[-_](?:{letters})\b|(?-i:['\"](?:{letters})['\"])", re.IGNORECASE)


def test_no_state_stands_in_the_code():
    """Law is data: a state's name or letters in code or on a page is a rule in the wrong place. Any state's: those with
    a law file, the samples, and all to come."""
    found = [
        f"{name}:{number}: {seen[0]}"
        for file in SOURCE.rglob("*")
        if file.suffix in (".py", ".html", ".js", ".typ")
        for name in [str(file.relative_to(SOURCE))]
        for number, line in enumerate(without_what_is_none(name, file.read_text("utf-8")).splitlines(), 1)
        if (seen := states().search(line))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('if state == "TX":', '"TX"'), ("# In New Hampshire it is 15 days", "New Hampshire"), ("us-nh.final-pay", "us-nh"),
        ("values['OK']", "'OK'"), ("law of vermont", "vermont"),
    ],
)  # fmt: skip
def test_a_state_in_the_code_is_seen(line: str, says: str):
    found = states().search(line)
    assert found is not None
    assert found[0] == says


@pytest.mark.parametrize("line", ["ok = True", '"ok"', "in or me", "status-ok", "us-open"])
def test_a_word_that_is_no_state_is_let_be(line: str):
    assert states().search(line) is None


def test_the_clock_is_read_in_one_place():
    reads = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|utcnow\(")
    found = [str(f.relative_to(SOURCE)) for f in SOURCE.rglob("*.py") if reads.search(f.read_text("utf-8"))]
    assert found == ["calendars/clock.py"]


def test_views_fetch_nothing_by_id_themselves():
    allowed = "Organization.objects.get(pk=request.member.organization_id)"
    found = [
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("views.py")
        if ".objects.get" in file.read_text("utf-8").replace(allowed, "")
    ]
    assert found == []


def test_every_row_carries_its_organization():
    from django.apps import apps

    from handrail.ledger.models import Kept

    ours = [m for m in apps.get_models() if m.__module__.startswith("handrail.")]
    assert {m.__name__ for m in ours if not issubclass(m, Kept)} == set(WITHOUT_ORGANIZATION)
    assert all(m._meta.base_manager_name == "objects" for m in ours if issubclass(m, Kept))


def test_every_model_is_named_in_a_test(repository):
    from django.apps import apps

    tests = "\n".join(f.read_text("utf-8") for f in (repository / "tests").rglob("test_*.py"))
    exempt = {
        "Bundle": "seen through the case that pins it",
        "Attachment": "seen through the page that keeps a photo",
        "BusinessFact": "seen through the pages of the interview",
        "Entry": "seen through its versions",
        "Invite": "seen through the code that is typed",
        "User": "seen through the member",
    }
    ours = [m.__name__ for m in apps.get_models() if m.__module__.startswith("handrail.")]
    assert [name for name in ours if name not in exempt and not re.search(rf"\b{name}\b", tests)] == []


FORBIDDEN = re.compile(r"\b(compliant|compliance guaranteed|lawful|guaranteed|legally proven|proved)\b", re.IGNORECASE)


@pytest.mark.parametrize("pattern", ["*/templates/**/*.html", "procedures/library/*.yaml"])
def test_no_screen_claims_a_legal_outcome(pattern):
    found = [str(f.relative_to(SOURCE)) for f in SOURCE.glob(pattern) if FORBIDDEN.search(f.read_text("utf-8"))]
    assert found == []


INNER = re.compile(r">[^<{]*\b(obligation|ledger|packet|revision|deed)\b[^<{]*<", re.IGNORECASE)


def test_inner_words_stay_off_the_screens():
    """docs/words.md: duty, record, case file, version."""
    found = [
        f"{f.relative_to(SOURCE)}: {match[0].strip()}"
        for f in SOURCE.rglob("*.html")
        if (match := INNER.search(re.sub(r"{[%{].*?[%}]}", "", f.read_text("utf-8"))))
    ]
    assert found == []


def test_migrations_are_complete(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow
def test_types_and_style_hold(repository):
    for tool in (["mypy"], ["ruff", "check", "."], ["ruff", "format", "--check", "."]):
        command = [str(Path(sys.executable).with_name(tool[0])), *tool[1:]]
        done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-4000:]
