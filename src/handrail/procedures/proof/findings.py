"""What the check is given and what it answers: duties to meet, findings, a report. Plain values.

Users read these words, so nothing here claims more than "checked against these duties"."""

from dataclasses import dataclass, field
from typing import Literal

from handrail.facts.conditions import Condition
from handrail.facts.rows import OwnRole
from handrail.facts.vocabulary import VOCABULARY

OF_BUSINESS = frozenset(name for name in VOCABULARY if name.startswith("business."))
Severity = Literal["law", "must", "advice", "style"]
LawStatus = Literal["verified", "unverified", "due"]
Order = Literal["before", "after"]

# Ends at which an unmet duty is not missed by the procedure: it was handed to a person with its reason, or the
# customer took the request back. A duty that stands even then says so in `excused_by`.
EXCUSED = frozenset({"escalated", "kept", "abandoned"})


@dataclass(frozen=True, slots=True)
class MustCome:
    """Where the duty has to be met: before or after a step of these kinds. A kind is a part of a step (`say`, `ask`,
    `confirm`, `do`, `send`, `record`, `refuse`, `escalate`, `wait`, `call`, `end`) or a kind of duty a step meets.
    A step that meets the duty and is of such a kind itself is in time."""

    order: Order
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InTime:
    """By when a duty has to be met, counted from days of the case: of `starts` all have to be known, or `any_start` is
    enough. `shortest`: the minutes that there are at least, whichever day it starts; None where the law sets none, or
    names the last day itself. `words`: the time as the law counts it."""

    starts: tuple[str, ...]
    shortest: int | None
    words: str = ""
    any_start: bool = False


@dataclass(frozen=True, slots=True)
class DutyToMeet:
    """A duty as the check needs it. `kind` is what steps name in `meets`; `arises` is over the facts of the case (None:
    always); `whose` says whose duty it is, in words. Source: design section 4."""

    id: str
    kind: str
    title: str
    citation: str
    status: LawStatus = "verified"
    arises: Condition | None = None
    whose: str = "the business"
    must_come: MustCome | None = None
    in_time: InTime | None = None
    excused_by: frozenset[str] = EXCUSED
    # False: no step can meet it (a limit, a prohibition); it only says what `applies()` comes to.
    judged: bool = True
    # The facts on which its arising hangs and that are not the business's own, in order.
    of_case: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        facts = self.arises.facts if self.arises else ()
        object.__setattr__(self, "of_case", tuple(sorted(name for name in facts if name not in OF_BUSINESS)))

    @property
    def page(self) -> str:
        """The duty's own page: its id without the part."""
        return self.id.split("/")[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `step` is a step's id, `procedure` where it stands; `story` tells one path that shows it."""

    rule: str
    step: str | None
    severity: Severity
    title: str
    story: tuple[str, ...] = ()
    mend: str | None = None
    procedure: str = ""
    about: str = ""  # the duty's id, or the fact, that the finding is about

    @property
    def is_grave(self) -> bool:
        """Whether it is to be mended; advice and style are to look at."""
        return self.severity in ("law", "must")


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding of a rule that was switched off there, with the reason that is kept."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Here:
    """What is known of the business beside its facts; None: not known. `tools` in use, `roles` that somebody holds,
    `declared`: those it has beside the five."""

    tools: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    declared: tuple[OwnRole, ...] | None = None


NOWHERE = Here()


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found. `undecided` says plainly what could not be told apart; `handed_over` names
    the duties that some path leaves to a person; `complete` is False when the check stopped before the last state."""

    findings: tuple[Finding, ...]
    states: int
    ends: tuple[str, ...]
    checked: tuple[str, ...]
    not_asked: tuple[str, ...] = ()
    handed_over: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    complete: bool = True
    rules: tuple[str, ...] = field(default=())
    duties: tuple[DutyToMeet, ...] = ()  # those it was judged on
    switched_off: tuple[Silenced, ...] = ()
    declared: tuple[OwnRole, ...] = ()  # the roles the business has beside the five

    @property
    def substance(self) -> tuple[Finding, ...]:
        """What is to be mended or looked at, law first."""
        return tuple(found for found in self.findings if found.severity != "style")

    @property
    def style(self) -> tuple[Finding, ...]:
        """How it reads; never in the way."""
        return tuple(found for found in self.findings if found.severity == "style")

    @property
    def unsure_duties(self) -> int:
        """How many of the duties it was judged on are unverified, or due for a fresh check."""
        return sum(duty.status != "verified" for duty in self.duties)

    @property
    def blocks(self) -> bool:
        """Whether a finding of law stands in the way of publishing."""
        return any(found.severity == "law" for found in self.findings)
