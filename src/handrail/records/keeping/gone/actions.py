"""Make things go, write it down, and make a database that was put back from before forget again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.module_loading import import_string

from handrail.calendars.clock import stamp
from handrail.ledger import scope
from handrail.ledger.actor import system
from handrail.ledger.canonical import JSON, dumps
from handrail.ledger.deed import Deed, deed
from handrail.ledger.retained import Eraser, by_kind
from handrail.ledger.signing import public_bytes
from handrail.people.models import Organization
from handrail.records.keeping.gone import lines
from handrail.records.keeping.gone.lines import Line
from handrail.records.models import Gone
from handrail.records.search.actions import leave_nothing_behind

CHAIN = "disposals"
After = Callable[[], None]


def erasers() -> Mapping[str, Eraser]:
    """By the kind of key they know; handed down by `config.wiring`."""
    found: Mapping[str, Eraser] = import_string(settings.RECORDS_ERASERS)
    return found


def forget(record: Deed, keys: Sequence[str], key: Ed25519PrivateKey) -> list[After]:
    """Inside a deed: these pieces go, and a line of the list says so. What is returned is done once the deed is kept
    (`finish`)."""
    after = _erase(keys)
    last: Gone | None = Gone.objects.order_by("number").last()
    number, previous = (last.number + 1, lines.hash_of(last.body)) if last else (1, lines.START)
    body = lines.body(record.actor.organization, number, stamp(record.at), previous, keys)
    Gone.objects.create(number=number, body=body, key=public_bytes(key).hex(), signature=key.sign(dumps(body)).hex())
    return after


def _erase(keys: Iterable[str]) -> list[After]:
    known = erasers()
    done = [known[kind](rest) for kind, rest in by_kind(keys).items() if kind in known]
    return [each for each in done if each is not None]


def finish(after: Iterable[After]) -> None:
    """Files go, the list beside the backups is brought up to date, and no page of the database keeps a word."""
    for each in after:
        each()
    write_list()
    leave_nothing_behind()


class Tidy:
    """Of the worker: what a reader of that moment kept from being overwritten is overwritten at the next look, and the
    list beside the backups is written where a power cut came between."""

    def __init__(self) -> None:
        self._done: UUID | None = None

    def __call__(self) -> None:
        last: UUID | None = Gone.everywhere.order_by("-pk").values_list("pk", flat=True).first()
        if last == self._done:
            return
        write_list()
        if leave_nothing_behind():
            self._done = last


def list_file() -> Path:
    return Path(settings.DATA) / "backups" / lines.NAME


def write_list() -> int:
    """Add to the file what the database has and it has not; returns how many lines. No line is ever taken out."""
    there = {line.signature for line in lines.read(list_file()).lines}
    rows = Gone.everywhere.exclude(signature__in=there) if len(there) < MANY else Gone.everywhere.all()
    new = [
        Line(row.body, row.key, row.signature)
        for row in rows.order_by("organization_id", "number")
        if row.signature not in there
    ]
    lines.append(list_file(), new)
    return len(new)


MANY = 900  # in one question to SQLite


@dataclass(frozen=True, slots=True)
class Again:
    """What a start found: how many lines of the list this database did not know, and the places of bad ones."""

    lines: int
    bad: tuple[int, ...]


def forget_again(at: datetime) -> Again:
    """Before anything is served: what the list says is gone goes from this database too, whenever its copy is from."""
    found = lines.read(list_file())
    known = set(Gone.everywhere.values_list("signature", flat=True))
    new = [line for line in found.lines if line.signature not in known]
    for organization in Organization.objects.all():
        mine = [line for line in new if line.organization == str(organization.id)]
        if mine:
            with scope.organization(organization.id):
                _forget_again(organization.id, mine, at)
    write_list()
    return Again(len(new), found.bad)


def _forget_again(organization: UUID, mine: Sequence[Line], at: datetime) -> None:
    with deed(system(organization, "Put back"), at) as record:
        after = [each for line in mine for each in _erase(line.keys)]
        for line in mine:
            Gone.objects.create(
                number=int(line.body["number"]), body=dict(line.body), key=line.key, signature=line.signature
            )
        numbers: list[JSON] = [int(line.body["number"]) for line in mine]
        record.event("records", "forgotten-again", CHAIN, organization, {"lines": numbers})
    for each in after:
        each()
    leave_nothing_behind()
