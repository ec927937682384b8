"""Each rule of good practice and style: a procedure that breaks it, one that keeps it, and what is no finding."""

from datetime import date
from pathlib import Path

import pytest
from test_rules import CASES as FIRST_CASES

from handrail.facts.conditions import compile_condition
from handrail.law.engine import load_law
from handrail.procedures.examined import examine_by_law
from handrail.procedures.language.reader import read
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import NOWHERE, DutyToMeet, Finding, Here, Report
from handrail.procedures.proof.rules import GROUPS, RULES
from handrail.procedures.proof.rules.page import as_markdown
from handrail.procedures.proof.rules.words import said_open
from handrail.procedures.shelf import library

PERSON = "{escalate: supervisor, why: A person decides.}"
ASKED = f"unknown: {PERSON}, if_skipped: {PERSON}"
END = "  - {id: z, record: [case.reason], end: resolved}\n"
SMALL = "  - {id: y, say: It is small., next: z}\n"
X = "facts:\n  own.x: {type: text, label: The x, ask: Which x?}\n"
AGAIN = f"{{again: pay, at_most: 2, forget: [payment.approved], over: {PERSON}}}"
TWICE = f"  - {{id: went, decide: [{{when: payment.approved, then: z}}, {{otherwise: {AGAIN}}}], unknown: {PERSON}}}\n"
HERE = Here(tools=frozenset({"Zendesk Support", "none, a spreadsheet"}), roles=frozenset({"owner", "agent"}))


def procedure(steps: str, head: str = "", name: str = "small") -> Procedure:
    begin = f"procedure: {name}\ntitle: T\npurpose: P\nowner: o\nhandles: [asked]\nreview: {{every: 6mo}}\n"
    return read(f"{begin}{head}steps:\n{steps}")


def report(steps: str, head: str = "", *duties: DutyToMeet, called: Procedure | None = None, **more: object) -> Report:
    bundle = {"small": procedure(steps, head), **({called.procedure: called} if called else {})}
    return check(bundle, "small", duties, {}, **more)  # type: ignore[arg-type]


def found(rule: str, steps: str, head: str = "", here: Here = NOWHERE, **more: object) -> list[Finding]:
    return [row for row in report(steps, head, here=here, **more).findings if row.rule == rule]  # type: ignore[arg-type]


def table(otherwise: str) -> str:
    rows = "rows: [{is: [home], then: z}, {is: [shop], then: z}]"
    return f"  - {{id: a, ask: [sale.place], {ASKED}, table: {{of: [sale.place], {rows}{otherwise}}}}}\n{END}"


def rows(first: int, second: int) -> str:
    wide, narrow = f"{{when: sale.total > {first}, then: z}}", f"{{when: sale.total > {second}, then: y}}"
    return f"  - {{id: a, ask: [sale.total], {ASKED}, decide: [{wide}, {narrow}, {{otherwise: y}}]}}\n{SMALL}{END}"


def threat(to: str) -> str:
    way = f"{{escalate: {to}, why: It may be law.}}"
    return f"  - {{id: a, ask: [case.legal_threat], unknown: {way}, if_skipped: {PERSON}}}\n{END}"


def order(first: str, second: str) -> str:
    steps = {
        "pay": "  - {id: pay, do: Refund the whole sum., once: true}\n",
        "ok": "  - {id: ok, say: Is that right?, confirm: customer, no: z}\n",
    }
    return f"{steps[first]}{steps[second]}{END}"


def charge(mark: str) -> str:
    return f"  - {{id: pay, do: Charge the card., ask: [payment.approved], never_skip: true{mark}}}\n{TWICE}{END}"


def does(text: str) -> str:
    return f"  - {{id: a, do: '{text}', end: kept}}\n"


def says(text: str) -> str:
    return f"  - {{id: a, say: '{text}', end: kept}}\n"


# (breaks it, keeps it, at which step)
CASES: dict[str, tuple[tuple[str, str], tuple[str, str], str]] = {
    "decision-gap": ((table(""), ""), (table(", otherwise: z"), ""), "a"),
    "row-never-taken": ((rows(100, 200), ""), (rows(200, 100), ""), "a"),
    "no-legal-path": ((threat("supervisor"), ""), (threat("legal"), ""), "a"),
    "switched-off": (
        (says("Hi").replace("end:", "switched_off: {no-recrod: It is kept elsewhere.}, end:"), ""),
        (says("Hi").replace("end:", "switched_off: {no-record: It is kept elsewhere.}, end:"), ""),
        "a",
    ),
    "fact-unused": (
        ("  - {id: a, say: Hi, ask: [own.x]}\n", X),
        ("  - {id: a, ask: [own.x]}\n  - {id: b, say: 'Hi {{ own.x }}'}\n", X),
        "a",
    ),
    "data-not-needed": (
        ("  - {id: a, ask: [customer.age], end: kept}\n", ""),
        ("  - {id: a, ask: [customer.age], record: [customer.age], end: kept}\n", ""),
        "a",
    ),
    "do-before-confirm": ((order("pay", "ok"), ""), (order("ok", "pay"), ""), "pay"),
    "once-missing": ((charge(""), ""), (charge(", once: true"), ""), "pay"),
    "undefined-threshold": ((does("Offer a reasonable amount."), ""), (does("Offer 50 dollars."), ""), "a"),
    "who-unclear": ((does("Someone should call the carrier."), ""), (does("Call the carrier."), ""), "a"),
    "stale-name": (
        (does("Post it.").replace("end:", "how: [{in: Oldbooks}], end:"), ""),
        (does("Post it.").replace("end:", "how: [{in: Zendesk}], end:"), ""),
        "a",
    ),
    "long-script": ((says("So be it. " * 16), ""), (says("So be it. " * 12), ""), "a"),
    "long-sentence": ((does("so be it " * 9), ""), (does("so be it " * 8), ""), "a"),
    "hard-words": (
        (says("Administrative considerations necessitate postponement. " * 8), ""),
        (says("We have to wait a bit. " * 8), ""),
        "a",
    ),
    "passive-instruction": ((does("The form is sent to the agency."), ""), (does("Send the form to them."), ""), "a"),
}


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_finds_what_breaks_it_and_names_the_step(rule: str) -> None:
    breaks, keeps, step = CASES[rule]
    assert [row.step for row in found(rule, *breaks, here=HERE)] == [step]
    assert found(rule, *keeps, here=HERE) == []


def test_every_rule_has_its_cases() -> None:
    assert {*FIRST_CASES, *CASES, "duty-not-met", "own-fact-differs", "role-differs"} == set(RULES)


def test_law_comes_first_and_every_rule_is_explained() -> None:
    order = [list(GROUPS).index(rule.group) for rule in RULES.values()]
    assert order == sorted(order)
    assert all(rule.title and rule.looks and rule.why and rule.mend for rule in RULES.values())


def test_findings_come_law_first_and_style_last() -> None:
    duty = DutyToMeet("u", "x.y", "Give it back", "1 C 2", arises=compile_condition("sale.place == 'home'"))
    steps = "  - {id: a, ask: [sale.place], do: The form is sent to them for a few days., end: resolved}\n"
    got = [row.severity for row in report(steps, "", duty).findings]
    assert got == sorted(got, key=["law", "must", "advice", "style"].index)
    assert {*got} == {"law", "must", "advice", "style"}


def test_style_and_advice_are_not_grave() -> None:
    assert not any(row.is_grave for row in report(does("The form is sent to them. Offer a few days.")).findings
                   if row.rule in ("passive-instruction", "undefined-threshold"))  # fmt: skip


# What is no finding


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("who-unclear", "If it must be told, tell the safety agency at once."),
        ("who-unclear", "Click the button; nothing needs to be entered."),
        ("who-unclear", "Keep it until it has to be signed by the owner."),
        ("who-unclear", "Page the person on call until somebody answers."),
        ("passive-instruction", "Look that the recording is paused before the customer reads the number."),
        ("passive-instruction", "Mark the recording, so that it is not deleted with the others."),
        ("undefined-threshold", "Press the large green button."),
        ("promise-open", "Ask: Shall we send it?"),
    ],
)
def test_these_words_are_no_finding(rule: str, text: str) -> None:
    assert [row.title for row in found(rule, does(text))] == []


@pytest.mark.parametrize(
    ("words", "open_"),
    [
        ("The manager will call you.", True),
        ("We’ll send you the pictures.", True),
        ("You’ll hear from us.", True),
        ("The manager will call you by tomorrow.", False),
        ("We’ll call you if it turns up.", False),
        ("I’ll write it down just the way you say it.", False),
        ("Someone will write to you within two days. Is that all right?", False),
        ("You’ll get {{ sale.paid }} back.", False),
        ("Will you send us the form?", False),
    ],
)
def test_a_promise_that_is_said_has_its_time(words: str, open_: bool) -> None:
    step = Step.model_validate({"id": "a", "say": words})
    assert bool(said_open(step)) is open_
    assert not said_open(Step.model_validate({"id": "a", "say": words, "send": "Here it is."}))


def test_a_gap_is_told_as_a_story_with_the_case_that_falls_through() -> None:
    [row] = found("decision-gap", table(""))
    assert "no row says what to do" in row.story[-1]
    assert row.severity == "must"


@pytest.mark.parametrize(
    ("column", "cells", "fit"),
    [
        ("month(today)", ["1 to 9", "10 to 12"], True), ("month(today)", ["1 to 9", "11 to 12"], False),
        ("weekday(today)", ["1 to 5", "6 to 7"], True), ("weekday(today)", ["2 to 7"], False),
        ("case.hour", ["0 to 16", "17 to 23"], True), ("case.hour", ["0 to 16", "17 to 22"], False),
        ("case.opened_on", ["< 2026-12-20", "2026-12-20 to 2027-01-02", "> 2027-01-02"], True),
        ("case.opened_on", ["< 2026-12-20", "2026-12-21 to 2027-01-02", "> 2027-01-02"], False),
    ],
)  # fmt: skip
def test_no_month_is_the_thirteenth_and_no_hour_the_twenty_fifth(column, cells, fit) -> None:
    lines = "".join(f'        - {{is: ["{cell}"], then: close}}\n' for cell in cells)
    steps = f"  - id: which\n    table:\n      of: ['{column}']\n      rows:\n{lines}  - {{id: close, end: kept}}\n"
    assert bool(found("decision-gap", steps)) is not fit


def test_a_gap_below_zero_says_how_it_is_closed() -> None:
    steps = (
        "  - id: which\n    table:\n      of: [giftcard.balance]\n      rows:\n"
        '        - {is: ["0 to 3"], then: close}\n        - {is: ["> 3"], then: close}\n'
        "  - {id: close, end: kept}\n"
    )
    [row] = found("decision-gap", steps)
    assert "`<= 3` takes that in" in str(row.mend)


@pytest.mark.parametrize(
    ("steps", "mend"),
    [
        ("  - {id: a, ask: [sale.number], unknown: escalate supervisor}\n", "Give a, which finds sale.number, `never_skip"),
        ("  - {id: a, ask: [sale.total], work_out: {sale.paid: sale.total}, unknown: escalate supervisor}\n",
         "Give a, which finds sale.paid, `never_skip"),
        ("  - {id: a, ask: [sale.number], say: 'It is {{ sale.number }}.', unknown: escalate supervisor}\n",
         "Ask sale.number in a step before, with"),
    ],
)  # fmt: skip
def test_the_mend_of_an_open_blank_is_the_one_for_its_path(steps: str, mend: str) -> None:
    words = "" if "say" in steps else f"  - {{id: b, say: 'It is {{{{ {mend.split()[4][:-1]} }}}}.'}}\n"
    [row] = found("fact-before-known", f"{steps}{words}  - {{id: close, end: kept}}\n")
    assert str(row.mend).startswith(mend)


def test_a_row_said_twice_is_never_taken() -> None:
    [row] = found("row-never-taken", rows(100, 100))
    assert "row 2 asks the same as row 1" in row.title


def test_a_row_that_only_this_business_never_needs_is_no_finding() -> None:
    steps = (
        f"  - {{id: a, say: Hi, never_skip: true, unknown: {PERSON}, decide: [{{when: business.sells_online, then: z}}, {{otherwise: y}}]}}\n"
        f"{SMALL}{END}"
    )
    answer = check({"small": procedure(steps)}, "small", [], {"business.sells_online": False})
    assert [row for row in answer.findings if row.rule in ("row-never-taken", "unreachable-step")] == []


def test_a_step_of_a_called_procedure_that_this_caller_never_needs_is_no_finding() -> None:
    called = procedure(
        f"  - {{id: q, ask: [sale.place], {ASKED}, decide: [{{when: sale.place == 'home', then: h}}, {{otherwise: s}}]}}\n"
        "  - {id: h, say: At home., end: kept}\n  - {id: s, say: Elsewhere., end: kept}\n",
        name="called",
    )
    steps = "  - {id: a, call: called, give: {sale.place: \"'home'\"}}\n" + END
    answer = report(steps, called=called)
    assert [row for row in answer.findings if row.rule == "unreachable-step"] == []


def test_a_fact_that_two_procedures_define_otherwise_is_found() -> None:
    called = procedure(
        "  - {id: q, ask: [own.x], record: [own.x], end: kept}\n", X.replace("Which x?", "What x?"), "called"
    )
    steps = "  - {id: a, ask: [own.x], record: [own.x]}\n  - {id: b, call: called}\n"
    [row] = found("own-fact-differs", steps, X, called=called)
    assert row.about == "own.x"
    alike = procedure("  - {id: q, ask: [own.x], record: [own.x], end: kept}\n", X, "called")
    assert found("own-fact-differs", steps, X, called=alike) == []


def test_a_fact_nobody_asks_and_a_limit_nobody_reads_are_unused() -> None:
    head = f"limits: {{days: {{is: 30 days, owner: manager, since: 2026-11-01}}}}\n{X}"
    assert [row.about for row in found("fact-unused", says("Hi"), head)] == ["own.x", "days"]


def test_a_limit_that_says_no_number_is_undefined() -> None:
    assert [row.about for row in found("undefined-threshold", says("Hi"), "limits: {tone: up to what is fair}\n")] == [
        "tone"
    ]
    assert found("undefined-threshold", says("Hi"), "limits: {window: four hours at most}\n") == []


def test_contact_is_needed_where_somebody_comes_back() -> None:
    ask = "  - {id: a, ask: [customer.phone], end: kept}\n"
    assert found("data-not-needed", ask)
    assert found("data-not-needed", ask.replace("end: kept", "within: 1d, do: Call back., end: kept")) == []


def test_personal_data_that_a_duty_reads_is_needed() -> None:
    duty = DutyToMeet("u", "x.y", "Ask a parent", "1 C 2", arises=compile_condition("customer.age < 13"), judged=False)
    ask = "  - {id: a, ask: [customer.age], end: kept}\n"
    assert [row for row in report(ask, "", duty).findings if row.rule == "data-not-needed"] == []


def test_danger_that_a_person_takes_over_at_once_needs_no_lawyer_first() -> None:
    steps = f"  - {{id: a, ask: [safety.injury], {ASKED}}}\n{END}"
    assert found("no-legal-path", steps)
    assert found("no-legal-path", steps.replace("decides.}", "decides., within: 10m}")) == []


def test_a_deed_on_another_path_than_the_question_is_no_finding() -> None:
    steps = (
        f"  - {{id: a, ask: [sale.is_consumer], {ASKED}, decide: [{{when: sale.is_consumer, then: pay}}, {{otherwise: ok}}]}}\n"
        "  - {id: pay, do: Refund the sum., once: true, record: [case.reason], end: resolved}\n"
        f"  - {{id: ok, say: Is that right?, confirm: customer, no: z}}\n{END}"
    )
    assert found("do-before-confirm", steps) == []


def test_tools_and_roles_are_looked_at_only_where_they_are_known() -> None:
    breaks, _, _ = CASES["stale-name"]
    assert found("stale-name", *breaks) == []
    boss = "  - {id: a, do: Sign it., role: supervisor, end: kept}\n"
    [row] = found("stale-name", boss, here=HERE)
    assert "nobody here is one" in row.title


# Switched off


def test_a_rule_switched_off_keeps_its_finding_apart_with_the_reason() -> None:
    steps = does("Offer a few days.").replace(
        "end:", "switched_off: {undefined-threshold: The owner wants it so.}, end:"
    )
    answer = report(steps)
    assert [row for row in answer.findings if row.rule == "undefined-threshold"] == []
    [off] = answer.switched_off
    assert (off.finding.rule, off.reason) == ("undefined-threshold", "The owner wants it so.")


def test_a_rule_may_be_switched_off_for_the_whole_procedure_and_only_there() -> None:
    head = "switched_off: {undefined-threshold: The owner wants it so.}\n"
    assert found("undefined-threshold", does("Offer a few days."), head) == []
    assert found("who-unclear", does("Someone should call."), head)


@pytest.mark.parametrize("rule", ["duty-not-met", "refusal-unsure", "dead-end", "endless-loop"])
def test_law_and_what_can_not_run_are_never_switched_off(rule: str) -> None:
    head = f"switched_off: {{{rule}: It does not suit us.}}\n"
    steps = "  - {id: a, decide: [{otherwise: b}]}\n  - {id: b, decide: [{otherwise: a}]}\n"
    assert [row.title for row in found("switched-off", steps, head)] == [f"The rule {rule} can’t be switched off"]
    assert found("endless-loop", steps, head)


@pytest.mark.parametrize("name", sorted(library()))
def test_the_library_breaks_no_rule_of_good_practice_or_style(name: str) -> None:
    """What the law asks of it is looked at in test_library_law."""
    answer = examine_by_law(library()[name], library(), {}, load_law(), date(2026, 11, 24), anybody=True)
    practice = [row for row in answer.findings if RULES[row.rule].group != "law"]
    assert [(row.rule, row.step, row.title) for row in practice] == []


PAGE = Path(__file__).parents[3] / "docs" / "reference" / "rules.md"


def test_the_page_of_the_reference_is_the_one_of_the_rules() -> None:
    assert PAGE.read_text("utf-8") == as_markdown(), "run `handrail check --rules > docs/reference/rules.md`"
    assert all(f"`{name}`" in as_markdown() for name in RULES)
