"""Two screens at once: whoever is followed sees it where they work, keeps the focus, and what they send shows there.
And the whole way of a case that is followed, coached and scored, as the two and the owner go it."""

import pytest
from playwright.sync_api import expect

from cast import NOON
from handrail.desk import actions
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_agent_sees_at_once_who_follows_and_goes_on_working(owner, adopted, colleague, browse, picture):
    with scope.organization(owner.organization_id):
        case = actions.start(
            actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known={}
        )
    expect.set_options(timeout=30_000)  # a page looks every few seconds, and a busy machine is no failure
    working, watching = browse(owner), browse(colleague("supervisor"))
    working.goto(f"/desk/{case.id}/")
    name = working.locator("[name='customer.name']")
    name.fill("Dolores W")
    watching.goto("/desk/live/")
    watching.get_by_role("button", name="Follow").click()
    expect(watching.get_by_text("Nothing is shown yet.")).to_be_visible()
    expect(working.get_by_text("follows this case on screen since")).to_be_visible()
    expect(name).to_be_focused()
    expect(watching.get_by_role("heading", name=case.step_name)).to_be_visible()
    expect(watching.get_by_text("Dolores W")).to_have_count(0)
    picture(working, "followed")
    picture(watching, "following")
    working.keyboard.press("n")  # typed into the box: it goes on where the hand is
    expect(name).to_have_value("Dolores Wn")
    watching.get_by_label("Note", exact=True).fill("Read the number back to her.")
    watching.get_by_role("button", name="Send the note").click()
    note = working.locator("#coached").get_by_text("Read the number back to her.")
    expect(note).to_be_visible()
    expect(name).to_be_focused()
    picture(working, "coached")
    with working.expect_response(lambda reply: "watched/?as=" in reply.url and reply.status == 204):
        expect(watching.get_by_text("not read yet")).to_be_visible()
    _answered_while_another_comes(working, watching)
    working.get_by_label("Shop").focus()  # no text there: a letter is a key
    working.keyboard.press("i")
    expect(note).to_have_count(0)
    expect(name).to_have_value("Dolores Wn")
    watching.get_by_role("button", name="Stop following").click()
    expect(working.get_by_text("follows this case on screen since")).to_have_count(0)


def _answered_while_another_comes(working, watching):
    """What comes while an answer is being typed takes its place afterwards, though the page was told of it before."""
    working.locator("#coached summary").click()
    working.get_by_label("What do you say to it?").fill("I")
    with working.expect_response(lambda reply: "watched/" in reply.url and reply.status == 200):
        watching.get_by_label("Note", exact=True).fill("And thank her.")
        watching.get_by_role("button", name="Send the note").click()
    second = working.locator("#coached").get_by_text("And thank her.")
    expect(second).to_have_count(0)
    working.get_by_label("What do you say to it?").fill("")
    working.locator("#coached summary").click()
    expect(second).to_be_visible()


STEPS = """\
  - {id: hello, say: Hello there., mistakes: [Not giving your name.]}
  - {id: told, ask: [customer.name]}
  - {id: mend, do: Mend the pump., done_when: it runs without a sound.}
  - {id: close, say: "Thank you, {{ customer.name }}.", end: resolved}
"""


def test_a_run_is_followed_coached_scored_and_answered_by_the_one_who_did_it(
    owner, colleague, in_force, begun, browse, picture
):
    """Without script on the side of the agent: there too nothing is shown before their own page said so."""
    expect.set_options(timeout=30_000)
    agent, supervisor = colleague("agent"), colleague("supervisor")
    case = begun(in_force(STEPS), agent)
    working, watching, boss = browse(agent, script=False), browse(supervisor), browse(owner)
    working.goto(f"/desk/{case.pk}/")
    _follow_and_coach(working, watching, picture)
    _scoring_is_switched_on_and_the_notice_kept(boss, working)
    _do_the_rest(working, f"/desk/{case.pk}/")
    _score(watching, f"/desk/{case.pk}/", picture)
    _read_and_answered(working, picture)
    watching.reload()
    expect(watching.get_by_text("The pump is in the cellar.")).to_be_visible()
    boss.goto(f"/desk/{case.pk}/score/?person={agent.pk}")
    expect(boss.get_by_text("Only the two read it.")).to_be_visible()
    expect(boss.get_by_text("You never said your name.")).to_have_count(0)


def _follow_and_coach(working, watching, picture):
    watching.goto("/desk/live/")
    watching.get_by_role("button", name="Follow").click()
    expect(watching.get_by_text("Nothing is shown yet.")).to_be_visible()
    watching.reload()
    expect(watching.get_by_text("Hello there.")).to_have_count(0)
    _go_on(working)  # the next page of theirs says it, and only then something is shown
    expect(working.get_by_text("follows this case on screen since")).to_be_visible()
    expect(watching.get_by_text("sees that you follow")).to_be_visible()
    watching.get_by_label("About").select_option("Hello")
    watching.get_by_label("Note", exact=True).fill("You never said your name.")
    watching.get_by_role("button", name="Send the note").click()
    expect(watching.get_by_text("not read yet")).to_be_visible()
    picture(watching, "walk-following")
    working.reload()
    note = working.locator("#coached")
    expect(note.get_by_text("You never said your name.")).to_be_visible()
    picture(working, "walk-coached")
    note.locator("summary").click()
    note.get_by_label("What do you say to it?").fill("I will.")
    note.get_by_role("button", name="Answer it").click()
    expect(working.locator("#coached")).to_be_hidden()
    watching.reload()
    expect(watching.get_by_text("I will.")).to_be_visible()
    watching.get_by_role("button", name="Stop following").click()
    expect(watching.get_by_role("heading", name="Live cases")).to_be_visible()


def _scoring_is_switched_on_and_the_notice_kept(boss, working):
    boss.goto("/desk/live/")
    boss.get_by_role("link", name="Scoring").click()
    boss.get_by_label("Why is it switched on?").fill("We teach from real calls.")
    boss.get_by_role("button", name="Switch scoring on").click()
    expect(boss.get_by_text("On since")).to_be_visible()
    working.goto("/")
    working.locator("main a", has_text="What is recorded of you").first.click()
    expect(working.get_by_text("We teach from real calls.")).to_be_visible()
    working.get_by_role("button", name="I have read this").click()
    expect(working.get_by_text("I have read this")).to_have_count(0)


def _go_on(page):
    step = page.locator("h1").inner_text()
    page.locator(".hand .go .btn.first").click()
    expect(page.locator("h1")).not_to_have_text(step)


def _do_the_rest(working, case):
    working.goto(case)
    working.locator("[name='customer.name']").fill("Dolores")
    _go_on(working)
    _go_on(working)
    working.locator(".hand .go .btn.first").click()
    expect(working.get_by_role("heading", name="What was done")).to_be_visible()


def _score(watching, case, picture):
    """What the record shows is there already; what nobody judged is named, and what was chosen stays."""
    watching.goto(case)
    watching.get_by_role("link", name="Score this run").click()
    expect(watching.get_by_text("3 of 4 steps are yours to judge")).to_be_visible()
    for words in ("Hello there.", "Not giving your name.", "When it runs without a sound.", "Thank you, Dolores."):
        expect(watching.locator(".judge").get_by_text(words)).to_be_visible()
    mend = watching.get_by_role("group", name="3. Mend")
    mend.get_by_label("Can’t be told from here").check()
    watching.get_by_label("Note to The agent").fill("You never said your name.")
    picture(watching, "walk-score")
    watching.get_by_role("button", name="Keep this score").click()
    expect(watching.get_by_role("alert").get_by_text("Judge “Hello” too")).to_be_visible()
    expect(watching.get_by_text("Choose one of the four.")).to_have_count(2)
    expect(mend.get_by_label("Can’t be told from here")).to_be_checked()
    picture(watching, "walk-score-open")
    watching.get_by_role("group", name="1. Hello").get_by_label("Missed").check()
    watching.get_by_role("group", name="4. Close").get_by_label("Done as written").check()
    watching.get_by_role("button", name="Keep this score").click()
    expect(watching.get_by_text("has not read it yet")).to_be_visible()
    picture(watching, "walk-score-kept")


def _read_and_answered(working, picture):
    working.goto("/")
    working.locator("main a", has_text="The supervisor scored a case of yours").first.click()
    expect(working.get_by_text("You never said your name.")).to_be_visible()
    picture(working, "walk-scored")
    working.get_by_label("What do you say to it?").fill("The pump is in the cellar.")
    working.get_by_role("button", name="Answer it").click()
    expect(working.get_by_text("The pump is in the cellar.")).to_be_visible()
    working.goto("/desk/mine/")
    for words in ("Followed on screen by The supervisor", "Scored by The supervisor", "hello: missed", "I will."):
        expect(working.locator("main").get_by_text(words).first).to_be_visible()
    picture(working, "walk-mine")
