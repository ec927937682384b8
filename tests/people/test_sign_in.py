"""Signing in: the password, the second proof, the limits, the end after eight hours."""

import errno
import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import timezone

from cast import NOON, PASSWORD
from handrail.ledger import scope
from handrail.ledger.deed import NeverKeptError, unrecorded
from handrail.ledger.models import Event
from handrail.people import actions
from handrail.people.actions import actor_of
from handrail.people.middleware import MemberMiddleware
from handrail.people.models import Member, Organization, User


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def sign_in_with(client, password=PASSWORD, email="marcy@example.com"):
    return client.post("/account/login/", {"login": email, "password": password})


def figures(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_a_password_opens_for_eight_hours(owner):
    client = Client()
    assert sign_in_with(client, "wrong").status_code == 200
    assert sign_in_with(client).status_code == 302
    assert client.get("/").status_code == 200
    assert client.session.get_expiry_age() == 8 * 3600


def test_after_eight_hours_the_page_says_what_happened(owner, sign_in):
    client = sign_in(owner)
    client.get("/")
    client.cookies.pop("sessionid")  # the browser drops it when its time is over
    answer = client.get("/people/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/login/?next=%2Fpeople%2F"
    assert "signed out after 8 hours" in answer.content.decode()


@pytest.mark.parametrize("ends", [timedelta(), timedelta(seconds=-1)])
def test_a_session_that_has_ended_in_the_database_opens_nothing(owner, sign_in, ends):
    client = sign_in(owner)
    assert client.get("/").status_code == 200
    Session.objects.update(expire_date=timezone.now() + ends)
    assert client.get("/").status_code == 302
    assert client.get("/", headers={"Cookie": "sessionid=neverkept"}).status_code == 302


def test_a_user_is_found_by_id_as_by_anything_else(owner):
    assert User.objects.get(pk=owner.user.pk) == User.objects.get(email=owner.user.email) == owner.user
    User.objects.filter(pk=owner.user.pk).update(name="Another")
    assert User.objects.get(pk=owner.user.pk).name == "Another"
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=owner.pk)


def test_who_signs_out_or_was_never_here_is_told_nothing(owner, sign_in):
    client = sign_in(owner)
    client.get("/")
    client.post("/account/logout/")
    assert "8 hours" not in client.get("/account/login/").content.decode()
    assert "8 hours" not in Client().get("/account/login/").content.decode()


def test_guessing_a_password_is_stopped(owner):
    client = Client()
    for _ in range(5):
        sign_in_with(client, "wrong")
    page = sign_in_with(client).content.decode()
    assert "Too many tries did not fit" in page
    assert Client().get("/").status_code == 302


def test_guessing_a_code_is_stopped(owner):
    _, code = actions.invite(actor=actor_of(owner), name="Tasha", role="agent", at=NOON)
    client, answers = Client(), {"name": "X", "email": "x@example.com", "password": PASSWORD}
    for _ in range(10):
        assert client.post("/join/", {"code": "AAAAA-AAAAA", **answers}).status_code == 422
    stopped = client.post("/join/", {"code": code, **answers})
    assert stopped.status_code == 429
    assert "Wait a quarter of an hour" in stopped.content.decode()


def switch_on(client) -> str:
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/second-factor/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert client.post("/account/second-factor/totp/activate/", {"code": figures(secret)}).status_code == 302
    return secret


@pytest.mark.slow
def test_the_second_proof_is_asked_and_a_recovery_code_works_once(owner):
    client = Client()
    sign_in_with(client)
    secret = switch_on(client)
    rows = {row.type: row for row in Authenticator.objects.all()}
    assert secret not in str(rows["totp"].data)  # locked where it is kept
    shown = client.get("/account/second-factor/recovery-codes/").content.decode()
    codes = rows["recovery_codes"].wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(code in shown for code in codes)
    other = Client()
    assert sign_in_with(other).url == "/account/second-factor/authenticate/"
    assert other.get("/").status_code == 302
    assert other.post("/account/second-factor/authenticate/", {"code": "000000"}).status_code == 200
    assert other.post("/account/second-factor/authenticate/", {"code": codes[0]}).status_code == 302
    assert other.get("/").status_code == 200
    third = Client()
    sign_in_with(third)
    assert third.post("/account/second-factor/authenticate/", {"code": codes[0]}).status_code == 200


@pytest.mark.slow
def test_who_lost_the_phone_is_let_in_again_on_the_record(owner, colleague, sign_in):
    agent, client = colleague("agent"), Client()
    sign_in_with(client, email="agent@example.com")
    switch_on(client)
    page = sign_in(owner).get("/people/").content.decode()
    assert page.count("Phone lost") == 1
    assert sign_in(colleague("manager")).post(f"/people/{agent.pk}/", {"drop-proof": "yes"}).status_code == 403
    assert Authenticator.objects.exists()
    assert sign_in(owner).post(f"/people/{agent.pk}/", {"drop-proof": "yes"}).status_code == 302
    other = Client()
    assert sign_in_with(other, email="agent@example.com").url == "/"
    assert Event.everywhere.filter(kind="second-proof-dropped").count() == 1


def test_an_owner_link_also_drops_a_lost_phone(owner):
    client = Client()
    sign_in_with(client)
    switch_on(client)
    organization = Organization.objects.get()
    link = actions.owner_link(token=actions.make_owner_link(at=NOON, organization=organization), at=NOON)
    actions.let_owner_in(link=link, email="marcy@example.com", password="another quiet door", at=NOON)
    assert not Authenticator.objects.exists()


def test_under_another_secret_no_figures_fit(owner, settings):
    client = Client()
    sign_in_with(client)
    secret = switch_on(client)
    settings.SECRET_KEY = "a new one, after the folder was taken"
    other = Client()
    assert sign_in_with(other).url == "/account/second-factor/authenticate/"
    assert other.post("/account/second-factor/authenticate/", {"code": figures(secret)}).status_code == 200


def test_the_password_is_changed_by_who_knows_it(owner):
    client = Client()
    sign_in_with(client)
    wrong = {"oldpassword": "no", "password1": "another quiet door", "password2": "another quiet door"}
    assert client.post("/account/password/change/", wrong).status_code == 200
    assert client.post("/account/password/change/", {**wrong, "oldpassword": PASSWORD}).status_code == 302
    assert Client().login(email="marcy@example.com", password="another quiet door")


@pytest.mark.parametrize("address", ["signup/", "email/", "confirm-email/", "password/set/", "login/code/confirm/"])
def test_what_is_not_offered_is_not_there(owner, sign_in, address):
    assert Client().get(f"/account/{address}").status_code == 404
    assert sign_in(owner).post(f"/account/{address}").status_code == 404


def test_who_is_switched_off_reads_why_and_can_sign_out(owner, colleague, sign_in):
    agent = colleague("agent")
    client = sign_in(agent)
    with scope.organization(owner.organization_id):
        actions.switch_member(actor=actor_of(owner), member=agent, active=False, at=NOON)
    refused = client.get("/")
    assert refused.status_code == 403
    assert "switched off" in refused.content.decode()
    with scope.organization(owner.organization_id):
        actions.switch_member(actor=actor_of(owner), member=agent, active=True, at=NOON)
    assert client.get("/").status_code == 200


def test_whoever_works_in_two_businesses_is_in_the_one_they_chose_while_they_belong_there(owner, stranger, sign_in):
    with scope.organization(stranger.organization_id), unrecorded("as an invite made it, before addresses were one"):
        second = Member.objects.create(user=owner.user, role="agent", joined_at=NOON + timedelta(days=1))
    client = sign_in(owner)

    def business(chosen):
        session = client.session
        session["member"] = str(chosen)
        session.save()
        return client.get("/").wsgi_request.member.organization_id

    assert business(second.pk) == stranger.organization_id
    for no_choice in (owner.pk, stranger.pk, ""):
        assert business(no_choice) == owner.organization_id, "the first, where none of theirs was chosen"
    with scope.organization(stranger.organization_id):
        actions.switch_member(actor=actor_of(stranger), member=second, active=False, at=NOON)
    assert business(second.pk) == owner.organization_id


def test_that_somebody_was_here_is_kept_where_no_script_reads_it_until_they_sign_out(owner, sign_in):
    client = sign_in(owner)
    kept = client.get("/").cookies["was_in"]
    assert (kept["httponly"], kept["samesite"], kept["max-age"]) == (True, "Lax", 30 * 24 * 3600)
    assert "was_in" not in client.get("/").cookies, "it is there already"
    assert client.post("/account/logout/").cookies["was_in"].value == ""
    assert "was_in" not in Client().get("/account/login/").cookies


def test_a_number_that_is_never_kept_has_a_page_and_a_sentence_for_programs(db):
    door, trouble = MemberMiddleware(lambda _: None), NeverKeptError("a card number")
    page = door.process_exception(RequestFactory().get("/desk/"), trouble)
    assert (page.status_code, "a card number" in page.content.decode()) == (422, True)
    told = door.process_exception(RequestFactory().get("/api/cases/"), trouble)
    assert (told.status_code, json.loads(told.content)["error"]) == (422, "never_kept")


@pytest.mark.parametrize("trouble", [OperationalError("no such table"), OSError(errno.ENOENT, "No such file")])
def test_another_trouble_is_not_called_a_full_disk(trouble):
    assert MemberMiddleware(lambda _: None).process_exception(RequestFactory().get("/"), trouble) is None


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("database or disk is full"), OperationalError("disk I/O error"),
        *(OSError(number, "No space left on device") for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)),
    ],
)  # fmt: skip
def test_a_full_disk_has_a_page_that_says_what_is_kept(db, trouble):
    request = RequestFactory().get("/")
    answer = MemberMiddleware(lambda _: None).process_exception(request, trouble)
    assert answer is not None
    assert answer.status_code == 507
    assert "What you typed is still in the form" in answer.content.decode()
    assert MemberMiddleware(lambda _: None).process_exception(request, ValueError("disk is full")) is None


def test_a_wrong_password_is_said_in_our_words(owner):
    said = sign_in_with(Client(), password="not this one at all").content.decode()
    assert "This e-mail and this password do not go together." in said
    assert "specified" not in said


@pytest.mark.parametrize(("host", "is_said"), [("127.0.0.1:8712", True), ("192.168.1.20:8712", False)])
def test_a_code_for_somebody_else_says_when_only_this_computer_can_be_reached(owner, sign_in, settings, host, is_said):
    settings.ALLOWED_HOSTS = ["*"]
    invited = sign_in(owner).post("/people/invite/", {"name": "June", "role": "agent"}, HTTP_HOST=host)
    assert ("python3 start.py --office" in invited.content.decode()) is is_said
