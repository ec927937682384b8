"""Live cases: who has each, where it stands and since when, what breaks next."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cast import NOON
from handrail.desk import actions as desk
from handrail.desk.counsel import actions as counsel
from handrail.desk.promises import actions as promises
from handrail.desk.watching.live import queries
from handrail.desk.watching.live.standing import Line, lasted
from handrail.people.actions import actor_of

MINUTE = timedelta(minutes=1)
TWO = "  - {id: first, do: A.}\n  - {id: second, do: B.}\n  - {id: third, do: C.}\n"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (timedelta(seconds=40), "40 s"), (timedelta(minutes=12), "12 min"), (timedelta(hours=3, minutes=5), "3 h 5 min"),
        (timedelta(days=1), "1 day"), (timedelta(days=4, hours=9), "4 days"), (timedelta(seconds=-5), "0 s"),
    ],
)  # fmt: skip
def test_how_long_is_said_as_one_says_it(gone, said):
    assert lasted(NOON, NOON + gone) == said


def test_each_state_stands_in_words():
    def states(**more):
        return Line(uuid4(), "1", "A", uuid4(), "P", "S", NOON, **more).states

    assert states(status="open") == ["At work"]
    assert states(status="paused", why="line dropped") == ["Paused: line dropped"]
    assert states(status="waiting", escalated=True, asked="Dana") == ["Waiting", "Escalated to Dana"]
    assert states(status="open", escalated=True) == ["At work", "Escalated, and nobody has it"]


@pytest.fixture
def cases(owner, in_force, begun, inside):
    """One at its second step with a promise, one paused, one that was ended."""
    row, actor = in_force(TWO), actor_of(owner)
    work, paused, ended = begun(row), begun(row), begun(row)
    desk.answer(actor=actor, case=work, at=NOON + MINUTE, step="first", facts={})
    desk.note(actor=actor, case=work, at=NOON + 2 * MINUTE, text="She is calm")
    promises.promise(
        actor=actor, case=work, what="Call her back", by=NOON + 9 * MINUTE, person=None, at=NOON + 2 * MINUTE
    )
    desk.pause(actor=actor, case=paused, at=NOON + 3 * MINUTE, reason="The line dropped")
    desk.give_up(actor=actor, case=ended, at=NOON + MINUTE, outcome="abandoned", reason="gone")
    return work, paused, ended


def test_a_line_says_where_a_case_stands_since_when_and_what_breaks_next(cases, owner):
    work, paused, _ = cases
    found = {row.case: row for row in queries.lines(list(queries.live()))}
    assert set(found) == {work.pk, paused.pk}
    assert (found[work.pk].step, found[work.pk].since) == ("Second", NOON + MINUTE)
    assert (found[work.pk].next.what, found[work.pk].next.at) == ("Call her back", NOON + 9 * MINUTE)
    assert found[paused.pk].states == ["Paused: The line dropped"]
    assert found[paused.pk].since == NOON
    desk.escalate(actor=actor_of(owner), case=paused, at=NOON + 4 * MINUTE, to="legal", why="names a lawyer")
    assert [row.pk for row in queries.live(state="escalated")] == [paused.pk]
    assert [row.pk for row in queries.live(state="paused")] == [paused.pk]
    assert [row.pk for row in queries.live(words="second")] == [work.pk]


def test_the_orders_put_first_what_they_say(cases):
    work, paused, _ = cases
    assert next(iter(queries.live(sort="breaks"))).pk == work.pk
    assert next(iter(queries.live(sort="since"))).pk == paused.pk


@pytest.mark.slow
def test_the_page_opens_to_whoever_supervises_and_shows_no_question_for_counsel(cases, owner, colleague, sign_in):
    counsel.ask(actor=actor_of(owner), case=cases[0], counsel=colleague("reviewer"), question="Zanzibar?", at=NOON)
    seen = sign_in(colleague("supervisor")).get("/desk/live/")
    part = sign_in(owner).get("/desk/live/?part=1&q=second").content.decode()
    assert "Call her back" in seen.content.decode()
    assert "<title>" not in part
    assert "Second" in part
    assert "Zanzibar" not in seen.content.decode() + part
    assert sign_in(colleague("agent")).get("/desk/live/").status_code == 403
    rows = sign_in(owner).get("/desk/live/?format=csv").content.decode().splitlines()
    assert rows[1].startswith(f"{cases[0].number},Marcy Holt,try-steps,Second,")
