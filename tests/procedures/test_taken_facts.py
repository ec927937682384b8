"""A fact that another procedure defines is not copied: it is filled in from there, by the command and at each save."""

import pytest

from cast import NOON
from handrail.cli import main
from handrail.facts.problems import FileError
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions
from handrail.procedures.language.reader import facts_of, read, read_with

HEAD = "procedure: {}\ntitle: T\npurpose: To see.\nowner: manager\nreview: {{every: 6mo}}\nfacts:\n"
LEVEL = "  own.level: {type: choice, label: Level, ask: Which level?, values: [gold, silver]}\n"
STEPS = "steps:\n  - {id: ask, ask: [own.level], unknown: escalate supervisor}\n  - {id: close, record: [own.level], end: kept}\n"
MEMBER = HEAD.format("membership") + LEVEL + STEPS
CALLER = HEAD.format("gift") + (
    "  own.level: {from: membership}\n"
    "steps:\n"
    "  - {id: who, call: membership}\n"
    "  - {id: gift, when: own.level == 'gold', do: Send a gift.}\n"
    "  - {id: close, record: [own.level], end: kept}\n"
)


def look(slug):
    return facts_of(MEMBER) if slug == "membership" else {}


def test_it_is_filled_in_and_typed():
    made = read_with(CALLER, look)
    assert made.facts["own.level"].values == ("gold", "silver")
    assert made.facts["own.level"].from_ == "membership"
    with pytest.raises(FileError, match="never"):
        read_with(CALLER.replace("'gold'", "'copper'"), look)


@pytest.mark.parametrize("gone", ["membership", "own.level"])
def test_one_that_nobody_defines_is_refused_with_its_line(gone):
    text = CALLER.replace("{from: membership}", "{from: members}") if gone == "membership" else CALLER
    with pytest.raises(FileError) as error:
        read_with(text, look if gone == "membership" else lambda slug: {}, "gift.yaml")
    assert (error.value.problems[0].line, "defines no such fact" in error.value.problems[0].message) == (7, True)


def test_a_copy_is_made_anew():
    stale = CALLER.replace("{from: membership}", "{type: text, label: Old, ask: Old?, from: membership}")
    assert read_with(stale, look).facts["own.level"].label == "Level"


def test_one_that_takes_it_itself_is_followed():
    second = CALLER.replace("procedure: gift", "procedure: second").replace("from: membership", "from: gift")
    made = read_with(second, lambda slug: facts_of({"gift": CALLER, "membership": MEMBER}[slug]))
    assert (made.facts["own.level"].type, made.facts["own.level"].from_) == ("choice", "gift")


def test_the_check_reads_it_from_the_folder(tmp_path, capsys):
    (tmp_path / "gift.yaml").write_text(CALLER, "utf-8")
    (tmp_path / "membership.yaml").write_text(MEMBER, "utf-8")
    main(["check", str(tmp_path / "gift.yaml"), str(tmp_path / "membership.yaml")])
    told = capsys.readouterr()
    assert "own.level" not in told.err
    assert "own-fact-differs" not in told.out


def test_a_draft_keeps_what_it_takes_and_a_save_mends_it(owner):
    with scope.organization(owner.organization_id):
        actor = actor_of(owner)
        actions.save_draft(actor=actor, text=MEMBER, reason="new", at=NOON)
        row = actions.save_draft(actor=actor, text=CALLER, reason="new", at=NOON)
        assert read(row.text).facts["own.level"].label == "Level"
        actions.save_draft(actor=actor, text=MEMBER.replace("label: Level", "label: Tier"), reason="new", at=NOON)
        row = actions.save_draft(actor=actor, text=row.text, reason="again", at=NOON)
        assert read(row.text).facts["own.level"].label == "Tier"
