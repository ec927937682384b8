"""Whether a running case can go on with another bundle: the step in hand, and those to come back to, stand in both, and
all it knows has a place there. Pure."""

from collections.abc import Iterable, Iterator

from handrail.facts.vocabulary import Own
from handrail.procedures.language.engine import Bundle, Place, State, step_in_hand

OWN = "own."


def stands_against(state: State, facts: Iterable[str], was: Bundle, now: Bundle) -> str:
    """Why the case can't be moved, for the person who would; nothing when it can. `facts`: all its record names."""
    if state.at is None:
        return "This case has ended; it stays with the version it ran on."
    for place in (state.at, *state.calls):
        if not _stands(place, now):
            name = was[place.procedure].step(place.step).name
            return f"The other version has no step “{name}” as it stands here, so this case finishes on its own."
    gone = next(_without_place(facts, was, now), "")
    return (
        f"The other version does not know “{gone}”, which this case holds, so it finishes on its own." if gone else ""
    )


def _stands(place: Place, bundle: Bundle) -> bool:
    return place.procedure in bundle and any(step.id == place.step for step in bundle[place.procedure].steps)


def _without_place(facts: Iterable[str], was: Bundle, now: Bundle) -> Iterator[str]:
    """Labels of own facts that are not the same in the other bundle."""
    before, after = _own(was).by_name, _own(now).by_name
    for name in sorted(facts):
        if name.startswith(OWN) and (name not in after or after[name].type != before[name].type):
            yield before[name].label if name in before else name


def _own(bundle: Bundle) -> Own:
    return Own(row for each in bundle.values() for row in each.own.by_name.values())


def step_in_hand_name(bundle: Bundle, state: State) -> str:
    step = step_in_hand(bundle, state)
    return step.name if step else ""
