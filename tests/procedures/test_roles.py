"""Roles of a procedure's own: declared with who fills them, refused where they are not."""

import pytest

from handrail.facts.problems import FileError
from handrail.procedures.documents.told import told
from handrail.procedures.editing.parts import step_choices
from handrail.procedures.examined import examine
from handrail.procedures.language.reader import plain, read, write
from handrail.procedures.proof.findings import Here

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
