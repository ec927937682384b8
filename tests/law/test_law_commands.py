"""`handrail law ...` as a person and a machine type it: every question, its text, its values, its exit code."""

import json
import re
from pathlib import Path

import pytest

from handrail.cli import main
from handrail.law.loader import FOLDER

pytestmark = pytest.mark.slow

HOME_SALE = [
    "--state", "Oklahoma", "--zone", "America/Chicago",
    *(word for fact in (
        "business.sells_at_home=yes", "sale.place=home", "sale.total=6,800", "sale.is_consumer=yes",
        "sale.shop_talks_before=no", "sale.customer_asked_visit=yes", "sale.is_extra=yes", "sale.notice_given=yes",
        "sale.signed_on=2026-11-24",
    ) for word in ("--fact", fact)),
]  # fmt: skip
CALL = [
    "--state", "OK", "--zone", "America/Chicago",
    *(word for fact in (
        "business.sells_by_phone=yes", "business.channels=phone", "case.we_called=yes", "call.purpose=sales",
        "call.automated=no",
    ) for word in ("--fact", fact)),
]  # fmt: skip

SAMPLES = Path(__file__).parents[2] / "examples" / "packs"


@pytest.fixture
def ask(capsys):
    def run(*words: str) -> tuple[int, str, str]:
        code = main(["law", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def values(ask):
    def run(*words: str) -> dict:
        code, out, _ = ask(*words, "--json")
        assert code == 0, out
        return json.loads(out)

    return run


LAW_STATED = re.compile(
    r"\[[^\]]+; (checked|unverified, looked at|out of date since [A-Z][a-z]{2} \d\d?, \d{4}, last checked) [A-Z][a-z]{2} \d\d?, \d{4}\]"
)
QUESTIONS = [
    ("applies", *HOME_SALE), ("due", *HOME_SALE), ("may", "call.hours", *CALL), ("explain", "us-ok.surcharge"),
    ("keep", "--state", "VT", "--fact", "contract.ended_on=2026-11-22"), ("value", "us-vt.minimum-wage"),
]  # fmt: skip


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_every_answer_states_law_with_its_status_and_sends_to_the_agency(ask, words) -> None:
    code, out, err = ask(*words, "--at", "2026-11-25T12:00:00Z")
    assert (code, err) == (0, "")
    assert "check with the agency or your adviser" in out
    assert LAW_STATED.search(out) or words[0] == "value"


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_every_answer_is_there_for_a_machine(values, words) -> None:
    first, again = (values(*words, "--at", "2026-11-25T12:00:00Z") for _ in range(2))
    assert first == again
    assert "citation" in json.dumps(first) or first["reference"]


def test_applies_names_what_it_turns_on(values) -> None:
    told = values("applies", "us-ok.gift-card", "--state", "OK", "--at", "2026-11-25")
    [row] = told["duties"]
    assert (row["verdict"], row["missing"], row["status"]) == ("depends", ["business.sells_gift_cards"], "verified")
    assert any("business.customer_states" in line for line in row["trace"])


def test_all_shows_what_does_not_apply_too(values) -> None:
    some = values("applies", "--state", "VT", "--at", "2026-11-25")["duties"]
    every = values("applies", "--state", "VT", "--all", "--at", "2026-11-25")["duties"]
    assert {row["verdict"] for row in some} == {"yes", "depends"}
    assert {row["verdict"] for row in every} == {"yes", "depends", "no"}


def test_due_gives_both_laws_and_the_one_day(values) -> None:
    told = values("due", "home-solicitation.cancel", *HOME_SALE, "--at", "2026-11-25")
    assert {row["duty"]: row["day"] for row in told["due"]} == {
        "us.cooling-off-rule": "2026-11-28",
        "us-ok.home-solicitation": "2026-12-01",
    }
    [settled] = told["settled"]
    assert settled["day"] == "2026-12-01"
    assert "the latest counts" in settled["why"]


@pytest.mark.parametrize(("at", "verdict"), [("2026-11-24T19:59", "yes"), ("2026-11-24T20:10", "no")])
def test_may_by_the_clock_of_the_person_called(values, at, verdict) -> None:
    told = values("may", "call.hours", *CALL, "--at", at)
    assert told["verdict"] == verdict
    assert told["next"] == (None if verdict == "yes" else "2026-11-25T08:00:00-06:00")


def test_may_without_the_facts_is_for_a_person(ask) -> None:
    code, out, _ = ask("may", "surcharge.amount", "--state", "OK", "--at", "2026-11-25")
    assert code == 0
    assert out.startswith("Can’t tell yet: a person decides")
    assert "Not known, and needed: business.adds_surcharge" in out


def test_a_number_and_one_that_is_not_published(values, ask) -> None:
    assert values("value", "us-vt.minimum-wage", "--at", "2026-12-31")["value"] == 1442
    told = values("value", "us-vt.minimum-wage", "--at", "2027-01-01")
    assert (told["value"], told["state"]) == (None, "not-published")
    _, out, _ = ask("value", "us-vt.minimum-wage", "--at", "2027-01-01")
    assert "14.42 dollars" not in out.splitlines()[0]


def test_keep_says_until_when_and_whether_law_sets_it(values) -> None:
    told = values(
        "keep", "record.contracts", "--state", "Vermont", "--fact", "contract.ended_on=2026-11-22", "--at", "2026-11-25"
    )
    assert [(row["until"], row["basis"]) for row in told["keep"]] == [("2032-11-22", "suggested")]


def test_the_worked_cases_hold(ask) -> None:
    code, out, _ = ask("test")
    assert code == 0
    assert re.fullmatch(r"\d{3,} worked cases, 0 failed\.\n", out)


def test_check_lists_what_to_look_at_again(ask, values) -> None:
    code, out, _ = ask("check", "--at", "2026-11-25")
    assert code == 0
    assert "Check again, since 2026-11-22: us-ok.surcharge" in out
    assert {row["pack"] for row in values("check")["packs"]} == {path.stem for path in FOLDER.glob("*.yaml")}


def test_check_names_file_and_line_of_what_is_wrong(ask, tmp_path: Path) -> None:
    head, file = tmp_path / "us.yaml", tmp_path / "us" / "selling.yaml"
    file.parent.mkdir()
    head.write_text((FOLDER / "us.yaml").read_text())
    file.write_text((FOLDER / "us" / "selling.yaml").read_text().replace("    topic: ", "    topic: un", 1))
    code, out, _ = ask("check", str(head))
    line = next(n for n, row in enumerate(file.read_text().splitlines(), 1) if row.startswith("    topic: un"))
    assert code == 1
    assert f"{file}:{line}:5: topic is one of" in out
    assert ask("check", str(file))[1] == out, "a part is checked with the whole pack"


def test_the_schema_that_is_published_is_the_one_in_use(ask) -> None:
    code, out, _ = ask("check", "--schema")
    assert code == 0
    published = Path(__file__).parents[2] / "docs" / "reference" / "law-pack.schema.json"
    assert published.read_text("utf-8") == out


def test_a_state_without_a_pack_is_named_and_federal_law_asked(ask, values) -> None:
    words = ("applies", "--state", "Texas", "--fact", "business.takes_cards=yes", "--at", "2026-11-25")
    code, out, _ = ask(*words)
    assert code == 0
    assert "Not checked: no law file for Texas." in out
    assert "add-a-state.md" in out
    told = values(*words)
    assert told["without"] == ["Texas"]
    assert {row["duty"].split(".")[0] for row in told["duties"]} == {"us"}


@pytest.mark.parametrize("question", [("applies",), ("due",), ("keep",), ("may", "call.hours")])
@pytest.mark.parametrize("state", ["Texas", "TX", "tx"])
def test_whatever_is_asked_of_a_state_without_a_file_names_it_and_the_way_to_add_it(
    ask, values, question, state
) -> None:
    words = (*question, "--state", state, "--at", "2026-11-25")
    _, out, _ = ask(*words)
    assert "Not checked: no law file for T" in out
    assert "To add one: docs/how-to/add-a-state.md, then `handrail law check FILE`." in out
    assert values(*words)["without"] == [state]
    code, out, _ = ask(*question, "--state", state, "--at", "2026-11-25", "--packs", str(SAMPLES))
    assert code == 0
    assert "Not checked" not in out


def test_a_place_that_is_none_is_named_as_it_was_typed(ask) -> None:
    assert "no law file for Narnia." in ask("applies", "--state", "Narnia", "--at", "2026-11-25")[1]


def test_a_duty_of_an_added_state_is_explained_and_its_number_told(ask) -> None:
    added = ("--packs", str(SAMPLES), "--at", "2026-11-25")
    assert "Final pay, Texas" in ask("explain", "us-tx.final-pay", *added)[1]
    assert "$2.50" in ask("value", "us-tx.gift-card.cash-out", *added)[1]
    assert "There is no duty us-tx.final-pay." in ask("explain", "us-tx.final-pay")[2]


def test_added_law_files_and_a_business_of_its_own_law_are_not_mixed(ask, tmp_path: Path) -> None:
    code, _, err = ask("applies", "--packs", str(SAMPLES), "--data", str(tmp_path))
    assert (code, err.partition(":")[0]) == (1, "--packs goes without --data")


def test_a_day_before_the_files_know_anything_is_said_to_be_one(ask, values) -> None:
    words = ("applies", "us-vt.final-pay", "--state", "VT", "--at", "1950-01-01")
    _, out, _ = ask(*words)
    assert "1950-01-01 is before these files were checked" in out
    assert values(*words)["first_day_not_known"] == ["us-vt.final-pay"]
    assert values("value", "us-vt.minimum-wage", "--at", "1950-01-01")["state"] == "before-knowledge"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("applies", "--at", "2026-11-31"), "write a day like 2026-11-24"),
        (("applies", "--zone", "Mars/Base"), "there is no such zone; write one like America/New_York"),
        (("applies", "--fact", "sale.totl=5"), "There is no fact named sale.totl. Did you mean sale.total?"),
        (("applies", "--fact", "sale.total"), "write NAME=VALUE, like sale.signed_on=2026-11-24"),
        (("applies", "--fact", "sale.signed_on=2026-02-30"), "2026-02-30"),
        (("applies", "us-ok.surcharg"), "There is no duty us-ok.surcharg. Did you mean us-ok.surcharge?"),
        (("explain", "us-ok.nothing-like-it"), "There is no duty us-ok.nothing-like-it."),
        (("due", "home-solicitation.cancl"), "Did you mean home-solicitation.cancel?"),
        (("may", "call.hour"), "Did you mean call.hours?"),
        (("keep", "record.contract"), "Did you mean record.contracts?"),
        (("value", "us-vt.minimum-wag"), "Did you mean us-vt.minimum-wage?"),
        (("check", "nowhere.yaml"), "can't be opened: No such file"),
        (("applies", "--business", "nowhere.yaml"), "can't be opened: No such file"),
    ],
)
def test_bad_input_says_what_to_write_instead(ask, words, says) -> None:
    code, out, err = ask(*words)
    assert (code, out) == (1, "")
    assert says in err


@pytest.mark.parametrize("state", ["New Hampshire", "nh", " new  hampshire"])
def test_the_template_of_a_state_checks_with_its_cases_as_it_stands(ask, tmp_path: Path, state: str) -> None:
    pack, cases = tmp_path / "us-nh.yaml", tmp_path / "cases.yaml"
    pack.write_text(ask("template", state, "--at", "2026-11-25")[1])
    cases.write_text(ask("template", state, "--at", "2026-11-25", "--cases")[1])
    code, out, _ = ask("check", str(pack), "--cases", str(cases), "--at", "2026-11-25")
    assert code == 0, out
    assert "us-nh 2026.11.25: 2 duties, 1 numbers.\n4 worked cases come out as written." in out


def test_the_words_a_law_file_is_written_in_are_found(ask, values) -> None:
    code, out, _ = ask("words", "gift", "card", "cash")
    assert code == 0
    assert "gift-card.cash-out: Pay out a small rest of a gift card" in out
    assert "customer.state (choice, of the customer)" in ask("words", "customer.state")[1]
    assert "one of: the two letters of a state, or other" in ask("words", "customer.state")[1]
    found = values("words", "item.condition")["facts"]
    assert found[0]["values"] == ["unused", "used", "faulty", "damaged", "wrong-item"]
    assert ask("words", "nothing-like-it")[0] == 1


def test_the_template_of_a_state_that_is_none_says_what_to_write(ask) -> None:
    code, _, err = ask("template", "Narnia")
    assert (code, err) == (1, "There is no state Narnia. Write its name or its two letters, like Alabama or AL.\n")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("jurisdiction: NH", "jurisdiction: NHH", 5, "there is no state NHH (did you mean NH?)"),
        ("jurisdiction: NH", "jurisdiction: New Hampshire", 5, "did you mean NH?"),
        ("parent: us ", "# parent: us ", 5, "NH is a state; its file says under which law it stands, like parent: us"),
        ("kind: refund-policy.refund", "kind: refund-policy.refnd", 43, "did you mean refund-policy.refund?"),
        ("'NH' in business.states", "'NHH' in business.states", 33, "It is one of: the two letters of a state"),
    ],
)
def test_what_is_wrong_with_a_state_is_named_by_line(ask, tmp_path: Path, old, new, line, says) -> None:
    text = ask("template", "NH", "--at", "2026-11-25")[1]
    assert text.count(old) == 1
    pack = tmp_path / "us-nh.yaml"
    pack.write_text(text.replace(old, new))
    code, out, _ = ask("check", str(pack))
    assert code == 1
    assert f"us-nh.yaml:{line}:" in out
    assert says in out


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("value: 30,", "value: 31,", 21, "comes out otherwise"),
        (
            "question: value, about: us-nh.refund.days}\n  on: 2020",
            "question: valeu, about: us-nh.refund.days}\n  on: 2020",
            21,
            "ask.question",
        ),
        ("sale.place: shop", "sale.place: shp", 3, "can’t be asked"),
        ("  why: The day before.", "  why: [The day before.", 34, "this is not YAML"),
    ],
)
def test_what_is_wrong_with_a_worked_case_is_named_by_line(ask, tmp_path: Path, old, new, line, says) -> None:
    pack, cases = tmp_path / "us-nh.yaml", tmp_path / "cases.yaml"
    pack.write_text(ask("template", "NH", "--at", "2026-11-25")[1])
    text = ask("template", "NH", "--at", "2026-11-25", "--cases")[1]
    assert old in text
    cases.write_text(text.replace(old, new, 1))
    code, out, _ = ask("check", str(pack), "--cases", str(cases))
    assert code == 1
    assert f"cases.yaml:{line}:" in out
    assert says in out
