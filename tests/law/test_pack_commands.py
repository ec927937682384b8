"""`handrail law pack` and `handrail law local`: made, brought in, kept; never put in use."""

import json

import pytest

from handrail.cli import main
from handrail.law.loader import load_packs
from handrail.law.packing import opened, read_file
from law import zeta


@pytest.fixture
def folder(tmp_path):
    """A folder with one pack in two files, and its worked cases beside those of another."""
    head, duties = zeta.text("1.0").split("duties:\n")
    (tmp_path / "us-zz.yaml").write_text(head)
    (tmp_path / "us-zz").mkdir()
    (tmp_path / "us-zz" / "all.yaml").write_text("duties:\n" + duties)
    (tmp_path / "us-zz-north.yaml").write_text("pack: us-zz-north\n")
    (tmp_path / "cases").mkdir()
    for name in ("us-zz", "us-zz-more", "us-zz-north", "us"):
        (tmp_path / "cases" / f"{name}.yaml").write_text(zeta.CASE)
    return tmp_path


def test_a_pack_is_bundled_whole_and_signed_and_reads_back(folder, capsys):
    key, out = folder / "maintainer.key", folder / "zz.json"
    words = ["law", "pack", "bundle", "us-zz", "--from", str(folder), "--key", str(key), "-o", str(out)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Fingerprint of the key:" in said
    assert key.stat().st_mode & 0o777 == 0o600
    file = opened(out.read_bytes(), "zz.json")
    assert sorted(file.files) == ["us-zz.yaml", "us-zz/all.yaml"]
    assert sorted(file.cases) == ["cases/us-zz-more.yaml", "cases/us-zz.yaml"]
    assert read_file(file, load_packs()) == zeta.pack()
    first = out.read_bytes()
    assert main(words) == 0
    assert out.read_bytes() == first


def test_what_ships_can_be_bundled(tmp_path):
    out = tmp_path / "us.json"
    assert main(["law", "pack", "bundle", "us", "--key", str(tmp_path / "k"), "-o", str(out)]) == 0
    file = opened(out.read_bytes(), "us.json")
    assert "us.yaml" in file.files
    assert not any(name.startswith("cases/us-ok") for name in file.cases)
    assert json.loads(out.read_text())["body"]["pack"] == "us"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["pack", "bundle", "us-none", "--key", "{}/k", "-o", "{}/o"], "There is no pack us-none"),
        (["pack", "bundle", "us", "--key", "{}/bad", "-o", "{}/o"], "holds no key"),
        (["pack", "add", "{}/nothing.json", "--data", "{}"], "can't be opened"),
        (["local", "add", "{}/bad", "--data", "{}"], "bad:1:1: write `duties:`"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_says_why(tmp_path, capsys, words, told):
    (tmp_path / "bad").write_text("no key")
    assert main(["law", *(word.replace("{}", str(tmp_path)) for word in words)]) == 1
    assert told in capsys.readouterr().err
