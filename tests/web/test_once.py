"""A form that is sent twice is done once: a second click, and a browser that sends again because no answer came."""

import re
from threading import Barrier, Event, Thread

import pytest

from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.web.middleware import WordsMiddleware
from handrail.web.once import MOST, SECONDS, Once


def test_the_second_is_led_where_the_first_was_for_some_seconds():
    once = Once()
    assert once.begin("me", "a form", 0.0) is None
    once.end("a form", "/there/", 1.0)
    assert once.begin("me", "a form", 1.0 + SECONDS) == "/there/"
    assert once.begin("me", "another", 2.0) is None
    assert once.begin("me", "a form", 2.0 + SECONDS) is None


def test_what_was_refused_or_broke_is_looked_at_again():
    once = Once()
    assert once.begin("me", "a form", 0.0) is None
    once.end("a form", "", 1.0)
    assert once.begin("me", "a form", 1.5) is None


def test_of_many_at_the_same_moment_one_is_done():
    once, at_once, done, led = Once(), Barrier(6), [], []
    finished = Event()

    def send() -> None:
        at_once.wait()
        there = once.begin("me", "a form", 0.0)
        if there is None:
            done.append(1)
            finished.wait(10)
            once.end("a form", "/there/", 0.0)
        else:
            led.append(there)

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    finished.set()
    for thread in threads:
        thread.join()
    assert (len(done), led) == (1, ["/there/"] * 5)


def test_the_same_again_after_something_else_is_meant():
    """Paused, gone on, paused again for the same reason."""
    once = Once()
    for what in ("pause", "resume", "pause"):
        assert once.begin("me", what, 0.0) is None
        once.end(what, "/case/", 1.0)
    assert once.begin("me", "pause", 1.5) == "/case/"
    assert once.begin("you", "pause of yours", 1.5) is None
    once.end("pause of yours", "/case/", 1.6)
    assert once.begin("me", "pause", 1.7) == "/case/", "what another does is nothing to it"


def test_it_holds_no_more_than_it_may():
    once = Once()
    for number in range(MOST + 5):
        once.begin("me", str(number), 0.0)
    assert len(once._sendings) == MOST


def test_what_is_over_is_let_go():
    once = Once()
    for number in range(5):
        once.begin(f"one {number}", str(number), 0.0)
        once.end(str(number), "/there/", 1.0)
    once.begin("me", "later", 1.0 + SECONDS)
    assert len(once._sendings) == 6
    once.begin("me", "later still", 1.5 + SECONDS)
    assert list(once._sendings) == ["later", "later still"]


@pytest.mark.slow
def test_two_clicks_on_begin_are_one_case(owner, adopted, sign_in):
    client = sign_in(owner)
    client.handler.enforce_csrf_checks = True

    def fresh() -> dict[str, str]:
        page = client.get("/desk/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)
        return {"csrfmiddlewaretoken": token[1], "revision": str(adopted.pk), "channel": "phone"}

    form = fresh()
    first, second = (client.post("/desk/start/", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert client.post("/desk/start/", fresh()).url != first.url  # meant, from a page made anew
    with scope.organization(owner.organization_id):
        assert Case.objects.count() == 2


def test_no_words_hold_a_letter_that_is_none(rf):
    """PostgreSQL refuses it: a page that passed it on broke."""
    seen = []
    door = WordsMiddleware(lambda request: seen.append((request.POST.getlist("why"), request.GET.get("q"))))
    door(rf.post("/desk/?q=a%00b", {"why": ["so\0", "\0"], "step": "x"}))
    door(rf.post("/desk/", {"why": "so"}))
    assert seen == [(["so", ""], "ab"), (["so"], None)]
