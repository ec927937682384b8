"""What two people write into the same boxes, the one a while after the other."""

from hypothesis import given
from hypothesis import strategies as st

from handrail.web.meanwhile import SHOWN, rebased

WORDS = st.sampled_from(["", "a", "b", "c"])
NAMES = st.sampled_from(["x", "y"])


@given(st.dictionaries(NAMES, st.tuples(WORDS, WORDS, WORDS)))
def test_nothing_is_written_over_unseen(boxes):
    """(what was shown, what this person sent, what stands now) of each box."""
    sent = {name: mine for name, (_, mine, _) in boxes.items()}
    sent |= {SHOWN + name: shown for name, (shown, _, _) in boxes.items()}
    found = rebased(sent, {name: stands for name, (_, _, stands) in boxes.items()})
    for name, (shown, mine, stands) in boxes.items():
        wrote, somebody_else_wrote = mine != shown, stands != shown
        assert found.typed[name] == (mine if wrote else stands)
        assert (name in found.both) == (wrote and somebody_else_wrote and mine != stands)
        assert found.both.get(name, stands) == stands


@given(st.dictionaries(NAMES, WORDS), st.dictionaries(NAMES, WORDS))
def test_what_does_not_say_what_it_showed_counts_as_sent_just_now(sent, now):
    found = rebased(sent, now)
    assert found.both == {}
    assert found.typed == {name: sent.get(name, "") for name in now}
