"""The starter library against states that were added by a file alone, and against one that has none."""

import json
from datetime import date
from pathlib import Path

import pytest

from handrail.cli import main
from handrail.facts.vocabulary import Value
from handrail.law.cases import load_cases, wrong_cases
from handrail.law.engine import Law, law_with, load_law
from handrail.procedures.by_state import of_states
from handrail.procedures.examined import examine_by_law
from handrail.procedures.shelf import library

PACKS = Path(__file__).parents[2] / "examples" / "packs"
ON = date(2026, 11, 25)
SAMPLES = {"TX": "Texas", "NH": "New Hampshire"}


@pytest.fixture(scope="module")
def law() -> Law:
    return law_with([PACKS])


def business(state: str) -> dict[str, Value]:
    return {"business.states": (state,), "business.customer_states": (state,)}


def test_the_samples_are_named_samples_and_do_not_ship(law: Law) -> None:
    added = [pack for name, pack in law.packs.items() if name not in load_law().packs]
    assert {pack.jurisdiction: pack.title for pack in added} == SAMPLES
    assert all("sample" in pack.maintainer for pack in added)
    assert [len({duty.id for duty in pack.duties if not duty.no_duty}) for pack in added] == [5, 5]


@pytest.mark.slow
def test_every_worked_case_of_the_samples_holds(law: Law) -> None:
    files = sorted((PACKS / "cases").glob("*.yaml"))
    assert [row for file in files for row in wrong_cases(law, file.name, file.read_text("utf-8"))] == []
    assert len(load_cases(PACKS / "cases")) > 40


def test_every_duty_of_the_samples_says_where_it_was_read(law: Law) -> None:
    duties = [duty for name in ("us-tx", "us-nh") for duty in law.packs[name].duties]
    assert all(source.startswith("http") for duty in duties for source in duty.sources)
    assert {duty.verified.on for duty in duties} == {ON}
    assert all(duty.verified.how != "remembered" for duty in duties)


@pytest.mark.slow
@pytest.mark.parametrize("state", sorted(SAMPLES))
def test_the_starter_library_meets_the_law_of_a_sample_state_without_an_edit(law: Law, state: str) -> None:
    """Whatever of the state's own law it is judged on: no step is named in its file and no state in a step."""
    own = {duty.citation for duty in law.packs[f"us-{state.lower()}"].duties}
    reports = {
        slug: examine_by_law(row, library(), business(state), law, ON, anybody=True) for slug, row in library().items()
    }
    unmet = [
        (slug, row.title)
        for slug, report in reports.items()
        for row in report.findings
        if row.rule in ("duty-not-met", "refusal-unsure") and any(citation in row.title for citation in own)
    ]
    assert unmet == []
    judged = {duty.id.partition("/")[0] for report in reports.values() for duty in report.duties}
    assert {f"us-{state.lower()}.home-solicitation", f"us-{state.lower()}.breach-notice"} <= judged


def missing(law: Law, state: str) -> dict[str, tuple[str, ...]]:
    ((_, rows),) = of_states(law, [state], business(state), library().values(), ON)
    return {
        row.duty.id.removeprefix(f"us-{state.lower()}."): row.missing or ((row.why,) if row.why else ()) for row in rows
    }


def test_what_is_missing_for_a_sample_state_is_listed(law: Law) -> None:
    texas = missing(law, "TX")
    assert texas["home-solicitation"] == texas["breach-notice"] == texas["breach-ag"] == ()
    assert texas["final-pay"] == ("About paying your people: no customer procedure meets it.",)
    assert set(texas["gift-card"]) <= {"What a gift card must say", "Pay out a small rest of a gift card"}
    hampshire = missing(law, "NH")
    assert hampshire["home-solicitation"] == hampshire["breach-notice"] == ()
    assert "no step meets it" in hampshire["call-recording"][0]


@pytest.mark.slow
def test_a_duty_that_no_step_meets_is_told_with_its_citation(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(Path(main.__code__.co_filename).parent / "procedures" / "library" / "take-payment.yaml")
    main(["check", file, "--state", "TX", "--packs", str(PACKS), "--at", "2026-11-25"])
    out = capsys.readouterr().out
    assert "Texas 2026.11.25: 5 duties bind or may; 0 wholly met by steps here." in out
    assert "Give the written notice of the right to cancel a home sale; The customer may cancel" in out
    assert "(Tex. Bus. & Com. Code 601.002, 601.051, 601.052)" in out
    assert "for any business in Texas, against" in out


@pytest.mark.slow
def test_the_machine_gets_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(Path(main.__code__.co_filename).parent / "procedures" / "library" / "take-payment.yaml")
    main(["check", file, "--state", "NH", "--packs", str(PACKS), "--at", "2026-11-25", "--json"])
    (told,) = json.loads(capsys.readouterr().out)["states"]
    assert (told["pack"], len(told["duties"])) == ("us-nh", 5)
    assert {"id", "citation", "status", "missing", "why"} == set(told["duties"][0])


def test_a_state_without_a_file_is_checked_against_federal_law_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(Path(main.__code__.co_filename).parent / "procedures" / "library" / "take-payment.yaml")
    main(["check", file, "--state", "Texas", "--at", "2026-11-25"])
    out = capsys.readouterr().out
    assert "for any business in Texas, against" in out
    assert "Not checked: the law of Texas: there is no law file for it. To add one: docs/how-to/add-a-state.md" in out
    assert "Oklahoma" not in out.partition("Not checked: 1")[0].partition("Checked on")[2]


@pytest.mark.parametrize("command", [["check"], ["test", "nowhere.yaml"]])
def test_a_folder_without_law_files_stops_it(command: list[str], capsys, tmp_path: Path) -> None:
    assert main([*command, "--packs", str(tmp_path)]) == 1
    assert "there is no law file in this folder" in capsys.readouterr().out
