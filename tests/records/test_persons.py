"""What a person gave goes from every room and every copy, and the chain stays whole."""

import hashlib
import json

import pytest
from django.db import connection

from cast import NOON
from handrail.config import worker
from handrail.desk import actions as desk
from handrail.ledger import attachments, scope
from handrail.ledger.models import Event
from handrail.ledger.verify import verify
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.records import packet, queries
from handrail.records.asked import Asked
from handrail.records.models import CaseFileSet
from handrail.records.persons import actions
from handrail.records.persons import queries as persons
from handrail.records.search import actions as search
from handrail.records.sets import actions as sets
from records.test_case_file import FOUND, PNG, case  # noqa: F401 - a whole case

SAID = ("Dolores", "RD-20871", "hard of hearing", "names a lawyer", "check 2215", "changed her mind", "tag.png")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_byte_stays_and_the_chain_is_whole(case, owner):  # noqa: F811
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        search.read_in()
        sets.ask(actor=actor, asked=Asked("Dolores"), at=NOON)
        kept = attachments.path(hashlib.sha256(PNG).hexdigest())
        assert kept.is_file()
        before = json.dumps(packet.contents(case, owner_business(owner), NOON))
        assert all(word in before for word in SAID)

        bound = {row.duty for each in queries_of(case) for group in each.decision.groups for row in group.by}
        assert bound, "nobody told anything of the business yet, so any duty may bind"
        done = actions.erase(
            actor=actor, customer=case.customer, why="she asked; no duty is about her", at=NOON, aside=frozenset(bound)
        )

        assert (done.cases, done.files, done.kept) == (1, 1, ())
        assert done.values > len(FOUND)
        assert not kept.exists()
        assert CaseFileSet.objects.get().state in ("stopped", "removed")
        worker.run_due(NOON)
        assert [row.number for row in queries.cases(Asked("Dolores"), "America/Chicago")] == []
        assert [row.number for row in queries.cases(Asked(case.number), "America/Chicago")] == [case.number]
        content = packet.make(actor=actor, case=case, at=NOON)
        verdict = verify(content)
        assert verdict.whole, verdict
        assert verdict.erased > 0
        told = Event.objects.get(kind="person-erased").data
        assert told["cases"] == [case.number]
        assert len([key for key in told["gone"] if key.startswith("value:")]) == done.values
        assert told["aside"] == sorted(bound)
    text = content.decode()
    assert [word for word in SAID if word in text] == []
    if connection.vendor == "sqlite":
        whole = connection.connection.serialize()
        assert [word for word in SAID if word.encode() in whole] == []


def queries_of(case):  # noqa: F811
    return persons.judged(case.customer, NOON)


def owner_business(owner):
    from handrail.people.models import Organization

    return Organization.objects.get(pk=owner.organization_id)


def test_who_may_why_and_not_while_a_case_is_open(case, owner, adopted, colleague):  # noqa: F811
    with scope.organization(owner.organization_id):
        with pytest.raises(RefusedError):
            actions.erase(actor=actor_of(colleague("agent")), customer=case.customer, why="so", at=NOON)
        with pytest.raises(actions.PersonsError, match="why"):
            actions.erase(actor=actor_of(owner), customer=case.customer, why=" ", at=NOON)
        new = desk.start(
            actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known={},
            customer=case.customer,
        )  # fmt: skip
        with pytest.raises(actions.PersonsError, match=new.number):
            actions.erase(actor=actor_of(owner), customer=case.customer, why="she asked", at=NOON)
        assert case.customer.details.get().text == "Dolores Whitaker"
        assert attachments.path(hashlib.sha256(PNG).hexdigest()).is_file()
