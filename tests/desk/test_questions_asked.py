"""How much a page an agent waits for asks of the database: a question too many is felt at every step."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.people.actions import actor_of

MOST = 33  # of the page of a step, sign-in and customer included


def asked(client, case):
    with CaptureQueriesContext(connection) as told:
        assert client.get(f"/desk/{case.id}/").status_code == 200
    return [row["sql"] for row in told]


def test_the_page_of_a_step_asks_little_and_no_more_when_there_is_more(owner, begin, sign_in, inside, colleague):
    customer = customers.add(actor=actor_of(owner), details=[Given("name", "Ann Example")], at=NOON)
    case, client = begin(customer=customer), sign_in(owner)
    asked(client, case)  # the first look is noted
    before = asked(client, case)
    assert len(before) <= MOST, "\n".join(sql[:150] for sql in before)
    colleague("agent")
    for _ in range(3):
        begin(customer=customer)
    assert len(asked(client, case)) == len(before)
    assert sum("business_businessfact" in sql for sql in before) <= 1
