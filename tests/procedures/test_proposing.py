"""Scenarios that Handrail proposes: they hold, they take every branch and both sides of every boundary, and are few."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handrail.cli import main
from handrail.law.engine import load_law
from handrail.procedures.language.reader import read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proposing import Proposed, covered_by, propose
from handrail.procedures.proposing.cover import Side, Taken
from handrail.procedures.scenarios import run
from handrail.procedures.shelf import library

ZONE = "America/Chicago"
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo(ZONE))
HEAD = "procedure: small\ntitle: T\npurpose: P\nowner: o\nhandles: [asked]\nreview: {every: 6mo}\n"
PERSON = "{escalate: supervisor, why: A person decides.}"
RETURNS = f"""limits: {{days: {{is: 30 days, owner: manager, since: 2026-11-01}}}}
steps:
  - id: find
    ask: [sale.signed_on, sale.total]
    unknown: {PERSON}
    if_skipped: {PERSON}
  - id: in-time
    check: {{in time: "days(sale.signed_on, today) <= limit('days')"}}
    otherwise: {{refuse: The days are over.}}
  - id: how-much
    decide:
      - {{when: sale.total > 10000, then: big}}
      - {{otherwise: small}}
  - id: big
    say: May a supervisor call you?
    confirm: customer
    no: {{end: kept}}
    next: part
  - id: small
    do: Pay it back.
    next: part
  - id: part
    wait: {{for: the parcel, at_most: 2d, on_timeout: {PERSON}}}
  - id: close
    record: [case.reason]
    end: resolved
"""


def shelf_of(text: str) -> dict[str, Procedure]:
    return {**library(), "small": read(HEAD + text)}


def proposed(text: str, **more: object) -> Proposed:
    return propose("small", shelf_of(text), load_law(), at=AT, zone=ZONE, **more)  # type: ignore[arg-type]


def test_every_branch_and_both_sides_of_every_boundary_are_taken() -> None:
    found = proposed(RETURNS)
    assert found.missed == ()
    assert {
        Taken("in-time", "otherwise"), Taken("how-much", "sale.total > 10000"), Taken("how-much", "otherwise"),
        Taken("big", "no"), Taken("find", "unknown"), Taken("find", "if_skipped"), Taken("part", "timeout"),
        Taken("part", "came"),
    } <= found.covered  # fmt: skip
    assert {row.apart for row in found.covered if isinstance(row, Side) and row.step == "in-time"} == {0, 1}
    assert {row.apart for row in found.covered if isinstance(row, Side) and row.step == "how-much"} == {0, 1}
    assert found.boundaries == (4, 4)


def test_the_facts_are_concrete_and_lie_on_the_boundary() -> None:
    pools = [row.pool for row in proposed(RETURNS).scenarios]
    assert {"100.00", "100.01"} <= {pool.get("sale.total") for pool in pools}
    assert {"2026-10-25", "2026-10-24"} <= {pool.get("sale.signed_on") for pool in pools}


def test_none_of_them_can_be_left_out() -> None:
    found = proposed(RETURNS)
    bundle = shelf_of(RETURNS)
    had = [covered_by(row, bundle, "small", load_law()) & found.covered for row in found.scenarios]
    for number in range(len(had)):
        rest = frozenset().union(*(got for other, got in enumerate(had) if other != number))
        assert not found.covered <= rest
    assert len(found.scenarios) <= 8


def test_each_holds_when_it_is_kept_in_the_file_and_read_again() -> None:
    found = proposed(RETURNS)
    kept = shelf_of(RETURNS)["small"].model_copy(update={"scenarios": found.scenarios})
    again = read(write(kept))
    assert again.scenarios == found.scenarios
    law = load_law()
    assert [run(row, {"small": again}, law, "small").differs for row in again.scenarios] == [()] * len(found.scenarios)


def test_what_is_there_is_not_proposed_again() -> None:
    first = proposed(RETURNS)
    more = proposed(RETURNS, has=first.scenarios)
    assert more.scenarios == ()
    assert more.covered == first.covered
    for number in range(len(first.scenarios)):
        rest = [row for other, row in enumerate(first.scenarios) if other != number]
        again = proposed(RETURNS, has=rest)
        assert again.covered == first.covered
        assert len(again.scenarios) in (1, 2)


def test_a_branch_that_this_business_never_takes_is_not_asked_for() -> None:
    text = (
        f"steps:\n  - {{id: a, say: Hi, decide: [{{when: business.sells_online, then: z}}, {{otherwise: b}}], unknown: {PERSON}}}\n"
        "  - {id: b, say: Here., end: kept}\n  - {id: z, record: [case.reason], end: resolved}\n"
    )
    any_business = proposed(text)
    shop = proposed(text, business={"business.sells_online": False})
    assert Taken("a", "business.sells_online") in any_business.covered
    assert Taken("a", "business.sells_online") not in {*shop.covered, *shop.missed}
    assert all(row.facts["business.sells_online"] == "no" for row in shop.scenarios)


def test_ages_months_and_fixed_days_are_tried_on_both_sides() -> None:
    text = (
        "steps:\n  - id: a\n    ask: [sale.signed_on, sale.delivered_on]\n"
        "    decide:\n"
        '      - {when: "years(sale.signed_on, today) >= 21", then: b}\n'
        '      - {when: "years(sale.signed_on, today) >= 18", then: {end: kept}}\n'
        f"      - {{otherwise: {PERSON}}}\n    unknown: {PERSON}\n    never_skip: true\n"
        "  - id: b\n    decide:\n"
        "      - {when: \"sale.delivered_on >= date('2026-12-20')\", then: z}\n"
        '      - {when: "month(sale.delivered_on) in [3]", then: z}\n'
        f"      - {{otherwise: {PERSON}}}\n    unknown: {PERSON}\n"
        "  - {id: z, record: [case.reason], end: resolved}\n"
    )
    found = proposed(text)
    assert [row for row in found.missed if isinstance(row, Side) or row.branch not in ("unknown", "skipped")] == []
    born = {row.pool.get("sale.signed_on") for row in found.scenarios}
    assert {"2005-11-24", "2005-11-25", "2008-11-25"} <= born


def test_what_no_case_came_to_is_said() -> None:
    text = (
        f"steps:\n  - {{id: a, ask: [sale.number], decide: [{{when: \"start(sale.number, 2) == 'X9'\", then: z}}, {{otherwise: b}}], unknown: {PERSON}}}\n"
        "  - {id: b, say: Here., end: kept}\n  - {id: z, record: [case.reason], end: resolved}\n"
    )
    found = proposed(text)
    assert Taken("a", "start(sale.number, 2) == 'X9'") in found.missed
    had, of = found.branches
    assert of == had + len(found.missed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["cancel-home-sale", "take-payment", "order-status", "freeze-membership", "payment-plan"]
)
def test_a_procedure_of_the_library_is_covered_to_its_last_branch_and_day(name: str) -> None:
    law = load_law()
    found = propose(name, library(), law, at=AT, zone=ZONE)
    assert found.missed == ()
    assert [
        run(row, library(), law, name).differs for row in found.scenarios if not run(row, library(), law, name).holds
    ] == []
    assert len({row.name for row in found.scenarios}) == len(found.scenarios)


def test_the_command_proposes_what_is_missing_and_it_holds_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(HEAD + RETURNS, "utf-8")
    assert main(["test", "--propose", str(file)]) == 0
    told = capsys.readouterr().out
    assert re.match(r"# small: (\d+) of \1 branches, 4 of 4 sides of boundaries", told)
    file.write_text(HEAD + RETURNS + told, "utf-8")
    assert main(["test", str(file)]) == 0
    assert "0 fail" in capsys.readouterr().out
    assert main(["test", "--propose", str(file)]) == 0
    assert "# nothing is missing" in capsys.readouterr().out
