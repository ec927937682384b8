"""Whatever is done to the database, it is found up to the last checkpoint that somebody outside holds; what comes after is
counted. With the hands of the owner: triggers off, hashes written anew, checkpoints signed again with the real key."""

from datetime import timedelta

import pytest
from django.db import connection

from cast import NOON
from handrail.config import worker
from handrail.ledger import attachments, checkpoint, merkle, scope, triggers
from handrail.ledger.canonical import digest
from handrail.ledger.chain import START, Link
from handrail.ledger.deed import deed, unrecorded
from handrail.ledger.ids import new_id
from handrail.ledger.models import Chain, Checkpoint, CheckpointCopy, Event, PersonalValue, SigningKey
from handrail.ledger.remembered import MEMORY
from handrail.ledger.signing import KeyLostError, _file, signing_key
from handrail.ledger.walk import ChainRow, Stored, walk
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
from handrail.records.checkpoints import actions, queries
from handrail.records.checkpoints.commands import told
from handrail.records.checkpoints.letter import letter
from handrail.records.models import CheckpointAddress

THING = new_id()


@pytest.fixture
def actor(owner):
    with scope.organization(owner.organization_id):
        yield actor_of(owner)


def note(actor, count: int, subject=THING, at=NOON) -> None:
    for number in range(count):
        with deed(actor, at) as record:
            record.event("test", "noted", "thing", subject, {"n": number}, {"words": f"so {number}"})


@pytest.fixture
def fixed(actor):
    """Five events of one thing and two of another, in a checkpoint that left; three after it."""
    note(actor, 5)
    note(actor, 2, new_id())
    made = actions.gather(actor=actor, at=NOON)
    kept = made.signed().line().encode()
    actions.left(actor=actor, row=made, way="written", at=NOON)
    note(actor, 3)
    return checkpoint.read(kept)


def test_what_is_whole_is_whole_and_the_tail_is_counted(fixed):
    found = queries.examine(fixed)
    assert found.whole, found.faults
    assert found.tail == 4  # that the copy left, and three more
    assert found.protected == found.events - 4
    assert "The last 4 events came after it; nothing outside protects them yet." in told(found)
    assert "bring it" in told(queries.examine())


def test_before_any_copy_left_all_of_it_is_named_as_unprotected(actor):
    note(actor, 3)
    found = queries.examine()
    assert found.whole
    assert f"nothing outside protects these {found.events:,} events" in told(found)


def events(subject=THING) -> list[Event]:
    return list(Event.objects.filter(chain__subject_id=subject).order_by("seq"))


def put(row: Event, **changes) -> None:
    Event.objects.filter(pk=row.pk).update(**changes)


def change(rows: list[Event], at: int) -> None:
    put(rows[at], data={**rows[at].data, "n": 99})


def delete(rows: list[Event], at: int) -> None:
    PersonalValue.objects.filter(event=rows[at]).delete()
    Event.objects.filter(pk=rows[at].pk).delete()


def swap(rows: list[Event], at: int) -> None:
    other = rows[at - 1]
    put(rows[at], seq=1000)
    put(other, seq=rows[at].seq)
    put(rows[at], seq=other.seq)


def insert(rows: list[Event], at: int) -> None:
    for row in reversed(rows[at:]):
        put(row, seq=row.seq + 1)
    Event.objects.create(
        chain=rows[at].chain, seq=at, at=NOON, room="test", kind="made up", actor={}, data={}, previous="", hash=""
    )


def truncate(rows: list[Event], at: int) -> None:
    for place in range(at, len(rows)):
        delete(rows, place)


def whole_chain(rows: list[Event], at: int) -> None:
    truncate(rows, 0)
    Chain.objects.filter(pk=rows[0].chain_id).delete()


def value(rows: list[Event], at: int) -> None:
    PersonalValue.objects.filter(event=rows[at]).update(value="other words")


def away(rows: list[Event], at: int) -> None:
    """To another business, where nobody of this one looks."""
    put(rows[at], organization_id=new_id())


def hang(rows: list[Event], at: int) -> None:
    """This history on another object, and that one's on this."""
    other = Chain.objects.exclude(pk=rows[at].chain_id).filter(subject="thing").get()
    for chain, subject in ((other.pk, new_id()), (rows[at].chain_id, other.subject_id), (other.pk, THING)):
        Chain.objects.filter(pk=chain).update(subject_id=subject)


TAMPERINGS = [change, delete, swap, insert, truncate, whole_chain, value, away, hang]


def broken_number(rows: list[Event], at: int) -> None:
    put(rows[at], data={**rows[at].data, "n": at + 0.0})


def no_mapping(rows: list[Event], at: int) -> None:
    put(rows[at], data=["sealed"])


def unreadable(rows: list[Event], at: int) -> None:
    with connection.cursor() as cursor:
        moment = "never" if connection.vendor == "sqlite" else "infinity"
        id_ = rows[at].pk.hex if connection.vendor == "sqlite" else rows[at].pk
        cursor.execute("UPDATE ledger_event SET at = %s WHERE id = %s", [moment, id_])


def unreadable_value(rows: list[Event], at: int) -> None:
    PersonalValue.objects.filter(event=rows[at]).update(value=1.5)


BREAKINGS = [broken_number, no_mapping, unreadable, unreadable_value]


def write_anew() -> None:
    """Every hash, every head, every checkpoint: as somebody does who has the code and the key."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_event SET seq = seq + 100000")
    for chain in Chain.objects.all():
        previous, number = START, 0
        for row in Event.objects.filter(chain=chain).order_by("seq"):
            link = Link(chain.id, number, row.at, row.room, row.kind, row.actor, row.data, previous)
            put(row, seq=number, previous=previous, hash=link.hash())
            previous, number = link.hash(), number + 1
        Chain.objects.filter(pk=chain.pk).update(length=number, head=previous)
    last = None
    for row in Checkpoint.objects.order_by("number"):
        heads = [
            [c, n, h, *of]
            for c, n, _, *of in row.heads
            for h in Event.objects.filter(chain=c, seq=n - 1).values_list("hash", flat=True)
        ]
        row.heads, row.root, row.previous = heads, checkpoint.root_of(heads), digest(last.body()) if last else START
        row.signature = signing_key().sign(checkpoint.dumps(row.body())).hex()
        row.save()
        last = row


def settle() -> None:
    """PostgreSQL looks at references at the end of a transaction, and changes no table before it has."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tamper(how, at: int, *, anew: bool = False) -> None:
    settle()
    triggers.remove(connection)
    with unrecorded("a test tampers"):
        how(events(), at)
        if anew:
            write_anew()
    settle()
    triggers.install(connection)


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("at", [pytest.param(0, marks=pytest.mark.slow), 2, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize("how", TAMPERINGS)
def test_all_that_a_checkpoint_outside_holds_is_protected(fixed, how, at, anew):
    if how is swap and at == 0:
        at = 1
    tamper(how, at, anew=anew and how is not value)
    assert not queries.examine(fixed).whole


@pytest.mark.parametrize("how", BREAKINGS)
def test_what_no_record_can_hold_is_told_and_breaks_nothing(fixed, how):
    tamper(how, 2)
    found = queries.examine(fixed)
    assert not found.whole
    assert "NOT WHOLE" in told(found)


@pytest.mark.parametrize("how", ["another hash", "another size", "not added", "on the disk", "gone from the disk"])
def test_a_photo_that_is_not_the_one_that_was_added_is_found(actor, how):
    png = b"\x89PNG\r\n\x1a\n" + how.encode()
    row = attachments.attach(
        actor=actor, room="test", subject="thing", subject_id=THING, name="a.png", content=png, at=NOON
    )
    assert queries.examine().whole
    file = attachments.path(row.sha256)
    with unrecorded("a test tampers"):
        match how:
            case "another hash":
                type(row).objects.update(sha256="00" * 32)
            case "another size":
                type(row).objects.update(size=1)
            case "not added":
                row.pk = new_id()
                row.save(force_insert=True)
            case "on the disk":
                file.write_bytes(png + b" ")
            case _:
                file.unlink()
    found = queries.examine()
    file.unlink(missing_ok=True)
    assert [fault for fault in found.faults if fault.startswith("The file ")], found.faults


def test_a_chain_that_cannot_be_read_is_told(actor):
    note(actor, 1)
    if connection.vendor != "sqlite":
        return  # it keeps no word where a number stands
    triggers.remove(connection)
    with unrecorded("a test tampers"), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_chain SET subject_id = 'nobody'")
    triggers.install(connection)
    assert "can't be read as they stand" in told(queries.examine())


def test_a_case_is_not_another_case_even_before_a_checkpoint(actor):
    with deed(actor, NOON) as record:
        record.event("desk", "started", "case", THING, {"number": "2026-000001"})
    chain = Chain.objects.get(subject_id=THING)
    row = Event.objects.get(chain=chain)
    link = Link(chain.id, 0, row.at, row.room, row.kind, row.actor, row.data, row.previous)
    stored = Stored(link, row.hash)
    for number, whole in (("2026-000001", True), ("2026-000002", False)):
        assert walk({chain.id: ChainRow("Case", 1, row.hash, "", number)}, [stored], [], frozenset()).whole == whole


def test_a_backup_that_was_put_back_is_seen_by_what_left_after_it(fixed, actor):
    """The history ends where it did then; what is written on from there has the same numbers, and is another."""
    later = actions.gather(actor=actor, at=NOON)
    copies = [*fixed, later.signed()]
    settle()
    triggers.remove(connection)
    with unrecorded("a backup is put back"):
        before = Checkpoint.objects.get(number=1)
        Checkpoint.objects.filter(number=2).delete()
        for chain in Chain.objects.all():
            heads = [head for head in before.heads if head[0] == str(chain.pk)]
            length, head = heads[0][1:3] if heads else (0, START)
            gone = Event.objects.filter(chain=chain, seq__gte=length)
            PersonalValue.objects.filter(event__in=gone).delete()
            CheckpointCopy.objects.all().delete()
            gone.delete()
            Chain.objects.filter(pk=chain.pk).update(length=length, head=head, gathered=length, gathered_in=1)
        Chain.objects.filter(length=0).delete()
    settle()
    triggers.install(connection)
    MEMORY.forget()
    assert queries.examine(fixed).whole
    assert any("Checkpoint 2" in row and "is not here" in row for row in queries.examine(copies).faults)
    note(actor, 2)
    actions.gather(actor=actor, at=NOON)
    assert any("Checkpoint 2" in row and "is another here" in row for row in queries.examine(copies).faults)


@pytest.mark.parametrize("how", [one for one in TAMPERINGS if one is not hang])
def test_without_the_key_it_is_found_inside_too_and_in_the_tail(fixed, how):
    """Somebody who only changes rows is seen without any copy, at the very last event too."""
    tamper(how, 7)
    assert not queries.examine().whole


def test_two_histories_exchanged_are_found_by_what_was_gathered(fixed):
    tamper(hang, 0)
    assert any("was hung on another record" in row for row in queries.examine().faults)


def test_the_tail_written_anew_by_the_owner_is_what_stays_open(fixed):
    """The honest limit: with code and key, what came after the last checkpoint that left can be changed unseen. Its size
    is named."""
    before = queries.examine(fixed).tail
    tamper(change, 6, anew=True)
    found = queries.examine(fixed)
    assert found.whole
    assert found.tail == before == 4


def test_a_checkpoint_taken_away_or_signed_by_a_stranger_is_found(fixed, actor):
    actions.gather(actor=actor, at=NOON)
    settle()
    triggers.remove(connection)
    with unrecorded("a test tampers"):
        CheckpointCopy.objects.all().delete()
        Checkpoint.objects.filter(number=1).delete()
    settle()
    triggers.install(connection)
    found = queries.examine(fixed)
    assert any("as it left, is not here" in row for row in found.faults)
    assert any("one is missing or was changed" in row for row in found.faults)


def test_checkpoints_follow_each_other_and_gather_only_what_grew(fixed, actor):
    second = actions.gather(actor=actor, at=NOON)
    first = Checkpoint.objects.get(number=1)
    assert second.previous == digest(first.body())
    assert {row[0] for row in second.heads} < {row[0] for row in first.heads}
    assert second.events == queries.events_kept()
    assert second.signed().holds()


def test_many_heads_are_gathered_in_several_and_each_is_proved(actor, monkeypatch):
    monkeypatch.setattr(actions, "A_BATCH", 3)
    subjects = [new_id() for _ in range(7)]
    for subject in subjects:
        note(actor, 1, subject)
    last = actions.gather(actor=actor, at=NOON)
    assert last.number > 2
    assert last.events == queries.events_kept()
    for chain in Chain.objects.filter(subject_id__in=subjects):
        held = queries.proof(chain)
        assert merkle.follow(digest(held["leaf"]), held["path"]) == held["checkpoint"]["root"]
        assert held["leaf"]["head"] == chain.head


def test_the_daily_checkpoint_goes_by_mail_and_comes_back_from_the_saved_mail(actor, owner):
    note(actor, 1)
    actions.send_to(actor=actor, address=" books@example.org ", at=NOON)
    assert CheckpointAddress.objects.get().address == "books@example.org"
    business = Organization.objects.get(pk=owner.organization_id)
    actions.daily(organization=business, at=NOON + timedelta(hours=1))
    assert not Checkpoint.objects.exists()  # a day has not gone by
    actions.daily(organization=business, at=NOON + timedelta(days=1))
    copy = CheckpointCopy.objects.get()
    assert (copy.way, copy.to, copy.outgoing.done_at) == ("mailed", "books@example.org", None)
    assert queries.standing().held is None  # it has not gone yet
    with unrecorded("as the mail goes"):
        type(copy.outgoing).objects.update(done_at=NOON)
    assert queries.standing().held == copy.checkpoint
    subject, body = letter([copy.checkpoint.signed()])
    saved = f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}".encode()
    assert queries.examine(checkpoint.read(saved)).compared
    assert "Red Dirt" in subject


def test_the_worker_makes_it(actor):
    worker.run_due(NOON + timedelta(days=2))
    assert Checkpoint.objects.get().number == 1


def test_a_wrong_address_is_refused_and_an_agent_may_not(actor, colleague):
    with pytest.raises(actions.CheckpointError, match="no mail address"):
        actions.send_to(actor=actor, address="nobody", at=NOON)
    with pytest.raises(RefusedError):
        actions.gather(actor=actor_of(colleague("agent")), at=NOON)


# Keys


@pytest.fixture
def keys(actor):
    """The key file as it was, afterwards."""
    actions.gather(actor=actor, at=NOON)
    before = _file().read_text()
    yield before
    _file().write_text(before)


def test_a_new_key_is_vouched_for_by_the_old_one(actor, keys, fixed):
    old = queries.key_in_use()
    new = actions.change_key(actor=actor, at=NOON + timedelta(days=1))
    assert queries.key_in_use() == new != old
    handed = [checkpoint.handover_of_raw(row) for row in queries.handovers()]
    assert checkpoint.followed(old, handed) == {old: "", new: "2026-11-25"}
    assert old not in checkpoint.followed(new, handed)
    assert queries.examine(fixed).whole  # what the old key signed stays good
    assert [row.ended for row in SigningKey.objects.order_by("since")] == ["replaced", ""]


def test_a_lost_key_is_noticed_and_nobody_vouches_for_the_next(actor, keys, fixed):
    old = queries.key_in_use()
    _file().unlink()
    with pytest.raises(KeyLostError, match="handrail key lost"):
        actions.gather(actor=actor, at=NOON)
    assert not queries.key_in_use()
    assert not _file().exists()  # none is made in silence
    new = actions.change_key(actor=actor, at=NOON + timedelta(days=1), lost=True)
    handed = [checkpoint.handover_of_raw(row) for row in queries.handovers()]
    assert checkpoint.followed(old, handed) == {old: ""}
    assert new in checkpoint.joined(old, handed)
    assert queries.examine(fixed).whole


def test_an_exchanged_key_is_noticed(actor, keys):
    _file().write_text("ab" * 32)
    with pytest.raises(KeyLostError):
        signing_key()


# The database's own refusals


def test_the_database_refuses_more_than_changes(actor):
    note(actor, 1)
    statements = [
        "DELETE FROM ledger_chain", "UPDATE ledger_chain SET length = 0", "UPDATE ledger_signingkey SET public = 'x'",
        "DELETE FROM ledger_signingkey", "UPDATE ledger_personalvalue SET value = '\"x\"'",
    ]  # fmt: skip
    if connection.vendor == "sqlite":
        statements += ["INSERT OR REPLACE INTO ledger_event SELECT * FROM ledger_event LIMIT 1"]
    else:
        statements += ["TRUNCATE ledger_event CASCADE"]
    actions.gather(actor=actor, at=NOON)
    settle()
    for statement in statements:
        with pytest.raises(Exception, match="append-only"), deed(actor, NOON), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_trigger_that_was_emptied_is_seen_and_put_back(db):
    """One of the same name that does nothing is no guard."""
    name = "ledger_event_no_update"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON ledger_event BEGIN SELECT 1; END")
        else:
            cursor.execute(f"ALTER TABLE ledger_event DISABLE TRIGGER {name}")
    assert triggers.missing(connection) == [name]
    assert triggers.install(connection) == [name]
    assert triggers.missing(connection) == []


def test_a_trigger_whose_condition_never_holds_is_seen(db):
    name = "ledger_chain_no_shorter"
    does = "BEGIN SELECT RAISE(ABORT, 'ledger_chain is append-only'); END"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON ledger_chain WHEN false {does}")
        else:
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON ledger_chain FOR EACH ROW WHEN (false) "
                "EXECUTE FUNCTION ledger_refuse()"
            )
    assert triggers.install(connection) == [name]
    assert triggers.missing(connection) == []


def test_the_page_says_how_far_the_record_is_fixed(fixed, owner, colleague, sign_in):
    page = sign_in(owner).get("/records/checkpoints/").content.decode()
    assert "left this machine" in page
    assert "<b>4 events</b>" in page
    row = Checkpoint.objects.get()
    got = sign_in(owner).post(f"/records/checkpoints/{row.pk}/")
    assert checkpoint.read(got.content)[0].number == 1
    assert CheckpointCopy.objects.filter(way="downloaded").exists()
    refused = sign_in(owner).post("/records/checkpoints/mail/", {"address": "nobody"})
    assert refused.status_code == 422
    assert "nobody" in refused.content.decode()
    assert "Checkpoint,Made" in sign_in(owner).get("/records/checkpoints/?format=csv").content.decode()
    assert sign_in(colleague("auditor")).post("/records/checkpoints/mail/", {"address": ""}).status_code == 403
