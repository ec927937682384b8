"""Many add a customer in the same moment: each gets a number of their own, and nobody is told of an error."""

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connections

from cast import NOON
from handrail.customers import actions
from handrail.customers.models import Customer
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.people.actions import actor_of

AT_ONCE = 4


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_customers_added_at_once_have_numbers_of_their_own(owner):
    gate, actor, failed = Barrier(AT_ONCE), actor_of(owner), []

    def add(n):
        with scope.organization(owner.organization_id):
            try:
                gate.wait()
                for again in range(3):
                    actions.add(actor=actor, details=[Given("name", f"Ana {n} {again}")], at=NOON)
            except DatabaseError as error:
                failed.append(repr(error))
            finally:
                connections.close_all()

    threads = [Thread(target=add, args=(n,)) for n in range(AT_ONCE)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert sorted(Customer.everywhere.values_list("number", flat=True)) == list(range(1, 3 * AT_ONCE + 1))
