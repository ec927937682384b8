"""What a pack holds: duties, their parts, and the numbers of law by date. Pure, frozen, unknown fields refused.

Text that states law is a `LawText`: it cannot be printed by itself, only through `Stated`, which carries its status."""

from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    SerializationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from handrail.calendars.deadlines import Unit

Status = Literal["verified", "unverified", "due", "superseded"]
PartType = Literal[
    "act", "disclosure", "deadline", "record", "escalation", "prohibition", "form", "limit", "destruction"
]
Topic = Literal[
    "selling", "cancelling", "renewing", "refunds", "gift-cards", "calls", "messages", "recording", "payments",
    "billing", "data", "complaints", "records", "safety", "access", "pay", "prices",
]  # fmt: skip
STATUS_WORDS: dict[str, str] = {
    "verified": "checked",
    "unverified": "unverified, looked at",
    "due": "due for a fresh check, last checked",
    "superseded": "no longer in force, last checked",
}


class UnstatedLawError(TypeError):
    """Law about to be printed without its status."""


class LawText:
    """A sentence of law. `str()` and formatting raise: `Duty.stated` gives it with its status."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        raise UnstatedLawError("Law is printed with its status only: use Law.state(...).")

    def __format__(self, spec: str) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<law text, {len(self._text)} characters>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LawText) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def plain_for_search(self) -> str:
        """The bare words, for an index or a comparison, never for a page."""
        return self._text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        words = core_schema.str_schema(min_length=1, strip_whitespace=True)
        keep = core_schema.plain_serializer_function_ser_schema(_keep, info_arg=True, return_schema=words)
        return core_schema.no_info_after_validator_function(cls, words, serialization=keep)


KEEPING = {"keeping": True}
"""The context in which a pack is written down whole, to be read again as a pack, and not for a reader."""


def _keep(text: LawText, info: SerializationInfo) -> str:
    return text.plain_for_search() if info.context == KEEPING else str(text)


class Stated:
    """A sentence of law with what a reader must see beside it. Printing gives both."""

    __slots__ = ("citation", "status", "text", "verified_on")

    def __init__(self, text: LawText, status: Status, citation: str, verified_on: date) -> None:
        self.text = text.plain_for_search()
        self.status: Status = status
        self.citation = citation
        self.verified_on = verified_on

    def __str__(self) -> str:
        return f"{self.text} [{self.citation}; {self.status_words}]"

    def __repr__(self) -> str:
        return f"Stated({self!s})"

    @property
    def status_words(self) -> str:
        """The status for a person: `checked Nov 22, 2026`, `unverified, looked at Nov 22, 2026`."""
        return f"{STATUS_WORDS[self.status]} {self.verified_on:%b %-d, %Y}"


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Text = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


class Verified(_Row):
    """When somebody looked, what they saw, and how sure they are."""

    on: date
    how: Literal["read", "read-secondary", "remembered"]
    confidence: Literal["high", "medium", "low"]

    @property
    def is_firm(self) -> bool:
        return self.how != "remembered" and self.confidence != "low"


class Span(_Row):
    """Days from and to, both included; an open end is None."""

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"ends {self.to}, before it begins {self.from_}")
        return self

    def holds(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class DeadlineRule(_Row):
    """What starts a clock, how long it runs, and what stops it.

    `starts`: facts (dates or instants); with several, `pick` says which counts. `count` None: no number is set by law.
    `or_later`: facts that, once known, may start it later. `no_later_than`: facts that end it sooner.
    `runs_if`: while false, the clock has not begun and the right stays open.
    `direction: before` counts back from the start; `opens` is then the earlier edge of a window, in the same unit.
    `means`: by (a duty), until (a right), not-before (nothing may happen sooner)."""

    starts: Names
    pick: Literal["latest", "earliest"] = "latest"
    count: int | None = Field(default=None, ge=0)
    unit: Unit | Literal["without-delay", "reasonable-time", "as-stated"]
    calendars: Names = ()
    roll: str | None = None
    whose: Literal["customer", "business"] = "business"
    satisfied_by: Literal["posted", "sent", "received", "said", "done"]
    ends: Literal["midnight", "close"] = "midnight"
    direction: Literal["after", "before"] = "after"
    opens: int | None = Field(default=None, ge=0)
    means: Literal["by", "until", "not-before"] = "by"
    or_later: Names = ()
    no_later_than: Names = ()
    runs_if: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        numbered = self.unit not in ("without-delay", "reasonable-time", "as-stated")
        if numbered != (self.count is not None):
            raise ValueError(f"a deadline in {self.unit} {'needs a' if numbered else 'has no'} count")
        if (self.unit == "business-days") != bool(self.calendars):
            raise ValueError("business-days name their calendars, other units name none")
        if self.opens is not None and (self.direction != "before" or self.opens < (self.count or 0)):
            raise ValueError("opens is for a window before its start, and is at least the count")
        return self


class Keep(_Row):
    """How long a record is kept. `basis`: what the law sets, or what is only suggested (no number in the law)."""

    count: int = Field(gt=0)
    unit: Literal["days", "months", "years"]
    from_: str = Field(alias="from")
    basis: Literal["law", "suggested"] = "law"


class Hours(_Row):
    """The hours of the day in which it is allowed, at the place of the person called: from (included) to (not)."""

    from_: Annotated[str, Field(pattern=r"^\d\d:\d\d$")] = Field(alias="from")
    to: Annotated[str, Field(pattern=r"^\d\d:\d\d$")]


class Bound(_Row):
    """An upper bound in cents: a fact as it is, or a fact times a value in hundredths of a percent, cents dropped."""

    fact: str
    rate: str | None = None


class Forbid(_Row):
    """When it may not be done, and the reason to show."""

    when: str
    says: LawText


class Order(_Row):
    """What this part must come before or after, as a kind of duty."""

    before: str | None = None
    after: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.before is None) == (self.after is None):
            raise ValueError("must_come names either before or after")
        return self


class Part(_Row):
    """One thing a duty asks. `kind` is from the catalogue, so that a procedure can meet it in any state."""

    id: Text
    kind: Text
    type: PartType
    says: LawText
    arises: str | None = None
    elements: tuple[LawText, ...] = ()
    deadline: DeadlineRule | None = None
    keep: Keep | None = None
    must_come: Order | None = None
    once: bool = False
    forbids: tuple[Forbid, ...] = ()
    hours: Hours | None = None
    amount: str | None = None
    at_most: tuple[Bound, ...] = ()
    verified: Verified | None = None
    citation: Text | None = None

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if self.type == "deadline" and self.deadline is None:
            raise ValueError("a part of type deadline has a deadline")
        if self.type == "record" and self.keep is None and not self.elements:
            raise ValueError("a part of type record says what is kept (elements) or how long (keep)")
        if bool(self.at_most) != bool(self.amount):
            raise ValueError("amount and at_most go together: the fact that is bounded, and its bounds")
        return self


class Duty(_Row):
    """A duty of law, or (`no_duty`) the statement that none was found when somebody searched."""

    id: Text
    title: Text
    plain: LawText
    topic: Topic
    citation: Text
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    in_force: Span = Span()
    verified: Verified
    recheck_by: date
    applies: Text
    arises: str | None = None
    agency: str | None = None
    cost: LawText | None = None
    exceptions: tuple[LawText, ...] = ()
    notes: tuple[LawText, ...] = ()
    parts: tuple[Part, ...] = ()
    superseded_by: str | None = None
    no_duty: bool = False
    searched: date | None = None
    covers: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _duty_or_none(self) -> Self:
        if self.no_duty and (self.parts or self.searched is None):
            raise ValueError("“no such duty found” has no parts and says when it was searched")
        if not self.no_duty and (not self.parts or self.covers or self.searched):
            raise ValueError("a duty has parts; covers and searched are for “no such duty found”")
        return self

    def status(self, on: date, part: Part | None = None) -> Status:
        """How firm this stands on a day; a part may stand on its own verification."""
        seen = part.verified if part and part.verified else self.verified
        if self.superseded_by or (self.in_force.to and on > self.in_force.to):
            return "superseded"
        if not seen.is_firm:
            return "unverified"
        return "due" if on > self.recheck_by else "verified"

    def stated(self, text: LawText, on: date, part: Part | None = None) -> Stated:
        """A sentence of this duty with its status on a day."""
        seen = part.verified if part and part.verified else self.verified
        citation = part.citation if part and part.citation else self.citation
        return Stated(text, self.status(on, part), citation, seen.on)


class Entry(_Row):
    """One stretch of a value. `value` None: it was not published when last looked for."""

    from_: date = Field(alias="from")
    to: date | None = None
    value: int | None
    reference: Text
    note: str = ""


class ValueByDate(_Row):
    """A number of law by date: whole units only (cents, hundredths of a percent, days)."""

    id: Text
    title: Text
    unit: Literal["cents", "percent-hundredths", "days", "hours", "minutes", "months", "years", "count"]
    verified: Verified
    recheck_by: date
    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _no_overlap(self) -> Self:
        for before, after in zip(self.entries, self.entries[1:], strict=False):
            if before.to is None or after.from_ <= before.to:
                raise ValueError(f"the entry from {before.from_} overlaps the one from {after.from_}; write its `to`")
        return self


class Agency(_Row):
    """Who to ask, at its own address."""

    name: Text
    url: Annotated[str, Field(pattern=r"^https?://")]
    phone: str = ""


class Kind(_Row):
    """A kind of duty, the same in every state: what a step can say that it meets."""

    id: Text
    title: Text


class Pack(_Row):
    """The law of one jurisdiction. `jurisdiction`: its word in the facts about states, or `federal`."""

    pack: Text
    title: Text
    jurisdiction: Text
    parent: str | None = None
    maintainer: Text
    version: Text
    kept_until: date
    agencies: dict[str, Agency]
    values: tuple[ValueByDate, ...] = ()
    duties: tuple[Duty, ...]


PART_TYPES: tuple[str, ...] = get_args(PartType)
