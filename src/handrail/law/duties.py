"""What a pack holds: duties, their parts, and the numbers of law by date. Pure, frozen, unknown fields refused.

Text that states law is a `LawText`: it cannot be printed by itself, only through `Stated`, which carries its status."""

from datetime import date, timedelta
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
    "act", "disclosure", "deadline", "record", "escalation", "prohibition", "form", "limit", "destruction", "licence",
    "filing",
]  # fmt: skip
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NO_COUNT = ("without-delay", "reasonable-time", "as-stated", "yearly")
"""Ways to set a deadline that count nothing."""
Topic = Literal[
    "selling", "cancelling", "renewing", "refunds", "gift-cards", "calls", "messages", "recording", "payments",
    "billing", "data", "complaints", "records", "safety", "access", "pay", "prices",
]  # fmt: skip
A_DAY = timedelta(days=1)
STATUS_WORDS: dict[str, str] = {
    "verified": "checked",
    "unverified": "unverified, looked at",
    "due": "out of date since {}, last checked",
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

    __slots__ = ("citation", "since", "status", "text", "verified_on")

    def __init__(
        self, text: LawText, status: Status, citation: str, verified_on: date, since: date | None = None
    ) -> None:
        self.text = text.plain_for_search()
        self.status: Status = status
        self.citation = citation
        self.verified_on = verified_on
        self.since = since

    def __str__(self) -> str:
        return f"{self.text} [{self.citation}; {self.status_words}]"

    def __repr__(self) -> str:
        return f"Stated({self!s})"

    @property
    def status_words(self) -> str:
        """The status for a person: `checked Nov 22, 2026`, `out of date since May 23, 2027, last checked Nov 22, 2026`.

        `since` is the first day on which it is out of date."""
        words = STATUS_WORDS[self.status].format(f"{self.since:%b %-d, %Y}" if self.since else "its day")
        return f"{words} {self.verified_on:%b %-d, %Y}"


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Text = Annotated[str, Field(min_length=1)]
Weekdays = Annotated[tuple[Weekday, ...], BeforeValidator(_listed)]
DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
DaysOfYear = Annotated[tuple[DayOfYear, ...], BeforeValidator(_listed)]
LawTexts = Annotated[
    tuple[LawText, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str | LawText) else value)
]


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

    def meets(self, other: "Span") -> bool:
        """Whether some day lies in both."""
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: "Span") -> bool:
        return self.to is not None and other.from_ is not None and self.to < other.from_


class DeadlineRule(_Row):
    """What starts a clock, how long it runs, and what stops it.

    `starts`: facts (dates or instants); with several, `pick` says which counts. `count` None: no number is set by law.
    `or_later`: facts that, once known, may start it later. `no_later_than`: facts that end it sooner.
    `runs_if`: while false, the clock has not begun and the right stays open.
    `direction: before` counts back from the start; `opens` is then the earlier edge of a window, in the same unit.
    `means`: by (a duty), until (a right), not-before (nothing may happen sooner).
    `yearly`: the days of every year on which it is due, instead of a start and a count."""

    starts: Names = ()
    yearly: DaysOfYear = ()
    pick: Literal["latest", "earliest"] = "latest"
    count: int | None = Field(default=None, ge=0)
    unit: Unit | Literal["without-delay", "reasonable-time", "as-stated", "yearly"] = "yearly"
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
        if bool(self.starts) == bool(self.yearly) or (self.unit == "yearly") != bool(self.yearly):
            raise ValueError("a deadline has what starts it (starts) and its unit, or the days it is due on (yearly)")
        if self.yearly and (self.or_later or self.runs_if or self.direction == "before"):
            raise ValueError("a deadline of every year has no or_later, runs_if or direction: it is that day")
        numbered = self.unit not in NO_COUNT
        if numbered != (self.count is not None):
            raise ValueError(f"a deadline in {self.unit} {'needs a' if numbered else 'has no'} count")
        if (self.unit == "business-days" and not self.calendars) or (
            self.calendars and self.unit not in ("business-days", "hours")
        ):
            raise ValueError(
                "business-days name their calendars, hours may (hours of such days only), others name none"
            )
        if self.opens is not None and (self.direction != "before" or self.opens < (self.count or 0)):
            raise ValueError("opens is for a window before its start, and is at least the count")
        return self


class Keep(_Row):
    """How long a record is kept. `basis`: what the law sets, or what is only suggested (no number in the law).

    `until`: a fact that ends it, so that the count is the longest and not the shortest it is kept."""

    count: int = Field(gt=0)
    unit: Literal["days", "months", "years"]
    from_: str = Field(alias="from")
    until: str | None = None
    basis: Literal["law", "suggested"] = "law"


class Destroy(_Row):
    """By when a record must be gone, counted from a fact; count 0: that very day."""

    count: int = Field(ge=0)
    unit: Literal["days", "months", "years"]
    from_: str = Field(alias="from")


class Licence(_Row):
    """A licence, permit or registration. Its last day is read from the business's own list, by `name` or one of `also`.

    `shown`: where it must be displayed. `renew_before`: days before its last day on which to start renewing."""

    name: Text
    also: Names = ()
    holder: Literal["business", "person"] = "business"
    shown: LawText | None = None
    renew_before: int = Field(default=30, ge=0)


class Filing(_Row):
    """A filing with an agency. `proof`: what shows that it was filed."""

    proof: LawText


class Form(_Row):
    """The look the law sets for a paper or notice."""

    type: LawText | None = None
    copies: int | None = Field(default=None, gt=0)
    detachable: bool | None = None
    filled: LawTexts = ()
    language: LawText | None = None
    where: LawText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a form says something of its look: type, copies, detachable, filled, language or where")
        return self


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


class Within(_Row):
    """How far apart two parts may be."""

    count: int = Field(gt=0)
    unit: Unit


class Order(_Row):
    """What this part must come before or after, as a kind of duty; `within`: and how soon; `never_after`: once that
    was done, this may not be done any more."""

    before: str | None = None
    after: str | None = None
    never_after: str | None = None
    within: Within | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(row is not None for row in (self.before, self.after, self.never_after)) != 1:
            raise ValueError("must_come names one of before, after and never_after")
        if self.within and self.never_after:
            raise ValueError("within goes with before or after")
        return self

    @property
    def kind(self) -> str:
        return self.before or self.after or self.never_after or ""


class Part(_Row):
    """One thing a duty asks. `kind` is from the catalogue, so that a procedure can meet it in any state.

    `hours` and `days`: when in the day and the week it is allowed. `stands: always`: also when the case ends with the
    customer staying after all."""

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
    days: Weekdays = ()
    form: Form | None = None
    licence: Licence | None = None
    filing: Filing | None = None
    destroy: Destroy | None = None
    stands: Literal["always"] | None = None
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
        for name in ("licence", "filing"):
            if (getattr(self, name) is None) == (self.type == name):
                raise ValueError(f"a part of type {name} has a {name}, and no other has one")
        if self.destroy is not None and self.type != "destruction":
            raise ValueError("destroy is for a part of type destruction")
        if self.form is not None and self.type not in ("form", "disclosure"):
            raise ValueError("form is for a part of type form or disclosure")
        if bool(self.at_most) != bool(self.amount):
            raise ValueError("amount and at_most go together: the fact that is bounded, and its bounds")
        return self


class Duty(_Row):
    """A duty of law, or (`no_duty`) the statement that none was found when somebody searched.

    Two versions of one duty have the same id and days in force that do not meet. `trades`: for browsing only.
    `watch`: a change that is coming."""

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
    trades: tuple[Text, ...] = ()
    watch: LawText | None = None
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
        if self.in_force.to and on > self.in_force.to:
            return "superseded"
        if not seen.is_firm:
            return "unverified"
        return "due" if on > self.recheck_by else "verified"

    def stated(self, text: LawText, on: date, part: Part | None = None) -> Stated:
        """A sentence of this duty with its status on a day."""
        seen = part.verified if part and part.verified else self.verified
        citation = part.citation if part and part.citation else self.citation
        status = self.status(on, part)
        return Stated(text, status, citation, seen.on, self.recheck_by + A_DAY if status == "due" else None)


class CountingRule(_Row):
    """How time is counted: the calendars that hold it, and the sentence that says it."""

    id: Text
    title: Text
    citation: Text
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    verified: Verified
    recheck_by: date
    says: LawText
    calendars: Names = ()
    notes: tuple[LawText, ...] = ()


class Excluded(_Row):
    """What was looked at and is no duty here: vetoed, vacated, not law, or nothing a procedure could meet."""

    id: Text
    title: Text
    why: Text
    citation: Text
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    verified: Verified
    recheck_by: date


class NotHeld(_Row):
    """Law of a trade that the pack does not hold, why, and whom to ask. Without trades it is for everybody."""

    id: Text
    trades: tuple[Text, ...] = ()
    what: Text
    why: Literal["not-read", "unknown", "tariff", "city", "contract", "federal"]
    ask: Text
    agency: str | None = None


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
    """The law of one jurisdiction. `jurisdiction`: its word in the facts about states, or `federal`.

    `zones`: the clocks by which its people live."""

    pack: Text
    title: Text
    jurisdiction: Text
    parent: str | None = None
    zones: Names = ()
    maintainer: Text
    version: Text
    kept_until: date
    agencies: dict[str, Agency]
    values: tuple[ValueByDate, ...] = ()
    duties: tuple[Duty, ...] = ()
    counting: tuple[CountingRule, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    not_held: tuple[NotHeld, ...] = ()


class PackPart(_Row):
    """A file of a pack's own folder: rows that join those of its head."""

    agencies: dict[str, Agency] = {}
    values: tuple[ValueByDate, ...] = ()
    duties: tuple[Duty, ...] = ()
    counting: tuple[CountingRule, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    not_held: tuple[NotHeld, ...] = ()


LISTS: tuple[str, ...] = tuple(name for name in PackPart.model_fields if name != "agencies")
"""The lists of a pack that its part files add to."""
PART_TYPES: tuple[str, ...] = get_args(PartType)
