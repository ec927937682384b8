"""The pages of replies: every door asked by those who may and those who may not, what was typed kept, another business
blind, and nothing written while another date is looked at."""

from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.business.actions import answer as describe
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.replies import actions, queries
from handrail.procedures.replies.models import ReplySignature, ReplyVersion

TEXT = """reply: thanks
title: Thank you
ways: [email, chat]
subject: Thank you
words: Thank you, {{ customer.name }}. We wrote it down.
"""
FIELDS = {
    "reply": "thanks", "title": "Thank you", "language": "en", "ways": ["email", "chat"], "subject": "Thank you",
    "words": "Thank you, {{ customer.name }}.\r\nWe wrote it down.", "reason": "first", "until": "Dec 31, 2027",
}  # fmt: skip
LACKING = """reply: notice
title: Notice
ways: [mail]
words: You agreed to this sale on {{ sale.signed_on }}.
meets: [home-solicitation.notice]
"""
NEW, LIST = "/procedures/replies/new/", "/procedures/replies/"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)


@pytest.fixture
def boss(owner, sign_in):
    return sign_in(owner)


@pytest.fixture
def writer(colleague, sign_in):
    return sign_in(colleague("manager"))


def page_of(owner, state="review", text=TEXT):
    """A version written by somebody else, at this state."""
    from handrail.people import actions as people

    member = people.demo_member(
        organization=owner.organization_id, name="Wendy", email="w@example.com", password="quiet green", role="manager",
        at=NOON,
    )  # fmt: skip
    with scope.organization(owner.organization_id):
        row = actions.save_draft(actor=actor_of(member), text=text, reason="first", at=NOON)
        if state != "draft":
            actions.submit(actor=actor_of(member), row=row, at=NOON)
        if state == "published":
            actions.approve(actor=actor_of(owner), row=row, at=NOON, despite="So.")
            actions.publish(actor=actor_of(owner), row=row, on=NOON.date(), at=NOON)
    return row


def at(row, what=""):
    return f"/procedures/replies/version/{row.pk}/{what}"


def state_of(owner, row):
    with scope.organization(owner.organization_id):
        return ReplyVersion.objects.get(pk=row.pk).state


def test_from_the_form_into_force_through_the_pages(owner, boss, writer):
    kept = writer.post(NEW, FIELDS)
    with scope.organization(owner.organization_id):
        row = ReplyVersion.objects.get()
    assert kept.url == at(row)
    assert row.until == date(2027, 12, 31)
    assert "We wrote it down." in row.text
    assert writer.post(at(row, "submit/")).url == at(row)
    page = boss.get(at(row)).content.decode()
    assert "I have read version 1 of “Thank you”" in page
    assert '<span class="blank">Customer’s name</span>' in page
    assert "It waits for Marcy Holt" in page
    seen = page.split('name="seen" value="')[1][:64]
    boss.post(at(row, "approve/"), {"seen": seen})
    boss.post(at(row, "publish/"), {"on": "Dec 1, 2026"})
    with scope.organization(owner.organization_id):
        assert queries.in_force(date(2026, 11, 30)) == {}
        assert queries.in_force(date(2026, 12, 1))["thanks"] == row
        assert ReplySignature.objects.get().name == "Marcy Holt"
    assert "In force from Dec 1, 2026" in boss.get(LIST).content.decode()


@pytest.mark.slow
def test_what_was_typed_stays_with_what_is_wrong_and_nothing_is_kept(owner, writer):
    wrong = {**FIELDS, "words": "Hello {{ customer.nam }}", "ways": []}
    answer = writer.post(NEW, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hello {{ customer.nam }}" in page
    assert "customer.nam" in page.split('role="alert"')[1].split("</div>")[0]
    no_reason = writer.post(NEW, {**FIELDS, "reason": " "})
    assert no_reason.status_code == 422
    assert "Write why you change it" in no_reason.content.decode()
    with scope.organization(owner.organization_id):
        assert not ReplyVersion.objects.exists()


@pytest.mark.slow
def test_fields_and_text_are_one_reply(writer):
    page = writer.post(NEW, {**FIELDS, "go": "text"}).content.decode()
    text = page.split('name="text"')[1].split(">\n", 1)[1].split("</textarea>")[0]
    assert "reply: thanks" in text
    assert "until: &#x27;2027-12-31&#x27;" in text
    back = writer.post(NEW, {"text": text.replace("&#x27;", "'"), "go": "fields", "reason": "first"})
    assert 'value="Thank you"' in back.content.decode()
    bad = writer.post(NEW, {"text": "reply: [", "go": "fields"})
    assert bad.status_code == 422
    assert "Line" in bad.content.decode()


@pytest.mark.slow
def test_a_blank_is_chosen_by_its_label(writer):
    page = writer.post(NEW, {**FIELDS, "go": "blank", "blank": "Order number"}).content.decode()
    assert "We wrote it down. {{ sale.number }}" in page
    assert writer.post(NEW, {**FIELDS, "go": "blank", "blank": "Zebra"}).status_code == 422


@pytest.mark.slow
def test_a_blank_is_added_in_a_format_that_is_one_for_its_fact(writer):
    day = {**FIELDS, "go": "blank", "blank": "Day it was signed"}
    page = writer.post(NEW, {**day, "written": "date"}).content.decode()
    assert "We wrote it down. {{ sale.signed_on | date }}" in page
    none = writer.post(NEW, {**day, "written": "upper"})
    page = none.content.decode()
    assert none.status_code == 422
    assert "Day it was signed can’t be written that way. Choose “the day, with its month in full" in page
    assert 'value="Day it was signed" list="blanks"' in page
    assert '<option value="upper" selected>' in page


@pytest.mark.slow
def test_what_law_wants_is_asked_for_in_the_form_and_shown_with_its_status(owner, boss, writer):
    with scope.organization(owner.organization_id):
        describe(actor=actor_of(owner), answers={"business.sells_at_home": True}, at=NOON)
    with_kind = {**FIELDS, "go": "kind", "kind": "home-solicitation.notice"}
    page = writer.post(NEW, with_kind).content.decode()
    assert "Date of the sale" in page
    assert "16 CFR 429.0, 429.1" in page
    assert "Checked Nov 22, 2026" in page
    said = {"meets": "home-solicitation.notice", "wants": "date of the sale", "says": "We wrote it down."}
    writer.post(NEW, {**FIELDS, **said})
    with scope.organization(owner.organization_id):
        row = ReplyVersion.objects.get()
    page = boss.get(at(row)).content.decode()
    assert "Said here: “We wrote it down.”" in page
    assert "Not said here" in page
    assert "Checked Nov 22, 2026" in page
    dropped = writer.post(NEW, {**FIELDS, **said, "go": "drop:home-solicitation.notice"}).content.decode()
    assert 'name="meets"' not in dropped


def test_what_is_missing_is_approved_with_a_reason_only(owner, boss):
    row = page_of(owner, text=LACKING)
    refused = boss.post(at(row, "approve/"))
    assert refused.status_code == 422
    assert "It does not say" in refused.content.decode()
    assert state_of(owner, row) == "review"
    boss.post(at(row, "approve/"), {"despite": "The printed form says it."})
    assert state_of(owner, row) == "approved"
    assert "The printed form says it." in boss.get(at(row)).content.decode()


def test_a_page_that_is_old_signs_nothing(owner, boss):
    row = page_of(owner)
    assert "moved on" in boss.post(at(row, "approve/"), {"seen": "0" * 64}).content.decode()
    assert state_of(owner, row) == "review"


@pytest.mark.slow
def test_two_people_never_write_over_each_other(owner, boss, writer):
    row = page_of(owner, "draft")
    page = writer.get("/procedures/replies/named/thanks/edit/").content.decode()
    seen = page.split('name="seen" value="')[1][:64]
    boss.post("/procedures/replies/named/thanks/edit/", {**FIELDS, "words": "Another.", "seen": seen})
    late = writer.post("/procedures/replies/named/thanks/edit/", {**FIELDS, "words": "Mine.", "seen": seen})
    assert late.status_code == 422
    assert "Marcy Holt changed this draft meanwhile" in late.content.decode()
    assert "Mine." in late.content.decode()
    with scope.organization(owner.organization_id):
        assert "Another." in ReplyVersion.objects.get(pk=row.pk).text


@pytest.mark.slow
def test_a_name_is_given_once_and_stays(owner, writer):
    page_of(owner, "draft")
    assert "is here already" in writer.post(NEW, FIELDS).content.decode()
    other = writer.post("/procedures/replies/named/thanks/edit/", {**FIELDS, "reply": "others"})
    assert "The name and the language stay" in other.content.decode()


def test_sent_back_declined_withdrawn_and_gone_back_to(owner, boss, writer):
    row = page_of(owner)
    assert boss.post(at(row, "send-back/"), {"why": ""}).status_code == 422
    boss.post(at(row, "send-back/"), {"why": "Warmer."})
    assert "Warmer." in writer.get(at(row)).content.decode()
    writer.post(at(row, "submit/"))
    boss.post(at(row, "decline/"), {"why": "Not wanted."})
    assert state_of(owner, row) == "declined"
    assert "Declined: “Not wanted.”" in writer.get(at(row)).content.decode()


def test_withdrawn_and_gone_back_to(owner, boss, writer):
    row = page_of(owner, "published")
    away = "/procedures/replies/named/thanks/withdraw/"
    assert boss.post(away, {"why": ""}).status_code == 422
    assert boss.post(away, {"why": "x", "on": "Nov 1, 2026"}).status_code == 422
    assert boss.post(away, {"why": "A wrong number."}).url == "/procedures/replies/named/thanks/"
    assert "A wrong number." in boss.get("/procedures/replies/named/thanks/").content.decode()
    back = writer.post(at(row, "return/"), {"why": "Clearer."})
    assert "Back to version 1: Clearer." in writer.get(back.url).content.decode()


def test_two_versions_stand_side_by_side(owner, boss, writer):
    row = page_of(owner, "published")
    assert "no other version" in boss.get(at(row, "compare/")).content.decode()
    kept = writer.post("/procedures/replies/named/thanks/edit/", {**FIELDS, "words": "Thank you, {{ customer.name }}!"})
    page = boss.get(f"{kept.url}compare/").content.decode()
    assert "<del>. We wrote it down.</del>" in page
    assert "<ins>Dec 31, 2027</ins>" in page


@pytest.mark.slow
def test_a_translation_is_begun_from_the_words_in_force(owner, writer):
    page_of(owner, "published")
    page = writer.get(f"{NEW}?of=thanks&language=es").content.decode()
    assert 'name="language" value="es"' in page
    assert 'name="follows" value="1"' in page
    spanish = {**FIELDS, "language": "es", "follows": "1", "words": "Gracias, {{ customer.name }}."}
    writer.post(NEW, spanish)
    assert writer.get(f"{NEW}?of=thanks&language=es").url == "/procedures/replies/named/thanks.es/edit/"
    assert "Spanish" in writer.get("/procedures/replies/named/thanks.es/").content.decode()


def test_the_list_is_found_sorted_exported_and_says_when_empty(owner, boss):
    assert "There are no replies yet" in boss.get(LIST).content.decode()
    page_of(owner, "published", TEXT + "until: 2026-12-10\n")
    assert "Runs out soon" in boss.get(f"{LIST}?q=thank&sort=until").content.decode()
    assert "None of our replies has these words" in boss.get(f"{LIST}?q=zebra").content.decode()
    csv = boss.get(f"{LIST}?format=csv").content.decode()
    assert 'Thank you,thanks,English,"E-mail, Chat",1,In force,2026-11-24,2026-12-10,Runs out soon' in csv


def test_starters_are_ticked_and_adopted(owner, boss, writer, monkeypatch):
    from handrail.procedures.replies import views
    from handrail.procedures.replies.reply import read

    for module in (actions, queries):
        monkeypatch.setattr(module, "replies", lambda: {"thanks": read(TEXT)})
        monkeypatch.setattr(module, "starter_text", lambda name: TEXT)
    monkeypatch.setattr(views, "starters", lambda: {"thanks": read(TEXT)})
    shelf, take = "/procedures/replies/library/", "/procedures/replies/library/take/"
    assert "Thank you" in writer.get(shelf).content.decode()
    assert "Thank you" in writer.get(f"{shelf}?format=csv").content.decode()
    assert boss.post(take).status_code == 422
    assert boss.post(take, {"name": "zebra"}).status_code == 422
    assert boss.post(take, {"name": "thanks"}).url == LIST
    assert "All starter replies are in force here" in boss.get(shelf).content.decode()


WRITES = ("submit/", "approve/", "send-back/", "decline/", "publish/", "return/")


@pytest.mark.parametrize("role", ["agent", "auditor", "supervisor", "manager"])
def test_by_no_address_does_a_role_without_the_right_approve(owner, colleague, sign_in, role):
    row, client = page_of(owner), sign_in(colleague(role))
    for what in ("approve/", "send-back/", "decline/", "publish/"):
        assert client.post(at(row, what), {"why": "x"}).status_code in (403, 422), what
    for address in ("named/thanks/withdraw/", "library/take/"):
        assert client.post(LIST + address, {"why": "x", "name": "thanks"}).status_code == 403
    assert state_of(owner, row) == "review"


def test_another_business_sees_nothing_of_it(owner, stranger, sign_in):
    row, other = page_of(owner, "published"), sign_in(stranger)
    assert "Thank you" not in other.get(LIST).content.decode()
    for address in (at(row), at(row, "compare/"), f"{LIST}named/thanks/", f"{LIST}named/thanks/edit/"):
        assert other.get(address).status_code == 404, address
    for what in WRITES:
        assert other.post(at(row, what), {"why": "x"}).status_code == 404
    assert other.post(f"{LIST}named/thanks/withdraw/", {"why": "x"}).status_code == 404
    assert state_of(owner, row) == "published"


def test_nothing_is_written_while_another_date_is_looked_at(owner, boss):
    row = page_of(owner)
    boss.post("/as-of/", {"on": "2026-11-20"})
    looking = boss.session.get("as_of")
    assert looking
    for address in (NEW, f"{LIST}named/thanks/edit/", f"{LIST}named/thanks/withdraw/", f"{LIST}library/take/"):
        assert boss.post(address, FIELDS).status_code == 409, address
    for what in WRITES:
        assert boss.post(at(row, what), {"why": "x"}).status_code == 409, what
    assert state_of(owner, row) == "review"


def test_no_day_that_is_past_is_put_in_force(owner, boss, monkeypatch):
    row = page_of(owner)
    boss.post(at(row, "approve/"))
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + timedelta(days=3))
    late = boss.post(at(row, "publish/"), {"on": "Nov 25, 2026"})
    assert late.status_code == 422
    assert "Nov 25, 2026 is past" in late.content.decode()
    assert state_of(owner, row) == "approved"


@pytest.mark.slow
def test_home_says_what_waits(owner, boss, writer):
    writer.post(NEW, {**FIELDS, "reply": "mine", "title": "My own"})
    assert "Finish the draft of My own" in writer.get("/").content.decode()
    assert "Finish the draft of My own" not in boss.get("/").content.decode()
    page_of(owner)
    assert "Approve: Thank you, version 1" in boss.get("/").content.decode()
