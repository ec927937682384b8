"""A condition in the words of a document becomes a decision or a step that is for one case only; what is done in which
case stays what the document says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.procedures.bringing import casing
from handrail.procedures.bringing.drafts import Draft, draft
from handrail.procedures.bringing.markdown import read_markdown
from handrail.procedures.bringing.plain_text import read_text
from handrail.procedures.bringing.reading import read_words, to_plain
from handrail.procedures.language.engine import Answer, Start, State, World, advance
from handrail.procedures.language.reader import plain, read

WORLD = World(datetime(2026, 11, 26, 15, tzinfo=UTC), "America/Chicago")


def made(text: str) -> Draft:
    found = draft(read_markdown(text, "returns.md") if "#" in text else read_text(text, "returns.txt"))
    assert found is not None
    return found


def steps(found: Draft) -> dict[str, dict]:
    return {row["id"]: row for row in plain(read(found.text))["steps"]}


def done(found: Draft, so: dict[str, bool]) -> list[str]:
    """What is done, in its order, where these questions are answered so; none may be left open."""
    procedure = read(found.text)
    bundle, state, told = {procedure.procedure: procedure}, State(), []
    event = Start(procedure.procedure, {})
    for _ in range(99):
        state, effects = advance(bundle, state, event, WORLD)
        told += [row.text for row in effects if row.kind == "do"]
        if state.status == "ended":
            return told
        event = Answer({name: so[name] for name in procedure.facts if name not in state.facts})
    raise AssertionError("It goes in a circle")


def test_a_condition_over_a_list_is_a_decision():
    found = made("1. When the order is late:\n   - Call the carrier\n   - Tell the customer\n2. Close it")
    late = steps(found)["when-the-order-is-late"]
    assert late["decide"] == [
        {"when": "own.the_order_is_late", "then": {"go": "call-the-carrier"}}, {"otherwise": {"go": "close-it"}},
    ]  # fmt: skip
    assert late["unknown"]["why"] == "It can’t be found out: Is the order late?"
    (guess,) = [row for row in found.guesses if row.part == "decide"]
    assert (guess.step, guess.line) == ("when-the-order-is-late", 1)
    assert guess.what.startswith("A decision. Only if: the order is late. Then the 2 steps below it follow, else ")
    assert done(found, {"own.the_order_is_late": False}) == ["Close it"]
    assert done(found, {"own.the_order_is_late": True}) == ["Call the carrier", "Tell the customer", "Close it"]


@pytest.mark.parametrize("mark", ["## {}", "{}:", "{}, do the following:"])
def test_a_heading_or_a_line_between_the_lists_decides_too_and_is_no_step_of_the_list(mark):
    first, second = (mark.format(words) for words in ("If the parcel is lost", "If the parcel is damaged"))
    found = made(f"# Parcels\n\n{first}\n\n- Call them\n\n{second}\n\n- Ask for a photo\n\n## Then\n\n- Close it\n")
    assert [row.source for row in found.placed] == ["Call them", "Ask for a photo", "Close it"]
    assert [row.step for row in found.between] == ["if-the-parcel-is-lost", "if-the-parcel-is-damaged"] or mark[
        -4:
    ] == "ing:"
    names = list(found.raw["facts"])
    assert done(found, dict(zip(names, (False, True), strict=True))) == ["Ask for a photo", "Close it"]
    assert done(found, dict(zip(names, (True, False), strict=True))) == ["Call them", "Close it"]
    assert not found.left


def test_a_question_is_asked_and_its_yes_and_no_are_steps_for_one_case():
    found = made("- Is the parcel open?\n  - Yes: take a photo\n  - If no:\n    - Send it on\n- Close it")
    assert steps(found)["is-the-parcel-open"]["ask"] == ["own.is_the_parcel_open"]
    assert done(found, {"own.is_the_parcel_open": True}) == ["Take a photo", "Close it"]
    assert done(found, {"own.is_the_parcel_open": False}) == ["Send it on", "Close it"]
    assert steps(made("- No refunds here\n- Yes men are welcome"))["no-refunds-here"].get("when") is None


def test_a_question_that_names_what_the_steps_below_begin_with_is_a_choice():
    found = made(
        "- Refund or store credit?\n  - Refund: send it back\n  - Store credit:\n    - Make a card\n    - Mail it\n"
        "  - Otherwise, ask again\n- Close it"
    )
    name = "own.refund_or_store_credit"
    assert found.raw["facts"][name]["values"] == ["refund", "store-credit", "other"]
    assert not [row for row in found.guesses if row.part == "step"]
    assert done(found, {name: "refund"}) == ["Send it back", "Close it"]
    assert done(found, {name: "store-credit"}) == ["Make a card", "Mail it", "Close it"]
    assert done(found, {name: "other"}) == ["Otherwise, ask again", "Close it"]
    assert steps(found)["store-credit"]["unknown"]["why"] == "It can’t be found out: Refund or store credit?"
    assert "facts" not in made("- What to bring?\n  - Note: nothing\n  - Tip: an umbrella").raw


def test_a_line_in_several_sentences_is_cut_only_where_all_that_follows_is_a_case():
    found = made(
        "- Check the order. If it is late, call them. Otherwise, close it.\n- If it rings, answer. Then go on."
    )
    assert [row["title"] for row in steps(found).values()] == [
        "Check the order", "If it is late, call them", "Otherwise, close it", "If it rings, answer",
    ]  # fmt: skip
    assert len(found.placed) == 2


def test_otherwise_is_none_of_the_cases_before_it_and_may_have_its_own():
    found = made("1. If it is red, stop\n2. If it is green, go\n3. Otherwise, wait\n4. Close it\n5. Otherwise, shout")
    when = [row.get("when") for row in steps(found).values()]
    assert when == ["own.it_is_red", "own.it_is_green", "!own.it_is_red && !own.it_is_green", None, None]
    found = made("1. If it is red, stop\n2. Otherwise, if it is green, go")
    assert list(steps(found).values())[1]["when"] == "!own.it_is_red && own.it_is_green"


def test_what_is_and_what_is_not_are_one_question():
    found = made(
        "1. If the customer has a receipt, take it\n2. If the customer doesn’t have a receipt, ask for the card"
    )
    assert [row["ask"] for row in found.raw["facts"].values()] == ["Does the customer have a receipt?"]


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("the parcel has not arrived", "Has the parcel arrived?"),
        ("there is no power", "Is there power?"),
        ("you can’t find the order", "Can you find the order?"),
        ("the order details are wrong", "Are the order details wrong?"),
        ("the caller wants to cancel", "Does the caller want to cancel?"),
        ("it’s urgent", "Is it urgent?"),
        ("you need more time", "Do you need more time?"),
        ("the customer hasn’t paid yet", "Is it so: the customer hasn’t paid yet?"),
        ("the customer is upset and has no receipt", "Is it so: the customer is upset and has no receipt?"),
        ("posting in the channel", "Is this about: posting in the channel?"),
    ],
)
def test_the_question_is_a_sentence_where_the_words_are_plain(words, question):
    assert casing.question(casing.positive(words)[0]) == question


def test_the_preview_keeps_what_is_between_the_lines_of_the_list():
    (piece,) = read_words("If it is late:\n\n- Call them\n- Close it")
    assert (piece.steps, [row["depth"] for row in to_plain(piece)["placed"]]) == (3, [1, 1])
    assert [row["source"] for row in to_plain(piece)["between"]] == ["If it is late:"]


WORDS = ("red", "green", "blue")
tree = st.recursive(
    st.sampled_from(["Do {}", "If it is {w}, do {}", "If it is not {w}, do {}"]).map(lambda text: (text, ())),
    lambda inner: st.tuples(
        st.sampled_from(["Do {}", "If it is {w}:", "Unless it is {w}:", "If it is {w}, do {}"]),
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=8,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(tree, st.sampled_from(WORDS)), min_size=1, max_size=4), st.tuples(*[st.booleans()] * 3))
def test_what_is_done_in_which_case_is_what_the_document_says(rows, answers):
    so = dict(zip(WORDS, answers, strict=True))
    lines, wanted, count = [], [], iter(range(1000))

    def tell(row, word, depth, in_it):
        text, inner = row
        words = text.format(f"n{next(count)}", w=word)
        lines.append(f"{'  ' * depth}- {words}")
        holds = so[word] != ("not" in words or "Unless" in words) if "{w}" in text else True
        if in_it and holds and not words.endswith(":"):
            wanted.append(words)
        for one in inner:
            tell(one, WORDS[(WORDS.index(word) + 1) % 3], depth + 1, in_it and holds)

    for row, word in rows:
        tell(row, word, 0, True)
    found = draft(read_text("\n".join(lines), "x.txt"))
    facts = {name: so[name.rsplit("_", 1)[1]] for name in found.raw.get("facts", {})}
    assert done(found, facts) == wanted
