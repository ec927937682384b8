"""The page of the measures: from cases worked at the desk to figures, and the same number of queries at any size."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOON
from handrail.desk import actions as desk
from handrail.desk.clocks.answering import actions as answering
from handrail.desk.models import Case, Open
from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Chain, Event
from handrail.measures import queries
from handrail.measures.first_answers import IN_TIME, LATE, NEVER, WAITS
from handrail.people.actions import actor_of

FIRST = {
    "customer.name": "Dolores", "sale.number": "RD-1", "sale.place": "home", "sale.paid": 170000,
    "sale.notice_given": True,
}  # fmt: skip


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


@pytest.fixture
def today(monkeypatch):
    """The pages read the clock at the door: here it is a minute after noon."""
    from handrail.calendars import clock

    monkeypatch.setattr(clock, "read", lambda: NOON + timedelta(hours=3))


def begin(owner, revision, at=NOON):
    known = {"business.records_calls": "none"}
    return desk.start(actor=actor_of(owner), member=owner, revision=revision, channel="counter", at=at, known=known)


def test_a_pause_is_not_handle_time(owner, adopted, inside):
    case, actor = begin(owner, adopted), actor_of(owner)
    desk.pause(actor=actor, case=case, at=NOON + timedelta(minutes=2), reason="the phone rang")
    desk.resume(actor=actor, case=case, at=NOON + timedelta(minutes=30))
    desk.skip(actor=actor, case=case, at=NOON + timedelta(minutes=31), step="find", reason="the customer hung up")
    _end(case, NOON + timedelta(minutes=35))
    (found,) = queries.cases((NOON - timedelta(days=6)).date(), "America/Chicago", NOON)
    assert found.seconds == (35 - 28) * 60
    assert found.skipped
    assert found.escalated  # the step says: if skipped, escalate


def _end(case, at):
    """The list row of an ended case; how a case ends is told in the tests of the desk."""
    with unrecorded("an ended case, for the measures"):
        Case.objects.filter(pk=case.pk).update(status="ended", outcome="resolved", ended_at=at)


def test_a_first_answer_is_counted_where_one_is_aimed_at(owner, in_force, inside):
    answering.set_aims(actor=actor_of(owner), aims={"email": "4h"}, at=NOON)
    version, actor = in_force("  - {id: tell, say: Hello.}\n  - {id: close, do: Close it.}\n"), actor_of(owner)
    cases = [
        desk.start(actor=actor, member=owner, revision=version, channel=channel, at=NOON, known={})
        for channel in ("email", "email", "phone")
    ]

    def became(hours):
        at = NOON + timedelta(hours=hours)
        return sorted(row.answer for row in queries.cases(NOON.date(), "America/Chicago", at))

    assert (became(4), became(5)) == (["", WAITS, WAITS], ["", LATE, LATE])
    desk.answer(actor=actor, case=cases[0], at=NOON + timedelta(hours=1), step="tell", facts={})
    desk.give_up(actor=actor, case=cases[1], at=NOON + timedelta(hours=1), outcome="abandoned", reason="By mistake")
    assert became(9) == ["", IN_TIME, NEVER]


def test_an_escalation_counts_once_a_case(owner, adopted, inside):
    case, actor = begin(owner, adopted), actor_of(owner)
    desk.escalate(actor=actor, case=case, at=NOON, to="supervisor", why="angry")
    with unrecorded("a second escalation"):
        Open.objects.create(case=case, kind="escalation", role="legal", what="again")
    (found,) = queries.cases(NOON.date(), "America/Chicago", NOON)
    assert found.escalated
    assert found.seconds is None


def many(owner, revision, count, start=0):
    """So many ended cases of some days, with their events, put in at once: their size is all that matters here."""
    with unrecorded("cases for a measure of size"):
        cases = [
            Case(number=f"M-{n}", entry=revision.entry, bundle=revision.bundle, agent=owner, channel="phone",
                 status="ended", outcome="resolved", opened_at=_opened(n), ended_at=_opened(n) + timedelta(seconds=400),
                 csat=n % 5 + 1 if n % 3 == 0 else None)
            for n in range(start, start + count)
        ]  # fmt: skip
        Case.objects.bulk_create(cases, 500)
        chains = [Chain(subject="case", subject_id=case.id, head="0" * 64, length=4) for case in cases]
        Chain.objects.bulk_create(chains, 500)
        Event.objects.bulk_create(
            [row for chain, case in zip(chains, cases, strict=True) for row in _events(chain, case)], 500
        )


def _opened(n):
    return NOON - timedelta(days=n % 28, seconds=n % 3000)


def _events(chain, case):
    told = [("started", "open", 0), ("paused", "paused", 50), ("resumed", "open", 150), ("answered", "ended", 400)]
    return [
        Event(chain=chain, seq=n, at=case.opened_at + timedelta(seconds=later), room="desk", kind=kind,
              actor={"name": "x"}, data={"status": status}, previous="0" * 64, hash=f"{n}")
        for n, (kind, status, later) in enumerate(told)
    ]  # fmt: skip


def page(client, address="/measures/"):
    with CaptureQueriesContext(
        connection,
    ) as found:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode(), len(found)


@pytest.mark.slow
def test_the_figures_of_many_cases(owner, adopted, inside, sign_in, today):
    many(owner, adopted, 120)
    text, _ = page(sign_in(owner))
    assert '<p class="figure">120</p>' in text
    assert '<p class="figure">5:00</p>' in text  # 400 s less the pause of 100 s
    assert "40 answers, from 33% of the ended cases" in text
    assert "about" in text
    assert '<svg class="chart"' in text


@pytest.mark.slow
def test_no_figure_is_about_one_person(owner, adopted, inside, sign_in, today):
    many(owner, adopted, 20)
    text, _ = page(sign_in(owner))
    assert owner.user.name not in text.split("<main")[1]


@pytest.mark.slow
def test_the_queries_do_not_grow_with_the_cases(owner, adopted, inside, sign_in, today):
    client = sign_in(owner)
    many(owner, adopted, 10)
    page(client)
    _, few = page(client)
    many(owner, adopted, 300, start=10)
    _, more = page(client)
    assert few == more > 0


@pytest.mark.slow
def test_ten_thousand_cases(owner, adopted, inside, sign_in, today):
    client = sign_in(owner)
    many(owner, adopted, 10)
    page(client)
    _, few = page(client)
    many(owner, adopted, 9_990, start=10)
    text, queries_made = page(client)
    assert few == queries_made
    assert '<p class="figure">10000</p>' in text


@pytest.mark.slow
def test_the_period_and_the_procedure_are_chosen(owner, adopted, inside, sign_in, today):
    many(owner, adopted, 56)
    client = sign_in(owner)
    assert '<p class="figure">14</p>' in page(client, "/measures/?days=7")[0]
    assert '<p class="figure">56</p>' in page(client, "/measures/?days=nonsense")[0]
    assert '<p class="figure">56</p>' in page(client, f"/measures/?procedure={adopted.entry.slug}")[0]
    assert '<p class="figure">56</p>' in page(client, "/measures/?procedure=no-such")[0]


def test_the_same_as_csv(owner, adopted, inside, sign_in, today):
    many(owner, adopted, 9)
    answer = sign_in(owner).get("/measures/?format=csv")
    (row,) = csv.DictReader(StringIO(answer.content.decode()))
    assert (row["Cases"], row["Handle time, middle (s)"], row["Ratings"]) == ("9", "300", "3")


def test_without_a_case_it_says_what_would_be_here(owner, sign_in):
    text, _ = page(sign_in(owner))
    assert "No cases yet." in text
    assert '<svg class="chart"' not in text


def test_few_cases_cannot_tell(owner, adopted, inside, sign_in, today):
    many(owner, adopted, 3)
    text, _ = page(sign_in(owner))
    assert "3 ended cases; shown from 5 on." in text
    assert "1 answer, from 33% of the ended cases; about" in text


def test_an_agent_does_not_see_the_measures(colleague, sign_in):
    assert sign_in(colleague("agent")).get("/measures/").status_code == 403


@pytest.mark.slow
def test_no_other_business_counts(owner, stranger, adopted, inside, sign_in, today):
    many(owner, adopted, 9)
    assert "No cases yet." in page(sign_in(stranger))[0]
