"""Exports of Zendesk and Freshdesk in their own shapes; what says the same stands together, most used first."""

import json

import pytest

from handrail.procedures.bringing.alike import groups
from handrail.procedures.bringing.lines import WrongFileError
from handrail.procedures.bringing.reading import Piece, grouped, read_words

HTML = "<p>Hi {{ticket.requester.first_name}},</p><p>Your refund is on its way.</p><ul><li>It takes 5 days.</li></ul>"
MACROS = {
    "macros": [
        {"id": 1, "title": "Refunds::Sent", "active": True, "usage_30d": 7, "restriction": None, "actions": [
            {"field": "comment_value_html", "value": HTML}, {"field": "status", "value": "solved"}]},
        {"id": 2, "title": "Late", "active": True, "actions": [
            {"field": "comment_value", "value": ["channel:all", "We are late. Sorry."]},
            {"field": "comment_mode_is_public", "value": "true"},
            {"field": "current_tags", "value": "late parcel"}, {"field": "group_id", "value": "360"}]},
        {"id": 3, "title": "Spam", "active": True, "actions": [{"field": "set_tags", "value": "spam"}]},
        {"id": 4, "title": "Old", "active": False, "actions": [{"field": "comment_value", "value": "Old"}]},
    ],
    "count": 4, "next_page": None,
}  # fmt: skip
ARTICLES = {
    "articles": [
        {"id": 9, "title": "How to return", "section_id": 5, "vote_count": 12, "draft": False, "label_names": [],
         "body": "<p>Return it in 30 days.</p><ol><li>Print the label</li><li>Pack it<ul><li>Use the box</li></ul></li></ol>"},
        {"id": 10, "title": "Hours", "section_id": 5, "body": "<p>We are open from nine to five.</p>"},
        {"id": 11, "title": "Draft", "section_id": 5, "draft": True, "body": "<p>Not yet</p>"},
    ],
    "sections": [{"id": 5, "name": "Returns"}],
}  # fmt: skip
CANNED = [
    {
        "id": 3,
        "title": "Thanks",
        "folder_id": 8,
        "content": "Thanks",
        "content_html": "<div>Thank you, {{ticket.requester.name}}.</div>",
    }
]
SCENARIOS = [{"id": 4, "name": "Close it", "description": "Ends it", "actions": [
    {"name": "status", "value": 5}, {"name": "add_tag", "value": ["done"]}, {"name": "add_comment", "value": "All done."}]}]  # fmt: skip
SOLUTIONS = [
    {
        "id": 6,
        "title": "Reset",
        "folder_id": 2,
        "hits": 40,
        "status": 2,
        "description": "<ol><li>Turn it off</li><li>Wait a minute</li></ol>",
        "description_text": "x",
    }
]


def pieces(content: object) -> list[Piece]:
    return grouped(read_words(json.dumps(content), "export.json"))


def told(rows: list[Piece]) -> list[tuple[str, str, int, str]]:
    return [(row.kind, row.title, row.used, row.place) for row in rows]


def test_zendesk_macros():
    rows = pieces(MACROS)
    assert told(rows) == [
        ("reply", "Sent", 7, "Refunds"), ("reply", "Late", 0, ""), ("procedure", "Late", 0, ""), ("procedure", "Spam", 0, ""),
    ]  # fmt: skip
    assert rows[0].words == "Hi {{ customer.name }},\n\nYour refund is on its way.\n\n- It takes 5 days."
    assert rows[0].also == ("Set the status to solved",)
    assert [step["do"] for step in rows[2].draft.raw["steps"]] == [
        "Send the reply “Late”", "Add the tags late parcel", "Give it to the group 360",
    ]  # fmt: skip


def test_zendesk_articles_with_their_section():
    rows = pieces(ARTICLES)
    assert told(rows) == [("procedure", "How to return", 12, "Returns"), ("reply", "Hours", 0, "Returns")]
    assert [(row.source, row.depth) for row in rows[0].draft.placed] == [
        ("Print the label", 0), ("Pack it", 0), ("Use the box", 1),
    ]  # fmt: skip
    assert [row.what for row in rows[1].guesses] == ["This article is a reply"]


def test_freshdesk_replies_scenarios_and_solutions():
    assert told(pieces(CANNED)) == [("reply", "Thanks", 0, "")]
    assert pieces(CANNED)[0].words == "Thank you, {{ customer.name }}."
    assert [(row.kind, row.also) for row in pieces(SCENARIOS)] == [
        ("reply", ("Set the status to closed", "Add the tags done")), ("procedure", ()),
    ]  # fmt: skip
    assert told(pieces(SOLUTIONS)) == [("procedure", "Reset", 40, "")]
    nested = {"category": {"name": "C", "folders": [{"folder": {"name": "F", "articles": SOLUTIONS}}]}}
    assert told(pieces(nested)) == [("procedure", "Reset", 40, "")]


def test_lines_of_json_are_read_as_well():
    rows = read_words("\n".join(json.dumps(row) for row in MACROS["macros"]), "export.jsonl")
    assert {row.title for row in rows} == {"Sent", "Late", "Spam"}


def test_what_says_the_same_stands_with_the_most_used():
    body = "We are sorry that your order is late and we will send it again today if you tell us that you still want it"
    rows = pieces([
        {"title": "A", "content": body, "usage_count": 1}, {"title": "B", "content": body.upper() + "!", "usage_count": 9},
        {"title": "C", "content": body + " please"}, {"title": "D", "content": "Something else altogether, that nobody wrote before"},
    ])  # fmt: skip
    assert [(row.title, row.like) for row in rows] == [("B", 0), ("A", 0), ("C", 0), ("D", 3)]


@pytest.mark.slow
def test_thousands_with_one_greeting_are_compared_in_a_moment():
    texts = [
        f"Hello and thank you for writing to us today about number {n} {n * 7} {n * 13} goodbye" for n in range(3000)
    ]
    assert len(set(groups(texts))) > 2900


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"tickets": [{"id": 1, "subject": "x"}]}', "[" * 100_000, '{"a":', "{not json}"]
)
def test_what_is_no_export_is_refused_in_words(text):
    with pytest.raises(WrongFileError, match=r"“export\.json”"):
        read_words(text, "export.json")
