"""Every item of the research is in a pack, and the table of the reference says where."""

from pathlib import Path

import pytest

from handrail.law.items import as_markdown, items, missing, wanted
from handrail.law.loader import load_packs

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "law-items.md"


def test_no_item_is_listed_twice() -> None:
    assert len(wanted()) == len(set(wanted())) == 354


def test_every_item_is_held_somewhere() -> None:
    assert missing(load_packs()) == []


def test_the_table_is_the_one_of_the_packs() -> None:
    assert TABLE.read_text("utf-8") == as_markdown(load_packs()), (
        "run `handrail law items > docs/reference/law-items.md`"
    )


@pytest.mark.parametrize("id_", ["us-ok.surcharge", "us-vt.auto-renewal"])
def test_an_item_says_where_it_is_held(id_: str) -> None:
    [row] = [row for row in items(load_packs()) if row.id == id_]
    assert row.where == "duty"
    assert row.title
    assert row.citation
    assert "confidence" in row.status
