"""Steps in any order at the desk: they are offered, one is chosen, and the record says which."""

import re

import pytest

from handrail.desk import queries

STEPS = """
  - {id: car, title: Look at the car, any_order: {of: [photos, papers]}}
  - {id: photos, title: Take photos, do: Take four photos.}
  - {id: papers, title: Read the papers, do: Read them.}
  - {id: close, record: [case.reason], end: kept}
"""


@pytest.mark.slow
def test_what_is_open_is_offered_and_the_choice_stands_in_the_record(owner, sign_in, inside, in_force, begun):
    case, client = begun(in_force(STEPS)), sign_in(owner)
    page = re.sub(r"\s+", " ", client.get(f"/desk/{case.id}/").content.decode())
    assert "All of these, in any order. Which one comes now?" in page
    assert re.findall(r'name="chosen" value="(\w+)"( checked)?', page) == [("photos", " checked"), ("papers", "")]
    assert client.post(f"/desk/{case.id}/", {"step": "car", "chosen": "papers"}).status_code == 302
    assert queries.state(case).at.step == "papers"
    assert queries.events(case.id)[-1].data["chosen"] == "papers"
    client.post(f"/desk/{case.id}/", {"step": "papers"})
    assert queries.state(case).at.step == "photos"
    client.post(f"/desk/{case.id}/", {"step": "photos"})
    assert queries.state(case).at.step == "close"


def test_a_choice_that_is_over_moves_nothing(owner, sign_in, inside, in_force, begun):
    case, client = begun(in_force(STEPS)), sign_in(owner)
    answer = client.post(f"/desk/{case.id}/", {"step": "car", "chosen": "close"})
    assert answer.status_code == 422
    assert "not among those to choose from now" in answer.content.decode()
    assert queries.state(case).at.step == "car"


@pytest.mark.slow
def test_another_request_waits_behind_the_case(owner, sign_in, inside, in_force, begun):
    other = in_force("  - {id: only, record: [case.reason], end: resolved}\n", "change-address")
    steps = (
        "  - {id: more, do: Hand it on., requests: [change-address]}\n"
        "  - {id: close, record: [case.reason], end: kept}\n"
    )
    case, client = begun(in_force(steps)), sign_in(owner)
    client.post(f"/desk/{case.id}/", {"step": "more"})
    rows = [row.what for row in queries.open_items(case) if row.kind == "request"]
    assert rows == [f"Also wanted: {other.entry.title}"]
    assert "Also wanted: change-address" in client.get(f"/desk/{case.id}/").content.decode()


@pytest.mark.slow
def test_the_case_file_says_what_was_chosen_and_what_was_begun(owner, sign_in, inside, in_force, begun):
    in_force("  - {id: only, record: [case.reason], end: resolved}\n", "change-address")
    steps = STEPS.replace("do: Read them.", "do: Read them., requests: [change-address]")
    case, client = begun(in_force(steps)), sign_in(owner)
    client.post(f"/desk/{case.id}/", {"step": "car", "chosen": "papers"})
    client.post(f"/desk/{case.id}/", {"step": "papers"})
    page = re.sub(r"<[^>]+>|\s+", " ", client.get(f"/records/{case.id}/").content.decode())
    assert re.search(r"Chosen\W+Read the papers", page)
    assert re.search(r"Begun besides\W+Change address", page)
