"""What a procedure is made of. Unknown or blank fields are refused: a misspelt check is a check that never runs."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from handrail.facts.conditions import ConditionError, compile_condition
from handrail.facts.vocabulary import fact
from handrail.procedures.language.parts import FactName, Id, Outcome, Part, Role, Text
from handrail.procedures.language.scenario import Scenario

Channel = Literal["phone", "email", "chat", "counter", "mail", "text-message"]

_DURATION = re.compile(r"(\d{1,4})(m|h|d|w|mo|y)")
_UNITS = {"m": 1, "h": 60, "d": 1440, "w": 10080, "mo": 43200, "y": 525600}
_MINUTES_A_DAY = 1440
BLANK = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")


def minutes(text: str) -> int:
    """`30m`, `4h`, `1d`, `2w`, `6mo` (of 30 days), `1y`, in minutes. Raises ValueError with what to write."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(f"“{text}” is no length of time; write like 30m, 4h, 1d, 2w or 6mo")
    return int(found[1]) * _UNITS[found[2]]


def _span(text: str) -> str:
    minutes(text)
    return text


def length(text: str) -> timedelta:
    return timedelta(minutes=minutes(text))


def in_words(text: str) -> str:
    """`1d` as "1 day", `45m` as "45 minutes"."""
    found = _DURATION.fullmatch(text)
    assert found is not None
    names = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
    return f"{found[1]} {names[found[2]]}{'' if found[1] == '1' else 's'}"


def _condition(text: str) -> str:
    try:
        compile_condition(text)
    except ConditionError as error:
        raise ValueError(f"{error} (at character {error.column})") from None
    return text


def _blanks_known(text: str) -> str:
    for name in BLANK.findall(text):
        try:
            fact(name)
        except KeyError as error:
            raise ValueError(str(error)) from None
    if re.search(r"\{\{|\}\}", BLANK.sub("", text)):
        raise ValueError("a blank is written {{ fact.name }}")
    return text.strip()


def _way_from_text(value: Any) -> Any:
    """A way may be just the id of the next step, or `escalate supervisor`."""
    if isinstance(value, str):
        words = value.split()
        if len(words) == 2 and words[0] == "escalate":
            return {"escalate": words[1], "why": "The procedure says so here."}
        return {"go": value}
    return value


Guard = Annotated[Text, AfterValidator(_condition)]
Words = Annotated[Text, AfterValidator(_blanks_known)]
Span = Annotated[str, AfterValidator(_span)]


class Way(Part):
    """Where a branch leads: to a step, to a person, to a refusal or to an end. Exactly one of them."""

    go: Id | None = None
    escalate: Role | None = None
    refuse: Text | None = None
    end: Outcome | None = None
    why: Text | None = None
    within: Span | None = None
    then: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> "Way":
        given = [name for name in ("go", "escalate", "refuse", "end") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("a way needs exactly one of: go, escalate, refuse, end")
        if self.escalate and not self.why:
            raise ValueError("an escalation needs a why")
        if self.then and not (self.escalate or self.refuse):
            raise ValueError("then belongs to escalate or refuse")
        return self

    @property
    def target(self) -> str | None:
        return self.go or self.then


Branch = Annotated[Way, BeforeValidator(_way_from_text)]


class Choice(Part):
    """One row of `decide`: a condition and its way, or the `otherwise` that ends the list."""

    when: Guard | None = None
    then: Branch | None = None
    otherwise: Branch | None = None

    @model_validator(mode="after")
    def _shape(self) -> "Choice":
        if (self.otherwise is None) == (self.when is None or self.then is None):
            raise ValueError("write either when: and then:, or otherwise:")
        return self

    @property
    def way(self) -> Way:
        found = self.otherwise or self.then
        assert found is not None
        return found


class Wait(Part):
    """For an event (in words) or simply for a time; at most so long, then another way."""

    for_: Text = Field(alias="for")
    at_most: Span
    on_timeout: Branch


class Escalation(Part):
    to: Role
    why: Text
    within: Span | None = None


class Step(Part):
    """One step. Its parts happen in this order: when, say, ask and look_up, confirm, check, decide, do, send, record,
    and then one of escalate, refuse, wait, call, end, or on to the next step."""

    id: Id
    title: Text | None = None
    role: Role = "agent"
    when: Guard | None = None
    say: Words | None = None
    ask: tuple[FactName, ...] = ()
    look_up: dict[FactName, Text] = Field(default_factory=dict)
    confirm: Literal["customer"] | None = None
    no: Branch | None = None
    check: dict[Text, Guard] = Field(default_factory=dict)
    otherwise: Branch | None = None
    decide: tuple[Choice, ...] = ()
    do: Words | None = None
    send: Words | None = None
    record: tuple[FactName, ...] = ()
    escalate: Escalation | None = None
    refuse: Text | None = None
    wait: Wait | None = None
    call: Id | None = None
    outcomes: dict[Outcome, Branch] = Field(default_factory=dict)
    end: Outcome | None = None
    next: Id | None = None
    unknown: Branch | None = None
    once: bool = False
    within: Span | None = None
    meets: tuple[Text, ...] = ()
    evidence: FactName | None = None
    if_skipped: Branch | None = None
    never_skip: bool = False
    mistakes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _belongs_together(self) -> "Step":
        pairs = {
            "confirm needs no: what happens when the customer says no": self.confirm and not self.no,
            "no belongs to confirm": self.no and not self.confirm,
            "check needs otherwise": self.check and not self.otherwise,
            "otherwise belongs to check": self.otherwise and not self.check,
            "outcomes belong to call": self.outcomes and not self.call,
            "decide ends with an otherwise": self.decide and self.decide[-1].otherwise is None,
            "only the last row of decide is otherwise": any(c.otherwise for c in self.decide[:-1]),
            "a step ends in one way: escalate, refuse, wait, call or end": len(self._endings()) > 1,
            "decide already says where to go; take next away": self.decide and (self.next or self._endings()),
        }
        for said, broken in pairs.items():
            if broken:
                raise ValueError(said)
        return self

    def _endings(self) -> list[str]:
        return [name for name in ("escalate", "refuse", "wait", "call", "end") if getattr(self, name) is not None]

    @property
    def name(self) -> str:
        return self.title or self.id.replace("-", " ").capitalize()

    @property
    def wants(self) -> tuple[str, ...]:
        """Facts the step gathers, in the order it names them."""
        evidence = (self.evidence,) if self.evidence else ()
        return tuple(dict.fromkeys((*self.ask, *self.look_up, *self.record, *evidence)))

    @property
    def is_silent(self) -> bool:
        """Whether the engine passes it without a person: it only checks, decides or ends."""
        return not (self.say or self.wants or self.confirm or self.do or self.send)

    def ways(self) -> Iterator[tuple[str, Way]]:
        """Every branch with the name of what takes it."""
        named = {"no": self.no, "otherwise": self.otherwise, "unknown": self.unknown, "if_skipped": self.if_skipped}
        yield from ((name, way) for name, way in named.items() if way)
        yield from ((choice.when or "otherwise", choice.way) for choice in self.decide)
        yield from self.outcomes.items()
        if self.wait:
            yield "timeout", self.wait.on_timeout


class Targets(Part):
    handle_time: Span | None = None
    resolution_time: Span | None = None
    csat: str | None = None


class Review(Part):
    every: Span


class Procedure(Part):
    """A standard operating procedure."""

    procedure: Id
    title: Text
    purpose: Text
    owner: Text
    handles: tuple[Id, ...] = ()
    trades: tuple[Id, ...] = ()
    channels: tuple[Channel, ...] = ()
    targets: Targets = Targets()
    review: Review
    limits: dict[Id, Text] = Field(default_factory=dict)
    steps: tuple[Step, ...] = Field(min_length=1)
    scenarios: tuple[Scenario, ...] = ()

    @model_validator(mode="after")
    def _ids(self) -> "Procedure":
        ids = [step.id for step in self.steps]
        doubled = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if doubled:
            raise ValueError(f"two steps are called {', '.join(doubled)}")
        for step in self.steps:
            targets = [step.next, *(way.target for _, way in step.ways())]
            for target in targets:
                if target and target not in ids:
                    raise ValueError(f"step {step.id} leads to {target}, which is no step here")
        return self

    @model_validator(mode="after")
    def _own_scenarios(self) -> "Procedure":
        for row in self.scenarios:
            if row.procedure not in (None, self.procedure):
                raise ValueError(f"scenario “{row.name}” is of {row.procedure}; keep it in a file of scenarios")
        return self

    def step(self, id_: str) -> Step:
        return next(step for step in self.steps if step.id == id_)

    def number(self, id_: str) -> int:
        return next(n for n, step in enumerate(self.steps, 1) if step.id == id_)

    def after(self, step: Step) -> str | None:
        """The id of the step that follows in order, or None at the last."""
        if step.next:
            return step.next
        place = self.steps.index(step)
        return self.steps[place + 1].id if place + 1 < len(self.steps) else None
