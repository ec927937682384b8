"""The editor as a person without script uses it: open, type, keep; rights; two people at one draft."""

import re

import pytest

from handrail.business import actions as business
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions
from handrail.procedures.actions import ProcedureError
from handrail.procedures.editing import actions as editing
from handrail.procedures.editing.edits import ids
from handrail.procedures.editing.models import DraftEdit
from handrail.procedures.language.reader import plain, read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision
from handrail.procedures.queries import roles_declared
from handrail.procedures.replies.models import ReplyVersion
from handrail.procedures.replies.reply import read as read_reply

from cast import NOON  # isort: skip
from procedures.editing.forms import form_of, page_forms  # isort: skip

pytestmark = pytest.mark.django_db
TITLE = "A parcel is lost"


@pytest.fixture
def client(owner, sign_in):
    return sign_in(owner)


@pytest.fixture
def draft(client) -> str:
    """The address of a new draft of four steps."""
    return client.post("/procedures/new/steps/", {"title": TITLE})["Location"]


def row_of(address: str) -> Revision:
    return Revision.everywhere.get(pk=address.split("/")[3])


def raw_of(address: str) -> dict:
    return plain(read(row_of(address).text))


def do(client, address: str, **data):
    return client.post(f"{address}do/", data)


def keep(client, address: str, step: str, **typed):
    """Open a step, type into its form as a browser would, and keep it."""
    form = form_of(client.get(f"{address}?open={step}").content.decode(), step)
    return client.post(f"{address}do/", {**form, **{f"p.{key}": value for key, value in typed.items()}})


def test_a_new_procedure_is_a_draft_with_its_steps_as_cards(client, draft):
    page = client.get(draft).content.decode()
    assert TITLE in page
    assert 'data-step="answer"' in page
    assert ids(raw_of(draft)) == ["open", "what", "answer", "close"]


@pytest.mark.parametrize("title", ["", "   "])
def test_a_procedure_without_a_name_is_not_begun(client, title):
    reply = client.post("/procedures/new/steps/", {"title": title})
    assert reply.status_code == 422
    assert "Write its name first" in reply.content.decode()
    assert not Revision.everywhere.exists()


@pytest.mark.slow
def test_a_step_is_added_where_it_is_wanted_and_opens(client, draft):
    reply = do(client, draft, what="add", kind="ask", title="Which order is it?", after="what")
    assert "open=which-order-is-it" in reply["Location"]
    assert "show=ask" in reply["Location"]
    assert ids(raw_of(draft)) == ["open", "what", "which-order-is-it", "answer", "close"]
    page = client.get(reply["Location"].split("#")[0]).content.decode()
    assert 'name="p.ask.0"' in page


@pytest.mark.slow
def test_what_is_typed_is_kept_with_facts_by_what_people_call_them(client, draft):
    do(client, draft, what="add", kind="ask", title="Which order?", after="what")
    assert (
        keep(
            client,
            draft,
            "which-order",
            **{"ask.0": "Order number", "say": "Which order is it, {{ Customer’s name }}?"},
        ).status_code
        == 302
    )
    step = raw_of(draft)["steps"][2]
    assert step["ask"] == ["sale.number"]
    assert step["say"] == "Which order is it, {{ customer.name }}?"


@pytest.mark.slow
def test_a_condition_is_built_in_words_and_stands_as_cel(client, draft):
    rows = {"when.rows.0.fact": "Day of delivery", "when.rows.0.how": "within", "when.rows.0.value": "30"}
    more = {
        "when.rows.1.join": "and",
        "when.rows.1.fact": "Channel",
        "when.rows.1.how": "is",
        "when.rows.1.value": "phone",
    }
    assert (
        keep(
            client, draft, "answer", **{key.replace("rows.", ""): value for key, value in {**rows, **more}.items()}
        ).status_code
        == 302
    )
    assert raw_of(draft)["steps"][2]["when"] == "days(sale.delivered_on, today) <= 30 && case.channel == 'phone'"


@pytest.mark.slow
def test_an_unfinished_row_is_shown_again_with_what_to_write(client, draft):
    reply = keep(client, draft, "answer", **{"when.0.fact": "Day of delivery", "when.0.how": "within", "do": "Wrap it"})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Write what “Day of delivery” is compared with." in page
    assert "Wrap it" in page
    assert raw_of(draft)["steps"][2]["do"] != "Wrap it"


@pytest.mark.slow
def test_what_the_language_refuses_stands_at_its_part(client, draft):
    reply = keep(client, draft, "answer", confirm="on")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Say what happens when the customer says no." in page


@pytest.mark.slow
def test_a_fact_and_a_limit_are_made_in_place(client, draft):
    form = form_of(client.get(f"{draft}?open=what").content.decode(), "what")
    new = {"new.label": "Colour of the tank", "new.values": "red, white", "new.limit": "Goodwill", "new.is": "50 USD"}
    assert client.post(f"{draft}do/", {**form, **new, "new.type": "choice"}).status_code == 302
    raw = raw_of(draft)
    assert raw["facts"]["own.colour_of_the_tank"]["values"] == ["red", "white"]
    assert "own.colour_of_the_tank" in raw["steps"][1]["ask"]
    assert raw["limits"]["goodwill"]["is"] == "50 USD"


@pytest.mark.slow
def test_what_a_step_was_begun_for_stays_open_while_a_fact_is_made_for_it(client, draft):
    begun_at = do(client, draft, what="add", kind="decide", title="How late?", after="what")["Location"].split("#")[0]
    form = form_of(client.get(begun_at).content.decode(), "how-late")
    kept = client.post(f"{draft}do/", {**form, "new.label": "Minutes late", "new.type": "int"})
    assert "show=decide" in kept["Location"]


@pytest.mark.slow
def test_the_roles_of_the_business_are_offered_and_one_is_made_in_place(client, owner, draft):
    line = "dispatcher | Whoever has the radio | supervisor |  |  | "
    with scope.organization(owner.organization_id):
        business.answer(actor=actor_of(owner), answers={"business.roles": (line,)}, at=NOON)
    page = client.get(f"{draft}?open=what").content.decode()
    assert '<option value="dispatcher">the dispatcher</option>' in page
    assert keep(client, draft, "what", role="dispatcher").status_code == 302
    assert raw_of(draft)["roles"] == {"dispatcher": {"filled_by": "supervisor", "who": "Whoever has the radio"}}
    form = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    refused = client.post(f"{draft}do/", {**form, "new.role": "Driver"})
    assert (refused.status_code, "choose which of agent" in refused.content.decode()) == (422, True)
    assert 'value="Driver"' in refused.content.decode()
    made = client.post(f"{draft}do/", {**form, "new.role": "Driver", "new.filled_by": "agent"})
    assert made.status_code == 302
    raw = raw_of(draft)
    assert (raw["roles"]["driver"]["filled_by"], raw["steps"][2]["role"]) == ("agent", "driver")
    with scope.organization(owner.organization_id):  # it was ticked that every procedure shall have it
        assert roles_declared()["driver"] == {"filled_by": "agent", "who": "Driver"}
    form = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    other = client.post(f"{draft}do/", {**form, "new.role": "Dispatcher", "new.filled_by": "owner"})
    assert "The business has the dispatcher already, filled by the supervisor." in other.content.decode()


@pytest.mark.slow
def test_a_role_of_one_procedure_is_offered_to_the_business_and_stands_there_once(client, owner, draft):
    form = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    assert form.pop("new.declare") == "1"
    client.post(f"{draft}do/", {**form, "new.role": "Driver", "new.filled_by": "agent"})
    assert "Roles of this procedure only" in client.get(draft).content.decode()
    first = do(client, draft, what="declare", role="driver")
    assert "every procedure offers it" in client.get(first["Location"]).content.decode()
    again = do(client, draft, what="declare", role="driver")
    assert "has the role driver already" in client.get(again["Location"]).content.decode()
    assert "Roles of this procedure only" not in client.get(draft).content.decode()
    with scope.organization(owner.organization_id):
        assert list(roles_declared()) == ["driver"]


@pytest.mark.slow
def test_who_may_not_describe_the_business_is_not_offered_it(owner, draft, colleague, sign_in):
    with scope.organization(owner.organization_id):
        made = {**raw_of(draft), "roles": {"driver": {"filled_by": "agent", "who": "Driver"}}}
        actions.save_draft(actor=actor_of(owner), text=write(Procedure.model_validate(made)), reason="so", at=NOON)
    theirs = sign_in(colleague("supervisor"))
    page = theirs.get(f"{draft}?open=answer").content.decode()
    assert "An owner or a manager can offer them" in page
    assert 'value="declare"' not in page
    assert do(theirs, draft, what="declare", role="driver").status_code == 403
    with scope.organization(owner.organization_id):
        assert roles_declared() == {}


@pytest.mark.slow
def test_a_blank_is_put_into_the_words_in_its_format(client, draft):
    form = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    assert form["blank.fact"] == ""
    chosen = {"blank.fact": "Day it was signed", "blank.form": "weekday", "blank.into": "p.say"}
    sent = {**form, "p.say": "We have it of", **chosen}
    assert client.post(f"{draft}do/", sent).status_code == 302
    assert raw_of(draft)["steps"][2]["say"] == "We have it of {{ sale.signed_on | weekday }}"
    refused = client.post(f"{draft}do/", {**form, "p.say": "Kept as typed", **chosen, "blank.form": "whole"})
    page = refused.content.decode()
    assert (refused.status_code, "can’t be written that way" in page) == (422, True)
    for words in ("Kept as typed", 'value="Day it was signed"', '<option value="whole" selected>'):
        assert words in page
    nothing = client.post(f"{draft}do/", {**form, **chosen, "blank.fact": "Colour of the moon"})
    assert "There is no fact called “Colour of the moon”" in nothing.content.decode()


@pytest.mark.slow
def test_a_step_sends_a_reply_that_is_chosen_and_shows_its_words(client, draft):
    assert keep(client, draft, "answer", **{"send.reply": "refund-sent"}).status_code == 302
    assert raw_of(draft)["steps"][2]["send"] == "reply/refund-sent"
    page = client.get(f"{draft}?open=answer").content.decode()
    for words in ("Your refund is sent (in the library, not adopted)", "It can take your bank a few days", "/library/"):
        assert words in page
    assert "back to you, the way you paid" in client.get(draft).content.decode()  # in the card as well
    keep(client, draft, "answer", **{"send.reply": "", "send.words": "On its way, {{ Order number }}."})
    assert raw_of(draft)["steps"][2]["send"] == "On its way, {{ sale.number }}."


@pytest.mark.slow
def test_a_reply_is_made_in_place_out_of_the_words_of_the_step(client, owner, draft):
    keep(client, draft, "answer", **{"send.words": "It is on its way."})
    form = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    assert (
        client.post(f"{draft}do/", {**form, "new.reply": "Your refund is sent", "new.way": "email"}).status_code == 302
    )
    assert raw_of(draft)["steps"][2]["send"] == "reply/your-refund-is-sent"
    with scope.organization(owner.organization_id):
        made = ReplyVersion.objects.get()
        assert (made.state, made.reason) == ("draft", f"For “{TITLE}”")
        assert read_reply(made.text).words == "It is on its way."
    page = client.get(f"{draft}?open=answer").content.decode()
    assert "Your refund is sent (draft, not in force)" in page
    do(client, draft, what="undo")
    assert raw_of(draft)["steps"][2]["send"] == "It is on its way."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"new.reply": "Thanks"}, "Write the words of the new reply."),
        ({"new.words": "Thanks, all of you."}, "Give the new reply a title."),
        ({"new.reply": "Thanks", "new.words": "{{ limit.goodwill }}"}, "There is no fact called"),
        ({"new.reply": "Thanks", "new.words": "Thank you.", "new.way": "smoke"}, "Choose how the new reply goes."),
    ],
)
def test_a_new_reply_that_is_not_whole_is_shown_again_and_nothing_is_kept(client, owner, draft, new, said):
    form = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    before = raw_of(draft)
    reply = client.post(f"{draft}do/", {**form, "new.values": "", **new})
    assert reply.status_code == 422
    assert "dict_values" not in reply.content.decode()
    for words in (said, *(value for key, value in new.items() if key != "new.way")):
        assert words in reply.content.decode()
    assert raw_of(draft) == before
    with scope.organization(owner.organization_id):
        assert not ReplyVersion.objects.exists()


@pytest.mark.slow
def test_moving_copying_and_removing_are_undone_and_done_again(client, draft):
    before = raw_of(draft)
    do(client, draft, what="down", step="open")
    do(client, draft, what="copy", step="what")
    do(client, draft, what="remove", step="close")
    assert ids(raw_of(draft)) == ["what", "what-2", "open", "answer"]
    after = raw_of(draft)
    for _ in range(3):
        do(client, draft, what="undo")
    assert raw_of(draft) == before
    for _ in range(3):
        do(client, draft, what="redo")
    assert raw_of(draft) == after


def test_who_may_not_write_is_refused(draft, colleague, sign_in):
    agent = sign_in(colleague("agent"))
    assert agent.get(draft).status_code == 403
    assert do(agent, draft, what="remove", step="close").status_code == 403
    assert "close" in ids(raw_of(draft))


def test_a_stranger_finds_nothing(draft, stranger, sign_in):
    other = sign_in(stranger)
    assert other.get(draft).status_code == 404
    assert do(other, draft, what="remove", step="close").status_code == 404


@pytest.mark.slow
def test_a_version_that_left_the_draft_stays_as_it_is(client, owner, draft):
    keep(client, draft, "answer", say="It is on its way.", do="Look at the list.")
    do(client, draft, **(whole_form(client, draft, "about") | {"p.purpose": "The customer knows where it is."}))
    with scope.organization(owner.organization_id):
        actions.submit(actor=actor_of(owner), row=row_of(draft), at=NOON)
    before = row_of(draft).text
    assert client.get(draft)["Location"].endswith(f"/version/{row_of(draft).pk}/")
    assert do(client, draft, what="remove", step="close").status_code == 409
    assert row_of(draft).text == before


def test_a_change_begins_from_the_version_in_force(client, adopted):
    reply = client.post(f"/procedures/{adopted.entry.slug}/write/")
    row = row_of(reply["Location"])
    assert (row.number, row.state, row.text) == (2, "draft", adopted.text)
    assert client.post(f"/procedures/{adopted.entry.slug}/write/")["Location"] == reply["Location"]


@pytest.mark.slow
def test_two_people_at_one_step_choose(client, draft, colleague, sign_in):
    other = sign_in(colleague("manager"))
    mine = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    keep(other, draft, "answer", do="Theirs")
    reply = client.post(f"{draft}do/", {**mine, "p.do": "Mine"})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page
    assert "The manager" in page
    assert raw_of(draft)["steps"][2]["do"] == "Theirs"
    again = next(form for form in page_forms(page) if "p.do" in form)
    assert client.post(f"{draft}do/", again).status_code == 302
    assert raw_of(draft)["steps"][2]["do"] == "Mine"


SCENARIOS = """scenarios:
  - name: First
    at: 2026-11-24T12:00
    zone: America/Chicago
    expect: {outcome: resolved}
  - name: Third
    at: 2026-11-24T12:00
    zone: America/Chicago
    expect: {outcome: resolved}
  - name: Second
    at: 2026-11-24T12:00
    zone: America/Chicago
    expect: {outcome: resolved}
"""


def at_scenarios(client, draft) -> dict[str, str]:
    page = client.get(f"{draft}?open=scenarios").content.decode()
    return next(form for form in page_forms(page) if "p.scenarios.0.name" in form)


@pytest.mark.slow
def test_two_people_at_two_scenarios_are_joined_and_at_one_they_choose(client, draft, owner, colleague, sign_in):
    with scope.organization(owner.organization_id):
        row = row_of(draft)
        editing.write_anew(actor=actor_of(owner), row=row, text=row.text + SCENARIOS, at=NOON)
    other = sign_in(colleague("manager"))
    mine, theirs = at_scenarios(client, draft), at_scenarios(other, draft)
    ended = "p.scenarios.{}.expect.outcome".format
    assert other.post(f"{draft}do/", {**theirs, ended(0): "kept"}).status_code == 302
    keep(other, draft, "answer", do="Theirs")
    reply = client.post(f"{draft}do/", {**mine, ended(1): "referred", ended(2): "refused"})
    assert reply.status_code == 302, "each changed another scenario"
    page = client.get(reply["Location"].split("#")[0]).content.decode()
    assert "joined with what was changed meanwhile" in page
    assert "data-joined" in page
    assert [row["expect"]["outcome"] for row in raw_of(draft)["scenarios"]] == ["kept", "referred", "refused"]
    clash = other.post(f"{draft}do/", {**theirs, ended(0): "kept", ended(2): "escalated"})
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "outcome: refused" in page
    assert "outcome: escalated" in page
    assert [row["expect"]["outcome"] for row in raw_of(draft)["scenarios"]] == ["kept", "referred", "refused"]
    again = next(form for form in page_forms(page) if "p.scenarios.0.name" in form)
    assert other.post(f"{draft}do/", again).status_code == 302
    assert [row["expect"]["outcome"] for row in raw_of(draft)["scenarios"]] == ["kept", "referred", "escalated"]


@pytest.mark.slow
def test_two_people_at_two_steps_do_not_meet(client, draft, colleague, sign_in):
    other = sign_in(colleague("manager"))
    mine = form_of(client.get(f"{draft}?open=answer").content.decode(), "answer")
    keep(other, draft, "close", say="Good-bye")
    assert client.post(f"{draft}do/", {**mine, "p.do": "Mine"}).status_code == 302
    steps = raw_of(draft)["steps"]
    assert steps[2]["do"] == "Mine"
    assert steps[3]["say"] == "Good-bye"


@pytest.mark.slow
def test_undo_never_takes_back_what_another_wrote(client, draft, colleague, sign_in):
    other = sign_in(colleague("manager"))
    keep(client, draft, "answer", do="Mine")
    keep(other, draft, "answer", do="Theirs")
    assert do(client, draft, what="undo").status_code == 409
    assert raw_of(draft)["steps"][2]["do"] == "Theirs"
    assert [row.state for row in DraftEdit.everywhere.all()] == ["done", "done"]


def test_lines_become_steps(client, draft):
    do(client, draft, what="paste", text="1. Check the shelf.\n•\tCall the carrier\n“Your parcel is on its way.”\n")
    new = raw_of(draft)["steps"][4:]
    assert [step["title"] for step in new] == ["Check the shelf", "Call the carrier", "Your parcel is on its way"]
    assert new[2]["say"] == "Your parcel is on its way."
    assert new[0]["do"] == "Check the shelf."


def text_form(client, draft) -> dict:
    return next(form for form in page_forms(client.get(f"{draft}text/").content.decode()) if "marks" in form)


def test_the_text_is_the_same_object(client, draft):
    form = text_form(client, draft)
    assert (
        client.post(f"{draft}text/", {**form, "text": form["text"].replace("Give the answer", "Answer")}).status_code
        == 302
    )
    assert raw_of(draft)["steps"][2]["title"] == "Answer"
    do(client, draft, what="undo")
    assert raw_of(draft)["steps"][2]["title"] == "Give the answer"


def test_a_text_that_cant_be_read_keeps_what_was_typed_with_the_line(client, draft):
    form = text_form(client, draft)
    reply = client.post(f"{draft}text/", {**form, "text": form["text"].replace("id: answer", "idd: answer")})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert re.search(r"Line \d+, column \d+", page)
    assert "idd: answer" in page


@pytest.mark.slow
def test_two_people_at_the_text_are_joined_step_by_step(client, draft, colleague, sign_in):
    form = text_form(client, draft)
    other = sign_in(colleague("manager"))
    keep(other, draft, "close", say="Theirs")
    joined = client.post(f"{draft}text/", {**form, "text": form["text"].replace("Give the answer", "Mine")})
    assert joined.status_code == 302
    assert [raw_of(draft)["steps"][2]["title"], raw_of(draft)["steps"][3]["say"]] == ["Mine", "Theirs"]


@pytest.mark.slow
def test_two_people_at_one_step_of_the_text_choose(client, draft, colleague, sign_in):
    form = text_form(client, draft)
    other = sign_in(colleague("manager"))
    keep(other, draft, "answer", do="Theirs")
    typed = {**form, "text": form["text"].replace("Give the answer", "Mine")}
    reply = client.post(f"{draft}text/", typed)
    assert reply.status_code == 409
    assert "pick:answer" in reply.content.decode()
    assert client.post(f"{draft}text/", {**typed, "pick:answer": "mine"}).status_code == 302
    assert raw_of(draft)["steps"][2]["title"] == "Mine"


@pytest.mark.slow
def test_what_the_check_finds_stands_at_its_step(client, draft):
    keep(client, draft, "close", **{"end": "", "record.0": "", "record.1": ""})
    page = client.get(draft).content.decode()
    assert "What the check found" in page
    assert "finding" in page


@pytest.mark.slow
def test_typing_on_is_one_change(client, owner, draft):
    keep(client, draft, "answer", do="Wrap")
    keep(client, draft, "answer", do="Wrap it up")
    assert DraftEdit.everywhere.count() == 1
    do(client, draft, what="undo")
    assert raw_of(draft)["steps"][2]["do"] == "Write here what is done by hand."


def test_the_part_for_script_leaves_out_the_check(client, draft):
    page = client.get(draft, headers={"Handrail-Part": "quick"}).content.decode()
    assert "data-checking" in page
    assert "Every path was walked" not in page


def test_a_draft_begins_only_from_a_version(owner, adopted):
    with scope.organization(owner.organization_id):
        row = editing.begin(actor=actor_of(owner), entry=adopted.entry, at=NOON)
    assert row.reason == editing.NO_REASON


@pytest.mark.slow
def test_a_mend_that_was_tried_is_done_with_one_click(client, draft):
    text = raw_of(draft)
    keep(client, draft, "answer", say="Your parcel is at {{ Order number }}.")
    page = client.get(draft).content.decode()
    form = next(form for form in page_forms(page) if "finding" in form)
    reply = do(client, draft, **form, what="mend")
    assert "Mended" in reply["Location"]
    assert len(raw_of(draft)["steps"]) == len(text["steps"]) + 1
    assert not any("finding" in form for form in page_forms(client.get(draft).content.decode()))
    do(client, draft, what="undo")
    assert len(raw_of(draft)["steps"]) == len(text["steps"])


def test_a_mend_that_does_not_hold_any_more_says_so(client, draft):
    before = raw_of(draft)
    assert "by+hand" in do(client, draft, what="mend", finding="no-record||x|y")["Location"]
    assert raw_of(draft) == before


def test_why_it_is_changed_stands_with_the_version(client, draft):
    do(client, draft, what="reason", reason="The carrier changed")
    assert row_of(draft).reason == "The carrier changed"
    form = text_form(client, draft)
    assert form["reason"] == "The carrier changed"


def whole_form(client, draft, what):
    page = client.get(f"{draft}?open={what}").content.decode()
    return next(form for form in page_forms(page) if form.get("what") == what)


@pytest.mark.slow
def test_a_variant_is_made_and_changed_as_a_card(client, draft):
    made = {
        "p.variants.0.name": "By phone", "p.variants.0.when.0.fact": "Channel", "p.variants.0.when.0.how": "is",
        "p.variants.0.when.0.value": "phone", "p.variants.0.change.0.key": "answer",
        "p.variants.0.change.0.value.say": "Thank you for calling.", "p.variants.0.add.0.after": "answer",
        "p.variants.0.add.0.steps.0.title": "Call back", "p.variants.0.add.0.steps.0.do": "Call back at noon.",
        "p.variants.0.leave_out.0": "close",
    }  # fmt: skip
    reply = do(client, draft, **(whole_form(client, draft, "variants") | made))
    assert reply.status_code == 302
    [variant] = raw_of(draft)["variants"]
    assert variant == {
        "name": "by-phone", "when": "case.channel == 'phone'", "change": {"answer": {"say": "Thank you for calling."}},
        "add": [{"after": "answer", "steps": [{"id": "call-back", "title": "Call back", "do": "Call back at noon."}]}],
        "leave_out": ["close"],
    }  # fmt: skip
    page = client.get(draft).content.decode()
    assert "<h3>By phone</h3>" in page
    form = whole_form(client, draft, "variants")
    do(client, draft, **(form | {"p.variants.0.add.0.steps.0.do": "Call back by two."}))
    assert raw_of(draft)["variants"][0]["add"][0]["steps"][0]["id"] == "call-back"
    text = {"text": row_of(draft).text.replace("leave_out:\n      - close", "leave_out:\n      - nowhere"), "marks": ""}
    assert "there is no step nowhere" in client.post(f"{draft}text/", text).content.decode()
    wrong = do(client, draft, **(whole_form(client, draft, "variants") | {"p.variants.0.leave_out.0": "nowhere"}))
    assert wrong.status_code == 422
    assert "nowhere" in wrong.content.decode()


@pytest.mark.slow
def test_a_scenario_is_made_as_a_card_and_keeps_what_the_form_does_not_show(client, draft):
    made = {
        "p.scenarios.0.name": "All goes well", "p.scenarios.0.at": "2026-11-24T12:00",
        "p.scenarios.0.zone": "America/Chicago", "p.scenarios.0.facts.0.key": "Channel",
        "p.scenarios.0.facts.0.value": "counter", "p.scenarios.0.expect.outcome": "resolved",
        "p.scenarios.0.expect.through.0": "answer",
        "p.scenarios.0.rest": '{"turns": [{"step": "what", "skip": "hung up"}]}',
    }  # fmt: skip
    assert do(client, draft, **(whole_form(client, draft, "scenarios") | made)).status_code == 302
    form = whole_form(client, draft, "scenarios")
    do(client, draft, **(form | {"p.scenarios.0.name": "Hung up"}))
    [row] = raw_of(draft)["scenarios"]
    assert (row["name"], row["turns"][0]["skip"]) == ("Hung up", "hung up")
    assert row["facts"] == {"case.channel": "counter"}
    assert row["expect"] == {"outcome": "resolved", "through": ["answer"]}


def test_what_is_still_to_write_is_named_and_stops_asking_for_approval(client, draft, owner):
    page = client.get(draft).content.decode()
    assert "Still to write" in page
    assert "The words to say, in “Give the answer”" in page
    with scope.organization(owner.organization_id), pytest.raises(ProcedureError, match="Still to write: What the"):
        actions.submit(actor=actor_of(owner), row=row_of(draft), at=NOON)


@pytest.mark.slow
def test_a_shared_part_names_where_else_it_is_used(client, draft, owner):
    with scope.organization(owner.organization_id):
        actions.adopt(actor=actor_of(owner), slug="quick-question", at=NOON, on=NOON.date())
    page = client.get(draft).content.decode()
    assert "Where else Open a call is used" in page
    block = client.post("/procedures/open-call/write/")["Location"]
    page = client.get(block).content.decode()
    assert "A change here reaches 1 other:" in page
    assert "/reach/" in page
    form = whole_form(client, draft, "about") | {"p.block": "on", "p.handles.0": ""}
    assert do(client, draft, **form).status_code == 302
    assert raw_of(draft)["block"] is True


@pytest.mark.slow
def test_a_second_procedure_of_the_same_name_does_not_write_over_the_first(client, draft, colleague, sign_in):
    keep(client, draft, "answer", say="It is on its way.", do="Look at the list.")
    before = row_of(draft).text
    reply = sign_in(colleague("manager")).post("/procedures/new/steps/", {"title": TITLE})
    assert reply["Location"].split("?")[0] == draft
    assert "of+this+name+is+here+already" in reply["Location"]
    assert row_of(draft).text == before


@pytest.mark.slow
def test_a_new_step_is_proposed_above_the_one_that_ends(client, draft):
    page = client.get(draft).content.decode()
    assert '<option value="answer" selected>after 3 Give the answer</option>' in page
    do(client, draft, what="remove", step="close")
    assert "selected>after" not in client.get(draft).content.decode()
