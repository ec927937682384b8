"""A procedure's page: words in the sentence, the condition as written only on request, duties beside their step."""

import re
from html import unescape

import pytest

from handrail.procedures.shelf import library

pytestmark = pytest.mark.django_db


def page(client, address: str) -> str:
    return unescape(client.get(address).content.decode())


@pytest.mark.parametrize("slug", sorted(library()))
def test_a_condition_as_written_stands_only_where_it_is_asked_for(owner, sign_in, slug):
    shown = page(sign_in(owner), f"/procedures/library/{slug}/")
    folded = re.sub(r'<details class="more as-written">.*?</details>', "", shown, flags=re.DOTALL)
    steps = library()[slug].steps
    conditions = {text for step in steps for text in (step.when, *step.check.values()) if text}
    conditions |= {choice.when for step in steps for choice in step.decide if choice.when}
    for text in conditions:
        assert f'<code class="mono">{text}</code>' in shown
        assert text not in re.sub(r"<[^>]+>", " ", folded)


def test_the_page_has_its_contents_its_flow_and_who_does_it(owner, sign_in):
    shown = page(sign_in(owner), "/procedures/library/privacy-request/")
    procedure = library()["privacy-request"]
    contents = re.search(r'<nav class="toc".*?</nav>', shown, re.DOTALL)[0]
    assert re.findall(r'href="#s(\d+)"', contents) == [str(n) for n in range(1, len(procedure.steps) + 1)]
    assert shown.count('<svg class="flow"') == 2
    others = [str(procedure.number(step.id)) for step in procedure.steps if step.role == "supervisor"]
    assert f"supervisor: steps {', '.join(others[:-1])} and {others[-1]}" in shown


def test_a_step_shows_the_duties_it_meets_with_their_status(owner, sign_in):
    shown = page(sign_in(owner), "/procedures/library/cancel-home-sale/")
    meets = re.findall(r'<ul class="meets">.*?</ul>', shown, re.DOTALL)
    assert len(meets) == sum(bool(step.meets) for step in library()["cancel-home-sale"].steps)
    for each in meets:
        assert re.search(r"§ <a href=\"/law/[^\"]+\">", each)
        assert re.search(r"(checked|looked at) [A-Z][a-z]{2} \d\d?, \d{4}", each)


def test_the_list_leads_to_the_library_and_does_not_repeat_it(owner, sign_in, adopted):
    shown = page(sign_in(owner), "/procedures/")
    assert f"{len(library())} starter procedures not in force here" in shown
    assert 'href="/procedures/library/"' in shown
    assert "Cancel a subscription or plan" not in shown
