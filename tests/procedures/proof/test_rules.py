"""Every rule with a procedure that breaks it and one that keeps it."""

import pytest

from handrail.facts.conditions import compile_condition
from handrail.procedures.language.reader import read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof import theory
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import DutyToMeet, Finding, InTime, MustCome, Report
from handrail.procedures.shelf import library

HEAD = "title: T\npurpose: P\nowner: o\nhandles: [asked]\nreview: {every: 6mo}\nsteps:\n"
PERSON = "{escalate: supervisor, why: A person decides.}"


def procedure(steps: str, name: str = "small") -> Procedure:
    return read(f"procedure: {name}\n{HEAD}{steps}")


def report(steps: str, *duties: DutyToMeet, called: str = "", **given: object) -> Report:
    bundle = {"small": procedure(steps)}
    if called:
        bundle["called"] = procedure(called, "called")
    return check(bundle, "small", duties, given.get("business", {}))  # type: ignore[arg-type]


def found(rule: str, steps: str, *duties: DutyToMeet, **more: object) -> list[Finding]:
    return [row for row in report(steps, *duties, **more).findings if row.rule == rule]  # type: ignore[arg-type]


def refund(**more: object) -> DutyToMeet:
    arises = compile_condition("sale.place == 'home' && days(sale.signed_on, cancellation.sent_on) <= 3")
    fields = {"arises": arises, **more}
    return DutyToMeet("us.refund", "home.refund", "Give the money back", "16 CFR 429.1", **fields)  # type: ignore[arg-type]


ASKED = f"""
  - id: find
    ask: [sale.place, sale.signed_on, cancellation.sent_on]
    unknown: {PERSON}
    if_skipped: {PERSON}
  - id: which
    decide:
      - when: sale.place == 'home' && days(sale.signed_on, cancellation.sent_on) <= LIMIT
        then: pay
      - otherwise: tell
    unknown: {PERSON}
  - id: tell
    say: It is too late.
    record: [case.reason]
    end: referred
  - id: pay
    do: Give the money back.
    meets: [home.refund]
    if_skipped: {PERSON}
    record: [case.reason]
    end: resolved
"""
UNMET = ASKED.replace("LIMIT", "2")
MET = ASKED.replace("LIMIT", "3")


def test_a_duty_missed_on_the_third_day_is_told_as_a_story() -> None:
    [finding] = found("duty-not-met", UNMET, refund())
    assert (finding.severity, finding.step, finding.about) == ("law", "tell", "us.refund")
    assert "asks on day 3" in finding.story[0]
    assert finding.story[0].startswith("A customer who bought at home and asks on day 3 is told")
    assert any("It is too late." in line for line in finding.story)
    assert finding.story[-1].endswith("and never: Give the money back (16 CFR 429.1).")
    assert "home.refund" in (finding.mend or "")


def test_a_duty_met_wherever_it_arises_is_no_finding() -> None:
    answer = report(MET, refund())
    assert [row for row in answer.findings if row.rule == "duty-not-met"] == []
    assert answer.checked == ("home.refund",)
    assert not answer.blocks


def test_a_step_that_may_be_skipped_misses_its_duty_and_the_mend_says_what_to_write() -> None:
    steps = MET.replace(f"    meets: [home.refund]\n    if_skipped: {PERSON}", "    meets: [home.refund]")
    [finding] = found("duty-not-met", steps, refund())
    assert finding.step == "pay"
    assert "never_skip" in (finding.mend or "")
    mended = steps.replace("    meets: [home.refund]", "    meets: [home.refund]\n    never_skip: true")
    assert found("duty-not-met", mended, refund()) == []


@pytest.mark.parametrize("status", ["unverified", "due"])
def test_unverified_law_never_blocks(status: str) -> None:
    [finding] = found("duty-not-met", UNMET, refund(status=status))
    assert finding.severity == "must"
    assert "unverified" in finding.title
    assert not report(UNMET, refund(status=status)).blocks


def test_a_duty_whose_facts_are_unknown_counts_and_says_on_what() -> None:
    steps = MET.replace(f"    unknown: {PERSON}\n    if_skipped", "    unknown: tell\n    if_skipped", 1)
    [finding] = found("duty-not-met", steps, refund())
    assert "not known: " in finding.title


def test_a_duty_no_step_asks_about_is_said_and_not_judged() -> None:
    other = DutyToMeet("x", "x.y", "Tell residents", "1 V 2", arises=compile_condition("breach.suspected"))
    answer = report(MET, other)
    assert answer.checked == ()
    assert "Personal data may be lost" in answer.not_asked[0]


def test_a_path_left_to_a_person_hands_the_duty_over() -> None:
    assert report(MET, refund()).handed_over == ("us.refund",)
    strict = refund(excused_by=frozenset())
    assert found("duty-not-met", MET, strict)


ORDER = (
    "  - {id: a, FIRST, never_skip: true}\n  - {id: b, SECOND, never_skip: true, record: [case.reason], end: resolved}"
)
NOTICE, SALE = "say: You may cancel., meets: [x.notice]", "do: Close the sale."


@pytest.mark.parametrize(
    ("rule", "first", "second", "how"),
    [
        (("before", "do"), NOTICE, SALE, ""),
        (("before", "do"), SALE, NOTICE, "too late"),
        (("after", "do"), SALE, NOTICE, ""),
        (("after", "do"), NOTICE, SALE, "not met"),
    ],
)
def test_a_duty_may_have_to_come_before_or_after(rule: tuple[str, str], first: str, second: str, how: str) -> None:
    duty = DutyToMeet("n", "x.notice", "Say the notice", "1 O 2", must_come=MustCome(rule[0], (rule[1],)))  # type: ignore[arg-type]
    rows = found("duty-not-met", ORDER.replace("FIRST", first).replace("SECOND", second), duty)
    assert [how in row.title for row in rows] == ([True] if how else [])


def test_contradicting_conditions_are_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theory, "is_there", lambda: False)
    steps = """
  - {id: a, say: Hello, decide: [{when: sale.signed_on < sale.ship_by, then: b}, {otherwise: c}], unknown: END}
  - {id: b, decide: [{when: sale.signed_on < sale.ship_by, then: c}, {otherwise: d}], unknown: END}
  - {id: c, do: Work, end: resolved}
  - {id: d, do: Never, end: resolved}
""".replace("END", PERSON)
    assert [row.step for row in found("unreachable-step", steps.replace("if_skipped", "if_skipped"))] in ([], ["d"])
    held = steps.replace("say: Hello,", "say: Hello, never_skip: true,")
    assert [row.step for row in found("unreachable-step", held)] == ["d"]
    assert "can’t be computed" in report(held).undecided[0]


# each rule of good practice: (rule, breaks it, keeps it, at which step)

CASES = {
    "unreachable-step": (
        "  - {id: a, say: Hi, next: c}\n  - {id: b, say: Lost}\n  - {id: c, record: [case.reason], end: resolved}",
        "  - {id: a, say: Hi}\n  - {id: b, say: Found}\n  - {id: c, record: [case.reason], end: resolved}", "b",
    ),
    "fact-before-known": (
        "  - {id: a, say: 'Order {{ sale.number }}'}\n  - {id: b, ask: [sale.number], end: kept}",
        (f"  - {{id: b, ask: [sale.number], never_skip: true, unknown: {PERSON}}}\n"
        "  - {id: a, say: 'Order {{ sale.number }}', end: kept}"), "a",
    ),
    "no-escalation": (
        "  - {id: a, ask: [sale.is_consumer], check: {home: sale.is_consumer}, otherwise: {end: unresolved}}",
        f"  - {{id: a, ask: [sale.is_consumer], check: {{home: sale.is_consumer}}, otherwise: {PERSON}, unknown: {PERSON}}}",
        "a",
    ),
    "no-record": (
        "  - {id: a, say: Hi, end: resolved}", "  - {id: a, say: Hi, record: [case.reason], end: resolved}", "a",
    ),
    "no-person": (
        "  - {id: a, say: Hi, end: kept}", "  - {id: a, say: Hi, escalate: {to: legal, why: It is law.}}", "a",
    ),
    "endless-loop": (
        "  - {id: a, decide: [{otherwise: b}]}\n  - {id: b, decide: [{otherwise: a}]}",
        "  - {id: a, decide: [{otherwise: b}]}\n  - {id: b, end: kept}", "a",
    ),
    "dead-end": ("  - {id: a, call: nowhere}", "  - {id: a, say: Hi, end: kept}", "a"),
    "promise-open": (
        "  - {id: a, send: We will call you back., end: kept}",
        "  - {id: a, send: We will call you back., within: 1d, end: kept}", "a",
    ),
    "refusal-unsure": (
        "  - {id: a, ask: [sale.is_consumer], unknown: {refuse: We can’t}, end: kept}",
        f"  - {{id: a, ask: [sale.is_consumer], unknown: {PERSON}, check: {{c: sale.is_consumer}}, otherwise: {{refuse: N}}}}",
        "a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_finds_what_breaks_it(rule: str) -> None:
    breaks, _, step = CASES[rule]
    rows = found(rule, breaks)
    assert rows
    assert rows[0].step == step


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_is_silent_on_what_keeps_it(rule: str) -> None:
    assert found(rule, CASES[rule][1]) == []


def test_a_circle_with_people_in_it_is_found_and_with_a_wait_it_is_advice() -> None:
    circle = "  - {id: a, say: Try again}\n  - {id: b, say: Did it work?, confirm: customer, no: a, end: kept}"
    assert [row.severity for row in found("endless-loop", circle)] == ["must"]
    waiting = (
        "  - {id: a, wait: {for: the part, at_most: 1d, on_timeout: b}, next: c}\n  - {id: b, do: Remind, next: a}\n"
    )
    assert [row.severity for row in found("endless-loop", waiting + "  - {id: c, end: kept}")] == ["advice"]


def test_a_circle_without_a_way_out_is_a_dead_end_too() -> None:
    assert found("dead-end", "  - {id: a, say: Hi}\n  - {id: b, say: Ho, next: a}")


def test_a_procedure_that_calls_itself_without_end_is_found() -> None:
    assert found("endless-loop", "  - {id: a, call: small}")


def test_a_called_procedure_meets_the_duty_of_its_caller() -> None:
    called = "  - {id: pay, do: Pay it back., meets: [home.refund], never_skip: true, end: resolved}"
    steps = "  - {id: a, call: called}\n  - {id: z, record: [case.reason], end: resolved}"
    assert found("duty-not-met", steps, refund(arises=None), called=called) == []
    assert found(
        "duty-not-met", steps, refund(arises=None), called=called.replace("pay,", "pay, when: sale.is_consumer,")
    )


def test_a_refusal_on_law_that_is_unverified_is_found() -> None:
    steps = f"""
  - id: a
    ask: [cancellation.sent_on]
    unknown: {PERSON}
    check: {{in time: cancellation.sent_on <= deadline('home.refund')}}
    otherwise: {{refuse: It is too late.}}
"""
    rows = found("refusal-unsure", steps, refund(status="unverified", arises=None))
    assert [row.about for row in rows] == ["home.refund"]
    assert found("refusal-unsure", steps, refund(arises=None)) == []


def test_a_missing_way_for_the_unknown_is_a_must_though_the_engine_has_one() -> None:
    steps = f"  - {{id: a, check: {{c: sale.is_consumer}}, otherwise: {PERSON}, end: kept}}"
    [row] = found("no-escalation", steps)
    assert row.severity == "must"
    assert "unknown" in (row.mend or "")


def test_facts_of_this_business_alone_make_no_step_unreachable() -> None:
    steps = "  - {id: a, when: business.sells_online, say: Hi}\n  - {id: b, say: Ho, end: kept}"
    assert found("unreachable-step", steps, business={"business.sells_online": False}) == []


def test_too_many_cases_are_said_plainly() -> None:
    answer = check({"small": procedure(MET)}, "small", [refund()], {}, most_states=2)
    assert not answer.complete
    assert "too many" in answer.undecided[-1]


def test_a_rule_can_be_switched_off() -> None:
    answer = check({"small": procedure(CASES["no-record"][0])}, "small", [], {}, without=["no-record"])
    assert "no-record" not in answer.rules
    assert all(row.rule != "no-record" for row in answer.findings)


def test_no_finding_claims_more_than_was_checked() -> None:
    rows = [row for steps in (UNMET, *(pair[0] for pair in CASES.values())) for row in report(steps, refund()).findings]
    words = " ".join(" ".join((row.title, row.mend or "", *row.story)) for row in rows).lower()
    assert not any(word in words for word in ("compliant", "lawful", "guaranteed", "proved"))


@pytest.mark.parametrize("name", sorted(library()))
def test_the_library_is_walked_to_its_ends(name: str) -> None:
    answer = check(library(), name, [], {})
    assert answer.complete
    assert answer.ends
    assert not [row for row in answer.findings if row.rule in ("dead-end", "unreachable-step") and row.about == ""]


TEN_DAYS = InTime(("cancellation.sent_on",), 10 * 1440, "10 calendar days")


def paid(within: str, rule: InTime, text: str = ASKED) -> Report:
    steps = text.replace("LIMIT", "3").replace(
        "    do: Give the money", f"    within: {within}\n    do: Give the money"
    )
    return report(steps, refund(in_time=rule))


@pytest.mark.parametrize(("within", "late"), [("10d", False), ("11d", True), ("2w", True), ("1h", False)])
def test_a_step_that_takes_longer_than_the_law_gives_meets_its_duty_too_late(within: str, late: bool) -> None:
    made = paid(within, TEN_DAYS)
    rows = [row for row in made.findings if row.rule == "duty-not-met"]
    assert [(row.step, row.severity) for row in rows] == ([("pay", "law")] if late else [])
    assert not [line for line in made.undecided if "time" in line]
    if late:
        assert "met too late" in rows[0].title
        assert rows[0].mend == "Set a `within` of pay that leaves no more than the law does: 10 calendar days."


def too_late(made: Report) -> list[Finding]:
    return [row for row in made.findings if row.rule == "duty-not-met"]


DELIVERED = InTime(("sale.delivered_on",), 1440, "1 calendar days")
PARCEL = "  - id: parcel\n    wait: {for: the parcel, at_most: 1w, on_timeout: NEXT}\n"
WAITS = ASKED.replace("then: pay", "then: parcel").replace("  - id: pay\n", f"{PARCEL}  - id: pay\n")


def test_a_day_that_no_step_asks_counts_and_the_finding_says_so() -> None:
    [found] = too_late(paid("9d", DELIVERED))
    assert "met too late on some path; it counts because this is not known: Day of delivery" in found.title
    assert not too_late(paid("1d", DELIVERED))
    either = InTime(("cancellation.sent_on", "sale.delivered_on"), 1440, "1 calendar days", any_start=True)
    [known] = too_late(paid("9d", either))
    assert "not known" not in known.title


@pytest.mark.parametrize(("within", "late"), [("3d", False), ("4d", True)])
def test_what_a_case_waits_before_a_step_is_added_to_its_time(within: str, late: bool) -> None:
    rows = too_late(paid(within, TEN_DAYS, WAITS.replace("NEXT", "{go: pay}")))
    assert [row.step for row in rows] == (["pay"] if late else [])
    assert all("less what is waited before it" in (row.mend or "") for row in rows)


def test_a_wait_before_the_day_is_asked_counts_and_the_finding_says_so() -> None:
    first = PARCEL.replace("NEXT", "{go: find}") + ASKED
    [found] = too_late(paid("4d", TEN_DAYS, first))
    assert "not known: Day the customer canceled, before the wait" in found.title
    assert not too_late(paid("3d", TEN_DAYS, first))


@pytest.mark.parametrize(
    ("rule", "text", "why"),
    [
        (InTime(("cancellation.sent_on",), None, "the law sets no number"), ASKED, "the law sets no number"),
        (TEN_DAYS, WAITS.replace("{for: the parcel, at_most: 1w, on_timeout: NEXT}",
                                 "{until: 'plus_days(cancellation.sent_on, 30)'}"), "waits for a day"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_compared_is_told(rule: InTime, text: str, why: str) -> None:
    made = paid("9d", rule, text)
    assert not too_late(made)
    assert [line for line in made.undecided if line.startswith("Its time was not compared") and why in line]


def test_what_the_version_before_met_is_not_dropped_unseen() -> None:
    steps = "  - {id: a, send: It is done., record: [case.reason], end: resolved}\n"
    bundle = {"small": procedure(steps)}
    made = check(bundle, "small", [refund()], {}, also=["home.refund"])
    assert [(row.rule, row.severity, row.about) for row in made.findings if row.rule == "duty-not-met"]
    begins = refund(arises=compile_condition("known(sale.returned_on)"))
    [row] = [
        row for row in check(bundle, "small", [begins], {}, also=["home.refund"]).findings if row.severity == "law"
    ]
    assert (row.step, row.about) == (None, "us.refund")
    assert "the version before met it" in row.title
    assert not [row for row in check(bundle, "small", [begins], {}).findings if row.severity == "law"]
