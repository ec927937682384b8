"""Every mend that is offered was tried: the finding is gone, and no grave one is new."""

import pytest

from handrail.facts.conditions import compile_condition
from handrail.procedures.language.reader import read, write
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import DutyToMeet, Finding, InTime, MustCome, Report
from handrail.procedures.proof.mending import Change, Mend, NoMendError, checked_mend, mended

HEAD = """
procedure: broken
title: Broken
purpose: To be mended.
owner: manager
review: {every: 6mo}
steps:
"""
ASK = "  - {id: first, ask: [sale.notice_given], unknown: escalate supervisor, never_skip: true}\n"
BACK = "  - {id: back, do: Pay it back., meets: [a.refund], never_skip: true}\n"
CLOSE = "  - {id: close, send: It is done., record: [case.reason], end: resolved}\n"
REFUND = DutyToMeet("d", "a.refund", "Give the money back", "1 X 2", arises=compile_condition("sale.notice_given"))
FIRST = DutyToMeet("d", "a.refund", "Give the money back", "1 X 2", must_come=MustCome("before", ("send",)))
SOON = DutyToMeet(
    "d", "a.refund", "Give the money back", "1 X 2", in_time=InTime(("sale.notice_given",), 2 * 1440, "2 days")
)
AFTER = DutyToMeet("d", "a.refund", "Give the money back", "1 X 2", must_come=MustCome("after", ("a.cancel",)))


def again(duties):
    return lambda procedure: check({procedure.procedure: procedure}, procedure.procedure, duties, {})


def found(steps: str, rule: str, duties=()) -> tuple[Report, Finding]:
    report = again(duties)(read(HEAD + steps))
    return report, next(row for row in report.findings if row.rule == rule)


def mend(steps: str, rule: str, duties=()) -> Mend | None:
    report, finding = found(steps, rule, duties)
    return checked_mend(read(HEAD + steps), report, finding, again(duties))


CASES = {
    "skipped": (ASK + BACK.replace(", never_skip: true", "") + CLOSE, "duty-not-met", [REFUND], ("set back never_skip",)),
    "only sometimes": (
        ASK + BACK.replace("do:", "when: case.channel == 'chat', do:") + CLOSE, "duty-not-met", [REFUND], ("set back when",),
    ),
    "nowhere": (ASK + CLOSE.replace("}", ", never_skip: true}"), "duty-not-met", [REFUND], ("add close ",)),
    "too slow": (ASK + BACK.replace("meets:", "within: 3d, meets:") + CLOSE, "duty-not-met", [SOON], ("set back within",)),
    "too late": (ASK + CLOSE.replace(", end: resolved", "") + BACK, "duty-not-met", [FIRST], None),
    "too soon": (
        ASK + BACK + "  - {id: cancel, do: Cancel., meets: [a.cancel], never_skip: true}\n" + CLOSE, "duty-not-met", [AFTER],
        ("move cancel ",),
    ),
    "jumped over": (
        "  - {id: first, ask: [sale.notice_given], unknown: escalate supervisor, never_skip: true, next: close}\n" + BACK + CLOSE,
        "duty-not-met", [REFUND], None,
    ),
    "a refusal": (
        "  - id: first\n    ask: [sale.notice_given]\n    never_skip: true\n    unknown: {refuse: We can’t.}\n" + CLOSE,
        "refusal-unsure", [], ("set first unknown",),
    ),
    "no way for what can’t be found out": (
        "  - id: first\n    check: {it holds: sale.notice_given}\n    otherwise: escalate supervisor\n" + CLOSE,
        "no-escalation", [], ("set first unknown",),
    ),
    "no record": (ASK + CLOSE.replace("record: [case.reason], ", ""), "no-record", [], ("set close record",)),
    "a blank never asked": (
        ASK + CLOSE.replace("It is done.", "'Sale {{ sale.number }} is done.'"), "fact-before-known", [], None,
    ),
    "a step nobody comes to": (ASK.replace("}", ", next: close}") + BACK + CLOSE, "unreachable-step", [], ("remove back ",)),
    "a promise": (ASK + CLOSE.replace("It is done.", "We will write to you."), "promise-open", [], ("set close within",)),
    "a gap in a table": (
        ASK + "  - id: look\n    table:\n      of: [sale.notice_given]\n      rows:\n        - {is: ['yes'], then: close}\n" + CLOSE,
        "decision-gap", [], ("set look table",),
    ),
    "a row never taken": (
        ASK + "  - id: look\n    decide:\n      - {when: sale.notice_given, then: close}\n"
        "      - {when: sale.notice_given && case.channel == 'chat', then: close}\n      - {otherwise: escalate supervisor}\n"
        + CLOSE, "row-never-taken", [], ("set look decide",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_mend_is_found_and_holds(name):
    steps, rule, duties, wanted = CASES[name]
    made = mend(steps, rule, duties)
    assert made is not None
    assert made.words.endswith(".")
    if wanted:
        assert tuple(f"{row.how} {row.step} {row.part}" for row in made.changes) == wanted
    before, finding = found(steps, rule, duties)
    changed = read(write(mended(read(HEAD + steps), made.changes)))  # what is kept as text says the same
    after = again(duties)(changed)
    assert not [row for row in after.findings if (row.rule, row.about) == (finding.rule, finding.about)]
    grave = {(row.rule, row.step, row.about) for row in before.findings if row.is_grave}
    assert {(row.rule, row.step, row.about) for row in after.findings if row.is_grave} <= grave


def test_a_duty_missed_on_two_paths_is_mended_on_both():
    two = BACK.replace(", never_skip: true", "").replace("do:", "when: case.channel == 'chat', do:")
    made = mend(ASK + two + CLOSE, "duty-not-met", [REFUND])
    assert made is not None
    assert len(made.changes) == 2


def test_what_cannot_be_mended_is_not_offered():
    report, finding = found(ASK + CLOSE, "duty-not-met", [REFUND])
    assert checked_mend(read(HEAD + ASK + CLOSE), report, finding, lambda _: report) is None


def test_a_mend_that_breaks_something_else_is_not_offered():
    steps = ASK + CLOSE.replace("record: [case.reason], ", "")
    report, finding = found(steps, "no-record")
    other = Finding("dead-end", "close", "must", "Broken")

    def breaks(procedure):
        after = again([])(procedure)
        return type(after)(findings=(*after.findings, other), states=1, ends=(), checked=())

    assert checked_mend(read(HEAD + steps), report, finding, breaks) is None


def test_a_finding_of_a_called_procedure_is_mended_there():
    report, finding = found(ASK + CLOSE.replace("record: [case.reason], ", ""), "no-record")
    elsewhere = Finding(finding.rule, finding.step, finding.severity, finding.title, procedure="other")
    assert checked_mend(read(HEAD + ASK + CLOSE), report, elsewhere, again([])) is None


@pytest.mark.parametrize(
    "change", [Change("set", "gone", "end", "kept"), Change("move", "back", value="gone"), Change("set", "back", "nonsense", 1)]
)  # fmt: skip
def test_changes_that_do_not_fit_say_so(change):
    with pytest.raises(NoMendError):
        mended(read(HEAD + ASK + BACK + CLOSE), [change])


def test_a_change_is_data():
    assert Change("set", "back", "never_skip", True).data == {
        "how": "set",
        "step": "back",
        "part": "never_skip",
        "value": True,
    }
