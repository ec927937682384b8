"""The boxes of answers that were given, with what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from handrail.desk.forms import StepForm, step_form
from handrail.desk.going_back.inputs import Change, Input, Inputs
from handrail.desk.going_back.typed import as_typed
from handrail.facts.vocabulary import fact
from handrail.procedures.language.engine import Answer, Bundle, Place, State
from handrail.procedures.language.steps import Step


@dataclass(frozen=True, slots=True)
class Given:
    """A step whose answers can be changed: its place, the step, which of its facts, and the customer's yes or no."""

    place: Place
    step: Step
    names: tuple[str, ...]
    confirmed: bool | None
    by: str
    number: int

    @property
    def key(self) -> str:
        return str(self.number)


def steps_given(bundle: Bundle, of: Inputs, may: Sequence[str]) -> list[Given]:
    """The steps that were answered, the last first; each once."""
    found: dict[Place, Given] = {}
    for row in reversed(of.rows):
        if row.place is None or row.place in found or not isinstance(row.event, Answer):
            continue
        given = _given(bundle, row, row.place, row.event, may)
        if given.names or given.confirmed is not None:
            found[row.place] = given
    return list(found.values())


def _given(bundle: Bundle, row: Input, place: Place, event: Answer, may: Sequence[str]) -> Given:
    step = bundle[place.procedure].step(place.step)
    named = [*step.wants, *event.facts, *sorted(event.beyond)]
    told = event.facts.keys() | event.beyond
    names = tuple(dict.fromkeys(name for name in named if name in may and name in told))
    return Given(place, step, names, event.confirmed, row.name, row.number)


def change_form(given: Given, state: State, posted: QueryDict | None) -> StepForm:
    """The boxes of the step as they were filled, or as they are filled now."""
    form = step_form(given.names, given.step, posted, state.facts)
    if posted is None:
        for box in form.boxes:
            value = state.facts.get(box.fact.name)
            box.typed = as_typed(box.fact, value) if value is not None else ()
            box.beyond = box.fact.name in state.beyond
        form.confirmed = {True: "yes", False: "no"}.get(given.confirmed, "") if given.confirmed is not None else ""
    return form


def told_now(given: Given, form: StepForm, state: State) -> Change:
    """What is told otherwise than the case knows it."""
    facts = {name: value for name, value in form.facts.items() if state.facts.get(name) != value}
    confirmed = {"yes": True, "no": False}.get(form.confirmed)
    if confirmed is None or confirmed is given.confirmed:
        return Change(facts, frozenset(form.beyond - state.beyond))
    return Change(facts, frozenset(form.beyond - state.beyond), given.place, confirmed)


def labels(names: Sequence[str]) -> str:
    return ", ".join(fact(name).label for name in names)
