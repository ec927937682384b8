"""Going back, as values: the way is worked out anew, what stays valid stays, nothing is undone in silence; and whatever
an agent does, the record alone leads to where the case stands."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.any_agent import Agent, bundle, folded, same, slugs
from handrail.desk.going_back.inputs import Change, inputs
from handrail.procedures.language.engine import Answer

SEEDS = st.integers(0, 2**32)


def run(slug: str, seed: int, length: int = 0, changes: bool = True) -> Agent:
    agent = Agent(slug, Random(seed))
    for _ in range(length or agent.dice.randint(1, 9)):
        if agent.state.status == "ended":
            break
        if changes and agent.dice.random() < 0.15:
            agent.change()
        else:
            agent.act()
    return agent


@given(st.sampled_from(slugs()), SEEDS)
def test_the_fold_of_events_is_the_state_whatever_an_agent_does(slug, seed):
    agent = run(slug, seed)
    assert folded(agent.events) == agent.state


@given(st.sampled_from(slugs()), SEEDS)
def test_what_nobody_told_otherwise_is_worked_out_the_same(slug, seed):
    """Replay equals live: nothing changed, nothing moves, nothing is done again."""
    agent = run(slug, seed, changes=False)
    if agent.state.status not in ("open", "waiting"):
        return
    after, turn, _ = agent.tried(Change())
    assert same(after.state, agent.state)
    assert turn.effects == ()
    assert after.off == after.again == after.otherwise == ()


@given(st.sampled_from(slugs()), SEEDS)
def test_a_change_told_back_leads_back(slug, seed):
    """What lay off the way for a while is used again."""
    agent = run(slug, seed, changes=False)
    of = inputs(slug, bundle(), agent.events)
    before, known = agent.state, [n for row in of.rows[1:] if isinstance(row.event, Answer) for n in row.event.facts]
    known = [name for name in known if name in before.facts]
    if not known or before.status not in ("open", "waiting"):
        return
    name = agent.dice.choice(known)
    was = before.facts[name]
    agent.told_otherwise(Change({}, frozenset({name})))
    if agent.state.status == "ended" or not (name in agent.state.facts or name in agent.state.beyond):
        return
    agent.told_otherwise(Change({name: was}))
    assert {n: v for n, v in before.facts.items() if n in agent.state.facts} == dict(agent.state.facts)
    assert folded(agent.events) == agent.state


@given(st.sampled_from(slugs()), SEEDS)
def test_nothing_done_outside_is_undone_in_silence(slug, seed):
    """Each step that left a trace is done still, or named to a person."""
    agent = run(slug, seed, changes=False)
    done = {row.place for row in inputs(slug, bundle(), agent.events).rows if isinstance(row.event, Answer)}
    after = agent.change()
    if after is None:
        return
    named = {did.place for did in (*after.stays, *after.to_mend)}
    for place in done:
        step = place and bundle()[place.procedure].step(place.step)
        if step and (step.do or step.send):
            assert place in named


@pytest.mark.slow
@given(st.sampled_from(slugs()), SEEDS)
def test_no_order_of_events_reaches_an_end_with_a_required_record_missing(slug, seed):
    """Whatever an agent does, also back and forth: a case that ended as its procedure says holds what each step on its
    way had to write down, or says that it could not be found out; else the end itself says that it was given up."""
    agent = run(slug, seed, length=60)
    state = agent.state
    if state.status != "ended" or agent.events[-1].kind == "given-up":
        return
    steps = {step.id: step for name in bundle() for step in bundle()[name].steps if name in _procedures(slug)}
    forgotten = {name for event in agent.events for name in event.data.get("forgotten", ())}
    for id_, how in dict(state.trail).items():
        if how == "done" and id_ in steps:
            wanted = {*steps[id_].record, *([steps[id_].evidence] if steps[id_].evidence else ())} - forgotten
            assert wanted <= state.facts.keys() | state.beyond, (id_, wanted)


def _procedures(slug):
    from handrail.procedures.shelf import reachable

    return reachable(slug, bundle())


@given(st.sampled_from(slugs()), SEEDS, st.integers(0, 60))
def test_any_prefix_can_be_resumed(slug, seed, cut):
    """From the record alone, at any event: what an agent does next comes out the same as live."""
    agent = run(slug, seed, length=20)
    prefix = agent.events[: max(1, cut % (len(agent.events) + 1))]
    other = Agent(slug, Random(seed))
    other.events, other.state = list(prefix), folded(prefix)
    other.act() if other.state.status != "ended" else None
    assert folded(other.events) == other.state
