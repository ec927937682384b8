"""Several requests in one contact: a step begins another, each in a case of its own."""

from handrail.law.engine import load_law
from handrail.procedures.documents.told import told
from handrail.procedures.examined import examine
from handrail.procedures.language.reader import read
from handrail.procedures.language.scenario import Scenario
from handrail.procedures.scenarios import run

HEAD = "procedure: {}\ntitle: {}\npurpose: To see.\nowner: manager\nreview: {{every: 6mo}}\nsteps:\n"
STEPS = """
  - {id: more, say: Anything else?, confirm: customer, no: close, requests: [change-address]}
  - {id: close, record: [case.reason], end: kept}
"""
FIRST = read(HEAD.format("move-out", "Move out") + STEPS)
OTHER = read(
    HEAD.format("change-address", "Change the address") + "  - {id: only, record: [case.reason], end: resolved}\n"
)


def played(confirm, requests):
    row = {
        "name": "N", "at": "2026-11-24T10:00", "zone": "America/Chicago", "confirm": {"more": confirm},
        "pool": {"case.reason": "moved"}, "expect": {"outcome": "kept", "requests": requests},
    }  # fmt: skip
    scenario = Scenario.model_validate({**row, "procedure": "move-out"})
    return list(run(scenario, {"move-out": FIRST}, load_law()).differs)


def test_a_request_begins_where_the_step_is_done_and_only_there():
    assert not played("yes", ["change-address"])
    assert not played("no", [])
    assert played("no", ["change-address"]) == ["requests begun besides: none; expected change-address"]
    assert played("yes", []) == ["requests begun besides: change-address; expected none"]


def test_one_that_is_not_here_stops_the_approval():
    report = examine(FIRST, {}, {})
    assert [(row.rule, row.title) for row in report.findings] == [
        ("calls", "It requests change-address, which is not here")
    ]
    assert not [row for row in examine(FIRST, {"change-address": OTHER}, {}).findings if row.rule == "calls"]


def test_it_is_told():
    parts = {part.label: part for part in told(FIRST, {"change-address": "Change the address"})[0].parts}
    assert parts["Begin besides"].lines[0][0].text == "Change the address, in a case of its own."
