"""By no address there is, also one that comes later, does a word to counsel leave the two it is between, or a customer the
business whose customer they are."""

import re
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk.counsel import actions as counsel
from handrail.ledger import attachments
from handrail.people.actions import actor_of
from handrail.records.keeping import actions as keeping
from handrail.records.keeping.actions import HeldOn

SECRET, NAME = "Zanzibar", "Ottoline Quarles"


def routes(found, prefix="/"):
    for entry in found:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith(("handrail.", "ninja.")):
            yield prefix + str(entry.pattern)


def addresses(ids: list[UUID]):
    """Every address, with each of these ids in its places; those without one as a list, a sheet and a search."""
    for pattern in dict.fromkeys(routes(get_resolver().url_patterns)):
        route = re.sub(r"<(?:int|str|slug|path):[^>]+>|<\w+>", "x", pattern)
        if "<uuid:" in route:
            yield from (re.sub(r"<uuid:[^>]+>", str(id_), route) for id_ in ids)
        else:
            yield from (f"{route}?format=csv", f"{route}?q={NAME.split()[1]}", f"{route}?q={SECRET}")


@pytest.fixture
def things(begin, owner, agent, colleague, inside):
    """A customer with a case, a photo, a hold, and a question to counsel about them."""
    actor = actor_of(owner)
    row = customers.add(actor=actor, details=[Given("name", NAME), Given("phone", "580-555-0142")], at=NOON)
    case = begin(customer=row)
    asked = f"She says {SECRET} of us. Do we answer?"
    task = counsel.ask(actor=actor_of(agent), case=case, counsel=colleague("reviewer"), question=asked, at=NOON)
    hold = keeping.hold(actor=actor, on=HeldOn(customer=row), why="A suit is likely.", at=NOON)
    photo = attachments.attach(
        actor=actor,
        room="desk",
        subject="case",
        subject_id=case.pk,
        name="tag.png",
        content=b"\x89PNG\r\n\x1a\n",
        at=NOON,
    )
    return [row.pk, case.pk, task.pk, hold.pk, photo.pk]


@pytest.mark.slow
def test_by_no_address_does_a_word_to_counsel_reach_the_owner_nor_a_customer_another_business(
    things, owner, stranger, sign_in, monkeypatch
):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    ours, theirs, seen = sign_in(owner), sign_in(stranger), 0
    for client in (ours, theirs):
        client.raise_request_exception = False
    for address in addresses(things):
        page = ours.get(address)
        body = page.getvalue().decode(errors="replace")
        seen += NAME in body
        assert f"says {SECRET}" not in body, address
        for ask in (theirs.get, theirs.post):
            other = ask(address).getvalue().decode(errors="replace")
            assert NAME not in other, (ask.__name__, address)
            assert f"says {SECRET}" not in other, (ask.__name__, address)
    assert seen > 10, "the owner finds the customer: something was looked at"
