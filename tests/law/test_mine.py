"""What a business keeps of the law for itself; and that no new law file touches any of it."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.utils.html import escape

from cast import NOON
from handrail.law import actions, queries
from handrail.law.engine import load_law
from handrail.law.mine import actions as mine
from handrail.law.mine import queries as ours
from handrail.law.mine.actions import OwnLawError
from handrail.law.mine.forms import LocalForm
from handrail.law.mine.local import LocalDutyError, apart, read_local
from handrail.law.mine.written import name_of
from handrail.law.models import Checked, DutyNote, Filed, LocalDuty, SetAside
from handrail.law.ours import OurLaw, set_aside
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from law import zeta

TODAY = NOON.date()
DUTY = "us-ok.home-solicitation"
FORM = {
    "title": "Enid city sales permit", "sort": "licence", "topic": "selling", "plain": "A permit is needed to sell.",
    "says": "Hold the permit.", "binds": "", "due": "", "citation": "City code 4-1", "source": "The clerk’s counter",
    "read_on": "2026-11-20", "recheck_by": "2027-11-20",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)


@pytest.fixture
def boss(owner):
    with scope.organization(owner.organization_id):
        yield actor_of(owner)


def check(actor, duty=DUTY, **more) -> Checked:
    given = {
        "who": "Marcy Holt", "asked": "agency", "whom": "Attorney General, Ms. Lee", "on": date(2026, 11, 3),
        "until": date(2027, 5, 3), "note": "She said it stands.",
    }  # fmt: skip
    return mine.check(**{"actor": actor, "duty": duty, "at": NOON, **given, **more})


def aside(actor, duty=DUTY, until=None) -> SetAside:
    return mine.set_aside(actor=actor, duty=duty, why="We sell in the shop only", who="Ann Lee", until=until, at=NOON)


def local(actor, **more) -> LocalDuty:
    form = LocalForm({**FORM, **more})
    assert form.is_valid(), form.errors
    return mine.keep_local(actor=actor, text=form.text(name_of(FORM["title"], ())), at=NOON)


def of(duty=DUTY, on=TODAY) -> ours.Ours:
    return ours.checks_of(scope.current(), duty, on)


# I checked


def test_a_check_stands_beside_the_law_and_changes_nothing_of_it(boss):
    before = str(queries.law_in_use(TODAY).explain(DUTY, TODAY))
    check(boss)
    assert str(queries.law_in_use(TODAY).explain(DUTY, TODAY)) == before
    (row,) = of().checked
    assert ours.told(row) == (
        "Marcy Holt checked it with Attorney General, Ms. Lee on Nov 3, 2026; it holds until May 3, 2027"
    )
    assert ours.fresh_checks(date(2027, 5, 3)).keys() == {DUTY}
    assert ours.fresh_checks(date(2027, 5, 4)) == {}


def test_a_check_is_undone_by_a_newer_entry_and_both_stay(boss):
    first = check(boss)
    mine.take_back(actor=boss, row=first, why="It was another law", at=NOON + timedelta(hours=1))
    assert of().checked == ()
    assert Checked.objects.count() == 2
    check(boss, who="Dwayne", note="", at=NOON + timedelta(hours=2))
    assert [row.who for row in of().checked] == ["Dwayne"]
    law = queries.law_in_use(TODAY)
    assert [(row.kind, row.state) for row in ours.lines(law, TODAY)].count(("checked", "back")) == 1


def test_a_check_says_who_with_whom_and_when(boss):
    for wrong, words in (
        ({"who": " "}, "who checked"), ({"whom": ""}, "agency or the adviser"), ({"asked": "x"}, "whom you asked"),
        ({"on": TODAY + timedelta(days=2)}, "still to come"), ({"until": date(2026, 11, 2)}, "can’t hold until"),
    ):  # fmt: skip
        with pytest.raises(OwnLawError, match=words):
            check(boss, **wrong)
    assert check(boss, asked="text", whom="").pk
    assert Checked.objects.count() == 1


def test_notes_stand_sealed_on_the_record_of_the_duty(boss, owner):
    check(boss)
    event = Event.objects.get(kind="checked")
    assert event.chain.subject_id == mine.subject_id(owner.organization_id, DUTY)
    assert event.data["duty"] == DUTY
    assert "She said" not in str(event.data)


def test_a_filing_is_kept_with_its_number_and_a_note_can_be_taken_back(boss):
    with pytest.raises(OwnLawError, match="number of the filing"):
        mine.file(actor=boss, duty=DUTY, on=TODAY, at=NOON)
    row = mine.file(actor=boss, duty=DUTY, on=TODAY, number="OK-77", at=NOON)
    note = mine.note(actor=boss, duty=DUTY, words="Ask again in spring", at=NOON)
    assert ours.told(Filed.objects.get()) == "Filed Nov 24, 2026, number OK-77"
    mine.take_back(actor=boss, row=note, why="done", at=NOON + timedelta(hours=1))
    mine.take_back(actor=boss, row=row, why="wrong number", at=NOON + timedelta(hours=1))
    assert (of().notes, of().filed) == ((), ())
    assert DutyNote.objects.count() == 2


# Set aside


@pytest.mark.slow
def test_what_is_set_aside_does_not_apply_and_every_answer_says_why(boss):
    aside(boss, until=date(2027, 1, 31))
    law = queries.law_in_use(TODAY)
    (row,) = [row for row in law.applies({}, TODAY) if row.duty.id == DUTY]
    told = "Set aside by you: We sell in the shop only (Ann Lee), until Jan 31, 2027"
    assert (row.verdict, row.trace) == ("no", (told,))
    assert not [one for one in law.meetings({}, TODAY) if one.duty.id == DUTY]
    assert [one.duty for one in set_aside(law, TODAY)] == [DUTY]
    (row,) = [row for row in law.applies({}, date(2027, 2, 1)) if row.duty.id == DUTY]
    assert row.verdict != "no"
    assert set_aside(load_law(), TODAY) == ()


def test_what_is_set_aside_is_shown_struck_and_named_by_the_check(boss, owner, sign_in):
    from handrail.procedures.handbook.met import law_not_checked
    from handrail.procedures.handbook.queries import law_of
    from handrail.procedures.queries import set_aside_in_words

    aside(boss)
    title = load_law().duties[DUTY].title
    page = sign_in(owner).get("/law/?q=home").content.decode()
    assert f"<s>{title}</s>" in page
    assert "Set aside by you: We sell in the shop only (Ann Lee)" in page
    assert set_aside_in_words(TODAY) == [f"{title}. Set aside by you: We sell in the shop only (Ann Lee)"]
    assert any("Set aside by you" in line for line in law_not_checked(law_of(TODAY), {}))


def test_taken_back_it_binds_again(boss):
    row = aside(boss)
    mine.take_back(actor=boss, row=row, why="Ann was wrong", at=NOON + timedelta(hours=1))
    assert set_aside(queries.law_in_use(TODAY), TODAY) == ()
    assert of().aside is None


# Duties of our own


def test_a_licence_of_our_own_joins_the_law_of_this_business_only(boss, stranger):
    row = local(boss)
    law = queries.law_in_use(TODAY)
    assert row.name == "local.enid-city-sales-permit"
    assert law.kinds[row.name].title == "Enid city sales permit"
    (found,) = law.duties_meeting(row.name, {}, TODAY)
    assert (found.verdict, str(found.stated)) == ("yes", "Hold the permit. [City code 4-1; checked Nov 20, 2026]")
    with scope.organization(stranger.organization_id):
        assert row.name not in queries.law_in_use(TODAY).duties


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ({"due": "yearly", "yearly": "01-31", "sort": "filing"}, date(2027, 1, 31)),
        ({"due": "calendar-days", "count": "5", "start": "cancellation.received_on", "sort": "contract"},
         date(2026, 11, 29)),
        ({"due": "business-days", "count": "2", "start": "cancellation.received_on", "sort": "rule"},
         date(2026, 11, 27)),
    ],
)  # fmt: skip
def test_its_deadline_is_counted_like_any_other(boss, asked, day):
    row = local(boss, **asked)
    law = queries.law_in_use(TODAY)
    facts = {"cancellation.received_on": TODAY}
    (due,) = law.due_of_kind(row.name, facts, TODAY, "America/Chicago")
    assert due.day == day


def test_the_form_says_what_is_missing():
    form = LocalForm({**FORM, "title": "", "due": "yearly", "yearly": "02-30"})
    assert form.errors["title"] == ["Write what it is called."]
    assert form.errors["yearly"] == ["Write month and day, like 01-31."]
    form = LocalForm({**FORM, "due": "calendar-days"})
    assert {"count", "start"} <= form.errors.keys()


def test_names_are_never_taken_twice():
    first = name_of("A  permit!", ())
    assert (first, name_of("A permit", {first})) == ("local.a-permit", "local.a-permit-2")


def test_a_broken_one_is_refused_by_line_and_nothing_is_kept(boss):
    text = LocalForm(FORM)
    assert text.is_valid()
    broken = text.text("local.x").replace("applies: 'true'", "applies: business.nonsense")
    with pytest.raises(LocalDutyError, match=r"local\.yaml:\d+:\d+: There is no fact named business\.nonsense"):
        mine.keep_local(actor=boss, text=broken, at=NOON)
    for wrong in ("plain words", "duties: []\n", "pack: us\nduties: []\n", ": {"):
        with pytest.raises(LocalDutyError):
            mine.keep_local(actor=boss, text=wrong, at=NOON)
    with pytest.raises(LocalDutyError, match=r"begin with local\."):
        read_local(text.text("us.x"))
    assert not LocalDuty.objects.exists()


def test_changed_it_has_a_new_version_and_ended_it_is_in_no_answer(boss):
    row = local(boss)
    changed = row.text.replace("Hold the permit.", "Hold it at the till.")
    assert mine.keep_local(actor=boss, text=changed, at=NOON).number == 2
    assert "till" in str(queries.law_in_use(TODAY).explain(row.name, TODAY).lines)
    row.refresh_from_db()
    with pytest.raises(OwnLawError, match="Write why"):
        mine.end_local(actor=boss, row=row, why="", at=NOON)
    mine.end_local(actor=boss, row=row, why="The shop moved", at=NOON)
    assert row.name not in queries.law_in_use(TODAY).duties
    assert [event.data.get("number") for event in Event.objects.filter(kind="local-duty-kept").order_by("seq")] == [
        1,
        2,
    ]


def test_a_file_with_several_is_kept_one_by_one_and_read_back(boss, owner, sign_in):
    one, two = (read_local(text).pack for text in (_text("local.a"), _text("local.b")))
    both = _text("local.a") + _text("local.b").split("duties:\n", 1)[1]
    texts = apart(both)
    assert [read_local(text).duty for text in texts] == [one.duties[0], two.duties[0]]
    for text in texts:
        mine.keep_local(actor=boss, text=text, at=NOON)
    file = sign_in(owner).get("/law/mine/our-duties.yaml").content.decode()
    assert [row.id for row in read_local(file).pack.duties] == ["local.a", "local.b"]


def _text(name: str) -> str:
    form = LocalForm(FORM)
    assert form.is_valid()
    return form.text(name)


# No update touches any of it


def test_no_new_law_file_touches_what_is_ours(boss):
    check(boss)
    aside(boss)
    mine.note(actor=boss, duty=DUTY, words="Ours", at=NOON)
    mine.file(actor=boss, duty=DUTY, on=TODAY, number="7", at=NOON)
    name = local(boss).name
    before = [str(row) for row in ours.lines(queries.law_in_use(TODAY), TODAY)]
    version = actions.add_pack(actor=boss, content=zeta.signed(), name="z", on=TODAY, at=NOON)
    actions.trust(actor=boss, key=version.key, name="Z", why="phone", at=NOON)
    actions.approve(actor=boss, version=version, on=TODAY, today=TODAY, at=NOON)
    law = queries.law_in_use(TODAY)
    assert isinstance(law, OurLaw)
    assert "us-zz.refund" in law.duties
    assert [str(row) for row in ours.lines(law, TODAY)] == before
    assert name in law.duties
    assert [row.duty for row in set_aside(law, TODAY)] == [DUTY]


# Who may, and the pages


@pytest.mark.parametrize("role", ["supervisor", "agent", "auditor"])
def test_who_does_not_look_after_the_law_keeps_nothing(boss, colleague, role):
    actor, row = actor_of(colleague(role)), check(boss)
    for deed in (
        lambda: check(actor), lambda: mine.file(actor=actor, duty=DUTY, on=TODAY, number="1", at=NOON),
        lambda: mine.note(actor=actor, duty=DUTY, words="x", at=NOON), lambda: local(actor), lambda: aside(actor),
        lambda: mine.take_back(actor=actor, row=row, why="x", at=NOON),
    ):  # fmt: skip
        with pytest.raises(RefusedError):
            deed()


def test_a_manager_checks_and_only_who_approves_sets_aside(boss, colleague):
    manager = actor_of(colleague("manager"))
    assert check(manager).by == "The manager"
    with pytest.raises(RefusedError):
        aside(manager)
    row = aside(actor_of(colleague("reviewer")))
    with pytest.raises(RefusedError):
        mine.take_back(actor=manager, row=row, why="x", at=NOON)


@pytest.mark.slow
def test_the_list_is_searched_sorted_and_exported(boss, owner, sign_in):
    client = sign_in(owner)
    assert "Nothing is kept yet." in client.get("/law/mine/").content.decode()
    check(boss)
    local(boss)
    page = client.get("/law/mine/").content.decode()
    assert "Enid city sales permit" in page
    assert "She said it stands." in page
    assert "Nothing fits these words." in client.get("/law/mine/?q=zebra").content.decode()
    assert "She said" not in client.get("/law/mine/?kind=local").content.decode()
    for sort in ("newest", "duty", "until", "kind", "nonsense"):
        assert client.get(f"/law/mine/?sort={sort}").status_code == 200
    rows = list(csv.DictReader(StringIO(client.get("/law/mine/?format=csv&kind=checked").content.decode())))
    assert [(row["Duty"], row["Note"], row["Until"], row["State"]) for row in rows] == [
        (DUTY, "She said it stands.", "2027-05-03", "Stands")
    ]


@pytest.mark.slow
def test_the_page_of_a_duty_keeps_what_is_typed_and_takes_it_back(boss, owner, sign_in):
    client, address = sign_in(owner), f"/law/mine/duty/{DUTY}/"
    typed = {"what": "checked", "c-who": "Marcy", "c-asked": "agency", "c-on": "2026-11-03", "c-until": "2027-05-03"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "Write the name of the agency" in refused.content.decode()
    assert client.post(address, {**typed, "c-whom": "AG"}).status_code == 302
    assert "Marcy checked it with AG" in client.get(f"/law/{DUTY}/").content.decode()
    row = Checked.objects.get()
    back = f"/law/mine/checked/{row.pk}/"
    assert client.post(back, {"why": ""}).status_code == 422
    assert client.post(back, {"why": "wrong"}).status_code == 302
    assert "Taken back" in client.get(address).content.decode()
    assert client.post(address, {"what": "nonsense"}).status_code == 404
    assert client.get("/law/mine/duty/us.none/").status_code == 404


@pytest.mark.slow
def test_a_duty_of_our_own_through_its_pages(boss, owner, sign_in):
    client = sign_in(owner)
    bad = client.post("/law/mine/add/", {**FORM, "title": ""})
    assert bad.status_code == 422
    assert "City code 4-1" in bad.content.decode()
    address = client.post("/law/mine/add/", FORM)["Location"]
    assert client.get("/law/local.enid-city-sales-permit/").status_code == 200
    row = LocalDuty.objects.get()
    broken = client.post(address, {"text": row.text.replace("licence", "licents")})
    assert broken.status_code == 422
    assert "Nothing was kept" in broken.content.decode()
    assert "The id stays" in client.post(address, {"text": row.text.replace(row.name, "local.y")}).content.decode()
    assert client.post(address, {"text": row.text.replace("needed", "wanted")}).status_code == 302
    assert client.post(f"{address}end/", {"why": ""}).status_code == 422
    assert client.post(f"{address}end/", {"why": "moved"}).status_code == 302
    assert "moved" in client.get(address).content.decode()


def test_a_gap_of_the_law_files_begins_the_form(boss, owner, sign_in):
    gap = next(row for pack in load_law().packs.values() for row in pack.not_held)
    page = sign_in(owner).get(f"/law/mine/add/?gap={gap.id}").content.decode()
    assert escape(gap.what[:120]) in page
    assert escape(gap.ask[:300]) in page
    assert sign_in(owner).get("/law/mine/add/?gap=none").status_code == 200
