"""Every part of the language told: in words, as a table, in the drawn flow, on paper."""

from datetime import date

import pytest
from pdf_reader import squeezed, text

from handrail.facts.vocabulary import with_own
from handrail.procedures.documents.cells import cell_words, column_words
from handrail.procedures.documents.flow import flow_of
from handrail.procedures.documents.handbook import HandbookPage
from handrail.procedures.documents.pdf import procedure_pdf
from handrail.procedures.documents.told import told
from handrail.procedures.documents.variants import meets, where
from handrail.procedures.duties import kinds_met
from handrail.procedures.language.reader import read

TITLES = {"try-one-item": "Look at one item"}
BY_STATE = """procedure: by-state
title: By state
purpose: What differs by state.
owner: manager
review: {every: 6mo}
steps:
  - {id: tell, ask: [customer.state], say: Hello., within: 1d}
  - {id: paper, do: Send the paper., meets: [home-solicitation.notice]}
  - {id: close, record: [case.reason], end: resolved}
variants:
  - name: green
    when: customer.state == 'VT'
    change: {tell: {say: Good day., within: 2d}}
    add: [{after: tell, steps: [{id: more, title: Tell more, do: Tell more., meets: [home-solicitation.cancel]}]}]
  - {name: none, when: "customer.state in ['OK', 'TX']", leave_out: [paper]}
"""


@pytest.fixture
def returns(repository):
    return read((repository / "tests" / "data" / "try-return.yaml").read_text("utf-8"))


def lines(procedure, step):
    row = next(row for row in told(procedure, TITLES) if row.id == step)
    return {part.label: ["".join(piece.text for piece in line) for line in part.lines] for part in row.parts}


@pytest.mark.parametrize(
    ("step", "label", "said"),
    [
        ("who", "Find out", "2 of these are enough, for who it is: Customer’s name, Phone, Order number"),
        ("find", "Look up", "In the customer list, with customer’s name: level"),
        ("sum", "Work out", "Refund: paid so far less the sum of fees"),
        ("each-item", "For each", "Of items, one after the other: run Look at one item."),
        ("each-item", "For each", "Asked anew each time: item is whole."),
        ("pay", "How", "In Shop admin, screen Orders: Open order, then Refund, then Confirm (picture: refund.png)"),
        ("pay", "Note", "How it was paid and to whom."),
        ("pay", "Note", "Never in it: card numbers, whose fault it was."),
        ("pay", "Note", "Like this: “Paid back to the card that was used.”"),
        ("pay", "Done when", "The bank shows it as sent."),
        ("pay", "May skip", "Only if refund is under the limit “small”, by the supervisor."),
        ("cooling", "Wait until", "3 days after today."),
        ("close", "Varies", "By phone: say: It is paid back. Thank you for calling."),
        ("who", "Varies", "By phone: then comes “Greet”."),
    ],
)
def test_each_part_is_told(returns, step, label, said):
    assert said in lines(returns, step)[label]


def test_a_way_back_is_told_once_with_its_bound_and_what_comes_after(returns):
    [back, unknown] = lines(returns, "right-code")["If"]
    assert back == (
        "does not hold: Go back to step 3, Take the code, asking anew for code, at most 2 times. "
        "After that: Escalate to the supervisor, within 4 hours: Three wrong codes."
    )
    assert unknown.startswith("can’t find out")


def test_four_eyes_stand_at_the_head_of_the_step(returns):
    row = next(row for row in told(returns) if row.id == "count")
    assert row.marks == ("by somebody else than step 10",)


def test_a_decision_table_is_a_table(returns):
    row = next(row for row in told(returns) if row.id == "may-return")
    [grid] = [part.grid for part in row.parts if part.grid]
    assert grid.head == ("Level", "The number of days from day it was signed to today", "Then")
    assert grid.rows[1] == ("silver or guest", "at most the limit “days”", "Go to step 6, Name the items.")
    assert grid.rows[-1][0] == "otherwise"
    assert lines(returns, "may-return")["If"] == [
        "can’t find out: Escalate to the supervisor, within 4 hours: The day of the order is not known."
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("-", "anything"), ("<= 30", "at most 30"), ("> 50 USD", "over $50.00"), ("31 to 60", "31 to 60"), ("yes", "yes"),
        ("0 USD to 1,200.50 USD", "$0.00 to $1,200.50"), ("!= 3", "not 3"), ("< limit('a-b')", "under the limit “a b”"),
        (">= sale.paid", "at least paid so far"),
    ],
)  # fmt: skip
def test_a_cell_in_words(cell, said):
    assert cell_words(None, cell) == said


def test_a_column_in_words(returns):
    with with_own(returns.own):
        assert [column_words("own.level"), column_words("sale.total - sale.paid")] == [
            "Level",
            "Total less paid so far",
        ]


# Variants


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("customer.state == 'VT'", "In Vermont"),
        ("customer.state in ['OK', 'VT']", "In Oklahoma or Vermont"),
        ("'VT' in business.customer_states", "In Vermont"),
        ("case.channel == 'email'", "By e-mail"),
        ("case.channel == 'counter' && sale.total > 100", "If channel is counter and total is over $1.00"),
        ("customer.state == 'other'", "If "),
    ],
)
def test_where_a_variant_holds(text, said):
    assert where(text).startswith(said)


def test_a_variant_is_told_under_its_step():
    procedure = read(BY_STATE)
    assert lines(procedure, "tell")["Varies"] == [
        "In Vermont: say: Good day.", "In Vermont: within 2 days.", "In Vermont: then comes “Tell more”.",
        "In Vermont: do: Tell more.",
    ]  # fmt: skip
    assert lines(procedure, "paper")["Varies"] == ["In Oklahoma or Texas: this step is left out."]


def test_a_duty_met_only_in_a_variant_counts():
    procedure = read(BY_STATE)
    assert meets(procedure, procedure.step("tell")) == {"home-solicitation.cancel"}
    assert kinds_met([procedure]) == {"home-solicitation.cancel", "home-solicitation.notice"}


def test_the_flow_marks_variants_lists_tables_and_ways_back(returns):
    flow = flow_of(returns)
    notes = {node.id: node.note for node in flow.steps}
    assert notes["close"] == "by phone: done otherwise"
    assert notes["each-item"] == "for each of items"
    assert notes["count"] == "not by whoever did step 10"
    assert flow.node("may-return").shape == "check"
    back = next(edge for edge in flow.leaving("right-code") if edge.target == "code")
    assert back.why == "does not hold: again, at most 2 times"
    over = next(edge for edge in flow.leaving("right-code") if "after going back 2 times" in edge.why)
    assert flow.node(over.target).shape == "escalation"


# On paper


def test_paper_says_the_limits_who_is_paid_how_and_the_table(returns):
    page = HandbookPage(returns, "Version 1", "In force", date(2026, 11, 2), titles=TITLES)
    facts = dict(page.facts)
    assert facts["Limits"].startswith("small: 5 USD (set by service manager, since Nov 1, 2026)")
    assert facts["Paid as"] == "agent: class not determined yet"
    words = text(procedure_pdf(page, business="Red Dirt", as_of=date(2026, 11, 25)))
    for said in ("class not determined yet", "silver or guest", "at most the limit “days”", "By phone: say:"):
        assert squeezed(said) in words


def test_a_determination_is_named_where_there_is_one(returns):
    page = HandbookPage(returns, "1", "In force", None, classes={"agent": "non-exempt, determined on Nov 1, 2026"})
    assert dict(page.facts)["Paid as"] == "agent: non-exempt, determined on Nov 1, 2026"
