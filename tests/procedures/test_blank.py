"""What a person begins to write with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.procedures.blank import begun
from handrail.procedures.language.reader import read
from handrail.procedures.proof.check import check
from handrail.procedures.shelf import library


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Delivery date", "delivery-date"), ("", "a-new-procedure"), ("911?", "procedure-911"),
        ("Tank rent: who owns it?", "tank-rent-who-owns-it"),
    ],
)  # fmt: skip
def test_it_is_named_after_what_people_ask(title, slug):
    assert read(begun(title)).procedure == slug


@given(st.text(max_size=200))
def test_it_reads_whatever_the_topic_is_called(title):
    assert read(begun(title)).steps[-1].end == "resolved"


def test_the_page_begins_with_what_people_ask_and_it_can_be_kept_as_it_is(owner, sign_in):
    client = sign_in(owner)
    text = client.get("/procedures/new/?title=Delivery+date").context["text"]
    assert "title: 'Delivery date'" in text
    assert client.post("/procedures/new/", {"text": text, "reason": "asked often"}).status_code == 302


@pytest.mark.slow
@pytest.mark.parametrize(("role", "is_shown"), [("agent", False), ("supervisor", True)])
def test_who_may_not_write_is_shown_no_way_to_it(owner, colleague, sign_in, role, is_shown):
    sign_in(owner).post("/procedures/adopt/", {"slug": "complaint"})
    client = sign_in(colleague(role))
    assert ("/procedures/new/" in client.get("/procedures/").content.decode()) is is_shown
    page = client.get("/procedures/complaint/").content.decode()
    assert ("Change it" in page) is is_shown


@pytest.mark.slow
def test_a_starter_in_force_leads_to_the_version_in_force(owner, sign_in):
    client = sign_in(owner)
    before = client.get("/procedures/library/complaint/").content.decode()
    client.post("/procedures/adopt/", {"slug": "complaint"})
    after = client.get("/procedures/library/complaint/").content.decode()
    assert "not in force here" in before
    assert "Adopt it" in before
    assert "version 1 is in force here" in after
    assert "Adopt it" not in after


def test_it_can_be_adopted_and_run_as_it_stands():
    row = read(begun("Delivery date"))
    assert not check({**library(), row.procedure: row}, row.procedure, [], {}).findings
