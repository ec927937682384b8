"""Who comes in, by which door, and who is refused."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from cast import NOON, PASSWORD
from handrail.calendars import clock
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people import actions, queries
from handrail.people.actions import PeopleError, actor_of
from handrail.people.models import Member, Organization
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
    organization = Organization.objects.get()
    link = actions.owner_link(token=actions.make_owner_link(at=NOON, organization=organization), at=NOON)
    actions.let_owner_in(link=link, email="marcy@example.com", password="another quiet door", at=NOON)
    assert Client().login(email="marcy@example.com", password="another quiet door")
    with scope.organization(organization.id):
        assert Event.objects.filter(kind__in=["owner-link-made", "owner-let-in"]).count() == 2


def test_a_link_opens_for_a_whole_day_once_and_only_what_it_was_made_for(owner):
    mine, other = (actions.make_owner_link(at=NOON) for _ in range(2))
    link = actions.owner_link(token=mine, at=NOON + timedelta(hours=24))
    with pytest.raises(PeopleError, match="lets nobody into an old one"):
        actions.let_owner_in(link=link, email="marcy@example.com", password=PASSWORD, at=NOON)
    found = actions.found_organization(
        link=link, name="Ana", email="ana@example.com", password=PASSWORD, business="Two", time_zone="UTC", at=NOON
    )
    with scope.organization(found.organization_id):
        assert set(Event.objects.values_list("kind", flat=True)) == {"organization-founded", "member-joined"}
    with pytest.raises(PeopleError, match="was used"):
        actions.owner_link(token=mine, at=NOON)
    assert actions.owner_link(token=other, at=NOON), "nobody used the other one"
    with pytest.raises(PeopleError, match="not known here"):
        actions.owner_link(token="guessed", at=NOON)
    old = actions.make_owner_link(at=NOON, organization=Organization.objects.get(pk=owner.organization_id))
    with pytest.raises(PeopleError, match="exists already"):
        actions.found_organization(
            link=actions.owner_link(token=old, at=NOON), name="Ana", email="ana2@example.com", password=PASSWORD,
            business="Three", time_zone="UTC", at=NOON,
        )  # fmt: skip


def test_a_link_into_a_business_lets_in_its_owners_alone(owner, stranger, colleague):
    organization = Organization.objects.get(pk=owner.organization_id)
    tokens = [actions.make_owner_link(at=NOON, organization=organization) for _ in range(2)]
    colleague("manager")
    out = colleague("owner")
    phones = [Authenticator.objects.create(user=each.user, type="totp", data={}) for each in (owner, stranger)]
    with scope.organization(organization.id):
        actions.switch_member(actor=actor_of(owner), member=out, active=False, at=NOON)
    link = actions.owner_link(token=tokens[0], at=NOON)
    for email in ("manager@example.com", "owner@example.com", "priya@example.org", "nobody@example.com"):
        with pytest.raises(PeopleError, match="No owner of this business"):
            actions.let_owner_in(link=link, email=email, password=PASSWORD, at=NOON)
    let_in = actions.let_owner_in(link=link, email="Marcy@example.com", password="another quiet door", at=NOON)
    assert let_in == owner
    assert list(Authenticator.objects.all()) == phones[1:]
    with pytest.raises(PeopleError, match="was used"):
        actions.owner_link(token=tokens[0], at=NOON)
    assert actions.owner_link(token=tokens[1], at=NOON), "nobody used the other one"


def test_a_place_is_held_for_three_days_unless_it_is_withdrawn(owner):
    _, code = actions.invite(actor=actor_of(owner), name="Tasha", role="agent", at=NOON)
    assert actions.find_invite(code=code, at=NOON + timedelta(hours=72))
    with pytest.raises(PeopleError, match="opens nothing"):
        actions.find_invite(code=code, at=NOON + timedelta(hours=72, seconds=1))
    row = actions.find_invite(code=code, at=NOON)
    with pytest.raises(PeopleError, match="already signs in"):
        actions.join(row=row, name="Tasha", email="Marcy@example.com", password=PASSWORD, at=NOON)
    actions.withdraw_invite(actor=actor_of(owner), row=row, at=NOON)
    with pytest.raises(PeopleError, match="opens nothing"):
        actions.find_invite(code=code, at=NOON)
    with scope.organization(owner.organization_id):
        assert Event.objects.filter(kind="invite-withdrawn", chain__subject_id=row.pk).exists()


def test_someone_joins_with_a_typed_code(owner):
    _, code = actions.invite(actor=actor_of(owner), name="Tasha", role="agent", at=NOON)
    row = actions.find_invite(code=code.lower().replace("-", " "), at=NOON)
    member = actions.join(row=row, name="Tasha Lindley", email="tasha@example.com", password=PASSWORD, at=NOON)
    assert (member.role, member.organization_id) == ("agent", owner.organization_id)
    with pytest.raises(PeopleError, match="opens nothing"):
        actions.find_invite(code=code, at=NOON)


def test_of_two_who_come_at_the_same_moment_one_gets_in(owner):
    """Both had read that it is good."""
    _, code = actions.invite(actor=actor_of(owner), name="Tasha", role="agent", at=NOON)
    rows = [actions.find_invite(code=code, at=NOON) for _ in range(2)]
    token = actions.make_owner_link(at=NOON)
    links = [actions.owner_link(token=token, at=NOON) for _ in range(2)]

    def join(n):
        return actions.join(row=rows[n], name="T", email=f"t{n}@example.com", password=PASSWORD, at=NOON)

    def found(n):
        return actions.found_organization(
            link=links[n],
            name="F",
            email=f"f{n}@example.com",
            password=PASSWORD,
            business="F",
            time_zone="UTC",
            at=NOON,
        )

    for come in (join, found):
        assert come(0)
        with pytest.raises(PeopleError, match=r"opens nothing|was used"):
            come(1)
    _, code = actions.invite(actor=actor_of(owner), name="Bo", role="agent", at=NOON)
    rows = [actions.find_invite(code=code, at=NOON)]
    actions.withdraw_invite(actor=actor_of(owner), row=actions.find_invite(code=code, at=NOON), at=NOON)
    with pytest.raises(PeopleError, match="opens nothing"):
        actions.join(row=rows[0], name="Bo", email="bo@example.com", password=PASSWORD, at=NOON)
    assert set(Member.everywhere.values_list("user__email", flat=True)) == {
        "marcy@example.com", "t0@example.com", "f0@example.com",
    }  # fmt: skip
    assert Organization.objects.count() == 2


def test_only_an_owner_invites(colleague):
    with pytest.raises(RefusedError, match="Only an owner may manage people"):
        actions.invite(actor=actor_of(colleague("manager")), name="X", role="owner", at=NOON)


def test_the_last_owner_stays(owner, colleague):
    actor, agent, other = actor_of(owner), colleague("agent"), colleague("owner")
    with scope.organization(owner.organization_id):
        actions.switch_member(actor=actor, member=agent, active=False, at=NOON)
        actions.switch_member(actor=actor, member=agent, active=True, at=NOON)
        actions.switch_member(actor=actor, member=other, active=False, at=NOON)  # an owner who is out is none
        with pytest.raises(PeopleError, match="only owner"):
            actions.change_role(actor=actor, member=owner, role="agent", at=NOON)
        with pytest.raises(PeopleError, match="only owner"):
            actions.switch_member(actor=actor, member=owner, active=False, at=NOON)
        actions.change_role(actor=actor, member=owner, role="owner", at=NOON)
        actions.switch_member(actor=actor, member=other, active=True, at=NOON)
        actions.change_role(actor=actor, member=owner, role="manager", at=NOON)
        assert Member.objects.get(pk=owner.pk).role == Role.MANAGER
        last = Event.objects.filter(chain__subject_id=owner.pk, kind="role-changed").order_by("seq").last()
        kinds = Event.objects.filter(chain__subject_id=agent.pk).order_by("seq").values_list("kind", flat=True)
    assert last.data == {"from": "owner", "to": "manager"}
    assert list(kinds)[-2:] == ["member-off", "member-on"]


def test_who_lost_the_phone_is_the_only_one_to_lose_the_second_proof(owner, colleague):
    agent = colleague("agent")
    phones = [Authenticator.objects.create(user=each.user, type="totp", data={}) for each in (agent, owner)]
    with scope.organization(owner.organization_id):
        colleague("auditor")
        shown = {row.role: row.has_proof for row in queries.members()}
    assert shown == {"agent": True, "owner": True, "auditor": False}
    actions.drop_second_proof(actor=actor_of(owner), member=agent, at=NOON)
    assert list(Authenticator.objects.all()) == phones[1:]


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


def test_the_place_that_is_withdrawn_is_the_one_that_was_meant(owner, sign_in):
    made = [actions.invite(actor=actor_of(owner), name=name, role="agent", at=clock.read()) for name in "AB"]
    old = actions.invite(actor=actor_of(owner), name="C", role="agent", at=NOON - timedelta(days=9))
    assert sign_in(owner).post(f"/people/invite/{made[1][0].pk}/withdraw/").status_code == 302
    assert actions.find_invite(code=made[0][1], at=clock.read()).name == "A"
    with scope.organization(owner.organization_id):
        assert [row.name for row in queries.open_invites(clock.read())] == ["A"], "B was withdrawn, C is too old"
        assert [row.name for row in queries.open_invites(old[0].expires_at)] == ["C", "A"]
        actions.join(row=old[0], name="C", email="c@example.com", password=PASSWORD, at=NOON)
        assert [row.name for row in queries.open_invites(old[0].expires_at)] == ["A"], "C took it"


def test_who_may_is_named_without_those_who_are_out(owner, colleague):
    reviewer, out = colleague("reviewer"), colleague("manager")
    with scope.organization(owner.organization_id):
        actions.switch_member(actor=actor_of(owner), member=out, active=False, at=NOON)
        assert queries.those_who_may(Right.APPROVE) == ["Marcy Holt", reviewer.user.name]
        assert queries.those_who_may(Right.WRITE) == ["Marcy Holt"]
        assert queries.address_of(reviewer.pk) == "reviewer@example.com"


@pytest.mark.parametrize(
    ("right", "who"),
    [
        (Right.READ, "an owner, a manager, a reviewer, a supervisor, an agent or an auditor"),
        (Right.RUN, "an owner, a manager, a supervisor or an agent"),
        (Right.TAKE, "an owner, a manager or a supervisor"),
        (Right.RECORDS, "an owner, a manager, a reviewer, a supervisor or an auditor"),
        (Right.MEASURES, "an owner, a manager, a reviewer, a supervisor or an auditor"),
        (Right.DESCRIBE, "an owner or a manager"), (Right.WRITE, "an owner, a manager or a supervisor"),
        (Right.APPROVE, "an owner or a reviewer"), (Right.LAW, "an owner, a manager or a reviewer"),
        (Right.PEOPLE, "an owner"), (Right.SETTINGS, "an owner"),
    ],
)  # fmt: skip
def test_who_may_what(right, who):
    """An agent sees no records, an auditor changes nothing, and whoever writes does not approve: only an owner does all."""
    assert who_may(right) == who
