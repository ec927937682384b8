"""The small types that steps and scenarios are made of. Unknown or blank fields are refused everywhere."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from handrail.facts.conditions import ConditionError, compile_condition
from handrail.facts.formats import fits
from handrail.facts.spoken import listed
from handrail.facts.vocabulary import fact

Standing = Literal["agent", "supervisor", "legal", "manager", "owner"]  # the roles that every business has
STANDING: tuple[str, ...] = get_args(Standing)
_ROLES: ContextVar[frozenset[str]] = ContextVar("roles", default=frozenset())
Outcome = Literal["resolved", "refused", "escalated", "kept", "referred", "abandoned", "unresolved"]
Channel = Literal["phone", "email", "chat", "counter", "mail", "text-message"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
BLANK = re.compile(r"\{\{\s*(?!limit\.)([a-z][a-z0-9_.]*)\s*(?:\|\s*[a-z0-9]+\s*)?\}\}")
FORMATTED = re.compile(r"\{\{\s*(?!limit\.)([a-z][a-z0-9_.]*)\s*(?:\|\s*([a-z0-9]+)\s*)?\}\}")  # with its format
LIMIT_BLANK = re.compile(r"\{\{\s*limit\.([a-z][a-z0-9-]*)\s*\}\}")
_DURATION = re.compile(r"(\d{1,4})(m|h|d|w|mo|y)")
_UNITS = {"m": 1, "h": 60, "d": 1440, "w": 10080, "mo": 43200, "y": 525600}


def minutes(text: str) -> int:
    """`30m`, `4h`, `1d`, `2w`, `6mo` (of 30 days), `1y`, in minutes. Raises ValueError with what to write."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(f"“{text}” is no length of time; write like 30m, 4h, 1d, 2w or 6mo")
    return int(found[1]) * _UNITS[found[2]]


def length(text: str) -> timedelta:
    return timedelta(minutes=minutes(text))


def in_words(text: str) -> str:
    """`1d` as "1 day", `45m` as "45 minutes"."""
    found = _DURATION.fullmatch(text)
    assert found is not None
    names = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
    return f"{found[1]} {names[found[2]]}{'' if found[1] == '1' else 's'}"


def _span(text: str) -> str:
    minutes(text)
    return text


def _condition(text: str) -> str:
    try:
        compile_condition(text)
    except ConditionError as error:
        raise ValueError(f"{error} (at character {error.column})") from None
    return text


def computed(text: str, as_type: str) -> str:
    """An expression that gives a value of this type, as it is written. Raises ValueError."""
    try:
        compile_condition(text, as_type)
    except ConditionError as error:
        raise ValueError(f"{error} (at character {error.column})") from None
    return text


@contextmanager
def with_roles(names: Iterable[str]) -> Iterator[None]:
    """Inside, these roles are there beside the five that every business has."""
    token = _ROLES.set(frozenset(names))
    try:
        yield
    finally:
        _ROLES.reset(token)


def _known_role(name: str) -> str:
    if name not in STANDING and name not in _ROLES.get():
        there = listed([*STANDING, *sorted(_ROLES.get())], "or")
        raise ValueError(f"there is no role {name}; write {there}, or say under roles: who fills it")
    return name


def _known_fact(name: str) -> str:
    try:
        fact(name)
    except KeyError as error:
        raise ValueError(str(error)) from None
    return name


def _blanks_known(text: str) -> str:
    for name, form in FORMATTED.findall(text):
        known = fact(_known_fact(name))
        wrong = fits(known, form) if form else ""
        if wrong:
            raise ValueError(wrong)
    if re.search(r"\{\{|\}\}", LIMIT_BLANK.sub("", BLANK.sub("", text))):
        raise ValueError("a blank is written {{ fact.name }}, {{ fact.name | format }} or {{ limit.name }}")
    return text.strip()


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,60}$")]
Role = Annotated[str, AfterValidator(_known_role)]
RoleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
FactName = Annotated[str, AfterValidator(_known_fact)]
Guard = Annotated[Text, AfterValidator(_condition)]
Words = Annotated[Text, AfterValidator(_blanks_known)]
Span = Annotated[str, AfterValidator(_span)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """What was worked out for the old one (`cached_property`) does not hold for a changed copy."""
        made = super().model_copy(update=update, deep=deep)
        for name in made.__dict__.keys() - type(self).model_fields.keys():
            del made.__dict__[name]
        return made
