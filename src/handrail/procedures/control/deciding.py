"""Who may decide on a version, and whether enough have. Pure.

Without a list of approvers whoever may approve does; with one, all who are named approve. Who wrote at a version never
approves it, but where nobody else could: that is an exception, which waits a day and stays on record."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, replace
from uuid import UUID

EMPTY = (
    "Nobody who is named as its approver can approve any more. Name others on the procedure’s page, under Approvers."
)
NOBODY = "Nobody is named as its approver. Name somebody on the procedure’s page, under Approvers."


@dataclass(frozen=True, slots=True)
class Standing:
    """`able`: names of all who may approve here, by id. `named`: the list of the procedure; None: it has none."""

    able: Mapping[UUID, str]
    named: Set[UUID] | None
    writers: Set[UUID]
    signed: Set[UUID]

    @property
    def list_is_empty(self) -> str:
        """Why nothing can be approved or put in force, or nothing."""
        if self.named is None:
            return "" if self.able else NOBODY
        if not self.named:
            return NOBODY
        return "" if self.named & self.able.keys() else EMPTY

    @property
    def asked(self) -> Set[UUID]:
        """Those who may sign: named or able, and not writers of it."""
        among = self.able.keys() if self.named is None else self.named & self.able.keys()
        return among - self.writers

    @property
    def is_alone(self) -> bool:
        """Whether nobody here could approve but those who wrote it."""
        return not self.able.keys() - self.writers

    def missing(self) -> Set[UUID]:
        """Who still has to sign, where all who are named do."""
        return frozenset() if self.named is None else self.asked - self.signed

    def is_done(self) -> bool:
        """Whether the signatures that are there are enough."""
        return not self.missing() and (self.named is None or bool(self.signed) or self.is_alone)

    def signed_by(self, who: UUID | None) -> "Standing":
        """How it stands once this person signs."""
        return replace(self, signed=self.signed | ({who} if who else set()))

    def names(self, ids: Collection[UUID]) -> list[str]:
        return sorted(self.able[id_] for id_ in ids)

    def refusal(self, who: UUID | None) -> str:
        """Why this person may not sign, with whom to ask; nothing when they may."""
        if self.list_is_empty:
            return self.list_is_empty
        if who in self.signed:
            return f"You approved this version already. It waits for {_both(self.names(self.missing()))}."
        if who in self.writers and not self.is_alone:
            return self._own_words()
        if self.named is not None and who not in self.named:
            return f"Only {_both(self.names(self.named & self.able.keys()))} can approve it: its approvers are named."
        return ""

    def _own_words(self) -> str:
        if self.asked:
            return f"You wrote this version, so you can't approve it. Ask {_either(self.names(self.asked)[:2])}."
        others = _either(self.names(self.able.keys() - self.writers)[:2])
        return f"You wrote this version, and so did all who are named. Name another under Approvers, like {others}."


def _either(names: Collection[str]) -> str:
    return " or ".join(names)


def _both(names: Collection[str]) -> str:
    return " and ".join(names)
