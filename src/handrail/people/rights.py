"""Which role may do what. One table; every action asks it through `require`, every page through `access.page`. Pure."""

from enum import StrEnum

from handrail.ledger.actor import Actor


class Right(StrEnum):
    """Worded to complete "may ...": a refusal is written from it."""

    READ = "read the handbook"
    RUN = "work at the desk"
    TAKE = "take escalations"
    RECORDS = "read the records"
    MEASURES = "see the measures"
    DESCRIBE = "describe the business"
    WRITE = "write procedures"
    APPROVE = "approve"
    LAW = "look after the law"
    PEOPLE = "manage people"
    SETTINGS = "change the settings"


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    AUDITOR = "auditor"


_DESK = frozenset({Right.READ, Right.RUN})
RIGHTS: dict[str, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.MANAGER: _DESK | {Right.TAKE, Right.RECORDS, Right.MEASURES, Right.DESCRIBE, Right.WRITE, Right.LAW},
    Role.REVIEWER: frozenset({Right.READ, Right.RECORDS, Right.MEASURES, Right.APPROVE, Right.LAW}),
    Role.SUPERVISOR: _DESK | {Right.TAKE, Right.RECORDS, Right.MEASURES, Right.WRITE},
    Role.AGENT: _DESK,
    Role.AUDITOR: frozenset({Right.READ, Right.RECORDS, Right.MEASURES}),
    "system": frozenset(Right),
}


class RefusedError(Exception):
    """This person may not do this. The message says who may."""

    def __init__(self, right: Right) -> None:
        self.right = right
        super().__init__(f"Only {who_may(right)} may {right}.")


def may(role: str, right: Right) -> bool:
    return right in RIGHTS.get(role, frozenset())


def require(actor: Actor, right: Right) -> None:
    """Raise RefusedError unless the actor's role carries the right. The library itself holds none."""
    if not may(actor.role, right):
        raise RefusedError(right)


def who_may(right: Right) -> str:
    roles = [role.value for role in Role if right in RIGHTS[role]]
    named = [f"{'an' if role[0] in 'aeiou' else 'a'} {role}" for role in roles]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
