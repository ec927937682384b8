"""Versions of law files: how they come, what is refused, and that nothing takes effect without approval."""

import json
from collections import OrderedDict
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import NOON
from handrail.facts.problems import FileError
from handrail.law import actions, queries
from handrail.law.actions import PackActionError
from handrail.law.engine import load_law
from handrail.law.models import InUse, PackAddress, PackDecision, PackVersion, TrustedKey
from handrail.law.packing import fingerprint, is_newer, public_hex, sha256_of, unfolded
from handrail.ledger import scope
from handrail.ledger.models import Event, Timer
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from law import zeta

TODAY = NOON.date()
LATER = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


@pytest.fixture
def boss(owner, inside):
    return actor_of(owner)


def bring(actor, *args, **kwargs) -> PackVersion:
    return actions.add_pack(actor=actor, content=zeta.signed(*args, **kwargs), name="z.json", on=TODAY, at=NOON)


def trust(actor) -> TrustedKey:
    key = public_hex(zeta.KEY)
    return actions.trust(actor=actor, key=key, name="The Zeta project", why="Read out on the phone", at=NOON)


def approved(actor, version: PackVersion, on: date = TODAY) -> PackDecision:
    return actions.approve(actor=actor, version=version, on=on, today=TODAY, at=NOON)


def in_use(on: date = TODAY) -> dict[str, str]:
    return {name: pack.version for name, pack in queries.law_in_use(on).packs.items()}


# What is in use


def test_before_anything_is_decided_what_ships_is_in_use(inside):
    assert queries.law_in_use(TODAY) is load_law()
    assert not InUse.objects.exists()


def test_set_up_takes_what_ships_once_and_says_so_on_record(owner, inside):
    actions.take_stock(NOON)
    actions.take_stock(NOON)
    assert {row.version.pack for row in queries.decisions()} == load_law().packs.keys()
    assert all((row.by, row.decision) == ("Set-up", "approved") for row in queries.decisions())
    assert Event.objects.filter(kind="pack-approved").count() == len(load_law().packs)
    assert queries.law_in_use(TODAY) is load_law()
    assert queries.waiting_versions(TODAY) == []


def test_a_newer_release_waits_and_the_approved_version_goes_on(boss, monkeypatch):
    actions.take_stock(NOON)
    newer = zeta.pack("2.0")
    shipped = {**queries.shipped(), "us-zz": (newer, sha256_of(newer))}
    monkeypatch.setattr(queries, "shipped", lambda: shipped)
    actions.take_stock(NOON)
    assert "us-zz" not in in_use()
    (waits,) = queries.waiting_versions(TODAY)
    assert (waits.pack, waits.how, waits.key) == ("us-zz", "shipped", "")
    approved(boss, waits, LATER)
    assert "us-zz" not in in_use()
    assert in_use(LATER)["us-zz"] == "2.0"


def test_a_release_with_an_older_version_than_the_one_in_use_offers_nothing(boss, monkeypatch):
    version = bring(boss, "5.0")
    trust(boss)
    approved(boss, version)
    older = zeta.pack("4.0")
    monkeypatch.setattr(queries, "shipped", lambda: {**_shipped, "us-zz": (older, sha256_of(older))})
    actions.take_stock(NOON)
    assert queries.waiting_versions(TODAY) == []
    same = zeta.pack("5.0", ("title: Money back, Zeta", "title: Refunds, Zeta"))
    monkeypatch.setattr(queries, "shipped", lambda: {**_shipped, "us-zz": (same, sha256_of(same))})
    actions.take_stock(NOON)
    assert [row.how for row in queries.waiting_versions(TODAY)] == ["shipped"]


@pytest.mark.slow
def test_a_version_takes_effect_on_its_day_and_not_before(boss):
    first = bring(boss)
    trust(boss)
    approved(boss, first)
    second = bring(boss, "1.1", ("count: 7", "count: 10"), cases="")
    approved(boss, second, LATER)
    assert [in_use(day)["us-zz"] for day in (TODAY, LATER - timedelta(days=1), LATER)] == ["1.0", "1.0", "1.1"]
    assert queries.law_in_use(LATER) is queries.law_in_use(LATER)


# Nothing takes effect without approval, by any door


def doors(boss, sign_in, owner):
    content = zeta.signed()
    client = sign_in(owner)
    yield lambda: actions.add_pack(actor=boss, content=content, name="z", on=TODAY, at=NOON)
    yield lambda: client.post("/law/packs/", {"file": SimpleUploadedFile("z.json", zeta.signed("1.1"))})
    yield lambda: actions.add_pack(
        actor=boss, content=zeta.signed("1.2"), name="https://z.example", on=TODAY, at=NOON, how="address"
    )
    yield lambda: actions.take_stock(NOON)


def test_by_every_door_a_pack_update_waits_for_approval(boss, sign_in, owner, monkeypatch):
    before = in_use()
    newer = zeta.pack("3.0")
    for door in doors(boss, sign_in, owner):
        door()
        assert in_use() == before == in_use(date(2040, 1, 1))
    monkeypatch.setattr(queries, "shipped", lambda: {**_shipped, "us-zz": (newer, sha256_of(newer))})
    actions.take_stock(NOON)
    assert in_use() == before == in_use(date(2040, 1, 1))
    assert [row.version for row in queries.waiting_versions(TODAY)] == ["1.0", "1.1", "1.2", "3.0"]


_shipped = queries.shipped()


def test_the_command_brings_in_and_puts_nothing_in_use(boss, tmp_path, capsys, monkeypatch, owner):
    from handrail.law.pack_commands import _add, _list

    file = tmp_path / "z.json"
    file.write_bytes(zeta.signed())
    parsed = type("Parsed", (), {
        "file": file, "data": tmp_path, "opened": lambda self, data: (owner.organization_id, "America/Chicago"),
    })()  # fmt: skip
    assert "waits for approval" in _add(parsed)
    assert "us-zz" not in in_use()
    assert "Waits for approval: Zeta 1.0" in _list(parsed)


def test_what_one_business_approves_binds_no_other(boss, owner, stranger):
    first = bring(boss)
    trust(boss)
    approved(boss, first)
    assert "us-zz" in in_use()
    with scope.organization(stranger.organization_id):
        assert "us-zz" not in in_use()
        actions.take_stock(NOON)
        assert first in queries.waiting_versions(TODAY)
        assert queries.trusted(first.key) is None


# Who may


@pytest.mark.parametrize("role", ["manager", "supervisor", "agent", "auditor"])
def test_only_an_owner_or_a_reviewer_brings_approves_declines_and_holds(boss, colleague, role):
    version, actor = bring(boss), actor_of(colleague(role))
    trust(boss)
    for deed in (
        lambda: bring(actor, "1.1"), lambda: approved(actor, version),
        lambda: actions.decline(actor=actor, version=version, why="no", at=NOON),
        lambda: actions.block(actor=actor, slug="", version=version, why="no", at=NOON),
        lambda: actions.choose_address(actor=actor, url="https://z.example/z.json", at=NOON),
    ):  # fmt: skip
        with pytest.raises(RefusedError):
            deed()
    assert "us-zz" not in in_use()


def test_only_an_owner_trusts_a_key(boss, colleague):
    bring(boss)
    with pytest.raises(RefusedError):
        trust(actor_of(colleague("reviewer")))
    approver = actor_of(colleague("manager"))
    with pytest.raises(RefusedError):
        trust(approver)


# The key


def test_a_key_not_known_is_named_and_nothing_is_approved_before_it_is_trusted(boss):
    version = bring(boss)
    with pytest.raises(PackActionError, match="not known to you"):
        approved(boss, version)
    row = trust(boss)
    approved(boss, version)
    actions.end_trust(actor=boss, row=row, why="They lost it", at=NOON)
    assert "us-zz" in in_use()
    with pytest.raises(PackActionError, match="not known to you"):
        approved(boss, bring(boss, "1.1"))


def test_trust_says_why_and_whose(boss):
    version = bring(boss)
    for name, why in (("", "phone"), ("Zeta", " ")):
        with pytest.raises(PackActionError, match="Write"):
            actions.trust(actor=boss, key=version.key, name=name, why=why, at=NOON)
    with pytest.raises(PackActionError, match="No law file here"):
        actions.trust(actor=boss, key=public_hex(zeta.OTHER_KEY), name="X", why="so", at=NOON)
    assert len(fingerprint(version.key).split()) == 8


# What is refused, and that nothing is lost by it


def refused(boss, content: bytes) -> list[str]:
    kept = PackVersion.objects.count(), Event.objects.count()
    with pytest.raises(FileError) as error:
        actions.add_pack(actor=boss, content=content, name="z.json", on=TODAY, at=NOON)
    assert (PackVersion.objects.count(), Event.objects.count()) == kept
    return [str(row) for row in error.value.problems]


def test_a_file_that_is_none_is_refused(boss):
    assert "no law file" in refused(boss, b"not json")[0]
    assert "no law file" in refused(boss, b"{}")[0]
    assert "no text file" in refused(boss, b"\xff\xfe\x00")[0]
    assert "8 MB is the most" in refused(boss, b" " * (8 * 1024 * 1024 + 1))[0]


@pytest.mark.parametrize("change", ["Give it back.", "The Zeta project", '"key": "', "7, unit"])
def test_one_letter_changed_after_signing_is_refused(boss, change):
    content = zeta.signed().decode()
    assert change in content
    raw = json.loads(content)
    raw["body"]["files"]["us-zz.yaml"] = raw["body"]["files"]["us-zz.yaml"].replace("7, unit", "8, unit")
    assert "signature does not fit" in refused(boss, json.dumps(raw).encode())[0]
    swapped = content.replace(public_hex(zeta.KEY), public_hex(zeta.OTHER_KEY))
    assert "signature does not fit" in refused(boss, swapped.encode())[0]


def test_a_broken_pack_is_refused_by_line(boss):
    broken = zeta.text().replace("applies: business.sells_in_shop", "applies: business.sells_in_shp")
    (problem,) = refused(boss, zeta.signed(files={"us-zz.yaml": broken}))
    assert problem.startswith("us-zz.yaml:43:5: There is no fact named business.sells_in_shp")


def test_a_pack_whose_own_case_comes_out_otherwise_is_refused_by_line(boss):
    (problem,) = refused(boss, zeta.signed("1.0", ("count: 7", "count: 8")))
    assert problem.startswith("cases/us-zz.yaml:1:1: zeta-7 comes out otherwise")
    assert "source: field required" in refused(boss, zeta.signed(cases="- id: x\n"))[0]
    assert "can’t be asked" in refused(boss, zeta.signed(cases=zeta.CASE.replace("received_on", "recieved_on")))[0]


def test_a_file_that_holds_something_else_than_it_says_is_refused(boss):
    other = zeta.text("9.9")
    assert "holds something else" in refused(boss, zeta.signed(files={"us-zz.yaml": other}))[0]


def test_a_file_that_unfolds_without_end_is_refused_before_it_is_read(boss):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    bomb = "\n".join(lines)
    assert unfolded(bomb) > 10**12
    assert unfolded("a: [1, 2]") == 0
    assert unfolded("a: &x [1, 2]\nb: *x") == 9
    (problem,) = refused(boss, zeta.signed(cases=bomb))
    assert "unfold" in problem


def test_an_older_version_and_one_that_is_here_are_refused(boss):
    version = bring(boss, "1.10")
    with pytest.raises(PackActionError, match="is here already"):
        bring(boss, "1.10")
    trust(boss)
    approved(boss, version)
    for older in ("1.9", "1.10.0", "0.99"):
        with pytest.raises(PackActionError, match=r"not newer|is here already") as error:
            bring(boss, older)
        assert "nothing was changed" in str(error.value) or older == "1.10.0"
    assert is_newer("2026.11.9", "2026.9.30")
    assert not is_newer("2026.9", "2026.11")


def test_a_version_nobody_approved_does_not_stand_in_the_way(boss):
    bring(boss, "9999.1")
    assert bring(boss, "1.0").version == "1.0"


def test_a_day_that_is_past_and_a_version_that_does_not_wait_are_refused(boss):
    version = bring(boss)
    trust(boss)
    with pytest.raises(PackActionError, match="is past"):
        approved(boss, version, TODAY - timedelta(days=1))
    approved(boss, version)
    with pytest.raises(PackActionError, match="not waiting"):
        approved(boss, version)


def test_a_version_that_does_not_fit_the_others_is_refused(boss):
    bring(boss)
    trust(boss)
    version = bring(boss, "1.1", ("parent: us", "parent: us"))
    PackVersion.objects.filter(pk=version.pk).update(content=version.content.replace('"parent":"us"', '"parent":"xx"'))
    version.refresh_from_db()
    with pytest.raises(PackActionError, match="there is no pack xx"):
        approved(boss, version)


def test_declining_says_why_and_leaves_what_is_in_use(boss):
    version = bring(boss)
    with pytest.raises(PackActionError, match="Write why"):
        actions.decline(actor=boss, version=version, why=" ", at=NOON)
    actions.decline(actor=boss, version=version, why="Not our state", at=NOON)
    assert queries.waiting_versions(TODAY) == []
    assert "us-zz" not in in_use()
    event = Event.objects.get(kind="pack-declined")
    assert event.data["pack"] == "us-zz"
    assert "Not our state" not in str(event.data)


def test_a_version_this_release_can_not_read_is_answered_for_and_named(boss, monkeypatch):
    from handrail.law.versions.age import stand_ins

    actions.take_stock(NOON)
    pack, _ = queries.shipped()["us"]
    changed = pack.model_copy(update={"version": "2027.99"})
    shipped = {**queries.shipped(), "us": (changed, sha256_of(changed))}
    monkeypatch.setattr(queries, "shipped", lambda: shipped)
    PackVersion.objects.filter(pack="us").update(content='{"of": "another release"}')
    monkeypatch.setattr(queries, "_READ", OrderedDict())
    monkeypatch.setattr(queries, "_ON", OrderedDict())
    law = queries.law_in_use(TODAY)
    assert law.packs["us"].version == "2027.99"
    assert stand_ins(law) == (pack.title,)


# From an address


def test_an_address_is_https_and_the_owners_and_looked_at_by_the_worker(boss):
    for wrong in ("http://z.example/z.json", "ftp://z", "", "https://a b"):
        with pytest.raises(PackActionError, match="https"):
            actions.choose_address(actor=boss, url=wrong, at=NOON)
    row = actions.choose_address(actor=boss, url="https://z.example/z.json", at=NOON)
    assert Timer.objects.get(kind=actions.FETCH).subject_id == row.pk
    with pytest.raises(PackActionError, match="already"):
        actions.choose_address(actor=boss, url="https://z.example/z.json", at=NOON)
    actions.drop_address(actor=boss, row=row, at=NOON)
    assert PackAddress.objects.get().ended_at == NOON
    assert not Timer.objects.filter(kind=actions.FETCH, done_at=None).exists()


# The pages


@pytest.mark.slow
def test_the_list_is_searched_sorted_and_exported(boss, owner, sign_in):
    bring(boss)
    client = sign_in(owner)
    page = client.get("/law/packs/").content.decode()
    assert "Zeta 1.0" in page
    assert "Waits for approval" in page
    assert "No version fits" in client.get("/law/packs/?q=zebra").content.decode()
    for sort in ("place", "state", "arrived", "kept", "nonsense"):
        assert client.get(f"/law/packs/?sort={sort}").status_code == 200
    assert "us-zz" not in client.get("/law/packs/?format=csv&q=oklahoma").content.decode()
    assert "Zeta,1.0,Waits for approval" in client.get("/law/packs/?format=csv").content.decode()


def test_the_signed_file_can_be_had_back(boss, owner, sign_in):
    version = bring(boss)
    assert sign_in(owner).get(f"/law/packs/{version.pk}/").content == zeta.signed()
    shipped = PackVersion.objects.filter(how="shipped").first()
    assert sign_in(owner).get(f"/law/packs/{shipped.pk}/").status_code == 404


def test_an_upload_is_refused_on_its_page_by_line(boss, owner, sign_in):
    client = sign_in(owner)
    assert client.post("/law/packs/", {}).status_code == 422
    bad = SimpleUploadedFile("z.json", zeta.signed("1.0", ("count: 7", "count: 8")))
    answer = client.post("/law/packs/", {"file": bad})
    assert answer.status_code == 422
    assert "cases/us-zz.yaml, line 1: zeta-7" in answer.content.decode()
