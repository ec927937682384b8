"""A step that sends a reply: its words stand behind it, are checked against law, and are frozen with the procedure."""

from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.law.queries import law_in_use
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions as handbook
from handrail.procedures import queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.bringing.actions import REPLIES
from handrail.procedures.control.actions import name_approvers_for_all
from handrail.procedures.documents.told import told
from handrail.procedures.examined import examine_by_law
from handrail.procedures.language.reader import read
from handrail.procedures.language.variants import written_out
from handrail.procedures.replies import actions
from handrail.procedures.replies.queries import in_force as in_use
from handrail.procedures.replies.queries import waiting
from handrail.procedures.replies.reply import read as read_reply
from handrail.procedures.replies.sent import found, put_behind, replies_of, thaw, with_replies
from handrail.procedures.replies.shelf import replies as starters
from handrail.procedures.shelf import library

DAY = date(2026, 11, 24)
SENDS = """procedure: sends
title: Sends a reply
purpose: Say thanks.
owner: manager
review: {every: 6mo}
steps:
  - id: first
    send: reply/thanks
    meets: [home-solicitation.notice]
  - id: close
    end: resolved
"""
PLAIN = SENDS.replace("    meets: [home-solicitation.notice]\n", "")
THANKS = "reply: thanks\ntitle: Thank you\nways: [chat]\nwords: Thank you for that.\n"
SPANISH = THANKS.replace("ways:", "language: es\nfollows: 1\nways:").replace("Thank you for", "Gracias por")


def test_only_a_whole_name_is_a_reply():
    assert read(SENDS).step("first").reply == "thanks"
    assert read(PLAIN.replace("reply/thanks", "See reply/thanks")).step("first").reply == ""


def test_its_words_and_its_title_stand_behind_the_step():
    procedure = read(PLAIN)
    assert procedure.step("first").worded("send") == "The reply “Thanks”"
    put_behind(procedure, {"thanks": read_reply(THANKS), "thanks.es": read_reply(SPANISH)})
    assert procedure.step("first").worded("send") == "Thank you for that."
    assert "Send, the reply “Thank you”" in str(told(procedure, {}))


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


def in_force(writer, actor, text):
    row = actions.save_draft(actor=writer, text=text, reason="first", at=NOON)
    actions.submit(actor=writer, row=row, at=NOON)
    actions.approve(actor=actor, row=row, at=NOON)
    actions.publish(actor=actor, row=row, on=DAY, at=NOON)
    return row


@pytest.mark.slow
def test_frozen_in_every_language_or_not_put_in_force_at_all(inside, owner, colleague):
    writer, actor = actor_of(colleague("manager")), actor_of(owner)
    row = handbook.save_draft(actor=writer, text=PLAIN, reason="first", at=NOON)
    assert [one.title for one in queries.report(read(PLAIN), DAY).findings if one.rule == "reply"] == [
        "It sends the reply thanks, which is neither in force nor in the library"
    ]
    handbook.submit(actor=writer, row=row, at=NOON)
    with pytest.raises(ProcedureError, match="reply thanks, which is not in force"):
        handbook.approve(actor=actor, row=row, at=NOON, on=DAY)
    in_force(writer, actor, THANKS)
    in_force(writer, actor, SPANISH)
    handbook.approve(actor=actor, row=row, at=NOON, on=DAY)
    handbook.publish(actor=actor, row=row, on=DAY, at=NOON)
    bundle = queries.in_force("sends", DAY).bundle
    assert {name: (number, reply.words) for name, (number, reply) in thaw(bundle.content).items()} == {
        "thanks": (1, "Thank you for that."),
        "thanks.es": (1, "Gracias por that."),
    }
    in_force(writer, actor, THANKS.replace("for that", "for all that"))
    assert queries.procedures_of(bundle)["sends"].step("first").worded("send") == "Thank you for that."


def test_a_sentence_that_law_asks_for_is_missed_with_its_citation(inside, owner):
    procedure, law = read(SENDS), law_in_use(DAY)
    assert replies_of([procedure]) == ["thanks"]
    rows = found(procedure, {"thanks": read_reply(THANKS)}, law, {}, DAY)
    assert {row.severity for row in rows} == {"law"}
    assert all("does not say" in row.title and row.title.endswith(")") for row in rows)
    assert not found(read(PLAIN), {"thanks": read_reply(THANKS)}, law, {}, DAY)


def test_home_says_which_reply_runs_out(inside, owner, colleague):
    writer = colleague("manager")
    in_force(actor_of(writer), actor_of(owner), THANKS.replace("ways:", "until: 2026-12-20\nways:"))
    rows = waiting(owner, NOON, "America/Chicago")
    assert [(row.title, row.label) for row in rows] == [("Runs out: Thank you", "until Dec 20, 2026")]
    assert waiting(owner, NOON - timedelta(days=9), "America/Chicago") == []
    past = waiting(owner, NOON + timedelta(days=40), "America/Chicago")
    assert [(row.title, row.detail) for row in past] == [
        ("Ran out: Thank you", "Every step that sends it stops there. Write the next version, or withdraw it.")
    ]


def test_a_macro_brought_in_is_a_draft_of_its_own(inside, colleague):
    actor = actor_of(colleague("manager"))
    rows = [keep(actor=actor, title="2. Where is it?", words="It is on its way.", at=NOON) for keep in REPLIES * 2]
    assert [(row.entry.slug, row.state) for row in rows] == [("where-is-it", "draft"), ("where-is-it-2", "draft")]
    with pytest.raises(ValueError, match=r"ticket\.id"):
        REPLIES[0](actor=actor, title="Bad", words="See {{ ticket.id }}.", at=NOON)


def test_a_blank_of_the_reply_is_looked_for_as_one_of_the_step(inside):
    blank = read_reply(THANKS.replace("for that", "for {{ sale.number }}"))
    law, procedure = (
        law_in_use(DAY),
        read(PLAIN.replace("- id: close", "- {id: ask, ask: [case.reason]}\n  - id: close")),
    )
    told = examine_by_law(procedure, {}, {}, law, DAY, replies={"thanks": blank})
    assert [row.about for row in told.findings if row.rule == "fact-before-known"] == ["sale.number"]
    plainly = examine_by_law(procedure, {}, {}, law, DAY, replies={"thanks": read_reply(THANKS)})
    assert not [row for row in plainly.findings if row.rule == "fact-before-known"]
    assert procedure.step("first").sent == ()  # what others read too stays as it was


def test_replies_stay_behind_a_procedure_that_is_written_out():
    varied = PLAIN + "variants:\n  - {name: by-phone, when: \"case.channel == 'phone'\", leave_out: [close]}\n"
    made = written_out(with_replies(read(varied), {"thanks": read_reply(THANKS)}))
    assert made.step("first").worded("send") == "Thank you for that."


# Starters bring the replies they send


@pytest.mark.slow
def test_a_starter_is_adopted_with_the_replies_it_sends_in_every_language(inside, owner):
    row = handbook.adopt(actor=actor_of(owner), slug="refund-or-return", at=NOON, on=DAY)
    assert {name: number for name, (number, _) in thaw(row.bundle.content).items()} == {
        "exchange-on-its-way": 1, "refund-sent": 1, "refund-sent.es": 1,
    }  # fmt: skip
    adopted = in_use(DAY)["refund-sent"]
    assert (adopted.exception, adopted.signatures.get().intent) == (actions.LIBRARY, "adopt")
    said = queries.procedures_of(row.bundle)["refund-or-return"].step("close").worded("send")
    assert said == starters()["refund-sent"].words


@pytest.mark.slow
def test_a_reply_of_that_name_that_is_in_force_stays_as_it_is(inside, owner, colleague):
    ours = "reply: refund-sent\ntitle: Ours\nways: [chat]\nwords: It is sent.\n"
    in_force(actor_of(colleague("manager")), actor_of(owner), ours)
    row = handbook.adopt(actor=actor_of(owner), slug="refund-or-return", at=NOON, on=DAY)
    assert queries.procedures_of(row.bundle)["refund-or-return"].step("close").worded("send") == "It is sent."


@pytest.mark.slow
def test_where_others_approve_neither_the_starter_nor_its_replies_come_into_force(inside, owner, colleague):
    reviewer = colleague("reviewer")
    name_approvers_for_all(actor=actor_of(owner), chosen=[reviewer], at=NOON)
    with pytest.raises(ProcedureError, match="“Your new item is on order” is not adopted at once"):
        handbook.adopt(actor=actor_of(owner), slug="refund-or-return", at=NOON, on=DAY)
    assert not in_use(DAY)
    handbook.adopt(actor=actor_of(reviewer), slug="refund-or-return", at=NOON, on=DAY)  # the one who is named, alone
    assert in_use(DAY)["refund-sent"].approved_by == reviewer.user.name


def test_every_reply_that_a_starter_sends_lies_in_the_library_too():
    sent = replies_of(library().values())
    assert len(sent) >= 20
    assert set(sent) <= set(starters())
