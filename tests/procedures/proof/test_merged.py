"""Cases that differ in nothing that can still matter are one: the check looks at fewer, and finds the same."""

from handrail.procedures.language.reader import read
from handrail.procedures.proof.check import check
from handrail.procedures.proof.explore import Explored, explore
from handrail.procedures.proof.ready import make_ready

TEXT = """
procedure: merged
title: Merged
purpose: To see which cases are one.
owner: manager
review: {every: 6mo}
steps:
  - {id: first, ask: [sale.is_extra], record: [case.channel], unknown: {go: note}, if_skipped: {go: note}}
  - {id: how, check: {sale.is_extra: sale.is_extra}, otherwise: escalate supervisor}
  - {id: note, say: We look into it.}
  - {id: close, do: Settle it., record: [case.reason], end: resolved}
"""
BARE = TEXT.replace("record: [case.reason], ", "").replace(
    "record: [case.channel], ", "when: case.we_called, record: [case.channel], "
)


def explored(text: str) -> Explored:
    made = read(text)
    ready = make_ready({made.procedure: made}, made.procedure, (), ())
    return explore(ready, made.procedure, ready.space.start({}))


def recorded_at(text: str, step: str) -> set[bool]:
    return {state.recorded for state in explored(text).came if state.at and state.at.step == step}


def test_where_the_last_step_records_it_does_not_matter_whether_one_before_did() -> None:
    assert recorded_at(BARE, "note") == {True, False}
    assert recorded_at(BARE, "close") == {True, False}
    with_record = BARE.replace("do: Settle it., ", "do: Settle it., record: [case.reason], ")
    assert recorded_at(with_record, "note") == recorded_at(with_record, "close") == {True}


def test_an_end_without_a_record_is_found_as_before() -> None:
    for text, steps in ((TEXT, []), (BARE, ["close"])):
        made = read(text)
        report = check({made.procedure: made}, made.procedure, (), {})
        assert [found.step for found in report.findings if found.rule == "no-record"] == steps


def test_a_step_that_records_only_in_some_cases_does_not_count() -> None:
    text = BARE.replace("do: Settle it., ", "do: Settle it., when: case.we_called, record: [case.reason], ")
    assert recorded_at(text, "note") == {True, False}
