"""What an agent types at a step, read fact by fact. Nothing typed is lost: the page shows it again with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import Fact, Value, fact

BEYOND = "can't find out"


@dataclass(slots=True)
class Box:
    """One fact to gather: what is shown, what was typed, and what is wrong with it."""

    fact: Fact
    where: str = ""
    typed: str = ""
    error: str = ""
    beyond: bool = False

    @property
    def options(self) -> list[tuple[str, str]]:
        if self.fact.type == "bool":
            return [("yes", "Yes"), ("no", "No")]
        return [(value, value.replace("-", " ").capitalize()) for value in self.fact.values]

    @property
    def is_choice(self) -> bool:
        return self.fact.type in ("bool", "choice")


@dataclass(slots=True)
class StepForm:
    """The boxes of a step and, once submitted, what they came to."""

    boxes: list[Box]
    facts: dict[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()

    @property
    def errors(self) -> list[str]:
        return [box.error for box in self.boxes if box.error]


def step_form(names: tuple[str, ...], where: Mapping[str, str], posted: QueryDict | None = None) -> StepForm:
    """Boxes for the facts; with `posted`, read and judged."""
    form = StepForm([Box(fact(name), where.get(name, "")) for name in names])
    if posted is not None:
        for box in form.boxes:
            _read(box, form, posted)
    return form


def _read(box: Box, form: StepForm, posted: QueryDict) -> None:
    box.typed = str(posted.get(box.fact.name, ""))
    box.beyond = f"beyond:{box.fact.name}" in posted
    if box.beyond and not box.typed.strip():
        form.beyond |= {box.fact.name}
        return
    try:
        form.facts[box.fact.name] = parse(
            box.fact, posted.getlist(box.fact.name) if box.fact.type == "list" else box.typed
        )
    except AnswerError as error:
        box.error = str(error)
