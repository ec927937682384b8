"""What is said to people: no claim about a legal outcome anywhere, and no law without its status."""

import re
import subprocess
from pathlib import Path

import pytest

from cast import NOON
from handrail.drafting import files
from handrail.drafting.plan import Given, make_plan
from handrail.drafting.printed import draft_handbook
from handrail.law.engine import load_law
from handrail.procedures.documents.pdf import handbook_pdf
from handrail.procedures.shelf import library
from procedures.documents.pdf_reader import text

SOURCE = Path(__file__).resolve().parents[2] / "src" / "handrail"
CLAIM = re.compile(r"\b(compliant|compliance guaranteed|lawful|guaranteed|legally proven|proved)\b", re.IGNORECASE)
SQUEEZED = re.compile(r"(?<!non)compliant|(?<!un)lawful|guaranteed|legallyproven|(?<!ap)(?<!im)proved", re.IGNORECASE)
# Places that name the words in order to forbid them.
FORBIDS = {"docs/words.md": "Never: compliant, lawful, guaranteed, proved."}
# Words of the machine a piece of the tree was written on; a clone stands elsewhere.
MACHINE = re.compile(r"/(?:work|tmp|root|home|shared|Users)/\w|[A-Z]:\\\\Users")


def tree(repository: Path) -> dict[str, str]:
    """Every text file that is committed."""
    names = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout
    found = {}
    for name in names.split("\0"):
        file = repository / name
        if name and file.is_file() and b"\0" not in (content := file.read_bytes()):
            found[name] = content.decode("utf-8")
    return found


def test_no_document_claims_a_legal_outcome(repository):
    documents = {n: words for n, words in tree(repository).items() if n.endswith((".md", ".txt", "README"))}
    documents = {n: words for n, words in documents.items() if not n.startswith(("requirements/", "tests/"))}
    assert len(documents) > 10
    found = [
        (n, m[0]) for n, words in documents.items() for m in CLAIM.finditer(words.replace(FORBIDS.get(n, "\0"), ""))
    ]
    assert found == []


@pytest.mark.slow
def test_no_paper_claims_a_legal_outcome(repository):
    """The largest paper there is: every duty that binds the example and every procedure it is drafted from."""
    folder = repository / "examples" / "red-dirt-propane"
    law, shelf = load_law(), library()
    *_, given = files.given(folder / "business.yaml", None, "base")
    assert isinstance(given, Given)
    plan = make_plan(given, shelf, law, NOON.date())
    words = text(handbook_pdf(draft_handbook(plan, shelf, law, given.known)))
    assert "notlegaladvice" in words
    assert [m[0] for m in SQUEEZED.finditer(words)] == []


CITED = re.compile(r"{{[^}]*\bcitation\b[^}]*}}")
STATUS = re.compile(r"{% status |\.status|status_words")


def test_no_page_cites_law_without_its_status():
    """How sure we are of it stands beside: on the same line, or just before it."""
    found = []
    for file in SOURCE.rglob("*.html"):
        lines = file.read_text("utf-8").splitlines()
        cited = [n for n, line in enumerate(lines) if CITED.search(line)]
        found += [f"{file.name}:{n + 1}" for n in cited if not STATUS.search("".join(lines[max(0, n - 2) : n + 1]))]
    assert found == []


def test_every_page_says_whom_to_ask():
    assert "Check with the agency" in (SOURCE / "web/templates/web/base.html").read_text("utf-8")


@pytest.mark.slow
def test_nothing_is_left_for_later(repository):
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert [name for name, words in tree(repository).items() if marks.search(words)] == []


@pytest.mark.slow
def test_nothing_names_the_machine_it_was_written_on(repository):
    found = [
        f"{name}: {match[0]}"
        for name, words in tree(repository).items()
        if name != "tests/house/test_words.py" and (match := MACHINE.search(words))
    ]
    assert found == []
