"""`handrail draft`: what it writes, that it writes the same twice, and what it says of wrong files."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handrail.cli import main
from handrail.drafting.files import read_tickets
from handrail.procedures.language.reader import read
from procedures.documents.pdf_reader import pages, squeezed

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
PROPANE = EXAMPLES / "red-dirt-propane"


def draft(*more: str, business: Path = PROPANE / "business.yaml") -> int:
    return main(["draft", "--business", str(business), "--at", "2026-11-24", *more])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_it_writes_the_handbook_the_procedures_and_the_plan(tmp_path, capsys):
    out = tmp_path / "out"
    assert draft("--tickets", str(PROPANE / "tickets.csv"), "-o", str(out)) == 0
    said = capsys.readouterr()
    assert "224 tickets, masked" in said.err
    assert "Checking “" in said.err
    assert "procedures to take" in said.out
    plan = json.loads((out / "draft.json").read_text("utf-8"))
    assert {f"{row['slug']}.yaml" for row in plan["procedures"]} == {f.name for f in (out / "procedures").iterdir()}
    for file in (out / "procedures").iterdir():
        assert read(file.read_text("utf-8"), file.name).procedure == file.stem
    text = (out / "draft.md").read_text("utf-8")
    for heading in ("What was checked", "What was not", "Procedures to take", "What people ask", "Procedures to write",
                    "Duties, and where each is met", "Law of your trade that is in no law file"):  # fmt: skip
        assert f"## {heading}" in text
    assert "Oklahoma LP Gas Administration" in text
    assert "NO PROCEDURE MEETS IT" in text


def test_the_handbook_has_a_cover_contents_flows_duties_and_its_foot(tmp_path):
    draft("-o", str(tmp_path))
    made = (tmp_path / "handbook.pdf").read_bytes()
    cover, inside, *rest = pages(made)
    assert b"/MarkInfo" in made
    assert "Nothinginitisinforceuntilitisadopted." in cover
    assert "Whatwaschecked" in cover
    assert "Whatwasnot" in cover
    assert re.search(r"Notknownaboutthebusiness:[^.]*Yearlysales", cover)
    assert squeezed("Cancel a sale made at the customer’s home") in inside
    every = "".join(rest)
    assert "Theflow" in every
    assert "14AO.S.2-501" in every
    assert "Whyitishere" in every
    bare = [n for n, page in enumerate(rest) if not ("Uncontrolledwhenprinted" in page and "Nov24,2026" in page)]
    assert bare in ([], [0])  # the contents may run on to a second page; from the first procedure on each has its foot
    assert "Lawofthistradethatisinnolawfile" in "".join(pages(made))
    assert "Whomtoask" in "".join(rest)


def test_a_column_no_heading_tells_is_guessed_and_said(tmp_path):
    export = tmp_path / "export.csv"
    rows = [f"2026-11-0{n},I smell gas in the kitchen and the alarm is on,ok" for n in range(1, 9)]
    export.write_text("\n".join(["Date,Zz,Yy", *rows]), "utf-8")
    found = read_tickets(export)
    assert found.texts[0].startswith("I smell gas")
    assert found.remarks == ("“Zz” was taken as what the customer wrote; if not, say --text-column NAME.",)
    assert read_tickets(export, "Yy").texts[0] == "ok"


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(tmp_path):
    made = []
    for seed in ("1", "7"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "handrail", "draft", "--business", str(PROPANE / "business.yaml"),
                   "--tickets", str(PROPANE / "tickets.csv"), "--at", "2026-11-24", "-o", str(out)]  # fmt: skip
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        made.append(contents(out))
    assert made[0] == made[1]
    assert len(made[0]) > 15


def test_another_day_gives_another_paper(tmp_path):
    draft("-o", str(tmp_path / "one"))
    main(["draft", "--business", str(PROPANE / "business.yaml"), "--at", "2026-11-25", "-o", str(tmp_path / "two")])
    assert contents(tmp_path / "one")["handbook.pdf"] != contents(tmp_path / "two")["handbook.pdf"]


def test_no_data_folder_is_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HANDRAIL_DATA", raising=False)
    assert draft("-o", "out") == 0
    assert {f.name for f in tmp_path.iterdir()} == {"out"}


def test_json_goes_to_the_machine_and_progress_to_the_person(tmp_path, capsys):
    assert draft("--json", "-o", str(tmp_path)) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["business"] == "Red Dirt Propane & HVAC, LLC"
    assert "Printing handbook.pdf" in said.err


def test_a_second_draft_in_the_same_folder_leaves_nothing_of_the_first(tmp_path):
    draft("-o", str(tmp_path))
    (tmp_path / "procedures" / "ours.yaml").write_text("kept", "utf-8")
    other = EXAMPLES / "green-mountain-fiber" / "business.yaml"
    assert draft("-o", str(tmp_path), business=other) == 0
    plan = json.loads((tmp_path / "draft.json").read_text("utf-8"))
    here = {f.stem for f in (tmp_path / "procedures").iterdir()}
    assert here == {row["slug"] for row in plan["procedures"]} | {"ours"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--business", "nowhere.yaml"], "nowhere.yaml can’t be opened: No such file or directory."),
        (["--business", "broken.yaml"], "broken.yaml, line 2: "),
        (["--business", "bytes.yaml"], "is no text file; answers are YAML in UTF-8."),
        (["--tickets", "nowhere.csv"], "nowhere.csv can’t be opened"),
        (["--tickets", "picture.png"], "This is a picture (PNG)"),
        (["--tickets", "tickets.csv", "--text-column", "Nope"], "The file has no column “Nope”"),
        (["--tickets", "dates.csv"], "Say it with --text-column NAME."),
        (["--at", "yesterday"], "--at yesterday: write a day like 2026-11-24."),
        (["-o", "a-file"], "a-file can’t be written"),
    ],
)
def test_wrong_input_is_told_with_what_to_do(tmp_path, capsys, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text("business:\n  name: X\n", "utf-8")
    Path("broken.yaml").write_text("business:\n  nmae: X\n", "utf-8")
    Path("bytes.yaml").write_bytes(b"\xff\xfe\x00business")
    Path("picture.png").write_bytes(b"\x89PNG\r\n")
    Path("tickets.csv").write_text("Date,Text\n2026-11-01,I smell gas\n", "utf-8")
    Path("dates.csv").write_text("A,B\n1,2\n3,4\n", "utf-8")
    Path("a-file").write_text("x", "utf-8")
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    every = {"--business": "good.yaml", "-o": "out", **given}
    assert main(["draft", *(word for pair in every.items() for word in pair)]) == 1
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""
    assert not Path("out/draft.json").exists()


def test_topics_by_meaning_are_refused_in_a_sentence_where_they_are_not_here(tmp_path, capsys, monkeypatch):
    from handrail.inquiries import topics

    monkeypatch.setattr(topics, "METHODS", ("base",))
    code = draft("--tickets", str(PROPANE / "tickets.csv"), "--topics", "embeddings", "-o", str(tmp_path / "out"))
    assert code == 1
    assert "Topics by embeddings are not here" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
