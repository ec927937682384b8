"""What an agent types at a step, read fact by fact. Nothing typed is lost: the page shows it again with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.http import QueryDict

from handrail.facts.answers import AnswerError, in_words, parse
from handrail.facts.never import never_kept
from handrail.facts.vocabulary import Amounts, Fact, Value, fact
from handrail.procedures.language.steps import Collect, Find, Step

Place = Literal["ask", "enough", "look", "find", "record"]
ORDER: tuple[Place, ...] = ("ask", "enough", "look", "find", "record")
DIGITS = 9
NOTHING: Mapping[str, Value] = {}
NO_MORE = "no-more"
"""The name of the tick that says: the customer has no more of these."""


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
        """Which control the page shows: radio, check, pick (one of very many), rows (one a line), long (lines), day
        or line."""
        if self.fact.is_place:
            return "pick" if self.fact.type == "choice" else "rows"
        if self.fact.type in ("bool", "choice"):
            return "radio"
        if self.fact.type in ("list", "amounts"):
            return "check" if self.fact.values else "rows"
        if self.is_long and self.fact.type == "text":
            return "long"
        return "day" if self.fact.type == "date" else "line"


@dataclass(frozen=True, slots=True)
class LookUp:
    """A look-up of several in a row: where, with what (and its value, where it is known), and the boxes to fill."""

    number: int
    where: str
    by: tuple[tuple[str, str], ...]
    boxes: tuple[Box, ...]


@dataclass(slots=True)
class StepForm:
    """The boxes of a step and, once submitted, what they came to. `needed`: so many of the collection are still
    missing; `had`: those of it that are known."""

    boxes: list[Box]
    needed: int = 0
    had: tuple[str, ...] = ()
    wanted_for: str = ""
    finds: tuple[Find, ...] = ()
    known: Mapping[str, Value] = field(default_factory=dict)
    no_more: bool = False
    too_few: str = ""
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
    def enough(self) -> list[Box]:
        """The boxes of a collection: so many of them are filled, and the rest stay open."""
        return self.at("enough")

    @property
    def look_ups(self) -> list[LookUp]:
        """The look-ups in their order, each box once: what an earlier one finds, a later one may use."""
        left = {box.fact.name: box for box in self.at("find")}
        found = []
        for number, row in enumerate(self.finds, 1):
            boxes = tuple(left.pop(name) for name in (*row.by, *row.get) if name in left)
            found.append(LookUp(number, row.in_, tuple((fact(name).label, self._said(name)) for name in row.by), boxes))
        return found if any(row.boxes for row in found) else []

    def _said(self, name: str) -> str:
        return in_words(fact(name), self.known[name]) if name in self.known else ""

    @property
    def looked_up(self) -> list[Box]:
        return self.at("look")

    @property
    def recorded(self) -> list[Box]:
        return self.at("record")

    @property
    def has_long(self) -> bool:
        """Whether Enter makes a new line somewhere on this page."""
        return any(box.control in ("long", "rows") for box in self.boxes)

    @property
    def errors(self) -> list[str]:
        return [*(box.error for box in self.boxes if box.error), *([self.too_few] if self.too_few else [])]

    @property
    def confirm_keys(self) -> tuple[str, str]:
        """The digits of the customer's yes and no: after those of what is asked and looked up, as they stand below."""
        above = (box for box in self.boxes if box.place != "record")
        used = sum(len(box.values) for box in above if box.control in ("radio", "check"))
        first, second = used + 1, used + 2
        return (str(first) if first <= DIGITS else "", str(second) if second <= DIGITS else "")


def step_form(
    names: Sequence[str], step: Step, posted: QueryDict | None = None, known: Mapping[str, Value] = NOTHING
) -> StepForm:
    """Boxes for the facts a step gathers, in the order of the page; with `posted`, read and judged. `known`: what the
    case knows."""
    boxes = [
        Box(fact(name), _place(name, step), step.look_up.get(name, ""), is_long=name in step.record) for name in names
    ]
    form = StepForm(sorted(boxes, key=lambda box: ORDER.index(box.place)), finds=step.find, known=known)
    if step.collect:
        _collect(form, step.collect, known)
    _number(form, confirms=bool(step.confirm))
    if posted is not None:
        _read_all(form, posted)
    return form


def _collect(form: StepForm, row: Collect, known: Mapping[str, Value]) -> None:
    had = [name for name in row.of if name in known]
    form.needed, form.wanted_for = max(0, row.at_least - len(had)), row.for_ or ""
    form.had = tuple(fact(name).label for name in had)


def _read_all(form: StepForm, posted: QueryDict) -> None:
    form.confirmed, form.decided = posted.get("confirm", ""), posted.get("decided", "")
    form.no_more = NO_MORE in posted
    for box in form.boxes:
        if box.place != "enough" or posted.get(box.fact.name, "").strip():
            _read(box, form, posted)
    left = [box.fact.name for box in form.enough if box.fact.name not in form.facts]
    lacking = form.needed - (len(form.enough) - len(left))
    if form.no_more:
        form.beyond |= frozenset(left)
    elif form.enough and lacking > 0 and not any(box.error for box in form.enough):
        more = f"{lacking} more is" if lacking == 1 else f"{lacking} more are"
        form.too_few = f"{more} needed, or say that the customer has no more of these."


def told_form(names: Sequence[str], posted: QueryDict) -> StepForm:
    """Facts told beside a step; one left open stays open."""
    form = StepForm([Box(fact(name)) for name in names if posted.get(name, "").strip()])
    for box in form.boxes:
        _read(box, form, posted)
    return form


def _place(name: str, step: Step) -> Place:
    if name in step.ask:
        return "look" if name in step.look_up else "ask"
    if name in step.look_up:
        return "look"
    if any(name in (*row.by, *row.get) for row in step.find):
        return "find"
    if name in (*step.record, step.evidence):
        return "record"
    return "enough" if step.collect and name in step.collect.of else "ask"


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
        form.facts[box.fact.name] = _rows(box) if box.control == "rows" else _value(box)
    except AnswerError as error:
        box.error = _beside(box, str(error))


def _beside(box: Box, message: str) -> str:
    """The message without the name of the fact: it stands beside the question."""
    said = message.removeprefix(f"{box.fact.label}: ")
    if box.control in ("radio", "check", "pick"):
        said = said.replace("write an answer", "choose one", 1)
    return said[:1].upper() + said[1:]


def _value(box: Box) -> Value:
    found = never_kept(box.text) if box.place == "record" and box.fact.type == "text" else ""
    if found:
        raise AnswerError(f"{box.fact.label}: this looks like {found}. It never stands in a record; take it out.")
    return parse(box.fact, list(box.typed) if box.fact.type == "list" else box.text)


def _rows(box: Box) -> Value:
    """One a line. An empty box is no answer: “none” is."""
    lines = [line.strip() for line in box.text.splitlines() if line.strip()]
    if not lines:
        raise AnswerError(f"{box.fact.label}: write one a line, or “none” if there is none.")
    if [line.lower().rstrip(".") for line in lines] == ["none"]:
        return Amounts(()) if box.fact.type == "amounts" else ()
    return parse(box.fact, lines)
