"""What a procedure is made of. Unknown or blank fields are refused: a misspelt check is a check that never runs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, ValidatorFunctionWrapHandler, model_validator

from handrail.facts.cel_tree import Call, Constant, Node, walk
from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import NONE_OWN, Own, fact, with_own
from handrail.procedures.language.home import HOMELESS, Home, Limit, OwnFact, Told, own_of
from handrail.procedures.language.parts import (
    BLANK,
    LIMIT_BLANK,
    STANDING,
    Channel,
    FactName,
    Guard,
    Id,
    Outcome,
    Part,
    Role,
    RoleName,
    Span,
    Standing,
    Text,
    Words,
    computed,
    in_words,
    length,
    minutes,
    with_roles,
)
from handrail.procedures.language.quick import Quick, laid_out
from handrail.procedures.language.scenario import Scenario
from handrail.procedures.language.ways import Branch, Choice, Row, Table, Way

__all__ = [
    "BLANK", "AnyOrder", "Branch", "Channel", "Choice", "Collect", "Escalation", "Find", "ForEach", "How", "MaySkip",
    "Note", "Procedure", "Question", "Review", "Row", "Step", "Table", "Targets", "Variant", "Wait", "Way", "Words",
    "in_words", "length", "minutes",
]  # fmt: skip


class Wait(Part):
    """For an event (in words), at most so long, then another way; or until a moment that facts give, then on."""

    for_: Text | None = Field(default=None, alias="for")
    at_most: Span | None = None
    on_timeout: Branch | None = None
    until: Text | None = None

    @model_validator(mode="after")
    def _shape(self) -> Self:
        event = (self.for_, self.at_most, self.on_timeout)
        if self.until and any(event):
            raise ValueError("wait either for something (for, at_most, on_timeout) or until a day")
        if not self.until and not all(event):
            raise ValueError("a wait for something needs for, at_most and on_timeout; a wait for a day needs until")
        if self.until:
            computed(self.until, "date")
        return self


class Escalation(Part):
    to: Role
    why: Text
    within: Span | None = None


class Collect(Part):
    """At least so many of these facts are needed, whichever the customer has."""

    at_least: int = Field(default=1, ge=1)
    of: tuple[FactName, ...] = Field(min_length=2, max_length=8)
    for_: Text | None = Field(default=None, alias="for")

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.at_least >= len(set(self.of)):
            raise ValueError(f"{self.at_least} of {len(set(self.of))} is all of them; write ask")
        return self


class AnyOrder(Part):
    """These steps, which stand below, in the order that whoever does them chooses: all of them, or so many."""

    at_least: int | None = Field(default=None, ge=1)
    of: tuple[Id, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if len(set(self.of)) < len(self.of):
            raise ValueError("a step stands in it twice")
        if self.at_least and self.at_least >= len(self.of):
            raise ValueError(f"{self.at_least} of {len(self.of)} is all of them; leave at_least out")
        return self


_REPLY = re.compile(r"reply/([a-z][a-z0-9-]*)")
_OF_ANY_ORDER = {"id", "title", "when", "any_order", "otherwise", "next", "done_when", "mistakes", "switched_off"}


class Find(Part):
    """A look-up: with these facts, in that place, those are found. The next look-up may use what this one gave."""

    in_: Text = Field(alias="in")
    by: tuple[FactName, ...] = Field(min_length=1)
    get: tuple[FactName, ...] = Field(min_length=1)


class How(Part):
    """How it is done in one tool in use."""

    in_: Text = Field(alias="in")
    screen: Text | None = None
    clicks: tuple[Text, ...] = ()
    picture: Text | None = None


class Note(Part):
    """What a good note of this step holds, what never stands in it, and one that is right."""

    write: Text
    never: tuple[Text, ...] = ()
    example: Text | None = None


class MaySkip(Part):
    """When a step may be skipped, and who may do it."""

    when: Guard
    by: Role = "agent"


class ForEach(Part):
    """A procedure run once for every item of a list; the fact `as` is the item. `forget`: asked anew for each."""

    in_: FactName = Field(alias="in")
    as_: FactName = Field(alias="as")
    call: Id
    forget: tuple[FactName, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        listed, item = fact(self.in_), fact(self.as_)
        if listed.type not in ("list", "amounts") or listed.shape:
            raise ValueError(f"{self.in_} is no list; for_each goes through a list")
        wanted = {"amounts": ("money",), "list": ("choice", "text")}[listed.type]
        if item.type not in wanted:
            raise ValueError(f"{self.as_} is a {item.type}; an item of {self.in_} is a {' or '.join(wanted)}")
        return self


class Step(Part):
    """One step. Its parts happen in this order: when, say, what is gathered (ask, collect, look_up, find, record),
    confirm, work_out, check, decide or table, do, send, and then one of escalate, refuse, wait, call, for_each, end, or
    on to the next step."""

    id: Id
    title: Text | None = None
    role: Role = "agent"
    by_other_than: Id | None = None
    when: Guard | None = None
    say: Words | None = None
    ask: tuple[FactName, ...] = ()
    collect: Collect | None = None
    look_up: dict[FactName, Text] = Field(default_factory=dict)
    find: tuple[Find, ...] = ()
    confirm: Literal["customer"] | None = None
    no: Branch | None = None
    work_out: dict[FactName, Text] = Field(default_factory=dict)
    check: dict[Text, Guard] = Field(default_factory=dict)
    otherwise: Branch | None = None
    decide: tuple[Choice, ...] = ()
    table: Table | None = None
    any_order: AnyOrder | None = None
    do: Words | None = None
    send: Words | None = None
    how: tuple[How, ...] = ()
    record: tuple[FactName, ...] = ()
    note: Note | None = None
    escalate: Escalation | None = None
    refuse: Text | None = None
    wait: Wait | None = None
    call: Id | None = None
    give: dict[FactName, Text] = Field(default_factory=dict)
    for_each: ForEach | None = None
    outcomes: dict[Outcome, Branch] = Field(default_factory=dict)
    end: Outcome | None = None
    next: Id | None = None
    unknown: Branch | None = None
    once: bool = False
    within: Span | None = None
    requests: tuple[Id, ...] = ()  # procedures that begin in cases of their own
    meets: tuple[Text, ...] = ()
    evidence: FactName | None = None
    done_when: Text | None = None
    may_skip: MaySkip | None = None
    if_skipped: Branch | None = None
    never_skip: bool = False
    mistakes: tuple[Text, ...] = ()
    switched_off: dict[Id, Text] = Field(default_factory=dict)  # rules of the check, each with its reason
    _home: Home = PrivateAttr(default=HOMELESS)

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        decides = bool(self.decide or self.table)
        pairs = {
            "confirm needs no: what happens when the customer says no": self.confirm and not self.no,
            "no belongs to confirm": self.no and not self.confirm,
            "check needs otherwise": self.check and not self.otherwise,
            "otherwise belongs to check, or to any_order with at_least": self.otherwise
            and not (self.check or (self.any_order and self.any_order.at_least)),
            "besides any_order a step holds only title, when, otherwise, next, done_when, mistakes": self.any_order
            and self.model_fields_set - _OF_ANY_ORDER,
            "outcomes belong to call or for_each": self.outcomes and not (self.call or self.for_each),
            "give belongs to call": self.give and not self.call,
            "decide ends with an otherwise": self.decide and self.decide[-1].otherwise is None,
            "only the last row of decide is otherwise": any(c.otherwise for c in self.decide[:-1]),
            "a step decides by rows or by a table, not both": self.decide and self.table,
            f"a step ends in one way: this one has {' and '.join(self._endings())}; put "
            "the later of them in a step of its own right below": len(self._endings()) > 1,
            "decide already says where to go; take next away": decides and (self.next or self._endings()),
            "how belongs to do, send, find or look_up": self.how
            and not (self.do or self.send or self.find or self.look_up),
            "a step either gathers a fact or works it out": any(name in self.work_out for name in self._gathered()),
            "may_skip and never_skip say opposite things": self.may_skip and self.never_skip,
        }
        for said, broken in pairs.items():
            if broken:
                raise ValueError(said)
        for name, text in (*self.work_out.items(), *self.give.items()):
            computed(text, fact(name).type)
        return self

    def _gathered(self) -> tuple[str, ...]:
        found = (name for row in self.find for name in (*row.by, *row.get))
        return (*self.ask, *self.look_up, *found, *(self.collect.of if self.collect else ()))

    def _endings(self) -> list[str]:
        names = ("escalate", "refuse", "wait", "call", "for_each", "end")
        return [name for name in names if getattr(self, name) is not None]

    def worded(self, part: Literal["say", "do", "send"]) -> str:
        """The words of the step, with the limits they name; "" where it has none."""
        text: str | None = getattr(self, part)
        if part == "send" and self.reply:
            told = self.home.replies.get(self.reply)
            return told.words if told else f"The reply “{self.reply_title}”"
        return self.home.said(text) if text else ""

    @property
    def reply(self) -> str:
        """The name of the reply that it sends: `send: reply/refund-sent`; "" where the words stand here."""
        found = _REPLY.fullmatch((self.send or "").strip())
        return found[1] if found else ""

    @property
    def reply_title(self) -> str:
        """What the reply is called; its name in words where it is not at hand."""
        told = self.home.replies.get(self.reply)
        return told.title if told else self.reply.replace("-", " ").capitalize()

    @property
    def sent(self) -> tuple[str, ...]:
        """The texts that go out, with their blanks: its own words, or those of the reply, where that is at hand."""
        if not self.reply:
            return (self.send,) if self.send else ()
        told = self.home.replies.get(self.reply)
        return tuple(filter(None, (told.subject, told.words))) if told else ()

    def set_replies(self, told: Mapping[str, Told]) -> None:
        """From here on its words are those of the reply it sends."""
        self._home = replace(self._home, replies=told)

    @property
    def home(self) -> Home:
        """What the procedure it stands in defines: its own facts and its limits."""
        return self._home

    @property
    def name(self) -> str:
        return self.title or self.id.replace("-", " ").capitalize()

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The rows it decides by, written as rows or as a table."""
        with with_own(self.home.own):
            return self.table.choices if self.table else self.decide

    @cached_property
    def wants(self) -> tuple[str, ...]:
        """Facts the step gathers, all of them, in the order it names them."""
        evidence = (self.evidence,) if self.evidence else ()
        found = (name for row in self.find for name in (*row.by, *row.get))
        listed = (self.for_each.in_,) if self.for_each else ()
        named = dict.fromkeys((*self.ask, *self.look_up, *found, *self.record, *listed, *evidence))
        return tuple(name for name in named if name not in self.work_out)

    @property
    def is_silent(self) -> bool:
        """Whether the engine passes it without a person: it only checks, works out, decides or ends."""
        return not (self.say or self.wants or self.collect or self.confirm or self.do or self.send or self.any_order)

    @property
    def decides(self) -> bool:
        """Whether it leads elsewhere by what is so: without it nobody knows where to go."""
        return bool(self.check or self.decide or self.table)

    @property
    def guards(self) -> tuple[str, ...]:
        """The conditions it checks and decides by, once all is gathered."""
        return (*self.check.values(), *(choice.when for choice in self.choices if choice.when))

    @property
    def expressions(self) -> tuple[tuple[str, str], ...]:
        """Every condition and expression of the step with the type it gives."""
        when = [(self.when, "bool")] if self.when else []
        skip = [(self.may_skip.when, "bool")] if self.may_skip else []
        until = [(self.wait.until, "date")] if self.wait and self.wait.until else []
        made = [(text, fact(name).type) for name, text in (*self.work_out.items(), *self.give.items())]
        return (*when, *((guard, "bool") for guard in self.guards), *made, *until, *skip)

    def ways(self) -> tuple[tuple[str, Way], ...]:
        """Every branch with the name of what takes it."""
        return self._ways

    @cached_property
    def _ways(self) -> tuple[tuple[str, Way], ...]:
        return tuple((name, row) for name, way in self._first_ways() for row in way.all())

    def _first_ways(self) -> Iterator[tuple[str, Way]]:
        named = {"no": self.no, "otherwise": self.otherwise, "unknown": self.unknown, "if_skipped": self.if_skipped}
        yield from ((name, way) for name, way in named.items() if way)
        yield from ((choice.when or "otherwise", choice.way) for choice in self.choices)
        yield from self.outcomes.items()
        if self.wait and self.wait.on_timeout:
            yield "timeout", self.wait.on_timeout

    @property
    def called(self) -> str | None:
        """The procedure it runs: once, or for each item."""
        return self.for_each.call if self.for_each else self.call


class Variant(Part):
    """What is different where a condition holds: steps worded otherwise, added or left out. The base is not copied."""

    name: Id
    when: Guard
    change: dict[Id, dict[str, Any]] = Field(default_factory=dict)
    add: tuple["Added", ...] = ()
    leave_out: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.change or self.add or self.leave_out):
            raise ValueError("a variant changes, adds or leaves out steps")
        return self


class Added(Part):
    """Steps of a variant, and the step of the base after which they stand."""

    after: Id
    steps: tuple[Step, ...] = Field(min_length=1)


Variant.model_rebuild()


class Targets(Part):
    handle_time: Span | None = None
    first_response: Span | None = None
    resolution_time: Span | None = None
    csat: str | None = None

    @model_validator(mode="after")
    def _answered_before_it_is_settled(self) -> Self:
        first, settled = self.first_response, self.resolution_time
        if first and settled and length(first) > length(settled):
            raise ValueError(
                f"first_response ({in_words(first)}) is longer than resolution_time ({in_words(settled)}); the first "
                "answer comes before a case is settled, or with it"
            )
        return self


class Review(Part):
    every: Span


class RoleHere(Part):
    """A role of this business beside the five. `filled_by`: which of them stands for it; `who`: that, in words."""

    filled_by: Standing
    who: Text | None = None


OwnName = Annotated[str, Field(pattern=r"^own\.[a-z][a-z0-9_]{0,40}$")]


class Question(Part):
    """A question to somebody who learns the procedure, its answer, and the step it is about."""

    question: Text
    answer: Text
    step: Id


class Procedure(Part):
    """A standard operating procedure."""

    procedure: Id
    title: Text
    purpose: Text
    owner: Text
    block: bool = False  # a part of others: called, never offered at the desk
    handles: tuple[Id, ...] = ()
    trades: tuple[Id, ...] = ()
    channels: tuple[Channel, ...] = ()
    targets: Targets = Targets()
    review: Review
    switched_off: dict[Id, Text] = Field(default_factory=dict)  # rules of the check, each with its reason
    roles: dict[RoleName, RoleHere] = Field(default_factory=dict)
    facts: dict[OwnName, OwnFact] = Field(default_factory=dict)
    limits: dict[Id, Limit | Text] = Field(default_factory=dict)
    needs: tuple[FactName, ...] = ()  # of a block: what those that call it have found out before
    steps: tuple[Step, ...] = Field(min_length=1)
    variants: tuple[Variant, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    quiz: tuple[Question, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _in_scope(cls, raw: Any, go_on: ValidatorFunctionWrapHandler) -> Self:
        """Its own facts exist while the rest of it is read."""
        own = own_of(raw.get("facts")) if isinstance(raw, dict) else NONE_OWN
        roles = raw.get("roles") if isinstance(raw, dict) else None
        with with_own(own), with_roles(roles if isinstance(roles, dict) else ()):
            made: Self = go_on(raw)
            made._settle()
        return made

    def _settle(self) -> None:
        home = Home(
            own_of(self.facts),
            {name: row.value for name, row in self.limits.items() if isinstance(row, Limit)},
            {name: row.words if isinstance(row, Limit) else row for name, row in self.limits.items()},
        )
        for step in (*self.steps, *(step for row in self.variants for added in row.add for step in added.steps)):
            step._home = home
            _limits_said(step, home)
            for text, kind in step.expressions:
                _limits_there(step.id, compile_condition(text, kind).tree, home)

    @property
    def own(self) -> Own:
        """The facts it defines for itself."""
        return self.steps[0].home.own

    @model_validator(mode="after")
    def _ids(self) -> Self:
        ids = [step.id for step in self.steps]
        doubled = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if doubled:
            raise ValueError(f"two steps are called {', '.join(doubled)}")
        for step in self.steps:
            targets = [step.next, step.by_other_than, *(way.target for _, way in step.ways())]
            for target in targets:
                if target and target not in ids:
                    raise ValueError(f"step {step.id} leads to {target}, which is no step here")
        return self

    @model_validator(mode="after")
    def _in_any_order(self) -> Self:
        for block in (step for step in self.steps if step.any_order):
            assert block.any_order is not None
            members, at = block.any_order.of, self.steps.index(block)
            if {step.id for step in self.steps[at + 1 : at + 1 + len(members)]} != set(members):
                raise ValueError(f"step {block.id}: the steps of any_order stand directly below it, with none between")
            for step in self.steps[at + 1 : at + 1 + len(members)]:
                _fits_any_order(step)
        for step in self.steps:
            for _, way in step.ways():
                into = self.order_of(way.target) if way.target else None
                if into and not (way.again and way.target == step.id):
                    raise ValueError(f"step {step.id} leads into the steps in any order; lead to {into.id} instead")
            if step.next and self.order_of(step.next):
                raise ValueError(f"step {step.id} leads into the steps in any order; lead to their first line instead")
        return self

    @model_validator(mode="after")
    def _part_of_others(self) -> Self:
        if self.needs and not self.block:
            raise ValueError("needs belongs to a block: a case begins here with nothing found out; take it away")
        if self.block and self.handles:
            raise ValueError("a block is a part of other procedures, so it handles no topic itself; take handles away")
        return self

    @model_validator(mode="after")
    def _own_scenarios(self) -> Self:
        for row in self.scenarios:
            if row.procedure not in (None, self.procedure):
                raise ValueError(f"scenario “{row.name}” is of {row.procedure}; keep it in a file of scenarios")
        return self

    @model_validator(mode="after")
    def _own_questions(self) -> Self:
        added = (step.id for row in self.variants for more in row.add for step in more.steps)
        ids = {*(step.id for step in self.steps), *added}
        for row in self.quiz:
            if row.step not in ids:
                raise ValueError(f"the question “{row.question}” is about {row.step}, which is no step here")
        return self

    def filled_by(self, role: str) -> str:
        """Which of the five roles of every business stands for this one."""
        return self.roles[role].filled_by if role in self.roles else role

    @model_validator(mode="after")
    def _roles_of_its_own(self) -> Self:
        taken = next((name for name in self.roles if name in STANDING), "")
        if taken:
            raise ValueError(f"every business has the role {taken}; take it away, or call yours otherwise")
        return self

    @cached_property
    def looked_over(self) -> frozenset[str]:
        """Steps that somebody else has to look over: who did them is remembered."""
        return frozenset(step.by_other_than for step in self.steps if step.by_other_than)

    def order_of(self, id_: str) -> Step | None:
        """The step that offers this one among others, in any order."""
        return self._orders.get(id_)

    @cached_property
    def _orders(self) -> dict[str, Step]:
        return {id_: step for step in self.steps if step.any_order for id_ in step.any_order.of}

    @cached_property
    def quick(self) -> Quick:
        """Its common turns, laid out beforehand."""
        return laid_out(self)

    @cached_property
    def sends(self) -> tuple[str, ...]:
        """The replies that its steps send, those of its variants too, each once."""
        added = (step for row in self.variants for more in row.add for step in more.steps)
        return tuple(dict.fromkeys(step.reply for step in (*self.steps, *added) if step.reply))

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    def step(self, id_: str) -> Step:
        """Raises KeyError for an id that is none of its own."""
        return self._by_id[id_]

    def number(self, id_: str) -> int:
        """Counted from 1."""
        return self._numbers[id_]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {step.id: number for number, step in enumerate(self.steps, 1)}

    def after(self, step: Step) -> str | None:
        """The id of the step that follows in order, or None at the last. Steps in any order come back to their first
        line, and that one goes on below them."""
        return self._after[step.id]

    @cached_property
    def _after(self) -> dict[str, str | None]:
        return {step.id: self._follows(step) for step in self.steps}

    def _follows(self, step: Step) -> str | None:
        if step.next:
            return step.next
        block = self.order_of(step.id)
        if block:
            return block.id
        place = self.number(step.id) - 1 + (len(step.any_order.of) if step.any_order else 0)
        return self.steps[place + 1].id if place + 1 < len(self.steps) else None


def _fits_any_order(step: Step) -> None:
    """A step in any order comes back to the first line: it neither ends the procedure nor leads on by itself."""
    said = f"step {step.id} is done in any order with others"
    if step.any_order:
        raise ValueError(f"{said}; it can’t hold steps in any order itself")
    wrong = next((part for part in ("next", "end", "refuse") if getattr(step, part)), "")
    if wrong:
        raise ValueError(f"{said}, so it comes back to them; take {wrong} away")


def _limits_said(step: Step, home: Home) -> None:
    for text in filter(None, (step.say, step.do, step.send)):
        for name in LIMIT_BLANK.findall(text):
            if name not in home.words:
                there = f"; there are: {', '.join(home.words)}" if home.words else ""
                raise ValueError(f"step {step.id} says the limit {name}, which is not here{there}")


def _limits_there(step: str, tree: Node, home: Home) -> None:
    for node in walk(tree):
        match node:
            case Call("limit", (Constant(str() as name),)) if name not in home.limits:
                there = f"; there are: {', '.join(home.limits)}" if home.limits else ""
                raise ValueError(f"step {step} asks for limit('{name}'), which has no number here{there}")
