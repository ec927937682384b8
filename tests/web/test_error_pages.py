"""When something goes wrong: what happened, why, what next; in our own clothes, and never at the cost of what was typed."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import path

from handrail.config.urls import handler500
from handrail.config.urls import urlpatterns as real
from handrail.web.views import broken as page_of_what_broke


def broken(request):
    raise RuntimeError("a programmer's own words")


def away(request):
    raise OperationalError("server closed the connection unexpectedly")


assert handler500, "the module stands in for the addresses of the house"
urlpatterns = [*real, path("broken/", broken), path("away/", away)]


@pytest.fixture
def strict(owner):
    """A browser whose forms are checked, signed in."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_form_without_a_cookie_is_told_of_cookies(strict):
    answer = strict.post("/people/invite/", {"email": "x@example.com"})
    assert answer.status_code == 403
    assert "The browser sent no cookie" in words(answer)
    assert "still in the browser’s Back page" in words(answer)
    assert "Red Dirt Propane" in words(answer), "the menu stays, so one can go on"


def test_an_old_form_says_it_is_older_than_the_sign_in(strict):
    strict.get("/account/login/")
    strict.cookies["csrftoken"] = "a" * 32
    answer = strict.post("/people/invite/", {"csrfmiddlewaretoken": "b" * 32 + "c" * 32})
    assert answer.status_code == 403
    assert "older than your sign-in" in words(answer)


def test_a_form_from_another_address_says_so(strict):
    answer = strict.post("/people/invite/", HTTP_ORIGIN="https://elsewhere.example")
    assert "another address than this one" in words(answer)
    assert "elsewhere.example" not in words(answer), "what is sent is not shown back"


def test_a_broken_page_needs_no_database_and_keeps_the_house_style():
    """No fixture of the database: a query would fail this test."""
    answer = page_of_what_broke(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "web/components" in words(answer)
    assert "Back page" in words(answer)


def test_a_database_that_is_away_is_said_and_comes_back_by_itself(db, settings):
    """The desk keeps what is sent to an answer like this, and sends it again."""
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/away/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "The database does not answer" in words(answer)
    assert "nothing of this step was kept" in words(answer)
    assert "unexpectedly" not in words(answer)


def test_a_broken_page_does_not_show_its_inside(db, settings):
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert "Something broke on our side" in words(answer)
    assert "programmer" not in words(answer)


def test_an_address_of_nothing_says_what_was_not_found_and_leads_to_its_list(owner, sign_in):
    client = sign_in(owner)
    gone = words(client.get("/customers/00000000-0000-4000-8000-000000000000/"))
    assert "No such customer here." in gone
    assert ">Go to Customers</a>" in gone
    typed = words(client.get("/custommers/"))
    assert "No page has this address" in typed
    assert "/custommers/" in typed
    assert "Go to" not in typed
    assert 'href="/find/"' in typed


def test_without_sign_in_nothing_leads_behind_the_door(db, client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert 'href="/find/"' not in words(answer)
