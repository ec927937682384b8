"""Live cases: who has each, where it stands and since when, what breaks next."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cast import NOON
from handrail.desk import actions as desk
from handrail.desk.counsel import actions as counsel
from handrail.desk.models import Escalation, Open
from handrail.desk.promises import actions as promises
from handrail.desk.watching.live import queries, views
from handrail.desk.watching.live.standing import Line, lasted
from handrail.ledger.deed import unrecorded
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


def test_each_case_stands_once_in_every_order_those_with_no_end_behind(cases):
    every = sorted(row.pk for row in queries.live(sort="new"))
    with unrecorded("one in which nothing is due"):
        Open.objects.filter(case=cases[1]).update(closed_at=NOON)
    for sort in ("breaks", "since", "agent", "procedure"):
        rows = queries.live(sort=sort)
        assert sorted(row.pk for row in rows[0 : len(rows)]) == every
    assert [row.pk for row in queries.live()][-1] == cases[1].pk
    assert [len(queries.lines(queries.live()[first : first + 2])) for first in (0, 2)] == [2, len(every) - 2]


def test_an_escalation_that_is_over_is_none(cases, owner):
    escalated = queries.live(state="escalated")
    assert len(escalated) == 0
    desk.escalate(actor=actor_of(owner), case=cases[0], at=NOON, to="legal", why="names a lawyer")
    assert [row.pk for row in queries.live(state="escalated")] == [cases[0].pk]
    with unrecorded("it was answered"):
        Escalation.objects.update(state="answered")
    assert len(queries.live(state="escalated")) == 0


def test_a_file_holds_all_of_them_however_they_are_read(cases, owner, sign_in, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    rows = sign_in(owner).get("/desk/live/?format=csv").content.decode().splitlines()[1:]
    assert len({row.split(",")[0] for row in rows}) == len(queries.live())


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
