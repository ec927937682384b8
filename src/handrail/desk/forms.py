"""What an agent types at a step, read fact by fact. Nothing typed is lost: the page shows it again with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.http import QueryDict

from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import Fact, Value, fact
from handrail.procedures.language.steps import Step

Place = Literal["ask", "look", "record"]
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `key`: the digit that chooses it, while there are digits left on this screen."""

    value: str
    words: str
    key: str
    chosen: bool


@dataclass(slots=True)
class Box:
    """One fact to gather: what is shown, what was typed, and what is wrong with it."""

    fact: Fact
    place: Place = "ask"
    where: str = ""
    typed: tuple[str, ...] = ()
    error: str = ""
    beyond: bool = False
    is_long: bool = False
    first_key: int = DIGITS + 1

    @property
    def text(self) -> str:
        return self.typed[0] if self.typed else ""

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        if self.fact.type == "bool":
            return (("yes", "Yes"), ("no", "No"))
        return self.fact.options

    @property
    def options(self) -> list[Option]:
        numbered = enumerate(self.values, self.first_key)
        return [
            Option(value, words, str(n) if n <= DIGITS else "", value in self.typed) for n, (value, words) in numbered
        ]

    @property
    def control(self) -> str:
        """Which control the page shows: radio, check, long (several lines), day or line."""
        if self.fact.type in ("bool", "choice"):
            return "radio"
        if self.fact.type == "list":
            return "check"
        if self.is_long and self.fact.type == "text":
            return "long"
        return "day" if self.fact.type == "date" else "line"


@dataclass(slots=True)
class StepForm:
    """The boxes of a step and, once submitted, what they came to."""

    boxes: list[Box]
    facts: dict[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()
    confirmed: str = ""
    decided: str = ""

    def at(self, place: Place) -> list[Box]:
        return [box for box in self.boxes if box.place == place]

    @property
    def asked(self) -> list[Box]:
        return self.at("ask")

    @property
    def looked_up(self) -> list[Box]:
        return self.at("look")

    @property
    def recorded(self) -> list[Box]:
        return self.at("record")

    @property
    def has_long(self) -> bool:
        """Whether Enter makes a new line somewhere on this page."""
        return any(box.control == "long" for box in self.boxes)

    @property
    def errors(self) -> list[str]:
        return [box.error for box in self.boxes if box.error]

    @property
    def confirm_keys(self) -> tuple[str, str]:
        """The digits of the customer's yes and no: after those of what is asked and looked up, as they stand below."""
        used = sum(len(box.values) for box in [*self.asked, *self.looked_up] if box.control in ("radio", "check"))
        first, second = used + 1, used + 2
        return (str(first) if first <= DIGITS else "", str(second) if second <= DIGITS else "")


def step_form(names: Sequence[str], step: Step, posted: QueryDict | None = None) -> StepForm:
    """Boxes for the facts a step gathers, in the order of the page; with `posted`, read and judged."""
    boxes = [
        Box(fact(name), _place(name, step), step.look_up.get(name, ""), is_long=name in step.record) for name in names
    ]
    order = ("ask", "look", "record")
    form = StepForm(sorted(boxes, key=lambda box: order.index(box.place)))
    _number(form, confirms=bool(step.confirm))
    if posted is not None:
        form.confirmed, form.decided = posted.get("confirm", ""), posted.get("decided", "")
        for box in form.boxes:
            _read(box, form, posted)
    return form


def told_form(names: Sequence[str], posted: QueryDict) -> StepForm:
    """Facts told beside a step; one left open stays open."""
    form = StepForm([Box(fact(name)) for name in names if posted.get(name, "").strip()])
    for box in form.boxes:
        _read(box, form, posted)
    return form


def _place(name: str, step: Step) -> Place:
    if name in step.look_up:
        return "look"
    return "record" if name in (*step.record, step.evidence) and name not in step.ask else "ask"


def _number(form: StepForm, *, confirms: bool) -> None:
    """Digits run through all choices of the page from the top; yes and no stand before what is written down."""
    used = 0
    for box in form.boxes:
        if box.control in ("radio", "check"):
            after = 2 if confirms and box.place == "record" else 0
            box.first_key = used + 1 + after
            used += len(box.values)


def _read(box: Box, form: StepForm, posted: QueryDict) -> None:
    box.typed = tuple(str(value) for value in posted.getlist(box.fact.name))
    box.beyond = f"beyond:{box.fact.name}" in posted
    if box.beyond and not any(text.strip() for text in box.typed):
        form.beyond |= {box.fact.name}
        return
    try:
        form.facts[box.fact.name] = parse(box.fact, list(box.typed) if box.fact.type == "list" else box.text)
    except AnswerError as error:
        box.error = str(error)
