"""`handrail check`: against the law, for a business or for any, on a day, and no more claimed than was done."""

import json
from pathlib import Path

import pytest

from handrail.cli import main
from handrail.procedures.language.reader import write
from handrail.procedures.shelf import library

ROOT = Path(__file__).parents[2]
ENID = str(ROOT / "examples/red-dirt-propane/business.yaml")


def written(folder: Path, name: str, *changes: tuple[str, str]) -> str:
    text = write(library()[name])
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / f"{name}.yaml"
    file.write_text(text, "utf-8")
    return str(file)


def test_what_was_checked_is_said_and_nothing_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "take-payment")
    assert main(["check", file, "--business", ENID, "--at", "2026-11-25"]) == 0
    out = capsys.readouterr().out
    assert "1 of 1 procedures read; 0 findings." in out
    assert "Checked on every path, for this business, against 2 duties of Oklahoma" in out
    assert "on Nov 25, 2026; 1 unverified." in out
    assert "Not checked: the law of other states: there is no law file for it." in out
    assert "more (--json names them)" in out
    assert "check with the agency or your adviser" in out
    assert "compliant" not in out.lower()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a procedure begins with `procedure: its-name`"),
        (b"\x80\xff", "this is no text file"),
        (b"procedure: x\n\ttitle: y\n", ":2:1: a tab stands here; indent with spaces"),
        (b"procedure: x\nprocedure: y\n", ":2:1: procedure stands here a second time; keep one of the two"),
        (b"procedure: x\nsteps: " + b"[" * 1000, "this nests deeper than any procedure does"),
    ],
)  # fmt: skip
def test_of_a_file_that_cannot_be_read_nothing_is_said_to_be_checked(tmp_path, capsys, content, said) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    assert main(["check", str(file)]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert "Nothing was checked." in out
    assert "Checked on every path" not in out


def test_a_missed_duty_fails_with_its_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut = "    meets:\n      - home-solicitation.refund\n      - phone-sale.refund\n"
    file = written(tmp_path, "cancel-home-sale", (cut, ""))
    assert main(["check", file, "--business", ENID, "--at", "2026-11-25", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    [finding] = [row for row in told["findings"] if row["severity"] == "law" and "2-501" in row["title"]]
    assert finding["rule"] == "duty-not-met"
    assert "never" in finding["story"][0]
    assert {"us-ok.home-solicitation/refund"} <= {row["id"] for row in told["duties"]}


@pytest.mark.slow
def test_the_day_decides_which_law(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Oklahoma's breach notice to the Attorney General is in force since 2026."""
    file = written(tmp_path, "data-breach")
    found = []
    for day in ("2025-12-31", "2026-01-01"):
        main(["check", file, "--business", ENID, "--at", day, "--json"])
        found.append({row["id"] for row in json.loads(capsys.readouterr().out)["duties"]})
    assert found[1] - found[0] >= {"us-ok.breach-ag/tell-ag"}


def test_without_a_business_both_ways_are_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "open-call")
    assert main(["check", file]) == 0
    assert "for any business" in capsys.readouterr().out


def test_a_wrong_business_file_stops_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, business = written(tmp_path, "open-call"), tmp_path / "b.yml"
    business.write_text("business:\n  trade: moon\n", "utf-8")
    assert main(["check", file, "--business", str(business)]) == 1
    assert "b.yml:2:1:" in capsys.readouterr().out
    assert main(["check", file, "--business", str(tmp_path / "none.yml")]) == 1


@pytest.mark.slow
def test_files_that_are_no_procedure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.yaml").write_text("procedure: x\nsteps: [{id: a, nonsense: 1}]\n", "utf-8")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "there is no field nonsense" in out
    assert "binary.yaml:1:1: this is no text file" in out
    assert main(["check", str(tmp_path / "gone.yaml")]) == 1
    pack = ROOT / "examples/packs/us-nh.yaml"
    assert main(["check", str(pack)]) == 1
    assert "this is a law file: name its folder with --packs" in capsys.readouterr().out
    assert (
        main(
            ["test", str(pack.parent), *(str(ROOT / f"tests/data/try-{name}.yaml") for name in ("return", "one-item"))]
        )
        == 0
    ), "in a folder it is passed over"
    assert main(["check", str(ROOT / "examples/red-dirt-propane")]) == 1  # nothing to check is no success


def test_a_finding_of_a_block_is_told_once_however_many_run_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "procedure: {0}\ntitle: {0}\npurpose: P.\nowner: o\nreview: {{every: 1y}}\n"
    runs = (
        "steps:\n  - {id: a, call: part}\n  - {id: z, record: [case.reason], escalate: {to: supervisor, why: Look.}}\n"
    )
    part = "block: true\nsteps:\n  - {id: b, check: {paid: sale.paid > 0}, otherwise: {end: kept}, unknown: escalate supervisor}\n"
    for name, rest in (("one", runs), ("part", part), ("two", runs)):
        (tmp_path / f"{name}.yaml").write_text(head.format(name) + rest, "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert out.count("`otherwise` ends the case as kept") == 1
    assert "Where both ways are as they should be" in out
