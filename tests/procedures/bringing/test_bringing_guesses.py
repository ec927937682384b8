"""What a step seems to say, and that each guess names the step, the part, the reason and the line."""

import pytest

from handrail.procedures.bringing import guessing
from handrail.procedures.bringing.drafts import Draft, draft
from handrail.procedures.bringing.markdown import read_markdown
from handrail.procedures.bringing.plain_text import read_text
from handrail.procedures.language.reader import plain, read


def made(text: str) -> Draft:
    found = draft(read_text(text, "returns.txt"))
    assert found is not None
    return found


def step(text: str) -> dict:
    """The one step of a text, as it is read back from its file."""
    return plain(read(made(f"- {text}").text))["steps"][0]


def guesses(found: Draft, part: str) -> list:
    return [row for row in found.guesses if row.part == part]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Manager: sign the credit", "manager"),
        ("The supervisor approves the credit", "supervisor"),
        ("Issue the credit (manager only)", "manager"),
        ("Team lead: call back", "supervisor"),
        ("Ask the manager", "agent"),
        ("The manager and the owner have keys", "agent"),
    ],
)
def test_who_does_it(text, role):
    assert step(text).get("role", "agent") == role


def test_a_heading_says_who_does_what_stands_under_it():
    found = draft(read_markdown("# T\n\n## For supervisors\n\n- Sign it\n\n## Then\n\n- Close it\n", "x"))
    assert [row.get("role") for row in found.raw["steps"]] == ["supervisor", None]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Call the carrier if the parcel is late", "own.the_parcel_is_late"),
        ("Send the label unless the customer has one", "!own.the_customer_has_one"),
        ("If needed, ask a colleague", None),
        ("Ask the customer whether they want a refund", None),
        ("Only if the seal is whole, take it back", "own.the_seal_is_whole"),
        ("For orders over $50, ask for a signature", "own.orders_over_50"),
        ("If the customer has no receipt, ask for the card", "!own.the_customer_has_a_receipt"),
    ],
)
def test_conditions_that_end_a_step_and_what_is_none(text, when):
    assert step(text).get("when") == when


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Say: “I am sorry about that.”", "I am sorry about that."),
        ('Tell the customer "We will call you back today."', "We will call you back today."),
        ("“Thank you for calling us today.”", "Thank you for calling us today."),
        ("Script: Good morning, how can I help?", "Good morning, how can I help?"),
        ("Press “Save”", None),
    ],
)
def test_the_words_to_say(text, said):
    assert step(text).get("say") == said


def test_words_set_apart_are_said_or_sent_as_the_step_above_them_says():
    found = draft(
        read_markdown(
            "# T\n\n- Tell the customer:\n  > We have your order here.\n- Send this reply:\n  > Your order is on its way.\n- Close it\n  > Note: never before it is paid.\n",
            "x",
        )
    )
    first, second, third = found.raw["steps"]
    assert (first["say"], second["send"]) == ("We have your order here.", "Your order is on its way.")
    assert third["mistakes"] == ["Note: never before it is paid."]


def test_facts_deadlines_and_whom_it_goes_to():
    found = step(
        "Ask for the name, the order number and the e-mail address within 2 business days, then escalate to a manager"
    )
    assert found["ask"] == ["sale.number", "customer.email", "customer.name"]
    assert (found["within"], found["escalate"]["to"]) == ("2d", "manager")
    assert step("Get the e-mail address")["ask"] == ["customer.email"]


def test_blanks_of_other_systems():
    words, seen = guessing.blanks(
        "Hi {{ticket.requester.first_name}}, order {{ticket.ticket_field_360}} [Customer Name] [Save] {% if x %}"
    )
    assert words == "Hi {{ customer.name }}, order (ticket ticket field 360) {{ customer.name }} [Save] "
    assert ("{{ticket.requester.first_name}}", "customer.name") in seen


def test_blanks_written_as_here_come_back_with_their_format():
    ours = "Until {{ sale.signed_on | date }}, {{ sale.signed_on }}, {{ own.thing }} {{ sale.signed_on | whole }}."
    words, seen = guessing.blanks(ours)
    assert words == ("Until {{ sale.signed_on | date }}, {{ sale.signed_on }}, (own thing) (sale signed on | whole).")
    assert ("{{ sale.signed_on | date }}", "sale.signed_on") in seen


def test_what_the_source_does_not_say_about_the_whole_is_a_guess_too():
    found = made("We refund what did not arrive.\nOwner: Shop manager\n\n1. Call the carrier")
    assert (found.raw["purpose"], found.raw["owner"]) == ("We refund what did not arrive.", "shop manager")
    whole = [(row.part, row.line) for row in found.guesses if not row.step]
    assert whole == [("purpose", 1), ("owner", 2), ("channels", 0)]


def test_a_line_that_may_be_no_step_is_doubted():
    found = made("- Open the case\n- Colours and sizes\n- Close the case")
    assert [(row.step, row.source, row.line) for row in guesses(found, "step")] == [
        ("colours-and-sizes", "Colours and sizes", 2)
    ]


def test_links_stay_with_the_step():
    found = draft(read_markdown("# T\n\n- Check the [list](https://example.com/list)\n", "x"))
    assert found.raw["steps"][0]["do"] == "Check the list\nSee https://example.com/list"
