"""No reply is sent that nobody approved, whichever door is tried."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cast import NOON
from handrail.ledger import scope
from handrail.ledger.deed import deed
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures.models import ApproverList, UnsignedError
from handrail.procedures.replies import actions, queries
from handrail.procedures.replies.actions import ReplyError
from handrail.procedures.replies.models import ReplyEntry, ReplySignature, ReplyVersion
from handrail.procedures.replies.reply import TO_WRITE
from handrail.procedures.replies.shelf import replies, starter_text

DAY = date(2026, 11, 24)
TEXT = """reply: thanks
title: Thank you
ways: [email, chat]
subject: Thank you
words: Thank you, {{ customer.name }}. We wrote it down.
"""
SPANISH = TEXT.replace("ways:", "language: es\nfollows: 1\nways:").replace("Thank you, ", "Gracias, ")
LACKING = """reply: notice
title: Notice
ways: [mail]
words: You agreed to this sale on {{ sale.signed_on }}.
meets: [home-solicitation.notice]
"""


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


@pytest.fixture
def writer(inside, colleague):
    return actor_of(colleague("manager"))


@pytest.fixture
def actor(owner):
    return actor_of(owner)


def written(writer, text=TEXT):
    row = actions.save_draft(actor=writer, text=text, reason="first", at=NOON)
    actions.submit(actor=writer, row=row, at=NOON)
    return row


def put_in_force(writer, actor, text=TEXT, on=DAY, despite=""):
    row = written(writer, text)
    actions.approve(actor=actor, row=row, at=NOON, despite=despite)
    actions.publish(actor=actor, row=row, on=on, at=NOON)
    return row


def test_from_a_draft_into_force_with_a_signature_and_a_record(writer, actor):
    row = put_in_force(writer, actor)
    assert queries.in_force(DAY) == {"thanks": row}
    assert ReplyEntry.objects.get().title == "Thank you"
    assert queries.in_force(DAY - timedelta(days=1)) == {}
    sign = ReplySignature.objects.get(version=row)
    assert "version 1 of “Thank you”" in sign.words
    kinds = [event.kind for event in Event.objects.filter(chain__subject="reply").order_by("seq")]
    assert kinds == ["reply-draft-saved", "reply-submitted", "reply-approved", "reply-published"]


def test_the_next_version_takes_over_on_its_day(writer, actor):
    first = put_in_force(writer, actor)
    second = put_in_force(writer, actor, TEXT.replace("wrote it", "have it"), DAY + timedelta(days=2))
    assert second.number == 2
    assert queries.in_force(DAY + timedelta(days=1))["thanks"] == first
    assert queries.in_force(DAY + timedelta(days=2))["thanks"] == second


def test_who_wrote_it_does_not_approve_it(owner, inside, colleague):
    colleague("reviewer")
    row = written(actor_of(owner))
    with pytest.raises(ReplyError, match="You wrote this version"):
        actions.approve(actor=actor_of(owner), row=row, at=NOON + timedelta(days=3))


def test_a_team_of_one_waits_a_day(owner, inside):
    row = written(actor_of(owner))
    with pytest.raises(ReplyError, match="after a day"):
        actions.approve(actor=actor_of(owner), row=row, at=NOON + timedelta(hours=23))
    actions.approve(actor=actor_of(owner), row=row, at=NOON + timedelta(hours=24))
    assert "own author" in row.exception


def test_an_answer_without_a_word_in_the_language_is_named_before_it_is_approved(writer, actor):
    put_in_force(writer, actor)
    row = written(writer, SPANISH.replace("{{ customer.name }}", "{{ customer.name }}, {{ debt.kind }}"))
    assert queries.beside(row, DAY).asks_why
    with pytest.raises(
        ReplyError,
        match=r"No word in Spanish for “a written contract”, .+ of “Ground of the debt”, so that would be sent in English",
    ):
        actions.approve(actor=actor, row=row, at=NOON)
    actions.approve(actor=actor, row=row, at=NOON, despite="We only work there")
    assert row.exception.startswith("Approved all the same: We only work there (No word in Spanish")


def test_choices_with_words_are_said_in_the_language_and_by_whom(writer, actor):
    put_in_force(writer, actor)
    row = written(writer, SPANISH.replace("{{ customer.name }}", "{{ sale.paid_how }}"))
    beside = queries.beside(row, DAY)
    assert (beside.unsaid, "not reviewed by a native speaker" in beside.words_by) == ((), True)
    actions.approve(actor=actor, row=row, at=NOON)
    rows = queries.beside(written(writer, SPANISH.replace("{{ customer.name }}", "{{ business.hours }}")), DAY)
    assert [each.values for each in rows.unsaid] == [("a row of it",)]


@pytest.mark.parametrize("role", ["supervisor", "agent", "auditor"])
def test_these_roles_put_nothing_in_force(writer, actor, colleague, role):
    row, other = written(writer), actor_of(colleague(role))
    for tried in (
        lambda: actions.approve(actor=other, row=row, at=NOON),
        lambda: actions.publish(actor=other, row=row, on=DAY, at=NOON),
        lambda: actions.adopt(actor=other, names=[], at=NOON, on=DAY),
        lambda: actions.withdraw(actor=other, entry=row.entry, why="x", on=DAY, at=NOON),
    ):
        with pytest.raises(RefusedError):
            tried()


def test_a_missing_sentence_is_named_and_passes_only_with_a_reason(writer, actor):
    row = written(writer, LACKING)
    with pytest.raises(ReplyError, match=r"It does not say “.*asks for \("):
        actions.approve(actor=actor, row=row, at=NOON)
    actions.approve(actor=actor, row=row, at=NOON, despite="The printed form says it.")
    assert "The printed form says it." in row.exception


def test_it_is_not_put_in_force_before_its_approval_or_past_its_last_day(writer, actor):
    row = written(writer, TEXT + "until: 2026-11-30\n")
    with pytest.raises(ReplyError, match="moved on"):
        actions.publish(actor=actor, row=row, on=DAY, at=NOON)
    actions.approve(actor=actor, row=row, at=NOON)
    with pytest.raises(ReplyError, match="that day or later"):
        actions.publish(actor=actor, row=row, on=DAY - timedelta(days=30), at=NOON)
    with pytest.raises(ReplyError, match="until Nov 30, 2026"):
        actions.publish(actor=actor, row=row, on=date(2026, 12, 1), at=NOON)


def test_what_was_asked_to_change_needs_a_new_signature(writer, actor):
    row = written(writer)
    with pytest.raises(ReplyError, match="Write what should change"):
        actions.send_back(actor=actor, row=row, why=" ", at=NOON)
    actions.send_back(actor=actor, row=row, why="Warmer.", at=NOON)
    again = actions.save_draft(actor=writer, text=TEXT.replace("it down", "all down"), reason="warmer", at=NOON)
    assert again.pk == row.pk
    assert again.sent_back_why == "Warmer."


def test_withdrawn_it_is_in_force_no_more(writer, actor):
    row = put_in_force(writer, actor)
    with pytest.raises(ReplyError, match="why"):
        actions.withdraw(actor=actor, entry=row.entry, why="", on=date(2026, 12, 1), at=NOON)
    actions.withdraw(actor=actor, entry=row.entry, why="Wrong number in it.", on=date(2026, 12, 1), at=NOON)
    assert "thanks" in queries.in_force(date(2026, 11, 30))
    assert "thanks" not in queries.in_force(date(2026, 12, 1))


def test_an_earlier_version_comes_back_as_a_draft_only(writer, actor):
    first = put_in_force(writer, actor)
    put_in_force(writer, actor, TEXT.replace("wrote it", "have it"))
    back = actions.return_to(actor=writer, row=first, reason="Clearer.", at=NOON)
    assert (back.number, back.state, back.text) == (3, "draft", first.text)


def test_a_translation_follows_its_source(writer, actor):
    put_in_force(writer, actor)
    put_in_force(writer, actor, SPANISH)
    assert [row.notes for row in queries.listed("", "title", DAY)] == [(), ()]
    put_in_force(writer, actor, TEXT.replace("wrote it", "have it"))
    notes = {row.name: row.notes for row in queries.listed("", "title", DAY)}
    assert notes == {"thanks": (), "thanks.es": ("Source changed since",)}


def test_the_rows_and_the_database_guard_themselves(writer, actor):
    row = written(writer)
    row.state, row.approved_at = "approved", NOON
    with pytest.raises(UnsignedError):
        row.save()
    with pytest.raises(UnsignedError):
        ReplyVersion.objects.filter(pk=row.pk).update(state="published")
    with pytest.raises(UnsignedError):
        ReplyVersion.objects.filter(pk=row.pk).delete()
    for change in ("SET state = 'published'", "SET text = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), deed(actor, NOON), connection.cursor() as cursor:
            cursor.execute("UPDATE procedures_replyversion " + change)


def test_starters_are_adopted_once(owner, inside, monkeypatch):
    from handrail.procedures.replies.reply import read

    for module in (actions, queries):
        monkeypatch.setattr(module, "replies", lambda: {"thanks": read(TEXT)})
        monkeypatch.setattr(module, "starter_text", lambda name: TEXT)
    rows = actions.adopt(actor=actor_of(owner), names=["thanks", "thanks"], at=NOON, on=DAY)
    assert [row.state for row in rows] == ["published"]
    assert actions.adopt(actor=actor_of(owner), names=["thanks"], at=NOON, on=DAY) == []
    with pytest.raises(ReplyError, match="no reply called"):
        actions.adopt(actor=actor_of(owner), names=["nothing"], at=NOON, on=DAY)


def test_what_was_withdrawn_stays_so_whatever_comes_after(writer, actor):
    row = put_in_force(writer, actor)
    actions.withdraw(actor=actor, entry=row.entry, why="Wrong.", on=DAY, at=NOON)
    assert queries.in_force(DAY) == {}
    with pytest.raises(ReplyError, match="nothing to withdraw"):
        actions.withdraw(actor=actor, entry=row.entry, why="Later.", on=DAY + timedelta(days=30), at=NOON)
    later = put_in_force(writer, actor, TEXT.replace("wrote it", "have it"), DAY + timedelta(days=10))
    assert queries.in_force(DAY + timedelta(days=9)) == {}
    assert queries.in_force(DAY + timedelta(days=10)) == {"thanks": later}


def test_nothing_is_put_in_force_past_an_end_that_is_ahead(writer, actor):
    row = put_in_force(writer, actor)
    actions.withdraw(actor=actor, entry=row.entry, why="Ends.", on=DAY + timedelta(days=5), at=NOON)
    with pytest.raises(ReplyError, match="ends on Nov 29"):
        put_in_force(writer, actor, TEXT.replace("wrote it", "have it"), DAY + timedelta(days=7))
    assert "thanks" in queries.in_force(DAY + timedelta(days=4))
    assert "thanks" not in queries.in_force(DAY + timedelta(days=5))


def test_the_version_put_in_force_last_stands_from_its_day_on(writer, actor):
    put_in_force(writer, actor)
    put_in_force(writer, actor, TEXT.replace("wrote it", "two"), DAY + timedelta(days=10))
    third = put_in_force(writer, actor, TEXT.replace("wrote it", "three"), DAY + timedelta(days=5))
    assert queries.in_force(DAY + timedelta(days=12))["thanks"] == third


def test_a_signature_from_before_the_change_names_nobody(writer, actor, colleague):
    second = actor_of(colleague("reviewer"))
    named_for_all(actor, [actor, second])
    row = written(writer)
    actions.approve(actor=second, row=row, at=NOON)
    actions.send_back(actor=actor, row=row, why="Warmer", at=NOON)
    row = actions.save_draft(actor=writer, text=TEXT.replace("it down", "all"), reason="w", at=NOON)
    named_for_all(actor, [actor])
    later = NOON + timedelta(hours=1)
    actions.submit(actor=writer, row=row, at=later)
    actions.approve(actor=actor, row=row, at=later)
    assert row.state == "approved"
    assert second.name not in row.approved_by


def named_for_all(actor, who):
    with deed(actor, NOON) as record:
        ApproverList.objects.all().delete()
        ApproverList.objects.create(members=[str(each.id) for each in who])
        record.event("procedures", "approvers", "organization", actor.organization, {})


@pytest.mark.slow
def test_the_whole_library_of_replies_can_be_adopted(owner, inside):
    whole = {name for name, reply in replies().items() if not reply.to_write}
    rows = actions.adopt(actor=actor_of(owner), names=whole, at=NOON, on=DAY)
    assert len(rows) == len(whole)
    assert {row.name for row in queries.listed("", "title", DAY)} == whole
    assert not [row.name for row in queries.listed("", "title", DAY) if row.notes]


def test_a_form_whose_words_of_law_are_still_to_write_comes_into_force_by_no_door(owner, writer, actor):
    with pytest.raises(ReplyError, match=r"not whole yet\. Still to write: your business address"):
        actions.adopt(actor=actor, names=["cancellation-notice"], at=NOON, on=DAY)
    row = actions.save_draft(actor=writer, text=starter_text("cancellation-notice"), reason="ours", at=NOON)
    with pytest.raises(ReplyError, match="from the agency or your adviser"):
        actions.submit(actor=writer, row=row, at=NOON)
    assert not queries.in_force(DAY)
    filled = TO_WRITE.sub("Words of the adviser.", row.text)
    row = actions.save_draft(actor=writer, text=filled, reason="ours", at=NOON)
    actions.submit(actor=writer, row=row, at=NOON)
    with pytest.raises(ReplyError, match="statement"):  # what law wants said is still to be marked by who wrote it
        actions.approve(actor=actor, row=row, at=NOON)
