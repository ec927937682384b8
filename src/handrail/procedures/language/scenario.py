"""A scenario: one case told as data, with what must come of it. It lives in its procedure's file or in one of its own.

Values are kept as they were written, so that a file survives reading and writing; `value_of` gives the fact's value."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import Value, fact
from handrail.procedures.language.parts import FactName, Id, Outcome, Part, RoleName, Text

UNKNOWN = "unknown"
Status = Literal["verified", "unverified", "due", "superseded"]
Told = Literal["open", "no-number", "unknown", "none"]
"""What the law may answer in place of a day; `none`: no duty that sets one."""


def _written(value: Any) -> Any:
    """As text: YAML reads days, yes and no by itself, a fact's own type reads them again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        raise ValueError(f"{value} may lose a cent; write an amount in quotes, like '96.50'")
    return str(value) if isinstance(value, int) else value


def _place(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no zone {name}; write one like America/Chicago") from None
    return name


def _moment(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no moment; write a time at the place, like 2026-11-24T10:42") from None
    if found.tzinfo or len(text) <= len("2026-11-24"):
        raise ValueError("write day and time at the place, without an offset, like 2026-11-24T10:42")
    return text


def _ended(text: str) -> str:
    if text not in ("open", "no-number", "unknown", "none"):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text} is no day; write one like 2026-12-04, or open, no-number, none") from None
    return text


Written = Annotated[str, BeforeValidator(_written)]
Item = Annotated[Written | tuple[Written, ...], BeforeValidator(_written)]
Moment = Annotated[str, BeforeValidator(_written), AfterValidator(_moment)]
End = Annotated[str, BeforeValidator(_written), AfterValidator(_ended)]
YesNo = Annotated[Literal["yes", "no"], BeforeValidator(_written)]


def value_of(name: str, written: str | tuple[str, ...], zone: str) -> Value | None:
    """The fact's value; None for `unknown`. A moment without an offset is at the place. Raises AnswerError."""
    if written == UNKNOWN:
        return None
    found = parse(fact(name), list(written) if isinstance(written, tuple) else written)
    if isinstance(found, datetime) and isinstance(written, str) and datetime.fromisoformat(written).tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    return found


def _values(rows: dict[str, Any]) -> dict[str, Any]:
    for name, written in rows.items():
        try:
            value_of(name, written, "UTC")
        except AnswerError as error:
            raise ValueError(f"{name}: {error}") from None
    return rows


Facts = Annotated[dict[FactName, Item], AfterValidator(_values)]


class Turn(Part):
    """One answer at one step, where the pool of facts is not enough. `at` moves the clock first; `by` names who does
    it, from this turn on: whoever looks over a step is somebody else."""

    step: Id
    at: Moment | None = None
    by: Text | None = None
    answer: Facts = Field(default_factory=dict)
    confirm: YesNo | None = None
    skip: Text | None = None
    choose: Id | None = None  # of steps in any order, the one that comes now
    comes: bool | None = None  # at a wait: what was waited for came, or the longest wait was over

    @model_validator(mode="after")
    def _one(self) -> "Turn":
        if sum(map(bool, (self.skip, self.choose, self.answer or self.confirm))) > 1:
            raise ValueError("in one turn a step is answered, skipped, or chosen")
        return self


class Deadline(Part):
    """A day the law engine must come to, and how firm the law stands."""

    end: End
    status: Status | None = None


def _deadline(value: Any) -> Any:
    return value if isinstance(value, dict | Deadline) else {"end": value}


class May(Part):
    """What the law engine must say to an act: yes, no, or unknown; `most` in money, `next` as a moment."""

    may: Annotated[Literal["yes", "no", "unknown"], BeforeValidator(_written)]
    most: Annotated[str, BeforeValidator(_written)] | None = None
    next: Moment | None = None


def _may(value: Any) -> Any:
    return value if isinstance(value, dict | May) else {"may": value}


class Expected(Part):
    """What must come of it. What is left out is not looked at."""

    path: tuple[Id, ...] = ()  # the steps the case came through, all of them, in order
    through: tuple[Id, ...] = ()  # among them these, in this order
    never: tuple[Id, ...] = ()
    outcome: Outcome | None = None
    stands_at: Id | None = None
    requests: tuple[Id, ...] = ()  # each of these began besides, and nothing else, unless left out
    escalated: tuple[RoleName, ...] = ()  # to each of these, and to nobody else, unless left out
    meets: tuple[Text, ...] = ()
    meets_not: tuple[Text, ...] = ()
    deadlines: dict[Text, Annotated[Deadline, BeforeValidator(_deadline)]] = Field(default_factory=dict)
    may: dict[Text, Annotated[May, BeforeValidator(_may)]] = Field(default_factory=dict)
    no_such_duty: tuple[Text, ...] = ()  # duties whose entry says that none was found
    said: tuple[Text, ...] = ()
    said_never: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> "Expected":
        if not self.model_fields_set:
            raise ValueError("nothing is expected here; write at least the outcome")
        if self.outcome and self.stands_at:
            raise ValueError("a case has ended or stands at a step, not both")
        return self


class Scenario(Part):
    """A case: who we are, what is known, what is answered, and what must come of it."""

    name: Text
    procedure: Id | None = None
    at: Moment
    zone: Annotated[str, AfterValidator(_place)]
    facts: Facts = Field(default_factory=dict)  # known when the case begins
    pool: Facts = Field(default_factory=dict)  # answered when asked
    confirm: dict[Id, YesNo] = Field(default_factory=dict)  # by step; yes where nothing is said
    turns: tuple[Turn, ...] = ()
    expect: Expected

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at).replace(tzinfo=ZoneInfo(self.zone))


class ScenarioFile(Part):
    """A file of scenarios that stand outside a procedure. `business`: a file of answers, seen from this one."""

    about: Text
    business: Text | None = None
    scenarios: tuple[Scenario, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _named(self) -> "ScenarioFile":
        for row in self.scenarios:
            if row.procedure is None:
                raise ValueError(f"“{row.name}” must name its procedure")
        return self
