"""Every address of the project, asked by every role: refused exactly where the table of rights says so."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from handrail.people.rights import RIGHTS, Role, may

ANY = UUID("01936e00-0000-7000-8000-000000000000")
# Pages of django-allauth, which guard themselves: open ones, and those that ask for a sign-in first.
ALLAUTH_OPEN = {
    "account_login", "account_logout", "account_inactive", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_authenticate",
}  # fmt: skip
ALLAUTH_SIGNED_IN = {
    "account_reauthenticate", "account_change_password", "mfa_index", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip
ALLAUTH_CLOSED = {  # handrail.people.closed stands before them
    "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
    "account_set_password", "account_confirm_login_code",
}  # fmt: skip


def walk(patterns, prefix="/"):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, prefix + address_of(entry))
        elif isinstance(entry, URLPattern):
            yield prefix + address_of(entry), entry


def address_of(entry) -> str:
    """An address with something in each place: the same kind of thing that is really there."""
    route = str(entry.pattern)
    for name, kind in getattr(entry.pattern, "converters", {}).items():
        value = str(ANY) if isinstance(kind, UUIDConverter) else "1" if isinstance(kind, IntConverter) else "x"
        start = route.rindex("<", 0, route.index(f"{name}>"))
        route = route[:start] + value + route[route.index(f"{name}>") + len(name) + 1 :]
    return route


ALL = list(walk(get_resolver().url_patterns))
OURS = [(address, entry.callback) for address, entry in ALL if entry.callback.__module__.startswith("handrail.")]


def test_every_address_has_a_right_or_a_reason():
    """A page without its check fails here; so does a new page of a library that nobody has judged."""
    without = [a for a, view in OURS if not hasattr(view, "required_right") and not hasattr(view, "open_because")]
    assert without == []
    others = [entry for _, entry in ALL if not entry.callback.__module__.startswith("handrail.")]
    theirs = {entry.name for entry in others if not entry.callback.__module__.startswith("ninja.")}
    assert theirs == ALLAUTH_OPEN | ALLAUTH_SIGNED_IN | ALLAUTH_CLOSED | {"api-root"}  # behind the page at /api/


# One role is enough for the quick run.
ROLES = [pytest.param(role, marks=[pytest.mark.slow] if role != Role.AGENT else []) for role in Role]


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_refused_exactly_where_the_table_says(owner, colleague, sign_in, role):
    client = sign_in(owner if role == Role.OWNER else colleague(role.value))
    client.raise_request_exception = False
    wrong = []
    for address, view in OURS:
        right = getattr(view, "required_right", None)
        if right is None:
            continue
        for method in (client.get, client.post):
            status = method(address).status_code
            if not may(role, right) and status != 403:
                wrong.append(f"{method.__name__} {address}: {status}, and only {right} may")
            if may(role, right) and status == 403 and method is client.get:
                wrong.append(f"{method.__name__} {address}: {status}, though the role may {right}")
            if status >= 500:
                wrong.append(f"{method.__name__} {address}: {status}")
    assert not wrong, "\n".join(wrong)


def test_every_address_of_the_api_refuses_without_a_session_and_says_so(db):
    """Their rights one by one: tests/api."""
    asked = [address for address, entry in ALL if entry.callback.__module__.startswith("ninja.")]
    assert len(asked) > 8
    for address in asked:
        if address != "/api/":  # the page that describes it stands before that one
            answer = Client().get(address)
            assert answer.status_code in (401, 405), address
            assert answer.status_code == 405 or answer["Content-Type"].startswith("application/json"), address


@pytest.mark.slow
def test_nobody_comes_in_without_signing_in(db):
    for address, view in OURS:
        if hasattr(view, "required_right"):
            answer = Client().get(address)
            assert answer.status_code == 302, address
            assert answer.url.startswith("/account/login/"), address
    for address, entry in ALL:
        if entry.name in ALLAUTH_SIGNED_IN:
            assert Client().get(address).status_code == 302, address


def test_every_right_is_held_by_an_owner_and_refused_to_someone():
    refused = {right for right in RIGHTS[Role.OWNER] for role in Role if not may(role, right)}
    assert RIGHTS[Role.OWNER] - refused == {"read the handbook"}
