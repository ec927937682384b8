"""Control of versions: approvers, decisions against, signatures and papers, retirement, going back, comments, the walk."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from cast import NOON, PASSWORD, TRY_HOME_SALE
from handrail.desk.models import Case
from handrail.ledger import attachments, scope
from handrail.ledger.models import Attachment, Event, Outgoing
from handrail.people.actions import actor_of, change_role, set_mail_server
from handrail.people.rights import RefusedError
from handrail.procedures import actions, queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import actions as control
from handrail.procedures.control import queries as reads
from handrail.procedures.control.deciding import Standing
from handrail.procedures.control.signed import identified, identified_words
from handrail.procedures.language.reader import read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Approver, ApproverList, Remark, Revision, Signature, text_hash
from handrail.procedures.shelf import library
from handrail.procedures.shelving import actions as shelving

DAY = date(2026, 11, 24)
WHY = "The tests’ own procedure collects no goods."


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


@pytest.fixture
def boss(owner):
    return actor_of(owner)


@pytest.fixture
def writer(colleague, inside):
    return actor_of(colleague("manager"))


def changed(text=TRY_HOME_SALE, words="Changed. "):
    return text.replace("purpose: ", f"purpose: {words}", 1)


def asked(writer, text=TRY_HOME_SALE, material=True):
    row = actions.save_draft(actor=writer, text=text, reason="so", at=NOON)
    actions.submit(actor=writer, row=row, at=NOON, material=material)
    return row


def approved(writer, boss, text=TRY_HOME_SALE):
    row = asked(writer, text)
    actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    return row


def last(kind):
    return Event.objects.filter(kind=kind).order_by("at", "seq").last()


# Approvers


@pytest.mark.slow
def test_all_who_are_named_approve(owner, boss, writer, colleague):
    adviser = colleague("reviewer")
    row = asked(writer)
    control.name_approvers(actor=boss, entry=row.entry, chosen=[owner, adviser], at=NOON)
    assert Approver.objects.count() == 2
    actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    row.refresh_from_db()
    assert row.state == "review"
    with pytest.raises(ProcedureError, match="It waits for The reviewer"):
        actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    actions.approve(actor=actor_of(adviser), row=row, at=NOON, on=DAY, despite=WHY)
    assert (row.state, row.approved_by) == ("approved", "Marcy Holt, The reviewer")


def test_who_is_not_named_does_not_approve(boss, writer, colleague):
    adviser = colleague("reviewer")
    row = asked(writer)
    control.name_approvers(actor=boss, entry=row.entry, chosen=[adviser], at=NOON)
    with pytest.raises(ProcedureError, match="Only The reviewer can approve it"):
        actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)


@pytest.mark.slow
def test_an_empty_list_refuses_approving_and_publishing_and_says_how_to_mend_it(owner, boss, writer):
    row = approved(writer, boss)
    control.name_approvers(actor=boss, entry=row.entry, chosen=[], at=NOON)
    with pytest.raises(ProcedureError, match="Name somebody on the procedure’s page, under Approvers"):
        actions.publish(actor=boss, row=row, on=DAY, at=NOON, despite=WHY)
    control.name_approvers(actor=boss, entry=row.entry, chosen=[owner], at=NOON)
    actions.publish(actor=boss, row=row, on=DAY, at=NOON, despite=WHY)
    second = asked(writer, changed())
    control.name_approvers(actor=boss, entry=row.entry, chosen=[], at=NOON)
    with pytest.raises(ProcedureError, match="Nobody is named"):
        actions.approve(actor=boss, row=second, at=NOON, on=DAY, despite=WHY)


def test_the_list_for_all_counts_where_a_procedure_names_nobody(owner, boss, writer, colleague):
    adviser, row = colleague("reviewer"), asked(writer)
    control.name_approvers_for_all(actor=boss, chosen=[owner, adviser], at=NOON)
    actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    assert row.state == "review"
    assert ApproverList.objects.get().members == sorted([str(owner.pk), str(adviser.pk)])
    actions.approve(actor=actor_of(adviser), row=row, at=NOON, on=DAY, despite=WHY)
    assert row.approved_by == "Marcy Holt, The reviewer"
    control.name_approvers(actor=boss, entry=row.entry, chosen=[adviser], at=NOON)
    second = asked(writer, changed())
    with pytest.raises(ProcedureError, match="Only The reviewer can approve it"):
        actions.approve(actor=boss, row=second, at=NOON, on=DAY, despite=WHY)


def test_an_empty_list_for_all_refuses_and_nobody_on_it_approves_their_own(owner, boss, inside, colleague):
    row = asked(boss)
    control.name_approvers_for_all(actor=boss, chosen=[], at=NOON)
    with pytest.raises(ProcedureError, match="Nobody is named"):
        actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    adviser = colleague("reviewer")
    control.name_approvers_for_all(actor=boss, chosen=[owner, adviser], at=NOON)
    with pytest.raises(ProcedureError, match=r"You wrote this version.*Ask The reviewer"):
        actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    control.name_approvers_for_all(actor=boss, chosen=[owner], at=NOON)
    with pytest.raises(ProcedureError, match="and so did all who are named"):
        actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    control.name_approvers_for_all(actor=boss, chosen=[], at=NOON, listed=False)
    actions.approve(actor=actor_of(adviser), row=row, at=NOON, on=DAY, despite=WHY)
    assert row.state == "approved"


@pytest.mark.slow
def test_adopting_starters_does_not_get_round_the_list_for_all(owner, boss, inside, colleague):
    control.name_approvers_for_all(actor=boss, chosen=[owner, colleague("reviewer")], at=NOON)
    with pytest.raises(ProcedureError, match="nothing is adopted at once"):
        shelving.take(actor=boss, slugs=["lost-item"], at=NOON, on=DAY, despite=WHY, how={})
    with pytest.raises(ProcedureError, match="are named, so it is not adopted"):
        actions.adopt(actor=boss, slug="lost-item", at=NOON, on=DAY, despite=WHY)
    assert queries.in_force("lost-item", DAY) is None
    control.name_approvers_for_all(actor=boss, chosen=[owner], at=NOON)
    shelving.take(actor=boss, slugs=["lost-item"], at=NOON, on=DAY, despite=WHY, how={})
    assert queries.in_force("lost-item", DAY)


def test_only_an_owner_names_the_approvers_of_all_and_only_who_may_approve(owner, boss, inside, colleague, sign_in):
    adviser, agent = colleague("reviewer"), colleague("agent")
    with pytest.raises(RefusedError):
        control.name_approvers_for_all(actor=actor_of(adviser), chosen=[], at=NOON)
    with pytest.raises(ProcedureError, match="The agent may not approve"):
        control.name_approvers_for_all(actor=boss, chosen=[agent], at=NOON)
    assert "Only an owner changes this." in sign_in(adviser).get("/procedures/approvers/").content.decode()
    client = sign_in(owner)
    sent = {"who": "listed", "member": [str(adviser.pk)]}
    assert client.post("/procedures/approvers/", sent).status_code == 302
    assert last("approvers-named-for-all").data["approvers"] == ["The reviewer"]
    assert f'value="{adviser.pk}" checked' in client.get("/procedures/approvers/").content.decode()


def test_a_list_whose_people_left_is_empty_too(boss, writer, colleague):
    adviser = colleague("reviewer")
    row = approved(writer, boss)
    control.name_approvers(actor=boss, entry=row.entry, chosen=[adviser], at=NOON)
    change_role(actor=boss, member=adviser, role="agent", at=NOON)
    with pytest.raises(ProcedureError, match="Nobody who is named as its approver can approve any more"):
        actions.publish(actor=boss, row=row, on=DAY, at=NOON, despite=WHY)


def test_only_who_may_approve_is_named_and_names(boss, writer, colleague):
    row = asked(writer)
    with pytest.raises(ProcedureError, match="The agent may not approve"):
        control.name_approvers(actor=boss, entry=row.entry, chosen=[colleague("agent")], at=NOON)
    with pytest.raises(RefusedError):
        control.name_approvers(actor=writer, entry=row.entry, chosen=[], at=NOON)


@pytest.mark.parametrize(
    ("named", "writers", "signed", "who", "says"),
    [
        (None, "", "", "a", ""),
        (None, "a", "", "a", "You wrote this version"),
        (None, "ab", "", "a", ""),  # nobody else may: the exception
        ("a", "", "", "b", "Only A can approve it"),
        ("ab", "", "a", "a", "It waits for B"),
        ("a", "a", "", "a", "Name another under Approvers, like B"),
        ("", "", "", "a", "Nobody is named"),
        ("z", "", "", "a", "can approve any more"),
    ],
)
def test_who_may_sign(named, writers, signed, who, says):
    ids = {letter: UUID(int=number) for number, letter in enumerate("abz")}
    many = lambda letters: frozenset(ids[letter] for letter in letters)  # noqa: E731
    able = {ids["a"]: "A", ids["b"]: "B"}
    standing = Standing(able, None if named is None else many(named), many(writers), many(signed))
    found = standing.refusal(ids[who])
    assert says in found if says else not found


# Signatures and papers


@pytest.mark.slow
def test_a_signature_keeps_intent_words_hash_and_how_the_person_was_identified(owner, writer, client, settings):
    row = asked(writer)
    client.post("/account/login/", {"login": "marcy@example.com", "password": PASSWORD})
    page = client.get(f"/procedures/version/{row.pk}/").content.decode()
    words = f"I have read version 1 of “{row.entry.title}” and approve it for use here."
    assert words in page
    assert "Signed in with a password, 0 minutes before." in page
    assert client.post(f"/procedures/version/{row.pk}/approve/", {"despite": WHY}).status_code == 302
    sign = Signature.objects.get()
    assert (sign.intent, sign.name, sign.role, sign.hash) == ("approve", "Marcy Holt", "owner", text_hash(row.text))
    assert sign.words.startswith(words)
    assert sign.hash in sign.words
    assert sign.identified == {"ways": ["password"], "minutes": 0}
    assert sign.copy == "kept with the version for download"


def test_how_somebody_was_identified_in_words():
    at = NOON + timedelta(minutes=12)
    rows = [{"method": "password", "at": NOON.timestamp() + 0.5}, {"method": "mfa", "at": NOON.timestamp() + 9}]
    how = identified(rows, at)
    assert how == {"ways": ["password", "mfa"], "minutes": 11}
    assert identified_words(how) == "Signed in with a password and a second proof, 11 minutes before."
    assert identified_words(identified([], at)) == "Signed in; how was not recorded."


def test_where_mail_is_set_up_a_copy_goes_to_who_signed(owner, boss, writer):
    answers = {"host": "mail.example.com", "port": 587, "security": "starttls", "user": "", "sender": "us@example.com"}
    set_mail_server(actor=boss, answers={**answers, "password": ""}, at=NOON)
    approved(writer, boss)
    assert Signature.objects.get().copy == "mailed to marcy@example.com"
    assert Outgoing.objects.get().about.startswith("You approved")


def test_the_approved_paper_is_kept_and_handed_out(owner, boss, writer, sign_in):
    row = approved(writer, boss)
    kept = Attachment.objects.get(subject="version", subject_id=row.pk)
    assert attachments.path(kept.sha256).read_bytes().startswith(b"%PDF-")
    assert last("approved").data["paper"] == kept.sha256
    answer = sign_in(owner).get(f"/procedures/version/{row.pk}/approved.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert last("copy-taken").data["sha256"] == kept.sha256


@pytest.mark.slow
def test_without_its_paper_nothing_is_approved(owner, boss, writer, sign_in, monkeypatch):
    row = asked(writer)
    monkeypatch.setattr(attachments, "path", lambda digest: attachments.Path("/proc/nowhere") / digest)
    answer = sign_in(owner).post(f"/procedures/version/{row.pk}/approve/", {"despite": WHY})
    assert answer.status_code == 422
    assert "so it is not approved" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, Signature.objects.count()) == ("review", 0)


@pytest.mark.slow
def test_what_is_adopted_has_its_signature_and_paper_too(boss, inside):
    row = actions.adopt(actor=boss, slug="order-status", at=NOON, on=DAY, despite="so")
    assert Signature.objects.get(revision=row).intent == "adopt"
    assert Attachment.objects.filter(subject="version", subject_id=row.pk).count() == 1


# The team of one


@pytest.mark.slow
def test_the_librarys_own_words_do_not_wait(boss, inside):
    row = asked(boss, write(library()["quick-question"]))
    actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite="so")
    assert row.exception.startswith("Not reviewed by an adviser")
    mine = asked(boss, changed(write(library()["complaint"])))
    with pytest.raises(ProcedureError, match="after a day"):
        actions.approve(actor=boss, row=mine, at=NOON, on=DAY, despite="so")


@pytest.mark.slow
def test_the_exception_is_seen_by_all(owner, boss, inside, sign_in):
    row = asked(boss)
    assert "Nobody else here may approve" in sign_in(owner).get(f"/procedures/version/{row.pk}/").content.decode()
    actions.approve(actor=boss, row=row, at=NOON + timedelta(days=1), on=DAY, despite=WHY)
    page = sign_in(owner).get(f"/procedures/version/{row.pk}/").content.decode()
    assert "Approved by its own author after a day" in page
    assert "An outside review is asked for" in page


# Material or minor, declining, dates


def test_a_minor_change_is_recorded_and_approved_like_any_other(boss, writer):
    with pytest.raises(ProcedureError, match="first version is new to everybody"):
        asked(writer, material=False)
    first = Revision.objects.get()
    actions.submit(actor=writer, row=first, at=NOON)
    actions.approve(actor=boss, row=first, at=NOON, on=DAY, despite=WHY)
    actions.publish(actor=boss, row=first, on=DAY, at=NOON, despite=WHY)
    minor = asked(writer, changed(), material=False)
    assert (minor.material, minor.change_words, last("submitted").data["change"]) == (False, "Minor change", "minor")
    with pytest.raises(ProcedureError, match="in review"):
        actions.publish(actor=boss, row=minor, on=DAY, at=NOON)


def test_what_is_declined_stays_as_it_is_and_is_no_draft(boss, writer):
    row = asked(writer)
    with pytest.raises(ProcedureError, match="why it is declined"):
        actions.decline(actor=boss, row=row, why="", at=NOON)
    with pytest.raises(RefusedError):
        actions.decline(actor=writer, row=row, why="x", at=NOON)
    actions.decline(actor=boss, row=row, why="We sell nothing at home.", at=NOON)
    assert (row.state, Remark.objects.get().kind) == ("declined", "declined")
    fresh = actions.save_draft(actor=writer, text=TRY_HOME_SALE, reason="again", at=NOON)
    assert (fresh.number, fresh.pk != row.pk) == (2, True)


def test_changes_asked_for_void_the_signatures_so_far(owner, boss, writer, colleague):
    adviser = actor_of(colleague("reviewer"))
    row = asked(writer)
    control.name_approvers(actor=boss, entry=row.entry, chosen=reads.able(), at=NOON)
    actions.approve(actor=boss, row=row, at=NOON, on=DAY, despite=WHY)
    actions.send_back(actor=adviser, row=row, why="Say the day.", at=NOON)
    row = actions.save_draft(actor=writer, text=changed(), reason="said", at=NOON)
    actions.submit(actor=writer, row=row, at=NOON + timedelta(hours=1))
    actions.approve(actor=adviser, row=row, at=NOON + timedelta(hours=2), on=DAY, despite=WHY)
    assert row.state == "review"
    assert reads.standing(row).names(reads.standing(row).missing()) == ["Marcy Holt"]


def test_it_takes_effect_on_the_day_of_its_approval_or_later(boss, writer):
    row = approved(writer, boss)
    with pytest.raises(ProcedureError, match=r"approved on Nov 24, 2026\. It takes effect that day or later"):
        actions.publish(actor=boss, row=row, on=DAY - timedelta(days=1), at=NOON, despite=WHY)
    actions.publish(actor=boss, row=row, on=DAY + timedelta(days=7), at=NOON, despite=WHY)
    assert queries.in_force("try-home-sale", DAY + timedelta(days=6)) is None
    assert queries.in_force("try-home-sale", DAY + timedelta(days=7)) == row


@pytest.mark.slow
def test_a_day_on_which_it_ends(boss, writer, adopted_here):
    entry, day = adopted_here.entry, DAY + timedelta(days=10)
    with pytest.raises(ProcedureError, match="is not ahead"):
        control.end_on(actor=boss, entry=entry, on=DAY, why="sold", at=NOON)
    control.end_on(actor=boss, entry=entry, on=day, why="No longer sold.", at=NOON)
    assert queries.in_force("try-home-sale", day - timedelta(days=1)) == adopted_here
    assert queries.in_force("try-home-sale", day) is None
    assert queries.handbook(day) == []
    late = approved(writer, boss, changed())
    with pytest.raises(ProcedureError, match="This procedure ends on Dec 4, 2026"):
        actions.publish(actor=boss, row=late, on=day, at=NOON, despite=WHY)
    control.do_not_end(actor=boss, entry=entry, why="It sells again.", at=NOON)
    assert queries.in_force("try-home-sale", day) == adopted_here


def test_once_it_ended_only_what_is_approved_anew_comes_back(boss, writer, adopted_here):
    entry, day = adopted_here.entry, DAY + timedelta(days=2)
    control.end_on(actor=boss, entry=entry, on=day, why="No longer sold.", at=NOON)
    control.do_not_end(actor=boss, entry=entry, why="It sells again.", at=NOON + timedelta(days=5))
    assert queries.in_force("try-home-sale", day + timedelta(days=9)) is None


@pytest.fixture
def adopted_here(boss, writer):
    row = approved(writer, boss)
    actions.publish(actor=boss, row=row, on=DAY, at=NOON, despite=WHY)
    return row


# Going back, withdrawing


@pytest.mark.slow
def test_going_back_is_a_new_version_with_its_own_approval(boss, writer, adopted_here):
    second = approved(writer, boss, changed())
    with pytest.raises(ProcedureError, match="Finish or decline that one first"):
        actions.return_to(actor=writer, row=adopted_here, reason="better", at=NOON)
    actions.publish(actor=boss, row=second, on=DAY, at=NOON, despite=WHY)
    with pytest.raises(ProcedureError, match="Write why"):
        actions.return_to(actor=writer, row=adopted_here, reason=" ", at=NOON)
    third = actions.return_to(actor=writer, row=adopted_here, reason="It read better.", at=NOON)
    assert (third.number, third.state, third.text) == (3, "draft", adopted_here.text)
    assert third.reason == "Back to version 1: It read better."
    assert queries.in_force("try-home-sale", DAY) == second
    with pytest.raises(ProcedureError):
        actions.publish(actor=boss, row=third, on=DAY, at=NOON)


@pytest.mark.parametrize("role", ["reviewer"])
def test_a_reviewer_withdraws_urgently_with_a_reason(boss, colleague, adopted_here, role):
    who = actor_of(colleague(role))
    with pytest.raises(ProcedureError, match="why it is withdrawn"):
        control.withdraw(actor=who, entry=adopted_here.entry, why="", at=NOON, urgent=True)
    control.withdraw(actor=who, entry=adopted_here.entry, why="It tells a wrong day.", at=NOON, urgent=True)
    assert queries.in_force("try-home-sale", DAY) is None
    assert last("withdrawn-urgently").data["versions"] == [1]


def test_a_draft_is_put_away_and_its_number_stays_taken(boss, writer):
    row = actions.save_draft(actor=writer, text=TRY_HOME_SALE, reason="x", at=NOON)
    control.remove(actor=writer, row=row, at=NOON)
    assert queries.unfinished() == []
    assert actions.save_draft(actor=writer, text=TRY_HOME_SALE, reason="x", at=NOON).number == 2
    waits = asked(writer)
    with pytest.raises(ProcedureError, match="can decline it"):
        control.remove(actor=writer, row=waits, at=NOON)


# What runs it is examined again


BLOCK = """
procedure: money-back
title: Money back
purpose: Money goes back.
owner: owner
block: true
review: {every: 6mo}
steps:
  - {id: pay, do: Give the money back., record: [case.resolution], end: resolved}
"""
CALLER = """
procedure: wants-money
title: Wants money back
purpose: It goes back.
owner: owner
handles: [refund]
review: {every: 6mo}
steps:
  - {id: hear, ask: [case.reason], unknown: {go: back}}
  - {id: back, call: money-back, outcomes: {escalated: {end: escalated}}}
"""


@pytest.mark.slow
def test_the_approval_of_a_block_looks_at_its_callers_again(boss, writer, sign_in, owner):
    for text in (BLOCK, CALLER):
        actions.publish(actor=boss, row=approved(writer, boss, text), on=DAY, at=NOON, despite=WHY)
    circle = asked(writer, BLOCK.replace(", end: resolved}", "}\n  - {id: round, call: wants-money, end: resolved}")
                   .replace(", end: resolved}", "}"))  # fmt: skip
    found = reads.reached(circle, DAY)
    assert [(each.row.entry.slug, each.steps) for each in found] == [("wants-money", ("Back",))]
    page = sign_in(owner).get(f"/procedures/version/{circle.pk}/reach/").content.decode()
    assert "Wants money back" in page
    assert "Back" in page
    with pytest.raises(ProcedureError, match="can’t run"):
        actions.approve(actor=boss, row=circle, at=NOON, on=DAY, despite=WHY)


@pytest.mark.slow
def test_a_duty_that_a_caller_would_miss_is_found_before_the_block_is_approved(boss, writer, inside):
    actions.adopt(actor=boss, slug="complaint", at=NOON, on=DAY, despite="so")
    text = queries.in_force("complaint-attorney-general", DAY).text
    same = asked(writer, changed(text))
    assert {each.found for each in reads.reached(same, DAY)} == {()}
    actions.decline(actor=boss, row=same, why="for the test", at=NOON)
    raw = library()["complaint-attorney-general"].model_dump(mode="json", by_alias=True, exclude_unset=True)
    for step in raw["steps"]:
        step.pop("meets", None)
    silent = asked(writer, write(Procedure.model_validate(raw)))
    reached = {each.row.entry.slug: each.found for each in reads.reached(silent, DAY)}
    assert any(found.severity == "law" for found in reached["complaint"])
    with pytest.raises(ProcedureError, match="Mend it, or write why"):
        actions.approve(actor=boss, row=silent, at=NOON, on=DAY)


# Comments


@pytest.mark.slow
def test_comments_are_kept_answered_and_settled(owner, boss, writer, colleague, sign_in):
    row = asked(writer)
    step = "nowhere"
    with pytest.raises(ProcedureError, match="no such step"):
        control.remark(actor=boss, row=row, step=step, text="x", at=NOON)
    client = sign_in(owner)
    first_step = read(row.text).steps[0].id
    empty = client.post(f"/procedures/version/{row.pk}/say/", {"step": first_step, "text": " "})
    assert empty.status_code == 422
    sent = client.post(f"/procedures/version/{row.pk}/say/", {"step": first_step, "text": "Say who <we> are."})
    assert sent.status_code == 302
    said = Remark.objects.get()
    client.post(f"/procedures/version/{row.pk}/answer/", {"to": str(said.pk), "text": "Done."})
    assert [each.text for each in reads.remarks(row)] == ["Say who <we> are.", "Done."]
    page = client.get(f"/procedures/version/{row.pk}/").content.decode()
    assert "Say who &lt;we&gt; are." in page
    agent = sign_in(colleague("agent"))
    assert agent.post(f"/procedures/version/{row.pk}/settle/", {"to": str(said.pk)}).status_code == 403
    assert client.post(f"/procedures/version/{row.pk}/settle/", {"to": str(said.pk)}).status_code == 302
    assert "Settled by Marcy Holt" in client.get(f"/procedures/version/{row.pk}/").content.decode()
    assert client.post(f"/procedures/version/{row.pk}/answer/", {"to": "x", "text": "y"}).status_code == 404


# Side by side, and walked through


@pytest.mark.slow
def test_the_page_shows_both_versions_word_by_word(owner, boss, writer, adopted_here, sign_in):
    row = asked(writer, changed())
    page = sign_in(owner).get(f"/procedures/version/{row.pk}/compare/").content.decode()
    assert "<ins>Changed" in page
    assert "Version 1, in force, on the left" in page
    alone = sign_in(owner).get(f"/procedures/version/{adopted_here.pk}/compare/").content.decode()
    assert "no other version to stand beside it" in alone


@pytest.mark.slow
def test_a_walk_goes_step_by_step_and_leaves_no_case(owner, boss, writer, sign_in):
    row = asked(writer, CALLER.replace("  - {id: back, call: money-back, outcomes: {escalated: {end: escalated}}}",
                                       "  - {id: back, say: It goes back., end: resolved}"))  # fmt: skip
    client, url = sign_in(owner), f"/procedures/version/{row.pk}/walk/"
    first = client.get(url)
    assert "<h1>Hear</h1>" in first.content.decode()
    second = client.post(url, {"so_far": first.context["told"].so_far, "go": "on", "case.reason": "a bill"})
    assert "<h1>Back</h1>" in second.content.decode()
    back = client.post(url, {"so_far": second.context["told"].so_far, "go": "back"})
    assert "<h1>Hear</h1>" in back.content.decode()
    ended = client.post(url, {"so_far": second.context["told"].so_far, "go": "on"})
    assert "Ended: resolved" in ended.content.decode()
    assert client.post(url, {"so_far": "{broken", "go": ""}).status_code == 200
    assert Case.objects.count() == 0


@pytest.mark.slow
def test_the_library_is_walked_to_an_end_or_a_wait(owner, boss, inside, sign_in):
    """Every answer left open: the walk ends with a person or a wait, and no page fails."""
    for slug in ("complaint", "cancel-home-sale", "order-status"):
        row = actions.adopt(actor=boss, slug=slug, at=NOON, on=DAY, despite="so")
        client, url, so_far = sign_in(owner), f"/procedures/version/{row.pk}/walk/", ""
        for _ in range(60):
            told = client.post(url, {"so_far": so_far, "go": "on", "yes": "yes"}).context["told"]
            if told.is_ended or told.state.status == "waiting":
                break
            so_far = told.so_far
        assert told.is_ended or told.state.status == "waiting", slug


def test_the_page_of_approvers(owner, boss, writer, colleague, sign_in):
    adviser, row = colleague("reviewer"), asked(writer)
    client, url = sign_in(owner), "/procedures/try-home-sale/approvers/"
    assert "The reviewer" in client.get(url).content.decode()
    assert client.post(url, {"who": "listed", "member": [str(adviser.pk)]}).status_code == 302
    assert reads.named(row.entry) == {adviser.pk}
    assert client.post(url, {"who": "anyone"}).status_code == 302
    row.entry.refresh_from_db()
    assert not row.entry.names_approvers
    assert sign_in(colleague("agent")).get(url).status_code == 403


@pytest.mark.slow
def test_the_page_of_withdrawing_takes_a_day(owner, boss, writer, adopted_here, sign_in):
    client, url = sign_in(owner), "/procedures/try-home-sale/retire/"
    late = client.post(url, {"how": "later", "on": "Nov 31, 2026", "why": "x"})
    assert late.status_code == 422
    assert client.post(url, {"how": "later", "on": "Dec 1, 2099", "why": "It is sold no more."}).status_code == 302
    assert "Ends on" in client.get("/procedures/try-home-sale/").content.decode()
    assert client.post(url, {"how": "goes-on", "why": "It is."}).status_code == 302
    adopted_here.entry.refresh_from_db()
    assert adopted_here.entry.retires_on is None


def test_what_waits_for_approval_waits_for_whoever_may_sign_it(owner, boss, writer, colleague):
    adviser, row = colleague("reviewer"), asked(writer)
    control.name_approvers(actor=boss, entry=row.entry, chosen=[adviser], at=NOON)

    def waits(member):
        return [each.address for each in reads.waiting(member, NOON, "America/Chicago")]

    assert waits(owner) == []
    assert waits(adviser) == [f"/procedures/version/{row.pk}/"]
    actions.approve(actor=actor_of(adviser), row=row, at=NOON, on=DAY, despite=WHY)
    assert waits(owner) == [f"/procedures/version/{row.pk}/"]  # now a day is chosen


@pytest.mark.slow
def test_what_was_not_read_is_not_signed(owner, boss, writer, sign_in):
    """Between reading and signing it was sent back, rewritten and asked for again; or another decided at once."""
    row = asked(writer)
    client, url = sign_in(owner), f"/procedures/version/{row.pk}/"
    seen = client.get(url).context["beside"].hash
    stale = Revision.objects.get(pk=row.pk)
    actions.send_back(actor=boss, row=row, why="Say the day.", at=NOON)
    with pytest.raises(ProcedureError, match="has moved on"):
        actions.decline(actor=boss, row=stale, why="No.", at=NOON)
    asked(writer, changed())
    answer = client.post(f"{url}approve/", {"seen": seen, "despite": WHY})
    assert answer.status_code == 422
    assert "has moved on since this page was loaded" in answer.content.decode()
    with pytest.raises(ProcedureError, match="has moved on"):
        actions.approve(actor=boss, row=stale, at=NOON, on=DAY, despite=WHY)
    now = client.get(url).context["beside"].hash
    assert client.post(f"{url}approve/", {"seen": now, "despite": WHY}).status_code == 302
