"""The handbook as a page, as a download, the drawn flow, and withdrawing a procedure."""

import re

import pytest

from cast import IN_FORCE_SINCE, NOON, TRY_HOME_SALE
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions
from handrail.procedures.models import Revision
from procedures.documents.pdf_reader import pages, squeezed

TITLE = "Cancel a sale made at the customer’s home"


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def draft(owner, adopted):
    changed = TRY_HOME_SALE.replace("Take the job off the board.", "Tell <b>the crew</b>#panic() now.")
    with scope.organization(owner.organization_id):
        return actions.save_draft(actor=actor_of(owner), text=changed, reason="crew", at=NOON)


@pytest.mark.slow
def test_the_handbook_shows_what_is_in_force_and_only_that(owner, adopted, draft, sign_in):
    shown = text_of(sign_in(owner).get("/procedures/handbook/"))
    assert TITLE in shown
    assert "Version 1" in shown
    assert "Take the job off the board." in shown
    assert "the crew" not in shown
    assert "Cancelling a sale made at the home, Oklahoma, 14A O.S. 2-501" in shown
    assert "Met at step" in shown
    assert "It counts as binding until this is known: Sells at the customer’s home" in shown
    assert 'href="/law/us-ok.home-solicitation/"' in shown
    assert "check with the agency or your adviser" in shown
    assert 'href="#try-home-sale"' in shown
    assert 'id="try-home-sale"' in shown


def test_an_empty_handbook_says_how_to_begin(owner, sign_in):
    shown = text_of(sign_in(owner).get("/procedures/handbook/"))
    assert "Nothing is in force yet" in shown
    assert 'href="/procedures/"' in shown


@pytest.mark.slow
def test_the_handbook_is_searched_sorted_and_exported(owner, adopted, sign_in):
    client = sign_in(owner)
    assert "None of our procedures fits these words" in text_of(client.get("/procedures/handbook/?q=zebra"))
    assert TITLE in text_of(client.get("/procedures/handbook/?q=cancelled+home&sort=newest"))
    table = text_of(client.get("/procedures/handbook/?format=csv"))
    assert table.splitlines()[0] == "Procedure,Version,In force since,Approved by,Remark"
    assert f"{TITLE},1,2026-11-02,Marcy Holt," in table


@pytest.mark.slow
def test_a_formula_in_a_title_is_harmless_in_the_export(owner, sign_in):
    with scope.organization(owner.organization_id):
        actor = actor_of(owner)
        text = TRY_HOME_SALE.replace(f"title: {TITLE}", "title: '=1+1'")
        row = actions.save_draft(actor=actor, text=text, reason="x", at=NOON.replace(day=20))
        actions.submit(actor=actor, row=row, at=NOON.replace(day=20))
        later = NOON.replace(day=22)
        actions.approve(actor=actor, row=row, at=later, on=later.date(), despite="So.")
        actions.publish(actor=actor, row=row, on=later.date(), at=later)
    client = sign_in(owner)
    assert "\n'=1+1,1," in text_of(client.get("/procedures/handbook/?format=csv")).replace("\r", "")


@pytest.mark.slow
def test_many_procedures_stand_on_pages_and_all_in_the_pdf(owner, sign_in, monkeypatch):
    from handrail.procedures.handbook import views

    with scope.organization(owner.organization_id):
        for slug in ("complaint", "refund-or-return", "take-payment"):
            actions.adopt(actor=actor_of(owner), slug=slug, at=NOON, on=IN_FORCE_SINCE, despite="So.")
        count = Revision.objects.filter(state="published").count()
    monkeypatch.setattr(views, "A_PAGE", 2)
    client = sign_in(owner)
    shown = text_of(client.get("/procedures/handbook/?page=2"))
    assert shown.count('class="chapter"') == 2
    assert f"Page 2 of {(count + 1) // 2}" in shown
    made = b"".join(client.get("/procedures/handbook.pdf"))
    contents = pages(made)[1]
    assert all(squeezed(title) in contents for title in ("A complaint", "Refund or return", "Take a payment"))


@pytest.mark.slow
def test_the_pdf_is_downloaded_and_says_whose_and_when(owner, adopted, sign_in):
    answer = sign_in(owner).get("/procedures/handbook.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="handbook-20')
    cover = pages(answer.content)[0]
    assert "RedDirtPropane&HVAC" in cover
    assert "1procedureinforceon" in cover
    assert "Checkedagainst" in cover
    assert "dutiesofOklahoma" in cover
    assert "apartthatnoprocedureinforcemeets" in cover
    assert "Notchecked:rulesofyourtradethatnolawfileholds" in cover
    front = "".join(pages(answer.content)[2:5])
    assert "Lawofthistradethatisinnolawfile" in front
    assert "Nobodycheckedthisforyou." in front
    last = "".join(pages(answer.content)[5:])
    assert "Noproceduremeetsit." in last
    assert "OklahomaAttorneyGeneral,ConsumerProtectionUnit,405-521-2029" in last


@pytest.mark.slow
def test_a_duty_that_does_not_bind_the_business_is_not_printed(owner, adopted, sign_in):
    from handrail.business.actions import answer

    given = {"business.sells_at_home": False, "business.sells_by_phone": False, "business.states": ("OK",)}
    with scope.organization(owner.organization_id):
        answer(actor=actor_of(owner), answers=given, at=NOON)
    shown = text_of(sign_in(owner).get("/procedures/handbook/"))
    assert "Cancelling a sale made at the home, Oklahoma" not in shown
    assert "No step here says that it meets a duty of yours." in shown


@pytest.mark.slow
def test_one_version_is_downloaded_and_a_draft_says_so(owner, adopted, draft, sign_in):
    client = sign_in(owner)
    now = client.get(f"/procedures/version/{adopted.pk}/document.pdf")
    assert 'filename="try-home-sale-version-1.pdf"' in now["Content-Disposition"]
    assert all("NOTINFORCE" not in each for each in pages(now.content))
    then = pages(client.get(f"/procedures/version/{draft.pk}/document.pdf").content)
    assert all("DRAFT:NOTINFORCE" in each for each in then)
    assert squeezed("Tell <b>the crew</b>#panic() now.") in "".join(then)


@pytest.mark.slow
def test_another_business_sees_none_of_it(stranger, adopted, sign_in):
    client = sign_in(stranger)
    assert TITLE not in text_of(client.get("/procedures/handbook/"))
    assert client.get(f"/procedures/version/{adopted.pk}/document.pdf").status_code == 404
    assert client.get("/procedures/try-home-sale/retire/").status_code == 404
    assert client.post("/procedures/try-home-sale/retire/", {"why": "x"}).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    "where", ["/procedures/try-home-sale/", "/procedures/version/{}/", "/procedures/library/complaint/"]
)
def test_the_flow_is_drawn_with_its_words_behind_it(owner, adopted, sign_in, where):
    shown = text_of(sign_in(owner).get(where.format(adopted.pk)))
    assert '<svg class="flow"' in shown
    assert "&lt;svg" not in shown
    assert "<summary>The same in words</summary>" in shown
    assert "Supervisor, within " in shown


@pytest.mark.slow
def test_withdrawing_says_what_happens_asks_why_and_takes_it_out_of_force(owner, adopted, sign_in):
    client = sign_in(owner)
    asked = text_of(client.get("/procedures/try-home-sale/retire/"))
    assert "Open cases go on with the version they began with, and say" in asked
    again = client.post("/procedures/try-home-sale/retire/", {"why": " "})
    assert again.status_code == 422
    assert "Write why it is withdrawn." in text_of(again)
    assert client.post("/procedures/try-home-sale/retire/", {"why": "We sell no more at home."}).status_code == 302
    with scope.organization(owner.organization_id):
        assert Revision.objects.get(pk=adopted.pk).state == "retired"
    assert TITLE not in text_of(client.get("/procedures/handbook/"))
    second = client.post("/procedures/try-home-sale/retire/", {"why": "x"})
    assert second.status_code == 422
    assert "nothing to withdraw" in text_of(second)
    old = pages(client.get(f"/procedures/version/{adopted.pk}/document.pdf").content)
    assert all("WITHDRAWN:NOTINFORCE" in each for each in old)


@pytest.mark.slow
def test_withdrawing_names_the_procedures_that_run_it(owner, sign_in):
    with scope.organization(owner.organization_id):
        actions.adopt(actor=actor_of(owner), slug="complaint", at=NOON, on=IN_FORCE_SINCE)
    shown = text_of(sign_in(owner).get("/procedures/open-call/retire/"))
    assert re.search(r"\d procedures? in force runs? it\.", shown)
    assert "A complaint" in shown
    alone = text_of(sign_in(owner).get("/procedures/complaint/retire/"))
    assert "in force run" not in alone


@pytest.mark.slow
@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_only_those_who_approve_may_withdraw(adopted, colleague, sign_in, role):
    client = sign_in(colleague(role))
    assert client.get("/procedures/try-home-sale/retire/").status_code == 403
    assert client.post("/procedures/try-home-sale/retire/", {"why": "x"}).status_code == 403
    assert "/retire/" not in text_of(client.get("/procedures/try-home-sale/"))
