"""What a procedure defines for its own steps: facts that only it knows, and named limits with their owner. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from handrail.facts.vocabulary import NONE_OWN, Fact, Own
from handrail.procedures.language.parts import LIMIT_BLANK, Id, Part, Text

_AMOUNT = re.compile(r"(\d[\d,]*)(?:\.(\d\d))? (?:USD|dollars)")
_COUNT = re.compile(r"(\d{1,9}) ?(months?|weeks?|days?|hours?|minutes?|times?|%|)")


class OwnFact(Part):
    """A fact of one procedure: its type, what it is called, how it is asked, and its values where it is a choice."""

    type: Literal["bool", "text", "int", "money", "date", "instant", "choice", "list", "amounts"]
    label: Text
    ask: Text
    values: tuple[Text, ...] = ()
    personal: bool = False
    from_: Id | None = Field(default=None, alias="from")  # which procedure defines it; the rest is filled in from there

    @model_validator(mode="before")
    @classmethod
    def _filled_in(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and raw.get("from") and "type" not in raw:
            raise ValueError(f"{raw['from']} defines no such fact, or is not here; write what the fact is")
        return raw

    @model_validator(mode="after")
    def _values(self) -> Self:
        if self.type == "choice" and len(self.values) < 2:
            raise ValueError("a choice names its values, two at least")
        if self.values and self.type not in ("choice", "list"):
            raise ValueError(f"a {self.type} has no values")
        return self

    def named(self, name: str) -> Fact:
        return Fact(name, self.type, "case", self.label, self.ask, personal=self.personal, values=self.values)


class Limit(Part):
    """A threshold with a name, so that no number is buried in a text: `50 USD`, `6 months`, `3 times`, `10 %`."""

    is_: Annotated[Text, BeforeValidator(lambda value: str(value) if type(value) is int else value)] = Field(alias="is")
    owner: Text
    since: date

    @model_validator(mode="after")
    def _readable(self) -> Self:
        self.value  # noqa: B018 - raises when it is no limit
        return self

    @property
    def words(self) -> str:
        """As a text says it: `$50`, `6 months`."""
        money = _AMOUNT.fullmatch(self.is_)
        return f"${money[1]}{f'.{money[2]}' if money[2] else ''}" if money else self.is_

    @property
    def value(self) -> int:
        """In cents, or as a plain count. Percent are hundredths, as `share` takes them."""
        money, count = _AMOUNT.fullmatch(self.is_), _COUNT.fullmatch(self.is_)
        if money:
            return int(money[1].replace(",", "")) * 100 + int(money[2] or 0)
        if count:
            return int(count[1]) * (100 if count[2] == "%" else 1)
        raise ValueError(f"“{self.is_}” is no limit; write like 50 USD, 6 months, 30 days, 3 times or 10 %")


class Told(NamedTuple):
    """A reply as the steps that send it know it."""

    title: str
    words: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """What the steps of one procedure share. `limits`: by name, in cents or counts; `words`: each as it is said."""

    own: Own = NONE_OWN
    limits: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    # Those that are at hand, by name. A step reads alike whether or not its reply is.
    replies: Mapping[str, Told] = field(default_factory=dict, compare=False)

    def said(self, text: str) -> str:
        """A text with its limits filled in; blanks that name facts stay."""
        return LIMIT_BLANK.sub(lambda found: self.words.get(found[1], found[0]), text) if "limit." in text else text


HOMELESS = Home()


Look = Callable[[str], Mapping[str, Any]]  # from the id of a procedure to the facts it defines, as written
Roles = Mapping[str, Mapping[str, str]]  # of the business beside the five: by name, with who fills each
_DEEPEST = 5  # facts taken from one that takes them itself


def taken_in(raw: Mapping[str, Any], look: Look) -> dict[str, Any]:
    """A procedure as written, with the facts that it takes from another filled in as they are defined there."""
    facts = raw.get("facts")
    if not isinstance(facts, Mapping):
        return dict(raw)
    return {**raw, "facts": {name: _taken(name, row, look, _DEEPEST) for name, row in facts.items()}}


def _taken(name: str, row: Any, look: Look, deep: int) -> Any:
    named = row.get("from") if isinstance(row, Mapping) else None
    found = look(str(named)).get(name) if named and deep else None
    if not isinstance(found, Mapping):
        return row
    whole = _taken(name, found, look, deep - 1)
    return {**{key: value for key, value in whole.items() if key != "from"}, "from": named}


_NAMING = ("role", "to", "by", "escalate")  # the parts that name a role
_ESCALATED = re.compile(r"escalate ([a-z][a-z0-9-]*)")


def roles_named(raw: Any) -> Iterator[str]:
    """What is named as a role anywhere in a procedure, or a part of one, as written."""
    if isinstance(raw, list | tuple):
        for row in raw:
            yield from roles_named(row)
    elif isinstance(raw, Mapping):
        yield from (value for key in _NAMING if isinstance(value := raw.get(key), str))
        for row in raw.values():
            yield from roles_named(row)
    elif isinstance(raw, str) and (found := _ESCALATED.fullmatch(raw)):
        yield found[1]


def roles_written_in(raw: Mapping[str, Any], roles: Roles) -> dict[str, Any]:
    """The procedure as written, with the roles of the business that it names and does not hold yet."""
    there = raw.get("roles") or {}
    parts = [raw.get("steps"), raw.get("variants")]
    new = {name: dict(roles[name]) for name in roles_named(parts) if name in roles and name not in there}
    return {**raw, "roles": {**there, **new}} if new else dict(raw)


def own_of(facts: Mapping[str, Any] | None) -> Own:
    """The facts a procedure defines, as a scope. What can't be read is left out here and refused where it is read."""
    if not facts or not isinstance(facts, Mapping):
        return NONE_OWN
    made = []
    for name, row in facts.items():
        try:
            made.append((row if isinstance(row, OwnFact) else OwnFact.model_validate(row)).named(str(name)))
        except ValueError:
            continue
    return Own(made)
