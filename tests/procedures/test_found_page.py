"""What the check found, as a page shows it: style folded, rules switched off with their reasons, why a rule is there."""

from cast import TRY_HOME_SALE
from handrail.procedures.examined import here_of

OFF = "switched_off: {undefined-threshold: The owner decides each time.}\nsteps:\n"
BAD = """  - id: extra
    do: The form is sent to the agency. Someone should add a few photos.
"""


def page(owner, sign_in, head: str) -> str:
    client = sign_in(owner)
    text = TRY_HOME_SALE.replace("steps:\n", f"{head}{BAD}", 1)
    version = client.post("/procedures/new/", {"text": text, "reason": "try"}).headers["Location"]
    return client.get(version).content.decode()


def test_style_is_folded_and_each_finding_says_why_its_rule_is_there(owner, sign_in):
    shown = page(owner, sign_in, "steps:\n")
    assert "“a few” says no measure" in shown
    assert "Two agents treat two customers differently" in shown
    assert "How it reads: 1, never in the way" in shown
    assert shown.index("does not say who") < shown.index("How it reads")


def test_a_rule_switched_off_is_shown_with_its_reason(owner, sign_in):
    shown = page(owner, sign_in, OFF)
    assert "A measure is a number" in shown
    assert "The owner decides each time." in shown
    assert "Two agents treat two customers differently" not in shown


def test_tools_are_known_only_where_the_business_named_them():
    assert here_of({"business.help_desk": "Zendesk"}, ()).tools is None
    here = here_of({"business.help_desk": "Zendesk", "business.tools": "till, calendar"}, ["owner", "agent"])
    assert here.tools == {"Zendesk", "till", "calendar"}
    assert here.roles == {"owner", "agent", "legal"}
