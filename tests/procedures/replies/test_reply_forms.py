"""Papers whose look the law sets: joined strictly, the last day by the law's own count, and refused while anything is
missing."""

from dataclasses import replace
from datetime import date

import pytest

from cast import NOON
from handrail.business.actions import answer as describe
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.procedures.replies import actions
from handrail.procedures.replies.forms.looks import SMALLEST, look_of
from handrail.procedures.replies.forms.preparing import Words, kinds_of_forms, prepare
from handrail.procedures.replies.forms.printing import day_in, printed, spoken_in
from handrail.procedures.replies.reply import read, text_hash
from procedures.documents.pdf_reader import pages, squeezed

DAY = date(2026, 11, 24)
ZONE = "America/Chicago"
KIND = "home-solicitation.notice"
FEDERAL = """reply: right-to-cancel
title: Notice of the right to cancel
ways: [mail]
words: |
  Sold on {{ sale.signed_on }} by Red Dirt, 1 Main Street, to {{ customer.name }}.

  You may cancel this until midnight of {{ sale.cancel_until }}.
meets: [home-solicitation.notice]
says:
  date of the sale: Sold on {{ sale.signed_on }}
  seller's name and address: by Red Dirt, 1 Main Street
  notice of the right in bold 10-point type: You may cancel this until midnight of {{ sale.cancel_until }}.
"""
SPANISH = (
    FEDERAL.replace("ways:", "language: es\nfollows: 1\nways:")
    .replace("Sold on", "Vendido el")
    .replace("You may cancel this until midnight of", "Puede cancelar hasta la medianoche del")
)
SOLD = {
    "business.sells_at_home": True, "business.customer_states": ("TX",), "sale.place": "home", "sale.total": 620_000,
    "sale.is_consumer": True, "sale.signed_on": DAY, "customer.name": "Dolores Reyes", "customer.state": "TX",
    "sale.customer_asked_visit": False, "sale.is_extra": False, "sale.shop_talks_before": False,
}  # fmt: skip


def words(text=FEDERAL, **other):
    reply = read(text)
    return Words(reply, 1, text_hash(text), **other)


def paper(facts=SOLD, given=None, language="en", on=DAY):
    return prepare(load_law(), KIND, facts, on, ZONE, language, given or words())


def test_a_day_is_written_as_its_blank_says_or_as_the_language_writes_it():
    script = "{{ sale.signed_on }} / {{ sale.signed_on | weekday }} / {{ sale.signed_on | short }}"
    facts = {"sale.signed_on": DAY}
    assert spoken_in("en", script, facts) == "November 24, 2026 / Tuesday, November 24 / 11/24/2026"
    assert spoken_in("es", script, facts) == "24 de noviembre de 2026 / martes, 24 de noviembre / 24 nov 2026"


def test_the_strictest_look_counts_and_what_cannot_be_set_is_kept_as_words():
    law = load_law()
    both = {**SOLD, "business.customer_states": ("OK", "VT"), "customer.state": "VT"}
    look = prepare(law, KIND, both, DAY, ZONE, "en", None).look
    assert (look.points, look.bold, look.copies, look.detachable) == (10, True, 2, True)
    assert "last day to cancel" in look.filled
    strange = [part for _, part in law._every_part() if part.kind == "gas.test-form"]
    assert look_of(strange).strange == ("Form 4 or an approved form",)
    vague = [part for _, part in law._every_part() if part.form and part.form.type and part.form.filled]
    assert any(look_of([part]).vague == ("conspicuous",) for part in vague)
    assert look_of([]).points == SMALLEST


def test_the_last_day_is_the_later_reading_for_the_customer():
    in_enid = {**SOLD, "business.customer_states": ("OK",), "customer.state": "OK"}
    two = prepare(load_law(), KIND, in_enid, DAY, ZONE, "en", None)
    assert two.until == date(2026, 12, 1)
    days = {reading.day for row in two.settled.of for reading in row.readings}
    assert days == {date(2026, 11, 28), date(2026, 11, 30), date(2026, 12, 1)}
    assert paper().until == date(2026, 11, 28)


def test_a_notice_given_later_counts_from_the_day_it_is_given():
    later = paper({**SOLD, "sale.signed_on": date(2026, 11, 16)})
    assert later.until == date(2026, 11, 28)


def test_a_ready_paper_is_two_sheets_with_every_blank_filled():
    ready = paper()
    assert ready.missing == ()
    made = printed(ready, "Red Dirt", DAY)
    assert made == printed(ready, "Red Dirt", DAY)
    sheets = pages(made)
    assert len(sheets) == 2
    for number, sheet in enumerate(sheets, 1):
        for said in ("November 28, 2026", "Dolores Reyes", f"Copy {number} of 2", "Tear off here", "Buyer’s signature"):
            assert squeezed(said) in squeezed(sheet), said
        assert "____" not in sheet


def test_in_the_language_of_the_talk_all_of_it_is():
    made = printed(paper(given=words(SPANISH), language="es"), "Red Dirt", DAY)
    sheet = squeezed(pages(made)[0])
    for said in ("Vendido el 24 de noviembre de 2026", "Firma del comprador", "Copia 1 de 2"):
        assert squeezed(said) in sheet, said
    assert "Tearoff" not in sheet
    assert day_in("fr", DAY) == "24 novembre 2026"


@pytest.mark.parametrize("gone", ["sale.signed_on", "sale.total", "sale.place", "customer.name"])
def test_each_thing_that_is_missing_is_said_and_nothing_is_printed(gone):
    without = paper({name: value for name, value in SOLD.items() if name != gone})
    assert any(row.endswith("is still open.") for row in without.missing)
    with pytest.raises(AssertionError):
        printed(without, "Red Dirt", DAY)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (words(changed=True), "has changed since"),
        (words(FEDERAL + "until: 2026-11-23\n"), "could be used until Nov 23, 2026"),
        (words(FEDERAL.replace("  seller's name and address: by Red Dirt, 1 Main Street\n", "")), "seller's name"),
        (words(FEDERAL.replace("{{ sale.cancel_until }}", "the third day")), "no blank for the last day"),
        (words(FEDERAL.replace("to {{ customer.name }}", "{{ customer.address }}")), "Address is still open"),
    ],
)
def test_words_that_do_not_do_are_refused_with_why(given, said):
    assert any(said in row for row in paper(given=given).missing)


def test_without_words_in_that_language_nothing_is_made_up():
    none = prepare(load_law(), KIND, SOLD, DAY, ZONE, "es", None)
    assert any("No approved words in Spanish" in row for row in none.missing)
    assert not none.is_ready


def test_where_no_duty_asks_it_says_so():
    at_the_counter = paper({**SOLD, "sale.place": "shop"})
    assert at_the_counter.missing == ("By what is known, no law file asks for this paper here.",)


def test_an_electronic_copy_waits_for_a_yes():
    assert not paper().may_go_electronically
    assert paper({**SOLD, "customer.agreed_electronic": True}).may_go_electronically
    assert not replace(paper({**SOLD, "customer.agreed_electronic": True}), missing=("x",)).may_go_electronically


def test_a_clock_that_starts_later_is_said_to_and_not_guessed():
    roof = {
        **SOLD, "business.customer_states": ("OK",), "customer.state": "OK", "sale.paid_by_insurance": True,
        "business.activities": ("roofing",),
    }  # fmt: skip
    assert "insured-work.cancel-form" in kinds_of_forms(load_law(), roof, DAY)
    later = prepare(load_law(), "insured-work.cancel-form", roof, DAY, ZONE, "en", None)
    assert later.until is None
    assert later.runs_later == ("insurance.denied_at",)


# Through the pages

FORM = f"/procedures/replies/forms/{KIND}/"
TYPED = {
    "sale.signed_on": "2026-11-24", "sale.total": "6,200", "sale.place": "home", "customer.state": "TX",
    "customer.name": "Dolores Reyes", "language": "en", "sale.is_consumer": "yes", "sale.customer_asked_visit": "no",
    "sale.is_extra": "no", "sale.shop_talks_before": "no",
}  # fmt: skip


@pytest.fixture
def agent(owner, colleague, sign_in, monkeypatch):
    """An agent of a business that sells at home, with approved words."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    boss, writer = actor_of(owner), actor_of(colleague("manager"))
    with scope.organization(owner.organization_id):
        at_home = {"business.sells_at_home": True, "business.customer_states": ("TX",), "business.states": ("TX",)}
        describe(actor=boss, answers=at_home, at=NOON)
        row = actions.save_draft(actor=writer, text=FEDERAL, reason="first", at=NOON)
        actions.submit(actor=writer, row=row, at=NOON)
        actions.approve(actor=boss, row=row, at=NOON, despite="The paper is printed in two copies.")
        actions.publish(actor=boss, row=row, on=NOON.date(), at=NOON)
    return sign_in(colleague("agent"))


def made(owner):
    with scope.organization(owner.organization_id):
        return [event.data for event in Event.objects.filter(kind="form-made")]


@pytest.mark.slow
def test_the_page_says_what_is_missing_and_then_gives_the_paper(owner, agent):
    assert "Notice of the right to cancel" in agent.get("/procedures/replies/forms/").content.decode()
    first = agent.get(FORM).content.decode()
    assert "Customer’s name is still open." in first
    assert 'value="Nov 24, 2026"' in first
    refused = agent.post(FORM, {**TYPED, "customer.name": "", "go": "paper"})
    assert refused.status_code == 422
    assert made(owner) == []
    ready = agent.post(FORM, {**TYPED, "go": "check"}).content.decode()
    assert "Nothing is missing" in ready
    assert "Sat, Nov 28, 2026" in ready
    assert "16 CFR 429" in ready
    given = agent.post(FORM, {**TYPED, "go": "paper"})
    assert given["Content-Type"] == "application/pdf"
    (told,) = made(owner)
    assert (told["until"], told["copies"], told["how"], told["version"]) == ("2026-11-28", 2, "paper", 1)
    assert "Dolores" not in str(told)


def test_no_electronic_copy_without_the_yes_by_any_form(owner, agent):
    assert 'value="electronic"' not in agent.post(FORM, TYPED).content.decode()
    refused = agent.post(FORM, {**TYPED, "go": "electronic"})
    assert refused.status_code == 422
    assert "goes on paper" in refused.content.decode()
    agreed = {**TYPED, "customer.agreed_electronic": "yes"}
    assert 'value="electronic"' in agent.post(FORM, agreed).content.decode()
    assert agent.post(FORM, {**agreed, "go": "electronic"})["Content-Type"] == "application/pdf"
    assert [told["how"] for told in made(owner)] == ["electronic"]


def test_what_was_typed_wrong_stays(agent):
    page = agent.post(FORM, {**TYPED, "sale.total": "a lot", "go": "paper"})
    assert page.status_code == 422
    assert 'value="a lot"' in page.content.decode()


def test_withdrawn_words_print_nothing(owner, agent):
    with scope.organization(owner.organization_id):
        from handrail.procedures.replies.models import ReplyEntry

        why = {"why": "Wrong address.", "on": NOON.date(), "at": NOON}
        actions.withdraw(actor=actor_of(owner), entry=ReplyEntry.objects.get(), **why)
    page = agent.post(FORM, {**TYPED, "go": "paper"})
    assert page.status_code == 422
    assert "No approved words in English" in page.content.decode()


def test_only_who_works_cases_and_only_papers_of_this_business(agent, stranger, sign_in, colleague):
    assert sign_in(colleague("auditor")).get(FORM).status_code == 403
    assert sign_in(stranger).get("/procedures/replies/forms/").status_code == 200
    assert "No approved words yet" in sign_in(stranger).get("/procedures/replies/forms/").content.decode()
    assert agent.get("/procedures/replies/forms/zebra/").status_code == 404
    agent.post("/as-of/", {"on": "2026-11-20"})
    assert agent.post(FORM, {**TYPED, "go": "paper"}).status_code == 409


@pytest.mark.slow
def test_a_case_of_a_home_sale_leads_to_its_paper_with_what_it_knows(owner, adopted, sign_in, monkeypatch):
    from handrail.desk import actions as desk

    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    me, agent = actor_of(owner), sign_in(owner)
    with scope.organization(owner.organization_id):
        at_home = {"business.sells_at_home": True, "business.customer_states": ("OK",), "business.states": ("OK",)}
        describe(actor=me, answers=at_home, at=NOON)
        case = desk.start(actor=me, member=owner, revision=adopted, channel="counter", at=NOON, known={})
        asked = agent.get(f"/desk/{case.pk}/").content.decode()
        facts = {
            "customer.name": "Dolores W.", "sale.number": "RD-9", "sale.place": "home", "sale.signed_on": DAY,
            "sale.paid": 170000, "sale.notice_given": False,
        }  # fmt: skip
        desk.answer(actor=me, case=case, at=NOON, step="find", facts=facts)
    assert "To hand over" not in asked
    page = agent.get(f"/desk/{case.pk}/").content.decode()
    assert f'action="{FORM}"' in page
    assert '<input type="hidden" name="customer.name" value="Dolores W.">' in page
    held = {"customer.name": "Dolores W.", "sale.place": "home", "sale.signed_on": "2026-11-24", "case": str(case.pk)}
    told = agent.post(FORM, held).content.decode()
    assert 'value="Dolores W."' in told
    assert f"/desk/{case.pk}/" in told
