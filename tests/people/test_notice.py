"""Nobody begins a case before they have read what is recorded of them, and kept it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import DatabaseError, connection

from cast import NOON, PASSWORD
from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Event
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.models import NoticeKept, NoticeWords
from handrail.people.notice import actions, queries
from handrail.people.notice.words import words
from handrail.people.rights import RefusedError
from handrail.records.keeping import actions as keeping

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(owner):
    """Somebody on their first morning."""
    member = people.demo_member(
        organization=owner.organization_id, name="Dana Reyes", email="dana@example.com", password=PASSWORD,
        role="agent", at=NOON,
    )  # fmt: skip
    with scope.organization(owner.organization_id):
        yield member


def test_no_case_begins_before_it_is_kept_and_the_way_leads_back(newcomer, adopted, sign_in):
    client = sign_in(newcomer)
    begin = {"revision": str(adopted.pk), "channel": "phone"}
    refused = client.post("/desk/start/", begin, headers={"referer": "http://testserver/desk/?q=heat%20pump"})
    assert refused.status_code == 302
    assert refused.url.startswith("/people/notice/?next=")
    page = client.get(refused.url).content.decode()
    assert "Each step you take in a case" in page
    back = unescape(re.search(r'name="next" value="([^"]*)"', page)[1])
    kept = client.post("/people/notice/", {"sha256": queries.current().sha256, "next": back})
    assert (kept.status_code, kept.url) == (302, "/desk/?q=heat%20pump")
    assert client.post("/desk/start/", begin).url.startswith("/desk/0")


def test_what_was_kept_stays_as_it_was_read(owner, newcomer, sign_in):
    first = queries.current().sha256
    actions.keep(actor=actor_of(newcomer), member=newcomer, sha256=first, at=NOON)
    actions.add_words(actor=actor_of(owner), text="A camera films the counter.", at=NOON)
    assert queries.current().sha256 != first
    assert [row.title for row in queries.waiting(newcomer, NOON, "UTC")] == ["What is recorded of you"]
    with pytest.raises(actions.NoticeError, match="changed while you read"):
        actions.keep(actor=actor_of(newcomer), member=newcomer, sha256=first, at=NOON)
    (row,) = queries.kept(newcomer)
    copy = sign_in(newcomer).get(f"/people/notice/{row.notice_id}/").content.decode()
    assert "Each step you take in a case" in copy
    assert "camera" not in copy
    actions.require_kept(actor_of(newcomer))  # whoever kept one may work on; the new one waits at home
    with pytest.raises(DatabaseError), unrecorded("what nobody may do"), connection.cursor() as cursor:
        cursor.execute("UPDATE people_noticekept SET at = %s", [NOON])


def test_the_home_page_asks_whoever_works_at_the_desk_until_they_kept_the_words_of_today(owner, newcomer, colleague):
    def asked(member=newcomer):
        return [(row.group, row.detail) for row in queries.waiting(member, NOON, "UTC")]

    def told(text):
        actions.add_words(actor=actor_of(owner), text=text, at=NOON)
        return queries.current().sha256

    auditor = colleague("auditor")
    assert asked() == [("first", "It is read before the first case.")]
    first, later = queries.current().sha256, NOON + timedelta(days=1)
    actions.keep(actor=actor_of(newcomer), member=newcomer, sha256=first, at=NOON)
    assert asked() == []
    second = told("A camera films the counter.")
    assert asked() == [("mine", "Its words have changed since you kept it.")]
    assert asked(auditor) == [], "who does no work at the desk begins no case"
    actions.keep(actor=actor_of(newcomer), member=newcomer, sha256=second, at=later)
    assert asked() == []
    assert told("") == first
    assert asked() == [], "they kept these words once, and the page asks for no more"
    assert {member.pk: row.notice.sha256 for member, row in queries.who_kept() if row}[newcomer.pk] == first


def test_nobody_reads_the_copy_another_kept(newcomer, owner, sign_in):
    actions.add_words(actor=actor_of(owner), text="A camera films the counter.", at=NOON)
    kept = actions.keep(actor=actor_of(newcomer), member=newcomer, sha256=queries.current().sha256, at=NOON)
    assert sign_in(owner).get(f"/people/notice/{kept.notice_id}/").status_code == 404
    mine = queries.kept(owner)[0].notice_id
    assert sign_in(newcomer).get(f"/people/notice/{mine}/").status_code == 404
    assert sign_in(owner).get(f"/people/notice/{mine}/").status_code == 200


def test_a_period_set_for_looks_stands_in_the_notice(owner, newcomer):
    before = queries.current().sha256
    keeping.set_period(actor=actor_of(owner), of="looks", count=2, unit="years", at=NOON)
    assert any(part.kept.startswith("For 2 years,") for part in queries.current().parts)
    assert queries.current().sha256 != before


def test_everyone_keeps_it_for_themselves_and_on_record(owner, newcomer):
    sha256 = queries.current().sha256
    with pytest.raises(actions.NoticeError, match="for themselves"):
        actions.keep(actor=actor_of(owner), member=newcomer, sha256=sha256, at=NOON)
    with pytest.raises(RefusedError):
        actions.add_words(actor=actor_of(newcomer), text="Nothing is recorded.", at=NOON)
    actions.keep(actor=actor_of(newcomer), member=newcomer, sha256=sha256, at=NOON)
    event = Event.objects.get(kind="notice-kept", chain__subject_id=newcomer.pk)
    assert event.data == {"sha256": sha256, "again": False}
    assert NoticeKept.objects.filter(member=newcomer).count() == 1


def test_the_owner_sees_who_kept_it(owner, newcomer, sign_in):
    client = sign_in(owner)
    assert "Dana Reyes" in client.get("/people/notice/kept/").content.decode()
    rows = client.get("/people/notice/kept/?format=csv&sort=kept").content.decode().splitlines()
    assert rows[1] == "Dana Reyes,agent,,no"
    people.switch_member(actor=actor_of(owner), member=newcomer, active=False, at=NOON)
    assert "Dana Reyes" not in client.get("/people/notice/kept/").content.decode()
    people.switch_member(actor=actor_of(owner), member=newcomer, active=True, at=NOON)
    assert sign_in(newcomer).get("/people/notice/kept/").status_code == 403


def test_the_words_say_who_sees_and_for_how_long():
    told = words("Red Dirt", "", {"looks": "2 years"}.get)
    by_what = {part.what: part for part in told.parts}
    step = by_what["Each step you take in a case"]
    assert step.seen_by == "You, and whoever is owner, manager, reviewer, supervisor or auditor."
    assert step.kept.startswith("For as long as the business keeps its records")
    assert by_what["Your place here"].seen_by == "Everyone who works here."
    assert by_what["Whose records you open"].kept.startswith("For 2 years")
    assert "No period is set yet." in {part.kept for part in words("Red Dirt", "", {}.get).parts}
    assert words("Red Dirt", "x", {}.get).sha256 != words("Red Dirt", "", {}.get).sha256


def test_what_the_business_adds_is_one_text_and_can_be_taken_out_again(owner, newcomer):
    for text in ("A camera films the counter.", "  The phone records calls. ", ""):
        actions.add_words(actor=actor_of(owner), text=text, at=NOON)
        assert queries.own_words() == text.strip()
    assert NoticeWords.objects.count() == 1
