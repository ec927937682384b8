"""What was run on paper is entered later: by its number, on the version that was printed, with the times of the paper."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cast import PASSWORD
from desk.test_desk import STEPS
from handrail.calendars import clock
from handrail.desk import actions
from handrail.desk.actions import DeskError
from handrail.desk.models import Case, Open
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.ledger.verify import verify
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.notice.actions import NoticeError
from handrail.procedures.actions import ProcedureError
from handrail.procedures.exporting import actions as papers
from handrail.procedures.exporting.models import PaperRun

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Chicago")


@pytest.fixture
def printed(owner, adopted):
    """A paper printed two days ago."""
    at = clock.read() - timedelta(days=2)
    with scope.organization(owner.organization_id):
        [run] = papers.hand_out(actor=actor_of(owner), row=adopted, count=1, at=at, on=at.date())
    return run


def field(at) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.slow
def test_a_paper_becomes_a_case_with_its_own_times_and_says_who_entered_it(owner, printed, sign_in, inside):
    client, begun = sign_in(owner), printed.printed_at + timedelta(hours=3)
    sent = {"number": "p 1", "begun": field(begun), "channel": "counter"}
    answer = client.post("/desk/paper/", sent)
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.opened_at == begun.replace(second=0, microsecond=0)
    page = client.get(answer["Location"]).content.decode()
    assert "Entered later, from paper P-1, by" in page
    assert re.search(r'name="on_paper" type="datetime-local" value="([^"]+)"', page)[1] == field(begun)
    for place, (step, answers) in enumerate(STEPS, 1):
        when = {"on_paper": field(begun + timedelta(minutes=place))}
        shown = client.post(answer["Location"], {"step": step, **answers, **when})
        assert shown.status_code == 302, (step, shown.content.decode()[:2000])
    case.refresh_from_db()
    assert case.status == "ended"
    assert case.ended_at == case.opened_at + timedelta(minutes=len(STEPS))
    events = list(Event.objects.filter(chain__subject="case").order_by("seq"))
    assert [row.data["on_paper"] for row in events] == [
        (case.opened_at + timedelta(minutes=place)).astimezone(row_zone(row)).isoformat()
        for place, row in enumerate(events)
    ]
    assert all(clock.read() - row.at < timedelta(minutes=10) for row in events)
    assert verify(client.post(f"/records/{case.id}/case-file/").content).whole
    refunded = case.opened_at + timedelta(minutes=[step for step, _ in STEPS].index("refund") + 1)
    assert refunded + timedelta(days=1) in [row.due_at for row in Open.objects.filter(case=case, kind="due")]
    run = PaperRun.objects.get()
    assert (run.entered_as, run.entered_by) == (case.number, owner.user.name)
    again = client.post("/desk/paper/", sent)
    assert again.status_code == 422
    assert "was entered already" in again.content.decode()


def row_zone(row):
    return datetime.fromisoformat(row.data["on_paper"]).tzinfo


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"number": "P-9"}, "No paper with this number"), ({"begun": "soon"}, "Write the day and the time"),
     ({"begun": "2001-01-01T10:00"}, "before this paper was printed"), ({"begun": "2999-01-01T10:00"}, "has not come yet")],
)  # fmt: skip
def test_what_can_not_be_is_refused_and_nothing_typed_is_lost(owner, printed, sign_in, typed, said):
    sent = {"number": "P-1", "begun": field(printed.printed_at + timedelta(hours=1)), "channel": "mail", **typed}
    answer = sign_in(owner).post("/desk/paper/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert f'value="{sent["number"]}"' in page
    assert Case.everywhere.count() == 0


@pytest.mark.slow
def test_a_step_without_its_time_or_with_a_wrong_one_waits(owner, printed, sign_in, inside):
    client, begun = sign_in(owner), printed.printed_at + timedelta(hours=3)
    at = client.post("/desk/paper/", {"number": "1", "begun": field(begun), "channel": "counter"})["Location"]
    step, answers = STEPS[0]
    for typed in ("", field(begun - timedelta(hours=1)), "2999-01-01T10:00"):
        shown = client.post(at, {"step": step, **answers, "on_paper": typed})
        assert shown.status_code == 422
        assert "Dolores Whitaker" in shown.content.decode()
    assert Event.objects.filter(chain__subject="case").count() == 1


def test_an_auditor_enters_nothing_and_a_paper_of_another_business_is_not_found(
    owner, printed, colleague, stranger, sign_in
):
    begun = printed.printed_at + timedelta(hours=1)
    assert sign_in(colleague("auditor")).get("/desk/paper/").status_code == 403
    answer = sign_in(stranger).post("/desk/paper/", {"number": "P-1", "begun": field(begun), "channel": "phone"})
    assert "No paper with this number" in answer.content.decode()


def test_a_paper_of_an_older_version_is_entered_on_that_version(owner, printed, inside):
    more = {"actor": actor_of(owner), "member": owner, "paper": printed, "channel": "counter", "at": clock.read()}
    case = actions.start_from_paper(begun=printed.printed_at + timedelta(hours=1), known={}, **more)
    assert case.bundle_id == printed.revision.bundle_id
    with pytest.raises((DeskError, ProcedureError)):
        actions.start_from_paper(begun=printed.printed_at + timedelta(hours=1), known={}, **more)
    assert Case.objects.count() == 1


def test_a_run_may_begin_in_the_minute_in_which_its_paper_was_printed(owner, printed, inside):
    more = {"actor": actor_of(owner), "member": owner, "paper": printed, "channel": "counter", "known": {}}
    minute = printed.printed_at.replace(second=0, microsecond=0)
    with pytest.raises(DeskError, match="before this paper was printed"):
        actions.start_from_paper(begun=minute - timedelta(seconds=1), at=minute, **more)
    with pytest.raises(DeskError, match="has not come yet"):
        actions.start_from_paper(begun=minute + timedelta(seconds=1), at=minute, **more)
    assert actions.start_from_paper(begun=minute, at=minute, **more).opened_at == minute


def test_who_has_kept_no_notice_begins_no_case_and_enters_none(owner, printed, inside):
    row, _ = people.invite(actor=actor_of(owner), name="Sam", role="agent", at=printed.printed_at)
    sam = people.join(row=row, name="Sam", email="sam@example.com", password=PASSWORD, at=printed.printed_at)
    more = {"actor": actor_of(sam), "member": sam, "channel": "counter", "known": {}, "at": printed.printed_at}
    with pytest.raises(NoticeError):
        actions.start(revision=printed.revision, **more)
    with pytest.raises(NoticeError):
        actions.start_from_paper(paper=printed, begun=printed.printed_at, **more)
    assert Case.objects.count() == 0
