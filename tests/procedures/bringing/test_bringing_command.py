"""`handrail import` without a data folder: files to go on with, and all of it as JSON."""

import json

from handrail.cli import main
from handrail.procedures.language.reader import read

NOTES = "# Returns\n\n1. Manager: check it\n2. If it is open, take a photo\n"


def test_procedures_are_written_as_files_with_their_guesses_beside_them(tmp_path, capsys):
    (tmp_path / "returns.md").write_text(NOTES)
    (tmp_path / "again.md").write_text(NOTES)
    out = tmp_path / "out"
    files = [str(tmp_path / name) for name in ("returns.md", "again.md", "none.docx")]
    assert main(["import", *files, "-o", str(out)]) == 1
    said = capsys.readouterr()
    assert "procedure  Returns (2 steps, 5 guesses); says the same as “Returns”" in said.out
    assert "none.docx can't be opened" in said.err
    assert {file.name for file in out.iterdir()} == {
        "returns.yaml", "returns.guesses.md", "returns-2.yaml", "returns-2.guesses.md",
    }  # fmt: skip
    assert read((out / "returns-2.yaml").read_text()).steps[0].role == "manager"
    assert "role: Done by: manager (It begins with “Manager:”. Line 3.)" in (out / "returns.guesses.md").read_text()


def test_all_of_it_as_json(tmp_path, capsys):
    (tmp_path / "returns.md").write_text(NOTES)
    assert main(["import", str(tmp_path / "returns.md"), "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert [step["id"] for step in row["procedure"]["steps"]] == ["check-it", "if-it-is-open-take-a-photo"]
    assert {one["part"] for one in row["guesses"]} == {"purpose", "owner", "channels", "role", "when"}
