"""Scenarios: read strictly, played by the real engine and law, and a difference is told so that one can mend it."""

import json
from pathlib import Path

import pytest

from handrail.cli import main
from handrail.law.engine import load_law
from handrail.procedures.commands import ran_text, read_paths, run_all
from handrail.procedures.examined import examine
from handrail.procedures.language.reader import UnreadableError, read, read_scenarios, write
from handrail.procedures.scenarios import Ran, run
from handrail.procedures.shelf import library, reachable

EXAMPLES = Path(__file__).parents[2] / "examples"
SITUATIONS = {
    "red-dirt-propane": [
        "furnace-at-the-kitchen-table", "surcharge-on-a-phone-fill", "ice-storm-and-prices", "prepaid-gallons",
        "tune-up-call-at-ten-past-eight", "attorney-general-letter", "stolen-laptop", "heater-burned-a-hand",
    ],
    "green-mountain-fiber": [
        "sold-by-outbound-call", "plan-that-renews", "router-sent-in-error", "phished-mailboxes",
        "late-bill-and-a-roommate", "bank-payment-by-phone", "deaf-customer-on-relay", "consumer-assistance-letter",
    ],
}  # fmt: skip
FILE = """about: Try
scenarios:
  - name: In time
    procedure: cancel-home-sale
    at: 2026-11-25T10:42
    zone: America/Chicago
    facts: {case.channel: email, business.sells_at_home: yes, business.customer_states: [OK], business.sells_by_phone: no}
    pool:
      customer.name: Dorothy
      customer.state: OK
      sale.number: A-1
      sale.place: home
      sale.signed_on: 2026-11-24
      sale.total: 6800
      sale.paid: '1,700.50'
      sale.notice_given: yes
      sale.is_consumer: yes
      sale.shop_talks_before: no
      sale.customer_asked_visit: no
      cancellation.sent_on: 2026-11-25
      payment.reference: R-1
      case.reason: changed her mind
      case.resolution: paid back
    expect:
      outcome: resolved
"""


def played(*changes: tuple[str, str]) -> Ran:
    text = FILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    [scenario] = read_scenarios(text).scenarios
    return run(scenario, library(), load_law())


EXPECT = "      outcome: resolved\n"


@pytest.mark.slow
@pytest.mark.parametrize("business", sorted(SITUATIONS))
def test_each_example_has_its_eight_situations_and_all_hold(business: str) -> None:
    folder = EXAMPLES / business / "scenarios"
    assert [file.stem[3:] for file in sorted(folder.glob("[0-9]*.yaml"))] == SITUATIONS[business]
    assert {file.stem for file in folder.glob("[!0-9]*")} == {"everyday"}
    rows, problems = run_all(read_paths([folder]), load_law())
    assert not problems
    assert len(rows) >= 16
    assert [ran_text(row) for row in rows if not row.holds] == []


def test_the_case_holds_as_it_stands() -> None:
    assert played().differs == ()
    assert played().path[0] == "find"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("      outcome: kept\n", "it ended as resolved; expected the end kept"),
        ("      stands_at: refund\n      outcome: null\n", ""),
        ("      path: [find, sent]\n", "the way differs after find: right-kind; expected sent"),
        ("      through: [refund, confirm]\n", "it never came through confirm (in this order)"),
        ("      never: [refund]\n", "it came through refund; expected never"),
        ("      escalated: [legal]\n", "escalated to nobody; expected legal"),
        ("      meets: [breach.tell-people]\n", "the duty breach.tell-people was not met"),
        ("      meets_not: [home-solicitation.refund]\n", "the duty home-solicitation.refund was met; expected not"),
        ("      deadlines: {home-solicitation.refund: 2026-12-04}\n",
         "home-solicitation.refund ends 2026-12-05; expected 2026-12-04"),
        ("      deadlines: {home-solicitation.refund: {end: 2026-12-05, status: due}}\n",
         "home-solicitation.refund is verified; expected due"),
        ("      deadlines: {breach.tell-people: 2026-12-05}\n", "breach.tell-people ends none; expected 2026-12-05"),
        ("      deadlines: {propane.end-service: open}\n", "propane.end-service ends none; expected open"),
        ("      deadlines: {no.such: open}\n", "There is no kind of duty no.such."),
        ("      may: {call.hours: no}\n", "call.hours: the law says yes; expected no"),
        ("      no_such_duty: [us-ok.otsa]\n", "us-ok.otsa is a duty; expected the statement that none was found"),
        ("      said: [Your money is gone]\n", "never said: “Your money is gone”"),
        ("      said_never: ['$1,700.50']\n", "said, and should not be: “$1,700.50”"),
    ],
)  # fmt: skip
def test_a_difference_is_told(expected: str, said: str) -> None:
    if "stands_at" in expected:
        assert played((EXPECT, "      stands_at: refund\n")).differs == ()
        return
    differs = played((EXPECT, expected)).differs
    assert any(row.startswith(said) for row in differs), differs


def test_an_answer_that_is_not_given_is_a_failure_and_says_where() -> None:
    differs = played(("      payment.reference: R-1\n", "")).differs
    assert "it stopped: step refund asks for payment.reference, and the scenario does not say" in differs


def test_turns_override_the_pool_and_one_never_reached_is_a_failure() -> None:
    turn = "    turns:\n      - {step: refund, answer: {payment.reference: unknown}}\n    expect:\n"
    assert played(("    expect:\n", turn), (EXPECT, "      outcome: escalated\n      escalated: [supervisor]\n")).holds
    never = "    turns:\n      - {step: kept, answer: {case.reason: x}}\n    expect:\n"
    assert "it never came to kept, for which a turn is written" in played(("    expect:\n", never)).differs


def test_the_hour_of_the_contact_decides_and_the_check_knows_that_it_is_known() -> None:
    procedure = read((Path(__file__).parents[1] / "data" / "try-after-hours.yaml").read_text("utf-8"))
    shelf = {procedure.procedure: procedure}
    ran = [run(scenario, shelf, load_law(), procedure.procedure) for scenario in procedure.scenarios]
    assert [row.differs for row in ran] == [()] * 6
    found = [finding.rule for finding in examine(procedure, shelf, {}).findings if finding.weight != "style"]
    assert found == []


def test_a_skip_and_a_moved_clock() -> None:
    turn = "    turns:\n      - {step: goods, skip: nothing there, at: 2026-11-25T11:00}\n    expect:\n"
    ran = played(("    expect:\n", turn), (EXPECT, "      outcome: escalated\n"))
    assert ran.holds
    assert [row.at.strftime("%H:%M") for row in ran.happened if row.step == "goods"] == ["11:00"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("      outcome: resolved", "      outcom: resolved", 27, "there is no field outcom. Did you mean outcome?"),
        ("2026-11-25T10:42", "2026-11-25", 5, "write day and time at the place"),
        ("America/Chicago", "America/Enid", 6, "there is no zone America/Enid"),
        ("sale.paid: '1,700.50'", "sale.paid: 1700.5", 15, "1700.5 may lose a cent"),
        ("sale.place: home", "sale.place: moon", 12, "“moon” is not one of"),
        ("sale.place: home", "sale.plce: home", 12, "sale.plce"),
        ("    procedure: cancel-home-sale\n", "", 1, "must name its procedure"),
        ("      outcome: resolved\n", "      {}\n", 25, "nothing is expected here"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_scenarios(FILE.replace(old, new), "s.yaml")
    [problem] = caught.value.problems
    assert said in problem.message
    assert abs(problem.line - line) <= 2, problem


def test_scenarios_of_a_procedure_survive_writing_and_are_frozen_with_it() -> None:
    text = write(library()["cancel-home-sale"].model_copy(update={"scenarios": ()})) + FILE[FILE.index("scenarios:") :]
    made = read(text)
    assert read(write(made)) == made
    assert len(made.scenarios) == 1
    with pytest.raises(UnreadableError, match="keep it in a file of scenarios"):
        read(text.replace("    procedure: cancel-home-sale\n    at", "    procedure: complaint\n    at"))


def test_the_command_says_what_holds_and_fails_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(FILE, "utf-8")
    assert main(["test", str(tmp_path)]) == 0
    assert "holds  cancel-home-sale: In time (9 steps, resolved)\n1 scenarios, 0 fail." in capsys.readouterr().out
    (tmp_path / "bad.yaml").write_text(FILE.replace("outcome: resolved", "outcome: kept"), "utf-8")
    assert main(["test", str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [row["holds"] for row in told["scenarios"]] == [False, True]
    assert told["scenarios"][0]["differs"] == ["it ended as resolved; expected the end kept"]


def test_the_command_finds_nothing_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "business.yaml").write_text("business: {name: X}\n", "utf-8")
    assert main(["test", str(tmp_path)]) == 1
    assert "No scenarios here." in capsys.readouterr().out
    (tmp_path / "broken.yaml").write_text(FILE.replace("    zone: America/Chicago\n", ""), "utf-8")
    assert main(["test", str(tmp_path)]) == 1
    assert "broken.yaml:3:" in capsys.readouterr().out


CALLED = """procedure: one-item
title: One item
purpose: To try.
owner: manager
review: {every: 6mo}
facts:
  own.item: {type: text, label: Item, ask: "Which item is it?"}
  own.whole: {type: bool, label: Whole, ask: "Is it whole?"}
steps:
  - {id: look, ask: [own.whole], unknown: escalate supervisor, record: [case.reason], end: resolved}
"""
CALLER = """procedure: all-items
title: All items
purpose: To try.
owner: manager
review: {every: 6mo}
facts:
  own.items: {type: list, label: Items, ask: "Which items?"}
  own.item: {type: text, label: Item, ask: "Which item is it?"}
  own.whole: {type: bool, label: Whole, ask: "Is it whole?"}
steps:
  - {id: each, for_each: {in: own.items, as: own.item, call: one-item, forget: [own.whole]}}
scenarios:
  - name: Two items
    at: 2026-11-24T10:00
    zone: America/Chicago
    pool: {own.items: [hat, coat], own.whole: "yes", case.reason: Return}
    expect: {outcome: resolved, path: [look]}
"""


def test_a_scenario_knows_the_facts_of_its_procedure_and_of_those_called_for_each() -> None:
    shelf = {row.procedure: row for row in (read(CALLED), read(CALLER))}
    ran = run(shelf["all-items"].scenarios[0], shelf, load_law(), "all-items")
    assert ran.differs == ("the way differs after the start: each; expected look",)
    assert ran.path == ("each", "look", "look")


def test_procedures_that_never_meet_may_name_their_facts_alike() -> None:
    other = CALLED.replace("one-item", "other").replace("type: bool, label: Whole", "type: int, label: Whole")
    shelf = {row.procedure: row for row in (read(CALLED), read(other), read(CALLER))}
    assert not any(examine(row, shelf, {}).blocks for row in shelf.values())
    assert reachable("all-items", shelf) == ("all-items", "one-item")
