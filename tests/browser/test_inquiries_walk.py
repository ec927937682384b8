"""Tickets in a real browser: from a file to a topic, by keyboard alone, with JavaScript and without."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_whiteboard_becomes_topics(owner, browse, picture, repository, script, width):
    page = browse(owner, width=width, script=script)
    kind = f"{width}-{'script' if script else 'plain'}"
    page.goto("/inquiries/")
    picture(page, f"inquiries-none-{kind}")
    page.get_by_role("link", name="Bring a file in").press("Enter")
    picture(page, f"inquiries-bring-{kind}")
    page.get_by_label("The file").set_input_files(repository / "examples" / "red-dirt-propane" / "tickets.csv")
    page.get_by_role("button", name="Read the file").press("Enter")
    page.get_by_role("heading", name="Look before it is kept").wait_for()
    assert "[phone" in page.inner_text("main")
    picture(page, f"inquiries-held-{kind}")
    page.get_by_role("button", name="Bring in").press("Enter")
    page.get_by_role("link", name="Go on to topics").press("Enter")
    page.get_by_role("button", name="Find topics").press("Enter")
    page.get_by_role("link", name="Choose or write one").first.wait_for(timeout=60_000)
    picture(page, f"inquiries-{kind}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("region", name="Topics").get_by_role("link").first.press("Enter")
    page.get_by_role("heading", name="What they write").wait_for()
    picture(page, f"inquiries-topic-{kind}")
