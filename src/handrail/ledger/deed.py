"""The one way to change what is kept.

`with deed(actor, at) as record:` opens the transaction and takes the writer's turn; a deed inside a deed joins it.
A write to a kept table outside a deed raises, and so does a deed that ends without an event: forgetting to record
is an error. Inside a deed there is no network, no file and no solver work."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from handrail.facts.never import never_kept
from handrail.ledger import direct, scope
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.chain import START, Link, seal
from handrail.ledger.fairlock import FairLock, among_processes
from handrail.ledger.guarding import UnrecordedError as UnrecordedError  # noqa: PLC0414 - raised here too
from handrail.ledger.guarding import running
from handrail.ledger.guarding import unrecorded as unrecorded  # noqa: PLC0414 - the other way to write, beside a deed
from handrail.ledger.models import Chain, Event, PersonalValue
from handrail.ledger.remembered import MEMORY


class NeverKeptError(ValueError):
    """Words with a number in them that no record may hold. Rooms say so at their own doors, with what was typed still
    in the form; this is the last one."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"This holds what looks like {found}. It never stands in a record: take it out, then send the rest."
        )


_current: ContextVar["Deed | None"] = ContextVar("deed", default=None)
_writers = FairLock(overtaken=2)


class NothingToWriteError(Exception):
    """Raised inside a deed whose turn shows that all is as it was wanted. Nothing is kept; whoever opened the deed
    suppresses it and goes on."""


class Deed:
    """What a running deed offers: `event`, once or more."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self.actor = actor
        self.at = at
        self.events: list[Event] = []
        self._chains: dict[tuple[str, UUID], Chain] = {}

    def chain(self, subject: str, subject_id: UUID) -> Chain | None:
        """The head of one chain, held until the deed ends, so that nobody adds to it between what is read there and
        what is written. None: it has not begun."""
        key = (subject, subject_id)
        if key not in self._chains:
            for found in direct.find(Chain, subject=subject, subject_id=subject_id, lock=True):
                self._chains[key] = found
        return self._chains.get(key)

    def event(
        self,
        room: str,
        kind: str,
        subject: str,
        subject_id: UUID,
        data: Mapping[str, JSON] | None = None,
        personal: Mapping[str, JSON] | None = None,
    ) -> Event:
        """Append to the chain of one object. Each value of `personal` is sealed: the event holds its hash only. Raises
        NeverKeptError."""
        _refuse_never_kept((personal or {}).values())
        chain = self.chain(subject, subject_id) or self._begun(subject, subject_id)
        salts = {place: secrets.token_hex(16) for place in personal or {}}
        sealed: dict[str, JSON] = {place: seal(salts[place], value) for place, value in (personal or {}).items()}
        body: dict[str, JSON] = {**(data or {}), **({"sealed": sealed} if sealed else {})}
        link = Link(chain.id, chain.length, self.at, room, kind, self.actor.as_json(), body, chain.head)
        ready = link.sealed()
        event = Event(
            chain=chain, seq=link.seq, at=link.at, room=room, kind=kind,
            actor=link.actor, data=body, previous=link.previous, hash=ready.hash,
        )  # fmt: skip
        direct.insert(event, {"actor": ready.actor, "data": ready.data})
        for place, value in (personal or {}).items():
            direct.insert(PersonalValue(event=event, place=place, salt=salts[place], value=value))
        chain.length, chain.head = chain.length + 1, event.hash
        direct.update(chain, "length", "head")
        row = (event.id, kind, self.at.astimezone(UTC), link.actor, ready.back, link.previous)
        MEMORY.add(chain.id, link.previous, event.hash, row)
        self.events.append(event)
        return event

    def _begun(self, subject: str, subject_id: UUID) -> Chain:
        begun = Chain(subject=subject, subject_id=subject_id, head=START)
        direct.insert(begun)
        self._chains[subject, subject_id] = begun
        return begun


def _refuse_never_kept(values: Iterable[JSON]) -> None:
    for value in values:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and (found := never_kept(text)):
                raise NeverKeptError(found)


@contextmanager
def deed(actor: Actor, at: datetime) -> Iterator[Deed]:
    """Open a deed, or join the one that is open. Raises UnrecordedError if it ends without an event."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    if scope.is_looking_only():
        raise scope.LookingOnlyError("Nothing is written while another date is looked at. Leave it first.")
    with turn(), scope.organization(actor.organization), transaction.atomic():
        mine = Deed(actor, at)
        token, marked = _current.set(mine), running.set(connections[DEFAULT_DB_ALIAS])
        try:
            yield mine
            if not mine.events:
                raise UnrecordedError("This deed recorded nothing. Call event(...) before it ends.")
        finally:
            _current.reset(token)
            running.reset(marked)


def chain_of(subject: str, subject_id: UUID) -> Chain | None:
    """The head of one chain as it stands; inside a deed it is held (see `Deed.chain`). None: it has not begun."""
    mine = _current.get()
    if mine is not None:
        return mine.chain(subject, subject_id)
    return next(iter(direct.find(Chain, subject=subject, subject_id=subject_id)), None)


@contextmanager
def turn() -> Iterator[None]:
    """A file of SQLite has one writer at a time: they come one after the other. PostgreSQL sees to that itself. Inside
    a deed it is had already."""
    if connection.vendor != "sqlite" or _current.get() is not None:
        yield
        return
    file = connection.settings_dict["NAME"]
    with _writers, nullcontext() if _is_in_memory(file) else among_processes(f"{file}.turn"):
        yield


def _is_in_memory(name: Path | str) -> bool:
    return isinstance(name, str) and (name == ":memory:" or "mode=memory" in name)
