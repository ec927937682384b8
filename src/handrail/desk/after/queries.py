"""Who asks the customer how satisfied they are: a room above carries it, and this one knows none of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from handrail.desk.models import Case
from handrail.ledger.actor import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """`to`: the address it would go to; else `why` it can't be asked by mail, in a sentence."""

    to: str = ""
    why: str = ""


class Asker(Protocol):
    def offers(self, case: Case) -> Offer: ...

    def ask(self, *, actor: Actor, case: Case, at: datetime) -> None: ...


def asker() -> Asker:
    found: Asker = import_string(settings.DESK_ASKER)
    return found
