"""A link to a form: good once, for five days and twenty tries, while its case goes on, and only the newest of it."""

import secrets
from datetime import timedelta

import pytest

from cast import NOON
from handrail.connections.filling import actions as filling
from handrail.connections.filling.actions import FormError
from handrail.connections.models import FormLink
from handrail.desk import actions as desk
from handrail.ledger.deed import deed, unrecorded
from handrail.ledger.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def links(connected, adopted, begun, room):
    """Makes links of a case; each with its secret."""
    mailbox = connected(site="https://help.reddirt.example")

    def make(case=None, step="which", at=NOON):
        secret = secrets.token_urlsafe(32)
        with unrecorded("a step of a test asks"):
            told = {"names": ["sale.number"], "language": "", "secret": secret, "at": at}
            return secret, filling.made(connection=mailbox, case=case or make.case, step=step, **told)

    make.case, make.other, make.mailbox = begun(adopted), begun(adopted), mailbox
    return make


def why(secret, at=NOON) -> str:
    try:
        filling.found(secret, at)
    except FormError as error:
        return error.name
    return ""


def test_the_whole_address_leads_to_its_secret_and_a_changed_one_nowhere(links, room):
    secret, _ = links()
    address = filling.link(links.mailbox, secret)
    assert address.startswith("https://help.reddirt.example/form/")
    token = address.rstrip("/").rpartition("/")[2]
    assert filling.opened(token) == (room.organization, secret)
    for wrong in (token[:-1], f"{token}x", "x", ""):
        with pytest.raises(FormError):
            filling.opened(wrong)
    assert why(secret) == ""
    assert why("guessed") == "none"


def test_it_is_good_for_five_days_and_twenty_tries(links, room):
    secret, row = links()
    last = NOON + timedelta(days=5)
    assert (why(secret, last - timedelta(seconds=1)), why(secret, last)) == ("", "over")
    for _ in range(19):
        filling.tried(row=row, at=NOON)
    assert why(secret) == ""
    filling.tried(row=row, at=NOON)
    assert why(secret) == "tries"
    assert Event.objects.filter(kind="form-tried").order_by("seq").last().data == {"tries": 20}


def test_the_newest_of_a_case_is_good_and_those_of_other_cases_stay(links, room):
    (first, _), (others, _) = links(), links(links.other)
    second, row = links(at=NOON + timedelta(hours=1))
    assert (why(first), why(second), why(others)) == ("ended", "", "")
    with deed(room, NOON) as record:
        assert filling.used(record, row, NOON).used_at == NOON
    links(at=NOON + timedelta(hours=2))
    ends = [each.ended_at and each.ended_at - NOON for each in FormLink.objects.filter(case=links.case).order_by("pk")]
    assert ends == [timedelta(hours=1), None, None], "when it ended is not written anew, nor of one that was used"
    assert why(second) == "used"


def test_of_two_who_send_it_one_is_taken(links, room):
    _, row = links()
    for taken in (True, False):
        with deed(room, NOON) as record:
            record.event("connections", "test", "test", row.pk)
            if taken:
                filling.used(record, row, NOON)
                continue
            with pytest.raises(FormError) as refused:
                filling.used(record, row, NOON)
    assert refused.value.name == "used"
    assert Event.objects.filter(kind="form-used").count() == 1


def test_it_goes_with_its_case_and_the_one_that_asks_how_it_was_comes_after(links, room):
    secret, _ = links()
    rating, _ = links(links.other, step="")
    assert (why(secret), why(rating), why(rating, NOON + timedelta(days=5))) == ("", "ended", "over_rating")
    for case in (links.case, links.other):
        desk.give_up(actor=room, case=case, at=NOON, outcome="abandoned", reason="hung up")
    assert (why(secret), why(rating)) == ("ended", "")
    desk.rate(actor=room, case=links.other, at=NOON, score=3)
    assert why(rating) == "ended"


def test_a_card_number_is_refused_and_takes_no_try_of_the_form(links):
    secret, row = links()
    with pytest.raises(FormError) as refused:
        filling.fill(row=row, facts={"sale.number": "4111 1111 1111 1111"}, at=NOON)
    assert (refused.value.name, why(secret)) == ("refused", "")
