"""Topics from messages whose subjects are known, their names, and the trade's own list."""

import builtins
import random
import sys

import pytest

from handrail.inquiries import topics
from handrail.inquiries.naming import NOTHING_SAID, name_topics
from handrail.inquiries.topics import TopicsUnavailableError, find_topics, usual_count
from handrail.inquiries.trades import TradeListError, rank_by_trade
from handrail.inquiries.words import STOP, stem, tokens

SUBJECTS = {
    "propane refill": ("need a propane refill at my place", "when can you refill the propane tank", "propane tank refill please, we are low"),
    "late bill": ("my bill has a late fee on it", "why did you charge a late fee on the bill", "late fee on last month's bill"),
    "furnace repair": ("the furnace makes noise and needs repair", "furnace repair, no heat upstairs", "can someone repair my furnace"),
    "cancel contract": ("I want to cancel the service contract", "cancel my contract, we are moving", "how do I cancel this contract"),
}  # fmt: skip


def messages(each: int) -> tuple[list[str], list[str]]:
    rng = random.Random(4)
    rows = [
        (f"{rng.choice(says)} {rng.choice(('thanks', 'asap', 'hello', 'ok'))}", name)
        for name, says in SUBJECTS.items()
        for _ in range(each)
    ]
    rng.shuffle(rows)
    return [text for text, _ in rows], [name for _, name in rows]


@pytest.fixture(autouse=True)
def _scikit_learn(request):
    if "without" not in request.node.name:
        pytest.importorskip("sklearn", reason="topics need scikit-learn, which is not installed here")


@pytest.mark.slow
@pytest.mark.parametrize("each", [10, 40, 150])
def test_known_subjects_are_found(each):
    from sklearn.metrics import normalized_mutual_info_score

    texts, names = messages(each)
    found = find_topics(texts, count=4)
    assert normalized_mutual_info_score(names, found.assignment) > 0.9
    for seed in range(1, 6):
        again = find_topics(texts, count=4, seed=seed)
        assert normalized_mutual_info_score(names, again.assignment) >= 0.95
    assert sum(t.volume for t in found.topics) == len(texts)
    assert sum(t.share for t in found.topics) == pytest.approx(1)
    assert [t.rank for t in found.topics] == [1, 2, 3, 4]
    assert [t.volume for t in found.topics] == sorted((t.volume for t in found.topics), reverse=True)
    for place, topic in enumerate(found.topics):
        assert all(found.assignment[example] == place for example in topic.examples)


@pytest.mark.slow
def test_the_same_messages_give_the_same_topics():
    texts, _ = messages(150)
    assert find_topics(texts, seed=3) == find_topics(texts, seed=3)


@pytest.mark.slow
def test_a_large_lot_is_sampled(monkeypatch):
    texts, _ = messages(100)
    monkeypatch.setattr(topics, "MOST_CLUSTERED", 200)
    found = find_topics(texts, count=4)
    assert sorted(t.volume for t in found.topics) == [100] * 4
    assert found == find_topics(texts, count=4)


@pytest.mark.slow
@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["", "!!!", "[phone]"],
        ["hello"],
        ["a b", "a b"],
        ["the"],
        ["no heat"] * 50,
        ["日本語", "heat", "heat off"],
    ],
)
def test_few_or_empty_messages(texts):
    found = find_topics(texts)
    assert len(found.assignment) == len(texts)
    assert found.unclear == found.assignment.count(-1)
    assert sum(t.volume for t in found.topics) + found.unclear == len(texts)


@pytest.mark.slow
def test_many_messages_and_few_different_ones():
    found = find_topics(["no heat upstairs", "late bill fee", "cancel contract now"] * 400, count=20)
    assert [t.volume for t in found.topics] == [400, 400, 400]


def test_what_can_not_be_asked_for():
    with pytest.raises(ValueError, match="no method magic"):
        find_topics(["a"], method="magic")
    with pytest.raises(ValueError, match="0 topics"):
        find_topics(["a"], count=0)


def test_without_scikit_learn_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("HANDRAIL_EXTRAS", str(tmp_path))  # whatever the set-up of this machine says of it
    real = builtins.__import__

    def refuse(name, *rest, **more):
        if name.split(".")[0] in ("sklearn", "numpy", "scipy"):
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [n for n in sys.modules if n.split(".")[0] in ("sklearn", "numpy", "scipy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(topics, "import_module", refuse)
    with pytest.raises(TopicsUnavailableError, match="not installed"):
        find_topics(["no heat", "late bill"])


def test_the_usual_count():
    assert [usual_count(n) for n in (1, 10, 150, 10_000, 1_000_000)] == [1, 2, 9, 71, 100]


def test_names_say_what_the_topic_is_about():
    texts, names = messages(40)
    groups = [[t for t, n in zip(texts, names, strict=True) if n == name] for name in SUBJECTS]
    found = [name for name, _ in name_topics(groups)]
    for name, subject in zip(found, SUBJECTS, strict=True):
        assert {stem(w) for w in tokens(name)} & {stem(w) for w in tokens(subject)}, (name, subject)
    for name in found:
        assert 2 <= len(name.split()) <= 4
        assert not {w.lower() for w in name.split()} & STOP
        assert name[0].isupper()


def test_names_differ_and_never_fail():
    found = [
        name
        for name, _ in name_topics(
            [["no heat"], ["no heat"], ["to be or not"], ["hello"], ["heat"], ["refund my deposit"]]
        )
    ]
    assert len(set(found)) == 6
    assert found[2] == NOTHING_SAID


def test_top_up_is_one_word():
    assert tokens("I want to Top-up, don’t you? [card] 42") == ["i", "want", "to", "topup", "don't", "you", "42"]


TRADES = """
propane:
  - {id: refill, title: A refill, says: [I am low, fill my tank], share: 0.3}
  - {id: leak, title: Smell of gas, share: 0.1}
  - {id: price, title: The price today, share: 0.4}
internet:
  - {id: outage, title: No internet}
"""


@pytest.fixture
def trades(tmp_path):
    file = tmp_path / "trades.yaml"
    file.write_text(TRADES, "utf-8")
    return file


def test_a_trades_list_is_ranked(trades):
    found = rank_by_trade(trades, "propane")
    assert [(f.rank, f.id) for f in found] == [(1, "price"), (2, "refill"), (3, "leak")]
    assert [f.share for f in found] == pytest.approx([0.5, 0.375, 0.125])
    assert found[1].says == ("I am low", "fill my tank")
    assert rank_by_trade(trades, "internet")[0].share == 1


def test_a_trades_list_ticked_extended_and_sized(trades):
    found = rank_by_trade(trades, "propane", {"leak": 5, "Grill bottles": 15})
    assert [(f.title, f.share) for f in found] == [("Grill bottles", 0.75), ("Smell of gas", 0.25)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: [", "can't be read"), ("- 1", "must map"), ("propane: 1", "write a list"), ("propane: [{id: 1}]", "inquiry 1"),
        ("propane: [{id: a, title: b, share: 2}]", "share"), ("propane: [{id: a, title: b, says: x}]", "says"),
        ("propane: [{id: a, title: b}, {id: a, title: c}]", "same id"), ("propaan: []", "Did you mean propaan"),
    ],
)  # fmt: skip
def test_a_broken_list_is_explained(tmp_path, content, said):
    file = tmp_path / "trades.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(TradeListError, match=said):
        rank_by_trade(file, "propane")


def test_a_size_below_zero_is_refused(trades):
    with pytest.raises(TradeListError, match="from 0 up"):
        rank_by_trade(trades, "propane", {"leak": -1})
