"""Every door that could put a procedure in force without its approval is tried, and none opens."""

from datetime import date

import pytest
from django.db import DatabaseError, connection

from cast import NOON, TRY_HOME_SALE
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.law import actions as law
from handrail.ledger import scope
from handrail.ledger.deed import UnrecordedError, deed
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import actions, queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.bringing import actions as bringing
from handrail.procedures.bringing.reading import grouped, read_words
from handrail.procedures.models import ArrivedPiece, Bundle, Revision, Signature, UnsignedError
from law import zeta

DAY = date(2026, 11, 24)


@pytest.fixture
def manager(colleague):
    return colleague("manager")


@pytest.fixture
def draft(owner, manager):
    with scope.organization(owner.organization_id):
        yield actions.save_draft(actor=actor_of(manager), text=TRY_HOME_SALE, reason="first", at=NOON)


@pytest.fixture
def asked(draft, manager):
    actions.submit(actor=actor_of(manager), row=draft, at=NOON)
    return draft


@pytest.fixture
def adopted_too(owner):
    with scope.organization(owner.organization_id):
        return actions.adopt(actor=actor_of(owner), slug="order-status", at=NOON, on=DAY, despite="so")


def nothing_is_in_force(row):
    assert Revision.objects.filter(pk=row.pk, state__in=["approved", "published"]).count() == 0
    assert queries.in_force("try-home-sale", date(2099, 1, 1)) is None
    assert queries.handbook(date(2099, 1, 1)) == []


# The web


@pytest.mark.parametrize("role", ["manager", "supervisor", "agent", "auditor"])
@pytest.mark.parametrize("what", ["approve", "publish"])
def test_the_web_refuses_who_may_not(owner, colleague, sign_in, draft, manager, role, what):
    actions.submit(actor=actor_of(manager), row=draft, at=NOON)
    member = manager if role == "manager" else colleague(role)
    answer = sign_in(member).post(f"/procedures/version/{draft.pk}/{what}/", {"despite": "so", "on": ""})
    assert answer.status_code == 403
    nothing_is_in_force(draft)


@pytest.mark.parametrize("state", ["draft", "review"])
def test_the_web_puts_nothing_in_force_that_was_not_approved(owner, sign_in, draft, manager, state):
    if state == "review":
        actions.submit(actor=actor_of(manager), row=draft, at=NOON)
    answer = sign_in(owner).post(f"/procedures/version/{draft.pk}/publish/", {"on": "", "despite": "so"})
    assert answer.status_code == 422
    nothing_is_in_force(draft)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["published", "approved", "state", "force", "in-force"])
def test_the_web_has_no_other_word_for_it(sign_in, owner, asked, what):
    assert sign_in(owner).post(f"/procedures/version/{asked.pk}/{what}/", {"state": "published"}).status_code == 404
    nothing_is_in_force(asked)


def test_the_form_of_a_draft_takes_no_state(sign_in, manager, draft):
    sent = {"text": TRY_HOME_SALE, "reason": "x", "state": "published", "approved_by": "Marcy Holt"}
    assert sign_in(manager).post("/procedures/new/", sent).status_code == 302
    nothing_is_in_force(draft)


def test_a_text_that_names_its_own_approval_is_not_read(sign_in, manager, draft):
    for line in ("state: published", "approved_by: Marcy Holt", "effective_on: 2026-01-01"):
        answer = sign_in(manager).post("/procedures/new/", {"text": f"{line}\n{TRY_HOME_SALE}", "reason": "x"})
        assert answer.status_code == 422
    nothing_is_in_force(draft)


def test_adopting_is_for_those_who_approve_and_for_the_librarys_own_words(sign_in, manager, draft):
    assert sign_in(manager).post("/procedures/adopt/", {"slug": "complaint"}).status_code == 403
    nothing_is_in_force(draft)


@pytest.mark.slow
def test_adopting_does_not_get_round_named_approvers(owner, colleague, draft):
    from handrail.procedures.control import actions as control

    adviser = colleague("reviewer")
    row = actions.adopt(actor=actor_of(owner), slug="order-status", at=NOON, on=DAY, despite="so")
    control.name_approvers(actor=actor_of(owner), entry=row.entry, chosen=[adviser], at=NOON)
    with pytest.raises(ProcedureError, match="are named, so it is not adopted"):
        actions.adopt(actor=actor_of(owner), slug="order-status", at=NOON, on=DAY, despite="so")
    assert queries.in_force("order-status", DAY).pk == row.pk


# The API


def test_the_api_writes_no_procedures():
    from handrail.api.api import api
    from handrail.api.urls import urlpatterns

    assert urlpatterns
    rows = [(path, method) for path, item in api.get_openapi_schema()["paths"].items() for method in item]
    assert rows
    assert [row for row in rows if row[1] != "get" and ("procedure" in row[0] or "version" in row[0])] == []


# The command line


def test_no_command_publishes(capsys):
    from handrail import cli

    with pytest.raises(SystemExit) as asked:
        cli.main(["--help"])
    assert asked.value.code == 0
    told = capsys.readouterr().out.lower()
    assert "interview" in told
    for word in ("publish", "approve", "adopt"):
        assert word not in told
        with pytest.raises(SystemExit) as refused:
            cli.main([word])
        assert refused.value.code != 0


# Import, drafting, law files


def test_a_draft_of_the_handbook_is_proposed_and_not_adopted_by_who_may_not(draft, manager, owner):
    from handrail.drafting import actions as drafting
    from handrail.drafting.models import DraftRun

    run = DraftRun(organization_id=owner.organization_id)
    with pytest.raises(RefusedError):
        drafting.adopt(actor=actor_of(manager), run=run, slugs=["complaint"], at=NOON, on=DAY)
    nothing_is_in_force(draft)


def test_whatever_brings_texts_in_brings_them_as_drafts(draft, manager):
    """`save_draft` is the one way in for a text that somebody or something else wrote."""
    again = actions.save_draft(actor=actor_of(manager), text=TRY_HOME_SALE + "\n", reason="import", at=NOON)
    assert (again.pk, again.state) == (draft.pk, "draft")
    nothing_is_in_force(draft)


CLAIMS = (
    "Approved by Marcy Holt, in force since 2026-01-01. state: published\n\n1. Ask for the number\n2. Pay it back\n"
)


def test_what_is_brought_in_by_who_may_approve_is_a_draft_whatever_it_says_of_itself(owner, sign_in, draft):
    """By the owner, who may approve: from pasted text that claims its approval, through the pages."""
    client = sign_in(owner)
    sent = {"name": "refund", "words": CLAIMS, "pasted": CLAIMS, "text": CLAIMS}
    row = bringing.bring(
        actor=actor_of(owner), pieces=grouped(read_words(CLAIMS, "refund.txt")), name="refund.txt", at=NOON
    )
    pieces = [str(piece.pk) for piece in ArrivedPiece.objects.filter(arrival=row)]
    client.post(f"/procedures/import/{row.pk}/", {**sent, "piece": pieces, "state": "published", "what": "take"})
    bringing.choose(actor=actor_of(owner), arrival=row, pieces=ArrivedPiece.objects.filter(arrival=row), at=NOON)
    made = Revision.objects.exclude(pk=draft.pk)
    assert {each.state for each in made} == {"draft"}
    for each in made:
        for deed_ in (
            lambda each=each: actions.approve(actor=actor_of(owner), row=each, at=NOON, on=DAY, despite="so"),
            lambda each=each: actions.publish(actor=actor_of(owner), row=each, on=DAY, at=NOON),
        ):
            with pytest.raises(ProcedureError):
                deed_()
    nothing_is_in_force(draft)


@pytest.mark.slow
def test_an_update_of_a_law_file_leaves_every_version_where_it_was(owner, asked, adopted_too):
    """A new law file is approved and takes effect: what was in force is, word for word; what waits goes on waiting."""
    boss = actor_of(owner)
    before = list(Revision.objects.order_by("pk").values_list("pk", "state", "text", "bundle", "effective_on"))
    version = law.add_pack(actor=boss, content=zeta.signed(), name="z", on=DAY, at=NOON)
    law.trust(actor=boss, key=version.key, name="Zeta", why="phone", at=NOON)
    law.approve(actor=boss, version=version, on=DAY, today=DAY, at=NOON, why="read")
    after = list(Revision.objects.order_by("pk").values_list("pk", "state", "text", "bundle", "effective_on"))
    assert after == before
    assert queries.in_force("order-status", DAY).pk == adopted_too.pk
    assert queries.in_force("try-home-sale", date(2099, 1, 1)) is None


@pytest.mark.slow
def test_the_law_knows_no_procedures(asked):
    """No deed of the law can publish one: it does not even know them."""
    import ast
    from pathlib import Path

    import handrail.law as room

    folder = Path(str(room.__file__)).parent
    named = [
        file.name
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("handrail.procedures")
    ]
    assert named == []  # the law's deeds know no procedures, so none of them can publish one
    nothing_is_in_force(asked)


# The rows themselves


@pytest.mark.parametrize("state", ["approved", "published"])
def test_a_saved_row_needs_a_signature(owner, asked, state):
    asked.state, asked.approved_at, asked.approved_by, asked.effective_on = state, NOON, "Marcy Holt", DAY
    with pytest.raises(UnsignedError), deed(actor_of(owner), NOON):
        asked.save()
    nothing_is_in_force(asked)


def test_a_new_row_is_not_born_in_force(owner, asked):
    with pytest.raises(UnsignedError), deed(actor_of(owner), NOON):
        Revision.objects.create(
            entry=asked.entry, number=9, text=TRY_HOME_SALE, state="published", author_name="x", reason="x",
            made_at=NOON, approved_at=NOON, effective_on=DAY,
        )  # fmt: skip
    nothing_is_in_force(asked)


@pytest.mark.parametrize("manager_name", ["objects", "everywhere"])
def test_many_rows_at_once_neither(owner, asked, manager_name):
    rows = getattr(Revision, manager_name)
    with pytest.raises(UnsignedError), deed(actor_of(owner), NOON):
        rows.filter(pk=asked.pk).update(state="published", effective_on=DAY)
    with pytest.raises(UnsignedError), deed(actor_of(owner), NOON):
        rows.bulk_update([asked], ["state"])
    with pytest.raises(UnsignedError), deed(actor_of(owner), NOON):
        rows.bulk_create([asked])
    nothing_is_in_force(asked)


def test_a_signature_under_another_text_does_not_count(owner, asked):
    with deed(actor_of(owner), NOON) as record:
        Signature.objects.create(
            revision=asked, member_id=owner.pk, name="Marcy Holt", role="owner", intent="approve", words="x",
            hash="0" * 64, copy="", at=NOON,
        )  # fmt: skip
        record.event("procedures", "forged", "procedure", asked.entry_id)
    asked.state, asked.approved_at = "approved", NOON
    with pytest.raises(UnsignedError), deed(actor_of(owner), NOON):
        asked.save()


def test_no_row_is_written_outside_a_deed(asked):
    with pytest.raises(UnrecordedError):
        Revision.objects.filter(pk=asked.pk).update(state="retired")


def run_sql(owner, statement, row):
    key = row.pk.hex if connection.vendor == "sqlite" else row.pk
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), deed(actor_of(owner), NOON):
        cursor.execute(statement, [key])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procedures_revision SET state = 'published' WHERE id = %s",
        "UPDATE procedures_revision SET text = 'x' WHERE id = %s",
        "UPDATE procedures_revision SET number = 77 WHERE id = %s",
        "DELETE FROM procedures_revision WHERE id = %s",
    ],
)
def test_the_database_itself_refuses(owner, asked, statement):
    run_sql(owner, statement, asked)
    nothing_is_in_force(asked)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE procedures_signature SET name = 'x' WHERE id = %s", "DELETE FROM procedures_signature WHERE id = %s"],
)
def test_a_signature_is_never_changed(owner, adopted, statement):
    with scope.organization(owner.organization_id):
        run_sql(owner, statement, Signature.objects.get(revision=adopted))


def test_the_text_under_an_approval_stays(owner, adopted):
    with scope.organization(owner.organization_id):
        adopted.text = adopted.text.replace("purpose: ", "purpose: Changed. ", 1)
        with pytest.raises(UnsignedError, match="its text stays"), deed(actor_of(owner), NOON):
            adopted.save()
        assert queries.in_force("try-home-sale", DAY).text != adopted.text


@pytest.mark.slow
def test_nothing_that_was_in_force_is_deleted(owner, adopted, sign_in):
    with scope.organization(owner.organization_id):
        for delete in (adopted.delete, Revision.objects.all().delete, Revision.everywhere.all().delete):
            with pytest.raises(UnsignedError, match="never deleted"), deed(actor_of(owner), NOON):
                delete()
    answer = sign_in(owner).post(f"/procedures/version/{adopted.pk}/remove/")
    assert answer.status_code == 422
    assert "What stood in the handbook is never deleted" in answer.content.decode()


# The desk


def test_the_desk_begins_no_case_on_what_is_not_in_force(owner, asked):
    with deed(actor_of(owner), NOON) as record:
        asked.bundle = Bundle.objects.create(hash="0" * 64, content={"start": "x", "procedures": {}})
        asked.save(update_fields=["bundle"])
        record.event("procedures", "forged", "procedure", asked.entry_id)
    with pytest.raises(DeskError, match="not in force"):
        desk.start(actor=actor_of(owner), member=owner, revision=asked, channel="phone", at=NOON, known={})


@pytest.mark.slow
def test_who_wrote_a_line_of_it_never_approves_it_though_another_saved_last(owner, colleague, draft, manager):
    """Two who may approve: one writes, the other saves it once more; the first still can't approve it."""
    second = colleague("reviewer")
    mine = actions.save_draft(actor=actor_of(owner), text=TRY_HOME_SALE, reason="mine", at=NOON)
    mine = actions.save_draft(actor=actor_of(manager), text=TRY_HOME_SALE, reason="theirs", at=NOON)
    actions.submit(actor=actor_of(manager), row=mine, at=NOON)
    with pytest.raises(ProcedureError, match="You wrote this version"):
        actions.approve(actor=actor_of(owner), row=mine, at=NOON, on=DAY, despite="so")
    actions.approve(actor=actor_of(second), row=mine, at=NOON, on=DAY, despite="so")
    assert mine.state == "approved"
