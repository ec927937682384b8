"""Each format becomes the same lines: steps with their nesting, what belongs to them, and where they stand."""

import pytest

from handrail.procedures.bringing.drafts import draft
from handrail.procedures.bringing.lines import Document
from handrail.procedures.bringing.markdown import read_markdown
from handrail.procedures.bringing.outline import outline, sections
from handrail.procedures.bringing.plain_text import read_text
from handrail.procedures.bringing.reading import read_document
from handrail.procedures.bringing.web_page import read_html
from handrail.procedures.bringing.word import read_word
from handrail.procedures.language.reader import plain, read
from handrail.procedures.language.steps import Procedure
from procedures.bringing.word_file import p, run, table, word

NESTED = [("Find the order", 0), ("Open the list", 1), ("Search by name", 2), ("Send the money back", 0)]


def steps(document: Document) -> list[tuple[str, int]]:
    return [(item.text, item.depth) for item in outline(document).items]


def test_word_lists_by_their_levels_and_what_continues_an_item():
    body = [
        p("Refunds", style="Heading1"), p("Find the order", level=0), p("It stands in the list.", level=0, of=2),
        p("Open the list", level=1), p("Search by name", level=2), p("Send the money back", level=0),
    ]  # fmt: skip
    document = read_word(word(*body), "refunds.docx")
    assert document.title == "Refunds"
    assert steps(document) == NESTED
    first = outline(document).items[0]
    assert [row.text for row in first.more] == ["It stands in the list."]
    assert first.line.line == 2


def test_word_lists_that_a_style_makes_or_a_person_typed():
    body = [
        p("Find the order", style="ListNumber"), p("a) Open the list", indent=720), p("Send the money back", style="ListNumber"),
    ]  # fmt: skip
    assert steps(read_word(word(*body), "x.docx")) == [
        ("Find the order", 0), ("Open the list", 1), ("Send the money back", 0),
    ]  # fmt: skip


def test_word_shows_what_stands_now_not_what_was_struck():
    struck = f"<w:del>{run('Shred the form')}</w:del><w:ins>{run('Keep the form')}</w:ins>"
    assert steps(read_word(word(p("", level=0, raw=struck)), "x.docx")) == [("Keep the form", 0)]


def test_word_heading_of_another_language_by_the_style_it_is_based_on():
    found = read_word(word(p("Alles", style="Kop2"), p("Call the customer", level=0)), "x.docx")
    assert found.title == "Alles"


def test_word_table_whose_head_speaks_of_steps():
    body = table(("No", "Action", "Who"), ("1", "Take the return", "Agent"), ("2", "Sign the credit", "Manager"))
    made = draft(read_word(word(body), "x.docx"))
    assert [(step["title"], step.get("role")) for step in made.raw["steps"]] == [
        ("Take the return", "agent"), ("Sign the credit", "manager"),
    ]  # fmt: skip


def test_a_table_whose_column_step_holds_numbers_and_one_that_is_no_list_of_steps():
    numbers = "| Step | Who | What |\n|---|---|---|\n| 1 | Owner | Sign the credit |\n"
    fields = "- Do it\n\n| Field | Description |\n|---|---|\n| Name | Who it is |\n"
    assert steps(read_markdown(numbers, "x")) == [("Sign the credit", 0)]
    assert steps(read_markdown(fields, "x")) == [("Do it", 0)]
    assert len(outline(read_markdown(fields, "x")).left) == 2


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_markdown, "# R\n\n1. Find the order\n   - Open the list\n     - Search by name\n2. Send the money back\n"),
        (read_html, "<h1>R</h1><ol><li>Find the order<ul><li><p>Open the list</p><ul><li>Search by name</ul></ul></li><li>Send the money back</ol>"),
        (read_text, "1. Find the order\n   a) Open the list\n      - Search by name\n2. Send the money back\n"),
        (read_text, "1. Find the order\n1.1 Open the list\n1.1.1 Search by name\n2. Send the money back"),
        (read_html, """<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>Find the order</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list: Ignore'>a.</span><![endif]>Open the list</p>
<p class=MsoListParagraph style='mso-list:l0 level3 lfo1'>Search by name</p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>Send the money back</p>"""),
        (read_html, '<ol class="lst-kix_ab12-0 start"><li>Find the order</li></ol><ol class="lst-kix_ab12-1"><li>Open the list</li></ol><ol class="lst-kix_ab12-2"><li>Search by name</li></ol><ol class="lst-kix_ab12-0"><li>Send the money back</li></ol>'),
    ],
    ids=["markdown", "html", "text", "numbers", "pasted from Word", "Google Docs"],
)  # fmt: skip
def test_the_same_list_in_every_format(read, text):
    assert steps(read(text, "x")) == NESTED


def test_steps_by_name_hold_the_lists_below_them():
    text = "Step 1: Look it up\n\n- by name\n- by number\n\nStep 2. Call back\n"
    assert steps(read_text(text, "x")) == [("Look it up", 0), ("by name", 1), ("by number", 1), ("Call back", 0)]
    found = outline(read_markdown("## Step 1: Look it up\n\n- by name\n\n## Notes\n\n- something\n", "x"))
    assert [(row.text, row.depth) for row in found.items] == [("Look it up", 0), ("by name", 1), ("something", 0)]


def test_numbered_headings_are_steps_where_they_say_what_to_do_and_not_where_they_ask():
    acts = "## 1. Check the order\n\nIt may be old.\n\n## 2. Send the label\n"
    asks = "## 1. What do I check?\n\n- the order\n\n## 2. Send it how?\n"
    assert [text for text, _ in steps(read_markdown(acts, "x"))] == ["Check the order", "Send the label"]
    assert [text for text, _ in steps(read_markdown(asks, "x"))] == ["the order"]


def test_paragraphs_are_steps_only_where_there_is_no_list():
    found = outline(read_text("Check the order.\n\nThe label is printed.\n\nNote the number.", "x"))
    assert [item.was for item in found.items] == ["text", "text", "text"]


def test_a_line_that_was_cut_by_the_window_goes_on():
    assert steps(read_text("1. Check the order and\n   tell the customer\n2. Close it", "x")) == [
        ("Check the order and tell the customer", 0), ("Close it", 0),
    ]  # fmt: skip


def test_what_is_no_step_is_left_out_and_told():
    text = "1. Check the order\n\nMost orders are fine.\n\n2. Close it\n"
    made = outline(read_text(text, "x"))
    assert [(row.text, row.line) for row in made.left] == [("Most orders are fine.", 3)]


def test_nothing_of_a_page_is_kept_but_its_words():
    text = "<style>li{}</style><script>alert(1)</script><ul><li onclick=x>Check <img src=x onerror=y>it<template>t</template></ul>"
    assert steps(read_html(text, "x")) == [("Check it", 0)]


def test_one_document_in_several_procedures():
    text = "# Deletions\n\n## Accounts\n\n- Close it\n\n## Data\n\n- Wipe it\n"
    found = sections(read_markdown(text, "x"))
    assert [(row.title, steps(row)) for row in found] == [("Accounts", [("Close it", 0)]), ("Data", [("Wipe it", 0)])]


def test_a_text_is_taken_for_what_it_is():
    assert read_document("# T\n\n- Do it", "Pasted text").title == "T"
    assert steps(read_document("<p>Hello</p><ul><li>Do it</li></ul>")) == [("Do it", 0)]
    assert read_document("---\ntitle: Late orders\n---\n- Do it", "a.md").title == "Late orders"


@pytest.mark.parametrize(
    "text", ["1. A {{ b }} c }} {{", "- " + "x" * 9000, "1. \u0000\u0007Check\u202e it", "- 2024\n- 2025\n- 2024"]
)
def test_a_draft_can_be_read_whatever_stands_in_it(text):
    made = draft(read_text(text, "x"))
    assert plain(read(made.text)) == plain(Procedure.model_validate(made.raw))
