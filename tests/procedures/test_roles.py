"""Roles of a procedure's own: declared with who fills them, refused where they are not."""

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.facts.problems import FileError
from handrail.facts.rows import STANDING as ROWS_STANDING
from handrail.facts.rows import RowError, lines, roles
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions
from handrail.procedures.documents.handbook import done_by, paid_as
from handrail.procedures.documents.told import told
from handrail.procedures.editing.parts import step_choices
from handrail.procedures.examined import examine
from handrail.procedures.handbook.queries import law_of
from handrail.procedures.language.parts import STANDING
from handrail.procedures.language.reader import plain, read, read_with, write
from handrail.procedures.proof.findings import Here
from handrail.procedures.proof.mending import checked_mend, mended
from handrail.procedures.queries import roles_declared

HEAD = "procedure: look\ntitle: Look\npurpose: To see.\nowner: manager\nhandles: [price]\nreview: {every: 6mo}\n"
ROLES = "roles:\n  dispatcher: {filled_by: supervisor, who: Whoever has the radio}\n"
STEPS = """steps:
  - {id: send-out, role: dispatcher, do: Send a car., never_skip: true}
  - {id: close, ask: [sale.number], unknown: {escalate: dispatcher, why: No number.}, record: [case.reason], end: resolved}
"""


def test_a_declared_role_does_a_step_and_is_told():
    procedure = read(HEAD + ROLES + STEPS)
    assert procedure.filled_by("dispatcher") == "supervisor"
    assert procedure.filled_by("legal") == "legal"
    assert told(procedure)[0].marks[0] == "dispatcher"
    ways = [piece.text for part in told(procedure)[1].parts for line in part.lines for piece in line]
    assert "Escalate to the dispatcher: No number." in ways
    assert read(write(procedure)) == procedure
    assert ("dispatcher", "the dispatcher") in step_choices(plain(procedure), {})["roles"]


@pytest.mark.parametrize(("gone", "at"), [("send-out, role: dispatcher", 8), ("unknown: {escalate: dispatcher", 9)])
def test_a_role_nobody_declared_is_refused_with_its_line(gone, at):
    with pytest.raises(FileError) as error:
        read(HEAD + STEPS.replace(gone, gone.replace("dispatcher", "dispacher")), "look.yaml")
    rows = [(row.file, row.line) for row in error.value.problems if "there is no role dispacher" in row.message]
    assert rows == [("look.yaml", at)]


def test_one_of_the_five_is_not_declared_anew():
    with pytest.raises(FileError, match="every business has the role legal"):
        read(HEAD + "roles: {legal: {filled_by: owner}}\n" + STEPS.replace("dispatcher", "legal"))


def test_a_role_of_its_own_counts_as_the_one_that_fills_it():
    rules = {row.rule for row in examine(read(HEAD + ROLES + STEPS), {}, {}).findings}
    assert "no-person" not in rules
    agents = read(HEAD + ROLES.replace("supervisor", "agent") + STEPS)
    assert "no-person" in {row.rule for row in examine(agents, {}, {}).findings}


def test_nobody_fills_it_is_a_stale_name():
    here = Here(roles=frozenset({"agent", "owner"}))
    stale = [
        row.title for row in examine(read(HEAD + ROLES + STEPS), {}, {}, here=here).findings if row.rule == "stale-name"
    ]
    assert stale == ["Send out: it is for the supervisor, and nobody here is one"]


# The roles of the business

LINE = "dispatcher | Whoever has the radio | supervisor | non-exempt | the payroll adviser | 2026-11-01"
DECLARED = roles((LINE,))
OF_BUSINESS = {"dispatcher": {"filled_by": "supervisor", "who": "Whoever has the radio"}}


def test_the_five_are_the_same_five_everywhere():
    assert ROWS_STANDING == STANDING


def test_a_role_of_the_business_says_how_it_is_paid_and_since_when_that_is_determined():
    (row,) = DECLARED
    assert row.paid_as == "non-exempt, determined on Nov 1, 2026 by the payroll adviser"
    assert row.words.startswith("dispatcher (Whoever has the radio), filled by the supervisor, non-exempt")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"role": "Legal", "filled_by": "owner"}, "Every business has the role legal"),
        ({"role": "driver"}, "choose which of agent, supervisor"),
        ({"role": "driver", "filled_by": "agent", "overtime": "exempt"}, "write the day it was determined"),
        ({"role": "driver", "filled_by": "agent", "since": "2026-11-01"}, "no exempt or non-exempt"),
        ({"role": "driver", "filled_by": "agent", "overtime": "exempt", "since": "soon"}, "is no day we know"),
        ({"role": "driver", "filled_by": "agent", "overtime": "maybe"}, "neither exempt nor non-exempt"),
        ({"role": "!", "filled_by": "agent"}, "is no name of a role"),
    ],
)
def test_a_row_that_says_too_little_is_refused(wrong, says):
    with pytest.raises(RowError, match=says):
        lines("role", [wrong])


def test_a_role_stands_once():
    with pytest.raises(RowError, match="stands here twice"):
        lines("role", [{"role": "driver", "filled_by": "agent"}, {"role": "Driver", "filled_by": "owner"}])


def test_a_role_of_the_business_is_written_into_the_procedure_that_names_it():
    made = read_with(HEAD + STEPS, lambda slug: {}, roles=OF_BUSINESS)
    assert made.roles["dispatcher"].filled_by == "supervisor"
    assert read(write(made)) == made  # it stands on its own now
    with pytest.raises(FileError, match="no role dispatcher"):
        read_with(HEAD + STEPS, lambda slug: {}, roles={"driver": {"filled_by": "agent"}})
    other = read_with(HEAD + ROLES.replace("supervisor", "agent") + STEPS, lambda slug: {}, roles=OF_BUSINESS)
    assert other.roles["dispatcher"].filled_by == "agent"  # what stands there is the procedure's own word


def _differing(text, declared=DECLARED):
    here = Here(declared=declared)
    report = examine(read(text), {}, {}, here=here)
    return report, [row for row in report.findings if row.rule == "role-differs"]


def test_a_copy_that_differs_is_found_and_mended():
    assert _differing(HEAD + ROLES + STEPS)[1] == []
    assert _differing(HEAD + ROLES.replace(", who: Whoever has the radio", "") + STEPS)[1] == []
    assert _differing(HEAD + ROLES.replace("supervisor", "agent") + STEPS, None)[1] == []
    text = HEAD + ROLES.replace("supervisor", "owner") + STEPS
    report, [row] = _differing(text)
    assert (row.severity, row.about) == ("must", "dispatcher")
    assert "filled by owner (Whoever has the radio) in this procedure, and by supervisor" in row.title
    mend = checked_mend(read(text), report, row, lambda made: examine(made, {}, {}, here=Here(declared=DECLARED)))
    assert mend is not None
    assert mended(read(text), mend.changes) == read(HEAD + ROLES + STEPS)


def test_a_role_the_business_does_not_have_is_said():
    [row] = _differing(HEAD + ROLES + STEPS, ())[1]
    assert (row.severity, "the business does not have it" in row.title) == ("advice", True)


def test_paper_says_who_that_is_and_how_the_role_itself_is_paid():
    procedure = read(HEAD + ROLES + STEPS)
    assert done_by(procedure) == "agent; dispatcher (Whoever has the radio): step 1"
    assert "dispatcher: of the role" in paid_as(procedure, {"dispatcher": "of the role", "supervisor": "of those"})
    assert "dispatcher: of those" in paid_as(procedure, {"supervisor": "of those"})


def test_a_draft_takes_the_roles_of_the_business_as_they_are_kept(owner):
    who = actor_of(owner)
    with scope.organization(owner.organization_id):
        business.answer(actor=who, answers={"business.roles": (LINE,)}, at=NOON)
        assert roles_declared() == OF_BUSINESS
        row = actions.save_draft(actor=who, text=HEAD + STEPS, reason="New", at=NOON)
        assert read(row.text).roles["dispatcher"].who == "Whoever has the radio"
        assert law_of(NOON.date()).classes["dispatcher"].startswith("non-exempt, determined on Nov 1, 2026")
