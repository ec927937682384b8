"""Packs kept by the hash of what they came from: quick, and never a stale law."""

import time
from pathlib import Path

import pytest

from handrail.law import recall
from handrail.law.loader import FOLDER, PackError, load_packs, read_packs, texts_of


@pytest.fixture
def folder(tmp_path: Path):
    """The shipped packs in a folder of their own, with nothing kept yet."""
    for name, text in texts_of(FOLDER).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    yield tmp_path
    load_packs.cache_clear()


def load(folder: Path):
    load_packs.cache_clear()
    return load_packs(folder)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("packs-*.json"))


def timed(folder: Path):
    began = time.process_time()
    return load(folder), time.process_time() - began


@pytest.mark.slow
def test_what_is_kept_is_the_same_law_and_quick(folder: Path) -> None:
    cold, first = timed(folder)
    again = [timed(folder) for _ in range(3)]  # the quickest: Python may stop to collect what other tests left
    assert min(took for _, took in again) < first / 2, "no quicker than reading the files"
    assert again[0][0] == cold == load_packs(FOLDER)


@pytest.mark.slow
def test_a_changed_word_is_read_anew_and_the_old_goes(folder: Path) -> None:
    load(folder)
    old = kept(folder)
    file = folder / "us.yaml"
    file.write_text(file.read_text("utf-8").replace("maintainer: The Handrail project", "maintainer: Other"))
    assert "Other" in {pack.maintainer for pack in load(folder)}
    assert len(kept(folder)) == 1
    assert kept(folder) != old


@pytest.mark.slow
def test_a_part_file_that_comes_changes_or_goes_is_noticed(folder: Path) -> None:
    part = folder / "us" / "zz.yaml"
    part.parent.mkdir(exist_ok=True)
    before = load(folder)
    part.write_text("agencies: {zz: {name: One, url: https://example.org}}")
    assert load(folder)[-1].agencies["zz"].name == "One"
    part.write_text("agencies: {zz: {name: Other, url: https://example.org}}")
    assert load(folder)[-1].agencies["zz"].name == "Other"
    part.unlink()
    assert load(folder) == before


@pytest.mark.slow
def test_a_pack_that_is_wrong_is_not_kept(folder: Path) -> None:
    file = folder / "us.yaml"
    file.write_text(file.read_text("utf-8").replace("maintainer:", "maintainr:", 1))
    with pytest.raises(PackError):
        load(folder)
    assert kept(folder) == []


@pytest.mark.slow
def test_half_a_file_is_passed_over(folder: Path) -> None:
    cold = load(folder)
    [file] = kept(folder)
    file.write_bytes(file.read_bytes()[:1000])
    assert load(folder) == cold


@pytest.mark.slow
def test_a_folder_that_can_not_be_written_only_costs_time(folder: Path) -> None:
    (folder / "__pycache__").write_text("in the way")
    assert load(folder) == load_packs(FOLDER)


@pytest.mark.slow
def test_what_decides_besides_the_packs_is_part_of_the_hash(folder: Path, monkeypatch) -> None:
    load(folder)
    before = kept(folder)
    monkeypatch.setattr(recall, "_deciding", lambda: ["another catalogue of kinds"])
    load(folder)
    assert len(kept(folder)) == 1
    assert kept(folder) != before


def test_reading_without_a_folder_keeps_nothing(tmp_path: Path) -> None:
    read_packs({"us.yaml": (FOLDER / "us.yaml").read_text("utf-8")})
    assert list(tmp_path.iterdir()) == []
