"""Packs load whole or not at all, and say where and what to write instead."""

import time
from pathlib import Path

import pytest

from handrail.law.duties import Kind
from handrail.law.loader import FOLDER, KINDS, PackError, load_kinds, load_packs, read_pack

PACK = """\
pack: xx
title: Somewhere
jurisdiction: other
maintainer: A test
version: 1
kept_until: 2027-01-01
agencies:
  ag: {name: An agency, url: https://example.org}
values:
  - id: xx.cap
    title: A cap
    unit: cents
    verified: {on: 2026-11-22, how: read, confidence: high}
    recheck_by: 2027-01-01
    entries:
      - {from: 2026-01-01, to: 2026-12-31, value: 5, reference: here}
      - {from: 2027-01-01, value: null, reference: here}
duties:
  - id: xx.one
    title: One
    plain: Do one thing.
    topic: refunds
    citation: Act 1
    sources: [https://example.org/act]
    verified: {on: 2026-11-22, how: read, confidence: high}
    recheck_by: 2027-01-01
    applies: business.sells_in_shop
    arises: sale.total > law_value('xx.cap')
    agency: ag
    parts:
      - id: act
        kind: order.refund
        type: deadline
        says: Do it.
        deadline: {starts: sale.signed_on, count: 3, unit: business-days, calendars: us-ok, satisfied_by: done}
""".replace("version: 1", 'version: "1"')


def problems(old: str, new: str) -> tuple:
    assert old in PACK
    with pytest.raises(PackError) as error:
        read_pack(PACK.replace(old, new, 1), "xx.yaml")
    return error.value.problems


def test_the_sample_loads() -> None:
    assert read_pack(PACK).duties[0].parts[0].deadline.calendars == ("us-ok",)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("topic: refunds", "topik: refunds", 22, "did you mean topic?"),
        ("    citation: Act 1\n", "", 19, "citation is missing; every duty has one"),
        ("topic: refunds", "topic: refnds", 22, "topic is one of"),
        ("applies: business.sells_in_shop", "applies: business.sells_in_shp", 27, "Did you mean business.sells_in_shop?"),
        ("applies: business.sells_in_shop", "applies: sale.total", 27, "not bool"),
        ("agency: ag", "agency: aj", 29, "there is no agency aj; there are: ag"),
        ("kind: order.refund", "kind: order.refnd", 32, "did you mean order.refund?"),
        ("calendars: us-ok", "calendars: us-okk", 35, "there is no calendar us-okk (did you mean us-ok?)"),
        ("starts: sale.signed_on", "starts: sale.total", 35, "sale.total is a money; here a date or instant is needed"),
        ("starts: sale.signed_on", "starts: sale.sined_on", 35, "Did you mean sale.signed_on?"),
        ("to: 2026-12-31", "to: 2027-02-01", 10, "overlaps"),
        ("recheck_by: 2027-01-01\n    applies", "recheck_by: 2025-01-01\n    applies", 26, "before it was verified"),
        ("- id: xx.one", "- id: yy.one", 19, "begin with xx."),
        ("unit: business-days, calendars: us-ok", "unit: business-days", 35, "business-days name their calendars"),
        ("count: 3, ", "", 35, "needs a count"),
        ("type: deadline", "type: act, parts: 3", 33, "not YAML"),
        ("        deadline: {starts: sale.signed_on, count: 3, unit: business-days, calendars: us-ok, satisfied_by: done}\n", "", 31, "has a deadline"),
        ("url: https://example.org}", "url: example.org}", 8, "url"),
        ("    parts:", "    no_duty: true\n    parts:", 19, "has no parts"),
        ("- id: act", "- id: ''", 31, "id:"),
    ],
)  # fmt: skip
def test_each_error_names_its_line_and_what_to_write(old: str, new: str, line: int, says: str) -> None:
    found = problems(old, new)
    assert any(row.line == line and says in row.message for row in found), [str(row) for row in found]
    assert str(found[0]).startswith("xx.yaml:")


def test_all_problems_are_listed_at_once() -> None:
    found = problems("topic: refunds\n    citation: Act 1", "topik: refunds")
    assert len(found) >= 3


def test_an_id_twice_is_refused() -> None:
    twice = PACK + PACK[PACK.index("  - id: xx.one") :]
    with pytest.raises(PackError, match=r"xx\.one is there twice"):
        read_pack(twice)


def test_a_value_that_no_pack_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "xx.yaml").write_text(PACK.replace("law_value('xx.cap')", "law_value('xx.cup')"))
    with pytest.raises(PackError, match=r"there is no value xx\.cup \(did you mean xx\.cap\?\)"):
        load_packs(tmp_path)


def test_a_parent_or_successor_that_is_not_there_is_refused(tmp_path: Path) -> None:
    text = PACK.replace("jurisdiction: other", "jurisdiction: other\nparent: zz").replace(
        "agency: ag", "superseded_by: xx.two"
    )
    (tmp_path / "xx.yaml").write_text(text)
    with pytest.raises(PackError) as error:
        load_packs(tmp_path)
    assert ["there is no pack zz" in str(error.value), "there is no duty xx.two" in str(error.value)] == [True, True]


def test_what_ships_loads_quickly() -> None:
    load_packs.cache_clear()
    started = time.process_time()
    packs = load_packs()
    assert time.process_time() - started < 10  # CPU; it takes about a tenth of that
    assert {pack.pack for pack in packs} == {path.stem for path in FOLDER.glob("*.yaml")}
    assert load_packs() is packs


def test_a_kind_has_a_duty_or_stands_among_those_to_come() -> None:
    used = {part.kind for pack in load_packs() for duty in pack.duties for part in duty.parts}
    covered = {kind for pack in load_packs() for duty in pack.duties for kind in duty.covers}
    assert covered <= set(load_kinds())
    to_come = KINDS.read_text("utf-8").split("# Kinds the starter procedures meet already")[1]
    waiting = {line.split(":")[0] for line in to_come.splitlines()[1:]}
    assert set(load_kinds()) - used - covered == waiting | {"wage.minimum"}
    assert all(isinstance(kind, Kind) for kind in load_kinds().values())
