"""A version leaves the house in every format by whoever may read it; papers carry numbers, and each is entered once."""

import io
import zipfile
from datetime import date

import pytest

from cast import NOON, TRY_HOME_SALE
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import actions
from handrail.procedures.actions import ProcedureError
from handrail.procedures.documents.formats.listing import FORMATS
from handrail.procedures.exporting import actions as exporting
from handrail.procedures.exporting import queries
from handrail.procedures.exporting.commands import NAMES
from handrail.procedures.exporting.models import PaperRun
from handrail.procedures.language.reader import read
from handrail.procedures.models import Revision

pytestmark = pytest.mark.django_db


def take(row) -> str:
    return f"/procedures/version/{row.pk}/take/"


@pytest.mark.slow
def test_every_format_comes_as_a_file_to_whoever_may_read(adopted, colleague, sign_in):
    client = sign_in(colleague("auditor"))
    page = client.get(take(adopted)).content.decode()
    for name, found in FORMATS.items():
        assert f"{take(adopted)}{name}/" in page
        answer = client.get(f"{take(adopted)}{name}/")
        assert answer.status_code == 200
        assert answer["Content-Type"] == found.content_type
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content
    assert client.get(f"{take(adopted)}odt/").status_code == 404
    assert set(NAMES) == set(FORMATS)


def test_nobody_of_another_business_and_nobody_unknown_gets_a_file(adopted, stranger, sign_in, client):
    assert sign_in(stranger).get(f"{take(adopted)}html/").status_code == 404
    assert client.get(f"{take(adopted)}html/").status_code == 302


@pytest.mark.slow
def test_a_file_tells_the_law_with_its_status_and_whether_it_is_in_force(owner, adopted, sign_in):
    client = sign_in(owner)
    held = client.get(f"{take(adopted)}md/").content.decode()
    assert "NOT IN FORCE" not in held
    assert "verified" in held.split("## Duties met here")[1]
    with scope.organization(owner.organization_id):
        text = TRY_HOME_SALE.replace("purpose: ", "purpose: Changed. ", 1)
        draft = actions.save_draft(actor=actor_of(owner), text=text, reason="To see it", at=NOON)
    assert "> **DRAFT: NOT IN FORCE**" in client.get(f"{take(draft)}md/").content.decode()


@pytest.mark.slow
def test_papers_are_numbered_and_on_record(owner, adopted, sign_in):
    client = sign_in(owner)
    answer = client.post(f"{take(adopted)}blank/", {"count": "2"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    with scope.organization(owner.organization_id):
        assert [run.label for run in PaperRun.objects.all()] == ["P-2", "P-1"]
    page = client.get(take(adopted)).content.decode()
    assert "P-2" in page
    assert "Not yet" in page
    for typed in ("0", "21", "many"):
        refused = client.post(f"{take(adopted)}blank/", {"count": typed})
        assert refused.status_code == 422
        assert "Print between 1 and 20" in refused.content.decode()


def test_only_the_version_in_force_goes_on_paper_and_only_for_who_works_at_the_desk(owner, colleague, adopted):
    with scope.organization(owner.organization_id):
        text = TRY_HOME_SALE.replace("purpose: ", "purpose: Changed. ", 1)
        draft = actions.save_draft(actor=actor_of(owner), text=text, reason="To see it", at=NOON)
        more = {"count": 1, "at": NOON, "on": NOON.date()}
        with pytest.raises(ProcedureError, match="in force"):
            exporting.hand_out(actor=actor_of(owner), row=draft, **more)
        with pytest.raises(RefusedError):
            exporting.hand_out(actor=actor_of(colleague("auditor")), row=adopted, **more)


def test_a_paper_is_found_as_it_is_typed_and_entered_once(owner, adopted):
    me = actor_of(owner)
    with scope.organization(owner.organization_id):
        [run] = exporting.hand_out(actor=me, row=adopted, count=1, at=NOON, on=NOON.date())
        assert {queries.paper(typed) for typed in ("P-1", "p 1", " 1 ")} == {run}
        assert [queries.paper(typed) for typed in ("P-2", "", "x1")] == [None] * 3
        exporting.entered(actor=me, run=run, case="C-1", at=NOON)
        with pytest.raises(ProcedureError, match="entered already, as case C-1"):
            exporting.entered(actor=me, run=run, case="C-2", at=NOON)


@pytest.mark.slow
def test_the_papers_of_the_whole_handbook(owner, adopted, sign_in):
    client = sign_in(owner)
    for name in ("binder", "cards"):
        answer = client.get(f"/procedures/{name}.pdf")
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"].startswith("attachment")
    with scope.organization(owner.organization_id):
        [row] = [row for row in queries.bound(date(2026, 12, 1)) if row.title == adopted.entry.title]
    assert row.version == "Version 1"
    assert row.again
    assert row.since
    assert row.again > row.since


@pytest.mark.slow
def test_what_runs_a_procedure_is_printed_on_it_since_a_change_reaches_it(owner, sign_in):
    with scope.organization(owner.organization_id):
        told = {"actor": actor_of(owner), "at": NOON, "on": NOON.date(), "despite": "Only the tests run it."}
        for slug in ("open-call", "identity-check", "cancel-subscription"):
            row = actions.adopt(slug=slug, **told)
        block = Revision.objects.filter(entry__slug="identity-check").get()
        numbers = [str(n) for n, step in enumerate(read(row.text).steps, 1) if step.called == "identity-check"]
    made = sign_in(owner).get(f"{take(block)}md/").content.decode()
    assert f"**Run by:** {row.entry.title}, step {numbers[0]}" in made
    assert "**Run by:**" not in sign_in(owner).get(f"{take(row)}md/").content.decode()


@pytest.mark.slow
def test_export_from_the_command_line(tmp_path, capsys, repository, monkeypatch):
    from handrail.cli import main

    made = tmp_path / "ours.docx"
    assert main(["export", "refund-or-return", "--as", "docx", "-o", str(made)]) == 0
    assert zipfile.ZipFile(io.BytesIO(made.read_bytes())).testzip() is None
    file = repository / "tests" / "data" / "try-return.yaml"
    assert main(["export", str(file), "--as", "md", "-o", str(tmp_path / "ours.md")]) == 0
    assert "DRAFT: NOT IN FORCE" in (tmp_path / "ours.md").read_text("utf-8")
    assert main(["export", "no-such-thing", "--as", "md"]) == 1
    assert "no-such-thing" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    assert main(["export", "refund-or-return", "--as", "md"]) == 0
    (written,) = tmp_path.glob("refund-or-return*.md")
    written.write_text("Mine.", "utf-8")
    assert main(["export", "refund-or-return", "--as", "md"]) == 1
    assert "is there already" in capsys.readouterr().err
    assert written.read_text("utf-8") == "Mine."
    assert main(["export", "refund-or-return", "--as", "md", "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("# ")
