"""Every form of the desk, found by following its pages, filled with what nobody should send; and two tabs in which the
same things are sent late, twice and in any order. Nothing breaks, nothing acknowledged is lost, nothing is there twice."""

import re
from collections import Counter
from html.parser import HTMLParser
from random import Random
from urllib.parse import quote_plus, urljoin
from uuid import UUID

import pytest

from cast import NOON
from handrail.desk import actions, queries
from handrail.desk.models import Case
from handrail.desk.promises import actions as promises
from handrail.desk.records import fold
from handrail.people.actions import actor_of
from handrail.procedures.control import actions as control
from handrail.records.checkpoints.queries import examine

BAD = (
    "", " ", "\0", "a\0b", "\ud800", "\u202e", "x" * 5000, "x" * 70_000, "-1", "0", "9" * 30, "1e400", "NaN", "١٢٣", "²", "[]",
    "{}", "2026-02-30", "9999-12-31", "0001-01-01", "9999-12-31T23:59", "0001-01-01T00:00", "2026-11-24T12:00:00+99:00",
    "24:00", "$1,000,000,000,000,000,000.00", "-5.00", "1.005", str(UUID(int=0)), "no-id", "../../etc/passwd",
    "<script>alert(1)</script>", "{{ sale.paid }}", "' OR 1=1 --", "4111 1111 1111 1111", "a@b", "\r\nBcc: x@y.z", "e\u0301",
    "👩‍👩‍👧‍👦", "some words",
)  # fmt: skip
PAGES = (
    "", "due/", "live/", "escalations/", "counsel/", "events/", "events/new/", "reasons/", "mine/", "paper/", "scoring/",
    "emergency/",
)  # fmt: skip
OF_A_CASE = ("", "change/", "reopen/", "hand-over/", "merge/", "counsel/", "coach/", "score/")
Fields = dict[str, list[str]]


class Forms(HTMLParser):
    """The forms of a page that post, each with its fields and the values they offer; and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self.links: set[str] = set()
        self.here: Fields | None = None
        self.named: dict[str, Fields] = {}
        self.choices: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.here = {} if given.get("method", "").lower() == "post" else None
            if self.here is not None:
                self.forms.append((given.get("action", ""), self.here))
                self.named[given.get("id", "")] = self.here
        elif tag == "a":
            self.links.add(given.get("href", "").partition("#")[0])
        elif tag == "option":
            self.choices.append(given.get("value", ""))
        elif tag in ("input", "textarea", "select", "button") and given.get("name"):
            fields = self.named.get(given["form"]) if "form" in given else self.here
            if fields is not None:
                self.choices = fields.setdefault(given["name"], [])
                self.choices.append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.here = None


def filled(fields: Fields, dice: Random) -> str:
    """Mostly as a person would, with one wrong; or wrong all over, something left out, something twice."""
    wrong = dice.choice(sorted(fields)) if fields else ""
    all_over = dice.random() < 0.4
    rows = []
    for name, offered in fields.items():
        if all_over and dice.random() < 0.1:
            continue
        usual = [value for value in offered if value] or ["2026-11-20", "5", "some words", "yes"]
        bad = all_over or name == wrong
        values = [dice.choice(BAD if bad and dice.random() < 0.7 else usual)]
        rows += [(name, value) for value in values * (2 if dice.random() < 0.05 else 1)]
    return "&".join(f"{quote_plus(name)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}" for name, value in rows)


def whole_record() -> None:
    found = examine()
    assert found.whole, found.faults
    for case in Case.objects.all():
        told = queries.events(case.id)
        assert fold(told).state == queries.state(case)
        assert case.status == queries.state(case).status
        numbers = Counter(row.data["client"] for row in told if row.data.get("client"))
        assert not [number for number, times in numbers.items() if times > 1]


def a_desk_at_work(owner, begin) -> list[Case]:
    cases = [begin() for _ in range(4)]
    actor = actor_of(owner)
    promises.promise(actor=actor, case=cases[0], what="Call back", by=NOON.replace(year=2031), person=None, at=NOON)
    actions.escalate(actor=actor, case=cases[1], to="legal", why="names a lawyer", at=NOON)
    actions.note(actor=actor, case=cases[2], text="so", at=NOON)
    return cases


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_no_form_of_the_desk_breaks_whatever_it_is_sent(owner, begin, sign_in, inside, seed):
    cases, client, dice = a_desk_at_work(owner, begin), sign_in(owner), Random(seed)
    waiting = [f"/desk/{page}" for page in PAGES]
    waiting += [f"/desk/{case.id}/{page}" for case in cases for page in OF_A_CASE]
    seen, posted = set(waiting), Counter()
    while waiting:
        address = waiting.pop(0)
        got = client.get(address)
        assert got.status_code < 500, address
        if got.streaming or not got["Content-Type"].startswith("text/html"):
            continue
        page = Forms(got.content.decode())
        new = sorted(link for link in page.links if link.startswith("/desk/") and "?" not in link and link not in seen)[
            :3
        ]
        waiting += new
        seen |= {*new}
        for action, fields in page.forms:
            there = urljoin(address, action or address)
            kind = re.sub(r"[0-9a-f-]{36}", "ID", there.partition("?")[0])
            for _ in range(3 if there.startswith("/desk/") and posted[kind] < 12 else 0):
                body = filled(fields, dice)
                answer = client.post(there, body, content_type="application/x-www-form-urlencoded")
                assert answer.status_code < 500, (there, body)
                posted[kind] += 1
    assert len(posted) > 25, posted
    whole_record()


ONCE = "11111111-0000-4000-8000-{:012d}"
STEPS = """
  - {id: one, ask: [case.reason]}
  - {id: two, do: Do it.}
  - {id: three, do: Do that., say: Done.}
  - {id: four, confirm: customer, say: Shall I go ahead?, no: {end: kept}}
  - {id: close, record: [case.resolution], end: resolved}
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_two_tabs_a_lost_network_and_the_back_button_lose_nothing_and_double_nothing(
    owner, in_force, begun, sign_in, inside, seed
):
    """Forms are taken from pages that may be old by the time they are sent; whatever was sent may come again at any
    time, in any order; one tab may have to sign in anew between."""
    case, dice = begun(in_force(STEPS)), Random(seed)
    tabs = [sign_in(owner), sign_in(owner)]
    pages: list[tuple[str, Fields]] = []
    sent: list[tuple[str, dict[str, str]]] = []
    acknowledged: set[str] = set()
    for number in range(60):
        tab = dice.choice(tabs)
        if dice.random() < 0.08:
            tabs[tabs.index(tab)] = tab = sign_in(owner)
        if dice.random() < 0.5 or not pages:
            page = Forms(tab.get(f"/desk/{case.id}/").content.decode())
            pages = [*pages[-12:], *((action, fields) for action, fields in page.forms if "client" in fields)]
        if sent and dice.random() < 0.4:
            address, form = dice.choice(sent)
        elif pages:
            action, fields = dice.choice(pages)
            address = urljoin(f"/desk/{case.id}/", action or f"/desk/{case.id}/")
            if not address.startswith(f"/desk/{case.id}/") or "end" in address:
                continue
            form = {name: dice.choice([*values, "some words"]) for name, values in fields.items()}
            form |= {"why": f"note {number}"} if "note" in address else {}
            form["client"] = fields["client"][0]
            sent.append((address, form))
        answer = tab.post(address, form)
        assert answer.status_code in (302, 422), (address, form)
        if answer.status_code == 302:
            acknowledged.add(form["client"])
    whole_record()
    kept = {row.data["client"] for row in queries.events(case.id) if row.data.get("client")}
    assert acknowledged == kept
    assert len(kept) > 4


# What the forms were found to break by


def test_a_procedure_that_was_withdrawn_since_the_page_was_made_is_said(owner, adopted, sign_in, inside):
    control.withdraw(actor=actor_of(owner), entry=adopted.entry, why="It promises too much.", at=NOON, urgent=True)
    answer = sign_in(owner).post("/desk/start/", {"revision": str(adopted.pk), "channel": "phone"}, follow=True)
    assert answer.status_code == 200
    assert not Case.objects.exists()
    assert "This version is not in force. Choose one that is." in answer.content.decode()


def test_a_request_is_not_queued_behind_one_that_is_over(owner, begin, adopted, sign_in, inside):
    case = begin()
    actions.give_up(actor=actor_of(owner), case=case, outcome="abandoned", reason="hung up", at=NOON)
    answer = sign_in(owner).post("/desk/start/", {"later": str(adopted.pk), "contact": str(case.pk)})
    assert answer.status_code in (200, 422)
    assert "This request is finished" in answer.content.decode()


def test_the_last_evening_there_is_is_no_time_for_a_promise(owner, begin, sign_in, inside):
    form = {"what": "Call back", "by": "9999-12-31T23:59"}
    answer = sign_in(owner).post(f"/desk/{begin().id}/promise/", form)
    assert answer.status_code == 422
    assert "a day and a time that are still to come" in answer.content.decode()


@pytest.mark.slow
def test_the_last_answer_of_a_case_sent_again_is_no_conflict(owner, in_force, begun, sign_in, inside):
    case, client = begun(in_force("  - {id: close, record: [case.reason], end: resolved}\n")), sign_in(owner)
    form = {"step": "close", "trail": "0", "case.reason": "a bill", "client": ONCE.format(7)}
    assert [client.post(f"/desk/{case.id}/", form).status_code for _ in range(2)] == [302, 302]
    whole_record()
