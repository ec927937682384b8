"""One change to a starter procedure that breaks its duty is refused; and all of this is quick."""

import time
from pathlib import Path

import pytest

from handrail.facts.conditions import compile_condition
from handrail.procedures.language.reader import read
from handrail.procedures.proof import theory
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import DutyToMeet, Finding

FILE = Path(__file__).parents[3] / "src/handrail/procedures/library/cancel-home-sale.yaml"
PROOF = Path(__file__).parents[3] / "src/handrail/procedures/proof"
# A text of our own, so that a change of the library changes nothing here.
BASE = """
procedure: small-home-sale
title: Cancel a sale made at the home
purpose: The money goes back on time.
owner: manager
review: {every: 6mo}
steps:
  - id: find
    ask: [sale.number, sale.place, sale.signed_on, sale.notice_given, cancellation.sent_on]
    unknown: {escalate: supervisor, why: It can’t be found., within: 4h}
  - id: in-time
    decide:
      - when: sale.place != 'home'
        then: {escalate: supervisor, why: Another procedure fits.}
      - when: sale.notice_given == false
        then: confirm
      - when: days(sale.signed_on, cancellation.sent_on) <= 3
        then: confirm
      - otherwise: {end: referred}
    unknown: escalate supervisor
  - id: confirm
    say: You want to cancel order {{ sale.number }}. Shall I go ahead?
    confirm: customer
    no: {end: kept}
  - id: refund
    do: Send the money back.
    meets: [home-solicitation.refund]
    if_skipped: {escalate: supervisor, why: Not started.}
  - id: close
    send: Order {{ sale.number }} is cancelled.
    record: [case.reason, case.resolution]
    end: resolved
"""
ARISES = "sale.place == 'home' && (!sale.notice_given || days(sale.signed_on, cancellation.sent_on) <= 3)"
DUTY = DutyToMeet("r", "home-solicitation.refund", "Give the money back", "1 X 2", arises=compile_condition(ARISES))


def missed(text: str) -> list[Finding]:
    made = read(text)
    return [row for row in check({made.procedure: made}, made.procedure, [DUTY], {}).findings if row.severity == "law"]


def test_the_text_as_it_stands_meets_its_duty() -> None:
    assert missed(BASE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    meets: [home-solicitation.refund]\n", ""),
        ("    if_skipped: {escalate: supervisor, why: Not started.}\n", ""),
        ("<= 3\n", "<= 2\n"),
        ("<= 3\n", "< 3\n"),
        ("sale.notice_given == false", "sale.notice_given == true"),
        ("then: confirm\n      - when: days", "then: close\n      - when: days"),
        ("    no: {end: kept}\n", "    no: {end: kept}\n    next: close\n"),
        ("sale.place != 'home'\n        then: {escalate: supervisor, why: Another procedure fits.}",
         "sale.place != 'shop'\n        then: {end: referred}"),
        ("    do: Send the money back.\n", "    when: sale.paid_how == 'cash'\n    do: Send the money back.\n"),
        ("    no: {end: kept}", "    no: close"),
    ],
)  # fmt: skip
def test_one_change_that_breaks_the_duty_is_refused(old: str, new: str) -> None:
    assert old in BASE
    [finding] = missed(BASE.replace(old, new, 1))
    assert finding.rule == "duty-not-met"
    assert len(finding.story) >= 3


def test_thirty_procedures_take_a_few_seconds_at_most() -> None:
    made = read(BASE)
    began = time.process_time()
    for _ in range(30):
        check({made.procedure: made}, made.procedure, [DUTY] * 5, {})
    assert time.process_time() - began < 10


def test_terms_that_share_a_fact_are_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theory, "is_there", lambda: False)
    steps = BASE.replace("then: {escalate: supervisor, why: Another procedure fits.}",
                         "then: confirm\n      - when: days(sale.signed_on, sale.delivered_on) > 9\n        then: confirm")  # fmt: skip
    made = read(steps)
    answer = check({made.procedure: made}, made.procedure, [DUTY], {})
    assert any("share a fact" in line for line in answer.undecided)


def test_nothing_here_knows_of_django() -> None:
    assert not [file.name for file in PROOF.glob("*.py") if "django" in file.read_text("utf-8")]
