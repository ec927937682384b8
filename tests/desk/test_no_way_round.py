"""Whatever an agent does, in whatever order, going back included: no case ends with something missing that a step which
was done has to leave in the record, and what must not be skipped is not got around. Any prefix can be resumed."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from desk.any_agent import Agent, bundle, folded, slugs
from handrail.procedures.language.engine import Step
from handrail.procedures.shelf import reachable


def steps_of(slug: str) -> dict[str, Step]:
    """The steps that a case of this procedure can come to, by their ids; those of which there are two are left out."""
    found: dict[str, list[Step]] = {}
    for name in reachable(slug, bundle()):
        for step in bundle()[name].steps:
            found.setdefault(step.id, []).append(step)
    return {id_: rows[0] for id_, rows in found.items() if len(rows) == 1}


def to_the_end(slug: str, seed: int) -> Agent:
    agent = Agent(slug, Random(seed))
    for _ in range(60):
        if agent.state.status == "ended":
            break
        if agent.dice.random() < 0.1:
            agent.change()
        else:
            agent.act()
    return agent


def missing(agent: Agent) -> list[str]:
    """What a step that was done left out of the record at that moment."""
    steps, gaps = steps_of(agent.slug), []
    for number, event in enumerate(agent.events, 1):
        moves = [(id_, how) for id_, how in event.data["moves"] if how in ("done", "branched") and id_ in steps]
        if event.kind != "answered" or not moves:
            continue
        then = folded(agent.events[:number])
        told = then.facts.keys() | then.beyond | {*event.data.get("forgotten", ())}
        first, how = moves[0]
        if first == event.data.get("step", first) and how == "done":
            kept = (*steps[first].record, *filter(None, [steps[first].evidence]))
            gaps += [f"{first}: {name}" for name in kept if name not in told]
    return gaps


@given(st.sampled_from(slugs()), st.integers(0, 2**32))
def test_no_end_is_reached_with_a_required_record_missing(slug, seed):
    agent = to_the_end(slug, seed)
    assert missing(agent) == []
    steps = steps_of(slug)
    for id_, how in agent.state.trail:
        if id_ in steps:
            assert not (how == "skipped" and (steps[id_].never_skip or steps[id_].confirm)), id_
            assert not (how == "deviated" and steps[id_].confirm), id_


@given(st.sampled_from(slugs()), st.integers(0, 2**32), st.data())
def test_any_prefix_can_be_resumed(slug, seed, data):
    """The record up to any event is a case that somebody goes on with, to where it can go."""
    agent = to_the_end(slug, seed)
    length = data.draw(st.integers(1, len(agent.events)))
    again = Agent(slug, Random(seed + 1))
    again.events = agent.events[:length]
    again.state = folded(again.events)
    again.at = again.events[-1].at
    for _ in range(5):
        if again.state.status == "ended":
            break
        again.act()
    assert folded(again.events) == again.state
    assert missing(again) == []
