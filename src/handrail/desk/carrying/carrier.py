"""Whoever carries a reply of a case to the customer, handed down by `config.wiring`: the desk knows no connection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from handrail.desk.models import Case
from handrail.desk.replying import Sending
from handrail.facts.vocabulary import Value
from handrail.ledger.actor import Actor


class Carrier(Protocol):
    def offers(self, case: Case, sending: Sending) -> str:
        """Where the reply would go, inside a sentence; "" when it can't carry this one."""

    def take(self, *, actor: Actor, case: Case, sending: Sending, facts: Mapping[str, Value], at: datetime) -> None:
        """Inside the deed that does the step: put the reply into the outbox."""

    def go_on(self, *, case: Case, at: datetime) -> None:
        """After a person's own step: do what comes next, as far as that is no person's work."""
