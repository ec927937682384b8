"""Packs load whole or not at all, and say where and what to write instead."""

import time
from pathlib import Path

import pytest

from handrail.law.duties import Kind
from handrail.law.loader import FOLDER, PackError, load_kinds, load_packs, read_pack, read_packs

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
        ("agency: ag", "trades: [propan]", 29, "there is no trade propan (did you mean propane?)"),
        ("type: deadline", "type: licence", 31, "a part of type licence has a licence"),
        ("type: deadline", "type: deadline\n        filing: {proof: the receipt}", 31, "type filing has a filing"),
        ("type: deadline", "type: deadline\n        destroy: {count: 1, unit: days, from: sale.signed_on}", 31, "destroy is for"),
        ("type: deadline", "type: deadline\n        form: {copies: 2}", 31, "form is for a part of type form"),
        ("type: deadline", "type: deadline\n        days: [munday]", 34, "is one of 'monday'"),
        ("type: deadline", "type: deadline\n        must_come: {}", 34, "one of before, after and never_after"),
        ("type: deadline", "type: deadline\n        must_come: {never_after: order.refnd}", 34, "no kind order.refnd"),
        ("type: deadline", "type: deadline\n        stands: sometimes", 34, "stands is one of 'always'"),
        ("starts: sale.signed_on, count: 3, unit: business-days, calendars: us-ok", "yearly: 13-01", 35, "yearly"),
        ("starts: sale.signed_on, ", "starts: sale.signed_on, yearly: 01-31, ", 35, "what starts it (starts)"),
        ("starts: sale.signed_on, ", "", 35, "what starts it (starts)"),
    ],
)  # fmt: skip
def test_each_error_names_its_line_and_what_to_write(old: str, new: str, line: int, says: str) -> None:
    found = problems(old, new)
    assert any(row.line == line and says in row.message for row in found), [str(row) for row in found]
    assert str(found[0]).startswith("xx.yaml:")


PARTS = """\
agencies:
  bureau: {name: A bureau, url: https://example.org/bureau}
counting:
  - id: xx.days
    title: Days
    citation: Act 2
    sources: [https://example.org/act]
    verified: {on: 2026-11-22, how: read, confidence: high}
    recheck_by: 2027-01-01
    says: Days are counted.
    calendars: [us-ok]
excluded:
  - id: xx.bill
    title: A bill
    why: It was not enacted.
    citation: Bill 3
    sources: [https://example.org/act]
    verified: {on: 2026-11-22, how: read, confidence: high}
    recheck_by: 2027-01-01
not_held:
  - {id: xx.not-held.city, trades: [propane], what: City codes, why: city, ask: The city, agency: bureau}
duties:
  - id: xx.two
    title: Two
    plain: File once a year.
    topic: records
    citation: Act 4
    sources: [https://example.org/act]
    verified: {on: 2026-11-22, how: read, confidence: high}
    recheck_by: 2027-01-01
    applies: business.sells_in_shop
    agency: bureau
    parts:
      - id: file
        kind: order.refund
        type: filing
        says: File it.
        filing: {proof: the receipt}
        deadline: {yearly: 01-31, satisfied_by: received}
"""


def joined(part: str, **more: str) -> tuple:
    return read_packs({"xx.yaml": PACK, "xx/parts.yaml": part, **more})


def test_part_files_join_their_head() -> None:
    [pack] = joined(PARTS)
    assert [duty.id for duty in pack.duties] == ["xx.one", "xx.two"]
    assert set(pack.agencies) == {"ag", "bureau"}
    assert [len(rows) for rows in (pack.values, pack.counting, pack.excluded, pack.not_held)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("agency: bureau}", "agency: burau}", 21, "there is no agency burau"),
        ("calendars: [us-ok]", "calendars: [us-okk]", 11, "there is no calendar us-okk"),
        ("trades: [propane]", "trades: [propain]", 21, "there is no trade propain"),
        ("why: city", "why: bored", 21, "why is one of"),
        ("id: xx.bill", "id: xx.one", 13, "xx.one is there twice"),
        ("id: xx.two", "id: xx.one", 23, "xx.one is there twice for some day"),
        ("id: xx.two", "id: xx.bill", 13, "xx.bill is there twice"),
        ("topic: records", "topik: records", 26, "did you mean topic?"),
        ("kind: order.refund", "kind: order.refnd", 35, "did you mean order.refund?"),
        ("excluded:", "exclude:", 12, "a part file has no field exclude"),
        ("    why: It was not enacted.\n", "", 13, "why is missing"),
        ("    citation: Act 2\n", "", 4, "citation is missing"),
        ("bureau: {name: A bureau", "ag: {name: A bureau", 2, "there is another agency ag"),
        ("duties:\n", "duties: a list\nvalues:\n", 22, "duties is a list of rows"),
        ("counting:", "counting: [", 4, "not YAML"),
    ],
)
def test_an_error_in_a_part_names_its_own_file_and_line(old: str, new: str, line: int, says: str) -> None:
    assert old in PARTS
    with pytest.raises(PackError) as error:
        joined(PARTS.replace(old, new, 1))
    found = error.value.problems
    assert any((row.file, row.line) == ("xx/parts.yaml", line) and says in row.message for row in found), list(
        map(str, found)
    )


def test_a_part_without_its_head_is_refused() -> None:
    with pytest.raises(PackError, match=r"xx/parts\.yaml:1:1: .*its head xx\.yaml was not given"):
        read_packs({"xx/parts.yaml": PARTS})


def test_a_link_to_nothing_in_a_part_names_the_part() -> None:
    with pytest.raises(PackError, match=r"xx/parts\.yaml:34:9: there is no value xx\.cup"):
        joined(PARTS.replace("applies: business.sells_in_shop", "applies: business.employees > law_value('xx.cup')"))


def version(name: str, span: str) -> str:
    return (
        PARTS[PARTS.index("duties:") :]
        .replace("xx.two", name)
        .replace("    applies", f"    in_force: {span}\n    applies")
    )


def test_two_versions_of_a_duty_do_not_meet() -> None:
    old, new = version("xx.two", "{to: 2026-12-31}"), version("xx.two", "{from: 2027-01-01}")
    new, touching = new.replace("agency: bureau", "agency: ag"), version("xx.two", "{from: 2026-12-31}")
    agencies = PARTS[: PARTS.index("counting:")]
    [pack] = joined(agencies + old, **{"xx/next.yaml": new})
    assert [duty.id for duty in pack.duties].count("xx.two") == 2
    with pytest.raises(PackError, match=r"xx\.two is there twice for some day"):
        joined(agencies + old, **{"xx/next.yaml": touching})


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


def test_every_kind_has_a_duty() -> None:
    used = {part.kind for pack in load_packs() for duty in pack.duties for part in duty.parts}
    covered = {kind for pack in load_packs() for duty in pack.duties for kind in duty.covers}
    assert covered <= set(load_kinds())
    assert set(load_kinds()) == used | covered
    assert all(isinstance(kind, Kind) for kind in load_kinds().values())
