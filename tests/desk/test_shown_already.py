"""The open page of a case asks every few seconds who watches; it is told only what it does not show already."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.desk.models import CoachNote, Follow
from handrail.desk.watching.coaching import actions as coaching
from handrail.desk.watching.following.mark import mark_of
from handrail.ledger.deed import unrecorded
from handrail.people.actions import actor_of
from handrail.records.looks.actions import forget_seen

ids = st.lists(st.integers(0, 3).map(lambda n: UUID(int=n)), max_size=3)
looks = st.lists(st.tuples(st.integers(0, 3).map(lambda n: UUID(int=n)), st.just(NOON)), max_size=2)


@pytest.fixture
def case(in_force, begun, agent, inside):
    return begun(in_force("  - {id: first, say: Hello there.}\n  - {id: second, do: B.}\n"), agent)


said = st.tuples(ids, looks, ids)


@given(said, said)
def test_a_mark_stands_for_what_is_said_and_for_nothing_else(one, other):
    assert (mark_of(*one) == mark_of(*other)) == (one == other)


@pytest.mark.slow
def test_the_page_is_told_what_it_does_not_show_and_else_nothing(case, agent, supervisor, sign_in):
    forget_seen()
    client, address = sign_in(agent), f"/desk/{case.pk}/watched/"
    marks = [_shown(client.get(f"/desk/{case.pk}/"))]

    def news(word: str) -> None:
        """Told once, in words; then nothing, until there is more to say."""
        told = client.get(address, {"as": marks[-1]})
        assert (told.status_code, word in told.content.decode()) == (200, True)
        marks.append(_shown(told))
        again = client.get(address, {"as": marks[-1]})
        assert (again.status_code, again.content) == (204, b"")

    assert client.get(address, {"as": marks[0]}).status_code == 204
    follow = sign_in(supervisor).post(f"/desk/{case.pk}/follow/").url
    news("follows this case on screen")
    assert Follow.objects.get().told_at is not None
    coaching.write(actor=actor_of(supervisor), member=supervisor, case=case, step="", words="Slower.", at=NOON)
    news("Slower.")
    assert sign_in(supervisor).post(follow).status_code == 302
    sign_in(supervisor).get(f"/desk/{case.pk}/")
    news("opened this case")
    with unrecorded("a test reads the note"):
        CoachNote.objects.update(read_at=NOON)
    news('id="coached" class="stack" data-part hidden')
    assert len(set(marks)) == len(marks)
    assert client.get(address, {"as": ""}).status_code == 200
    assert client.get(address).status_code == 200


def _shown(answer) -> str:
    return answer.content.decode().partition('data-as="')[2].partition('"')[0]
