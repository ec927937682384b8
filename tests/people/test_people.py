"""Who comes in, by which door, and who is refused."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import NOON, PASSWORD
from handrail.calendars import clock
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people import actions
from handrail.people.actions import PeopleError, actor_of
from handrail.people.models import Member
from handrail.people.rights import RefusedError, Right, Role, who_may


def test_the_first_owner_comes_in_by_the_link(db):
    client = Client()
    answers = {
        "business": "Red Dirt",
        "time_zone": "America/Chicago",
        "name": "Marcy",
        "email": "M@Example.com",
        "password": PASSWORD,
    }
    token = actions.make_owner_link(at=clock.read())  # the page reads the real clock
    assert client.get(f"/start/{token}/").status_code == 200
    assert client.post(f"/start/{token}/", {**answers, "password": "short"}).status_code == 422
    assert client.post(f"/start/{token}/", answers).status_code == 302
    home = client.get("/")
    assert (home.status_code, "Red Dirt" in home.content.decode()) == (200, True)
    assert client.get(f"/start/{token}/").status_code == 410


def test_a_link_ends_after_a_day(db):
    token = actions.make_owner_link(at=NOON)
    with pytest.raises(PeopleError, match="older than a day"):
        actions.owner_link(token=token, at=NOON + timedelta(hours=25))


def test_a_locked_out_owner_gets_in_on_the_record(owner):
    from handrail.people.models import Organization

    organization = Organization.objects.get()
    link = actions.owner_link(token=actions.make_owner_link(at=NOON, organization=organization), at=NOON)
    actions.let_owner_in(link=link, email="marcy@example.com", password="another quiet door", at=NOON)
    assert Client().login(email="marcy@example.com", password="another quiet door")
    with scope.organization(organization.id):
        assert Event.objects.filter(kind__in=["owner-link-made", "owner-let-in"]).count() == 2


def test_someone_joins_with_a_typed_code(owner):
    _, code = actions.invite(actor=actor_of(owner), name="Tasha", role="agent", at=NOON)
    row = actions.find_invite(code=code.lower().replace("-", " "), at=NOON)
    member = actions.join(row=row, name="Tasha Lindley", email="tasha@example.com", password=PASSWORD, at=NOON)
    assert (member.role, member.organization_id) == ("agent", owner.organization_id)
    with pytest.raises(PeopleError, match="opens nothing"):
        actions.find_invite(code=code, at=NOON)


def test_only_an_owner_invites(colleague):
    with pytest.raises(RefusedError, match="Only an owner may manage people"):
        actions.invite(actor=actor_of(colleague("manager")), name="X", role="owner", at=NOON)


def test_the_last_owner_stays(owner):
    with scope.organization(owner.organization_id):
        with pytest.raises(PeopleError, match="only owner"):
            actions.change_role(actor=actor_of(owner), member=owner, role="agent", at=NOON)
        with pytest.raises(PeopleError, match="only owner"):
            actions.switch_member(actor=actor_of(owner), member=owner, active=False, at=NOON)


def test_a_member_who_is_switched_off_is_out_at_once(owner, colleague, sign_in):
    agent = colleague("agent")
    client = sign_in(agent)
    assert client.get("/").status_code == 200
    with scope.organization(owner.organization_id):
        actions.switch_member(actor=actor_of(owner), member=agent, active=False, at=NOON)
    assert client.get("/").status_code == 403


def test_the_people_page_names_whom_to_ask(owner, colleague, sign_in):
    answer = sign_in(colleague("agent")).post("/people/invite/", {"name": "X", "role": "agent"})
    assert answer.status_code == 403
    assert "Ask Marcy Holt" in answer.content.decode()


def test_the_other_business_is_not_there(owner, stranger, sign_in):
    page = sign_in(stranger).get("/people/").content.decode()
    assert "priya@example.org" in page
    assert "marcy@example.com" not in page
    assert sign_in(stranger).post(f"/people/{owner.pk}/", {"role": "agent"}).status_code == 404
    assert Member.everywhere.get(pk=owner.pk).role == Role.OWNER


def test_the_owner_invites_on_the_page_and_sees_the_code_once(owner, sign_in):
    client = sign_in(owner)
    page = client.post("/people/invite/", {"name": "Tasha", "role": "agent"}).content.decode()
    assert 'class="code"' in page
    assert 'class="code"' not in client.get("/people/").content.decode()
    assert client.post("/people/invite/", {"name": "", "role": "agent"}).status_code == 422


def test_a_refusal_reads_as_a_sentence():
    assert who_may(Right.APPROVE) == "an owner or a reviewer"
