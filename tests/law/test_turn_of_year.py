"""31 December 2026 and 1 January 2027: the product as of each day differs exactly where the law files say so."""

import csv
import io
from datetime import date

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.business.interview import read_file
from handrail.law import listing, words
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.people.actions import actor_of

BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)
EXAMPLES = ["red-dirt-propane", "green-mountain-fiber"]


def known_of(repository, name: str) -> dict:
    if not name:
        return {}
    text = (repository / "examples" / name / "business.yaml").read_text("utf-8")
    return {key: value for key, value in read_file(text).items() if value is not None}


def numbers_that_turn() -> set[str]:
    """The numbers with another stretch, or another status, from the first day of the year on."""
    law = load_law()
    return {name for name in law.values if law.value(name, BEFORE) != law.value(name, AFTER)}


def duties_that_turn() -> set[str]:
    """The duties of which the files say that they begin, end, read otherwise or fall due, or that rest on such a
    number."""
    law, turning = load_law(), numbers_that_turn()
    found = set()
    for name in law.duties:
        versions = law.versions(name)
        if law.duty(name, BEFORE) is not law.duty(name, AFTER):
            found.add(name)
        if any(row.in_force.from_ == AFTER or row.in_force.to == BEFORE for row in versions):
            found.add(name)
        if any(turning & set(words.numbers_of(row)) for row in versions):
            found.add(name)
        if any(row.recheck_by == BEFORE for row in versions):
            found.add(name)
    return found


@pytest.mark.parametrize("name", [*EXAMPLES, ""])
def test_no_duty_turns_but_those_the_files_name(repository, name) -> None:
    law, known = load_law(), known_of(repository, name)

    def told(on: date) -> dict[str, tuple]:
        return {
            row.duty.id: (row.verdict, row.missing, row.plain, row.duty.parts) for row in listing.rows(law, known, on)
        }

    before, after = told(BEFORE), told(AFTER)
    differing = {key for key in before if before[key] != after[key]}
    assert differing <= duties_that_turn()
    begun = {row.id for row in law.duties.values() if row.in_force.from_ == AFTER}
    assert begun
    assert {key for key in begun if before[key][0] != "no"} == {
        key for key in begun if len(law.versions(key)) > 1 and before[key][0] != "no"
    }


def test_what_turns_is_what_the_acts_say() -> None:
    """Vermont's data brokers and Kids Code, Oklahoma's privacy act, Vermont's wage."""
    turn = duties_that_turn()
    for prefix in ("us-ok.privacy-act", "us-vt.databroker", "us-vt.kids-code"):
        assert any(name.startswith(prefix) for name in turn), prefix
    assert "us-vt.minimum-wage" in numbers_that_turn()
    wage = load_law().value("us-vt.minimum-wage", AFTER)
    assert (wage.value, wage.state) == (None, "not-published")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_pages_as_of_each_day_differ_only_there(repository, owner, sign_in, monkeypatch, name) -> None:
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    with scope.organization(owner.organization_id):
        business.answer(actor=actor_of(owner), answers=known_of(repository, name), at=NOON)
    client = sign_in(owner)

    def pages(on: date) -> dict[str, dict[str, list[str]]]:
        assert client.post("/as-of/", {"on": on.isoformat()}).status_code == 302
        lists = {"duties": "/law/?format=csv", "numbers": "/law/values/?format=csv"}
        found = {
            key: {row[0]: [*row[1:3], *row[4:]] for row in csv.reader(io.StringIO(client.get(at).content.decode()))}
            for key, at in lists.items()
        }
        client.post("/as-of/leave/", {"next": "/"})
        return found

    before, after = pages(BEFORE), pages(AFTER)
    for key, may_turn in (("duties", duties_that_turn()), ("numbers", numbers_that_turn())):
        assert before[key].keys() == after[key].keys()
        differing = {row for row in before[key] if before[key][row] != after[key][row]}
        assert differing <= may_turn
        assert differing
