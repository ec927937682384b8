"""A case file in bad hands. Every value in it is altered in turn, also by somebody who has the key, works out the summary
anew and signs again: what is not found then is listed here by name, and in docs/reference/record.md. And files that
were made to break or to deceive whoever checks them."""

import copy
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from cast import tries
from handrail.calendars.clock import stamp
from handrail.ledger import merkle
from handrail.ledger.canonical import JSON, digest, dumps
from handrail.ledger.casefile import READER, says, tell
from handrail.ledger.chain import START, Link, seal
from handrail.ledger.checkpoint import FORMAT as CHECKPOINT
from handrail.ledger.checkpoint import KEY_FORMAT, fingerprint_of, leaf
from handrail.ledger.verify import FORMAT, LARGEST, Verdict, verify
from handrail.ledger.verify_set import judge, main
from handrail.records.checker import checker

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
OLD, KEY, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2, 3))
CHAIN, BUSINESS = UUID(int=7), UUID(int=8)
FIRST: dict[str, JSON] = {"start": "x", "procedures": {"x": {"steps": [{"id": "a", "title": "As it was called"}]}}}
SECOND: dict[str, JSON] = {"start": "x", "procedures": {"x": {"steps": [{"id": "a", "title": "As it is called"}]}}}
PHOTO: dict[str, JSON] = {"sha256": "ab" * 32, "size": 9, "type": "image/png"}
SALT = "5a"


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def signed(packet: JSON, key: Ed25519PrivateKey = KEY) -> bytes:
    return dumps({"packet": packet, "signature": {"key": public(key), "value": key.sign(dumps(packet)).hex()}})


def turn(**more: JSON) -> dict[str, JSON]:
    return {"facts": {"sale.paid": 170000}, "beyond": [], "moves": [["a", "done"]], "effects": [], **more}


TOLD: list[tuple[str, dict[str, JSON], dict[str, JSON]]] = [
    ("started", turn(bundle=digest(FIRST), number="2026-000007", version=1), {"fact:customer.name": "Dolores"}),
    ("answered", turn(step="a"), {}),
    ("moved", {"from": digest(FIRST), "to": digest(SECOND), "version": 2}, {"reason": "The words were wrong."}),
    ("attached", PHOTO, {"name": "tag.png"}),
    ("answered", turn(step="a"), {"note": "hard of hearing"}),
    ("noted", {}, {"note": "called again"}),
]


def events(told: list[tuple[str, dict[str, JSON], dict[str, JSON]]]) -> Iterator[tuple[dict[str, JSON], list[JSON]]]:
    previous = START
    for number, (kind, data, personal) in enumerate(told):
        sealed: JSON = {place: seal(SALT, value) for place, value in personal.items()}
        at = AT + timedelta(minutes=number)
        body: JSON = {**data, **({"sealed": sealed} if personal else {})}
        link = Link(CHAIN, number, at, "desk", kind, {"name": "Marcy"}, body, previous)
        previous = link.hash()
        values: list[JSON] = [
            {"event": previous, "place": place, "salt": SALT, "value": value} for place, value in personal.items()
        ]
        yield {**link.body(), "hash": previous}, values


def a_checkpoint(held: list[dict[str, JSON]], key: Ed25519PrivateKey = OLD, number: int = 3) -> dict[str, JSON]:
    here: list[JSON] = [str(CHAIN), len(held), held[-1]["hash"]]
    leaves = [leaf(here), *(leaf([str(UUID(int=n)), 1, "cd" * 32]) for n in range(4))]
    body: JSON = {
        "format": CHECKPOINT, "organization": str(BUSINESS), "business": "Red Dirt", "number": number, "at": stamp(AT),
        "previous": START, "root": merkle.root(leaves), "heads": len(leaves), "events": 20,
    }  # fmt: skip
    way: JSON = [list(step) for step in merkle.path(leaves, 0)]
    return {
        "checkpoint": body, "signature": {"key": public(key), "value": key.sign(dumps(body)).hex()}, "path": way,
        "leaf": {"chain": here[0], "length": here[1], "head": here[2]},
    }  # fmt: skip


def handover(old: Ed25519PrivateKey, new: Ed25519PrivateKey, *, lost: bool = False) -> JSON:
    body: JSON = {"format": KEY_FORMAT, "old": public(old), "new": public(new), "at": stamp(AT)}
    return {"body": body, "by_old": "" if lost else old.sign(dumps(body)).hex(), "by_new": new.sign(dumps(body)).hex()}


def read_anew(packet: dict[str, JSON]) -> dict[str, JSON]:
    """With the summary that follows from the rest."""
    packet |= {"says": says(packet)}
    return packet | {"told": tell(packet)}


def made() -> dict[str, JSON]:
    """Six events, five of them in a checkpoint; moved to another version, one photo, a key that was replaced."""
    rows = list(events(TOLD))
    chain = [event for event, _ in rows]
    return read_anew({
        "format": FORMAT, "business": "Red Dirt", "organization": str(BUSINESS), "time_zone": "America/Chicago",
        "case": "2026-000007", "made_at": stamp(AT + timedelta(days=1)), "length": len(chain), "head": chain[-1]["hash"],
        "law_not_held": ["The law of other states."], "law_out_of_date": "", "events": chain,
        "personal": [value for _, values in rows for value in values], "bundle": SECOND,
        "bundles_before": {digest(FIRST): FIRST}, "checkpoint": a_checkpoint(chain[:5]), "keys": [handover(OLD, KEY)],
        "attachments": [{**PHOTO, "name": "tag.png", "added_at": chain[3]["at"]}], "reader": READER,
        "facts": {"sale.paid": {"label": "What was paid", "type": "money"}},
    })  # fmt: skip


def test_the_file_that_is_attacked_is_whole():
    verdict = verify(signed(made()), fingerprint_of(public(KEY)))
    assert verdict.whole, verdict.faults
    assert (verdict.fixed, verdict.fixed_number, verdict.fixed_events, verdict.notes) == ("2026-11-24", 3, 5, [])
    assert verify(signed(made()), fingerprint_of(public(OLD))).took_over == "2026-11-24"


def test_what_a_move_left_behind_is_called_as_it_was_then():
    names = [row.get("name") for row in made()["told"]["steps"] if row["kind"] == "answered"]
    assert names == ["As it was called", "As it is called"]


# Every value, one at a time

STAYS_OPEN = {
    "business", "time_zone", "made_at", "facts", "law_not_held", "law_out_of_date", "reader",
}  # fmt: skip
"""What the key that signs the file vouches for, and no chain or checkpoint: the names of things, and the day."""
Place = tuple[str | int, ...]


def places(value: JSON, here: Place = ()) -> Iterator[Place]:
    """The way to every value and to every list and mapping."""
    if here:
        yield here
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places(each, (*here, key))


def at(value: JSON, place: Place) -> JSON:
    for key in place:
        value = value[key]
    return value


def otherwise(value: JSON) -> JSON:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
        case list():
            return value[:-1] if value else ["one"]
        case dict():
            return {**value, "one": "more"}
    return "something"


def without(packet: dict[str, JSON], place: Place) -> None:
    del at(packet, place[:-1])[place[-1]]


def altered(packet: dict[str, JSON], place: Place) -> None:
    at(packet, place[:-1])[place[-1]] = otherwise(at(packet, place))


def twice(packet: dict[str, JSON], place: Place) -> None:
    """An item of a list once more."""
    around = at(packet, place[:-1])
    if isinstance(around, list):
        around.append(copy.deepcopy(around[place[-1]]))
    else:
        around[f"{place[-1]}-2"] = copy.deepcopy(around[place[-1]])


WHOLE = made()
PLACES = sorted(places(WHOLE), key=str)


def is_open(place: Place, how: Callable[..., None]) -> bool:
    """Where somebody with the key is believed. To leave a sealed value out looks like an erasure, and is counted as
    one; so is a file; a file without a checkpoint says so; a list of keys may name one more; what we do not read, nobody
    is shown."""
    whole, of_a_list = len(place) == 1, place[0] in ("personal", "attachments")
    return (
        place[0] in STAYS_OPEN
        or (of_a_list and len(place) <= 2 and how is without)
        or (of_a_list and whole and how is altered)  # its last item is left out
        or (place[0] == "keys" and how is twice)
        or (whole and (how is twice or (place[0] in ("organization", "checkpoint") and how is without)))
    )


def by_somebody_with_the_key(place: Place, how: Callable[..., None]) -> bytes | None:
    packet = copy.deepcopy(WHOLE)
    how(packet, place)
    try:
        return signed(packet if place[0] in ("told", "says") else read_anew(packet))
    except Exception:  # noqa: BLE001 - nothing that the summary could be worked out from
        return signed(packet)


@pytest.mark.slow
@pytest.mark.parametrize("how", [altered, without, twice])
def test_every_value_that_is_altered_left_out_or_doubled_is_found_even_signed_again(how):
    missed = [
        place for place in PLACES
        if not is_open(place, how) and verify(by_somebody_with_the_key(place, how)).whole
    ]  # fmt: skip
    assert missed == []


def test_what_is_left_out_by_somebody_with_the_key_is_counted():
    packet = copy.deepcopy(WHOLE)
    del packet["personal"][1], packet["attachments"][0]
    told = str(verify(signed(read_anew(packet))))
    assert "1 personal values are not in it: erased since, or left out" in told
    assert "1 files that were added are not in its list" in told


def test_one_sealed_value_shown_twice_does_not_hide_that_another_is_gone():
    packet = copy.deepcopy(WHOLE)
    packet["personal"][1] = packet["personal"][0]
    assert not verify(signed(read_anew(packet))).whole


def test_another_name_of_the_business_than_its_checkpoint_has_is_said():
    assert "names the business “Red Dirt”" in str(verify(signed(read_anew(WHOLE | {"business": "Green Dirt"}))))


def test_a_summary_that_is_not_what_the_events_say_is_never_passed_over():
    forged = WHOLE | {"told": WHOLE["told"] | {"steps": []}, "reader": "ef" * 32}
    assert "not the one that this release reads" in str(verify(signed(forged)))
    assert not verify(signed(forged | {"reader": READER})).whole


# Without the key

RAW = json.loads(signed(WHOLE))


@pytest.mark.slow
def test_nothing_can_be_altered_or_put_beside_by_somebody_without_the_key():
    for place in PLACES[::3]:
        changed = copy.deepcopy(RAW)
        altered(changed["packet"], place)
        assert not verify(dumps(changed)).whole, place
    for changed in (
        {**RAW, "a": "word"},
        {**RAW, "signature": {**RAW["signature"], "a": "word"}},
        {**RAW, "signature": {**RAW["signature"], "value": RAW["signature"]["value"].upper()}},
        {**RAW, "signature": {**RAW["signature"], "key": " " + RAW["signature"]["key"]}},
    ):
        assert not verify(dumps(changed)).whole


WRITTEN = signed(WHOLE)
REWRITTEN = {
    "a mark before it": b"\xef\xbb\xbf" + WRITTEN,
    "a line after it": WRITTEN + b"\n",
    "a second file after it": WRITTEN + WRITTEN,
    "a blank": WRITTEN.replace(b":", b": ", 1),
    "a key twice": WRITTEN.replace(b'{"packet":{', b'{"packet":{"case":"2026-000008",', 1),
    "another spelling of a number": WRITTEN.replace(b'"seq":0', b'"seq":-0', 1),
    "a number with a point": WRITTEN.replace(b'"seq":0', b'"seq":0.0', 1),
    "a number with a power": WRITTEN.replace(b'"size":9', b'"size":9e0'),
    "no number": WRITTEN.replace(b'"size":9', b'"size":NaN'),
    "a letter as a code": WRITTEN.replace(b"Dolores", b"\\u0044olores"),
    "half a letter": WRITTEN.replace(b"Dolores", b"\\ud800olores"),
    "the same letter in two": WRITTEN.replace(b"Dolores", "Dolore\u0301s".encode()),
    "a letter that looks the same": WRITTEN.replace(b"Dolores", "D\u043elores".encode()),
    "a byte that is no letter": WRITTEN.replace(b"Dolores", b"D\xfflores"),
    "two bytes a letter": WRITTEN.decode().encode("utf-16"),
    "cut off": WRITTEN[:-1],
    "empty": b"",
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_the_same_in_other_bytes_is_refused(name):
    assert REWRITTEN[name] != WRITTEN
    assert not verify(REWRITTEN[name]).whole


# Another file under this name


def test_the_case_of_another_business_or_of_another_number_is_not_this_one():
    assert not verify(signed(read_anew(WHOLE | {"case": "2026-000008"}))).whole
    assert not verify(signed(read_anew(WHOLE | {"organization": str(UUID(int=9))}))).whole


def test_a_checkpoint_of_other_events_of_a_stranger_or_of_another_kind_is_found():
    for held in (
        a_checkpoint([WHOLE["events"][n] for n in (0, 1, 3)]),  # another history
        a_checkpoint(WHOLE["events"][:5], STRANGER),
        {**WHOLE["checkpoint"], "leaf": {**WHOLE["checkpoint"]["leaf"], "length": 6}},
    ):
        assert not verify(signed(read_anew(WHOLE | {"checkpoint": held}))).whole
    other_kind = copy.deepcopy(WHOLE["checkpoint"])
    other_kind["checkpoint"]["format"] = FORMAT
    other_kind["signature"]["value"] = OLD.sign(dumps(other_kind["checkpoint"])).hex()
    assert not verify(signed(read_anew(WHOLE | {"checkpoint": other_kind}))).whole


def kept(number: int, previous: JSON = START, *, of: UUID = BUSINESS, key: Ed25519PrivateKey = OLD) -> dict[str, JSON]:
    """A checkpoint that left this business, as it was kept."""
    body = {**a_checkpoint(WHOLE["events"][:5])["checkpoint"], "number": number, "previous": previous}
    body["organization"] = str(of)
    return {"checkpoint": body, "signature": {"key": public(key), "value": key.sign(dumps(body)).hex()}}


THIS = {name: WHOLE["checkpoint"][name] for name in ("checkpoint", "signature")}
NAMES_THIS, NAMES_ANOTHER = kept(4, digest(THIS["checkpoint"])), kept(4, "ab" * 32)


def brought(*rows: JSON, packet: dict[str, JSON] = WHOLE) -> Verdict:
    return verify(signed(packet), outside=[dumps(row) for row in rows])


@pytest.mark.parametrize(
    ("rows", "number"),
    [((THIS,), 3), ((NAMES_THIS,), 4), ((kept(9), THIS, kept(9, of=UUID(int=6))), 3), ((THIS, NAMES_THIS), 3)],
    ids=["the same", "the next, which names it", "with others", "both"],
)
def test_what_was_kept_outside_vouches_for_the_file(rows, number):
    found = brought(*rows)
    assert (found.whole, found.compared, found.uncompared) == (True, number, "")
    assert f"Compared with checkpoint {number}, which you brought." in str(found)


def test_what_was_kept_outside_tells_a_history_written_anew():
    anew = read_anew(WHOLE | {"checkpoint": a_checkpoint(WHOLE["events"][:4])})
    by_another = read_anew(WHOLE | {"checkpoint": a_checkpoint(WHOLE["events"][:5], KEY)})
    assert brought(packet=anew).whole
    for found in (
        brought(THIS, packet=anew),
        brought(THIS, packet=by_another),
        brought(NAMES_ANOTHER),  # the next one names another
        brought(kept(2)),  # the one before is not the one it names
        brought(THIS, kept(8), kept(9, "ab" * 32)),  # between two that left it was written anew
    ):
        assert "written anew" in str(found)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (
            (kept(1), kept(7)),
            "holds checkpoint 3 of 2026-11-24; you brought 1, 7. Bring number 3, or 4, which names it.",
        ),
        ((kept(3, of=UUID(int=6)),), "another business"),
        ((THIS | {"checkpoint": THIS["checkpoint"] | {"root": "00" * 32}},), "3, which you brought, was changed since"),
        ((kept(7), kept(7, "ab" * 32)), "Two checkpoints that you brought have the number 7 and differ"),
        (({"no": "checkpoint"},), "There is no checkpoint in this file"),
    ],
)
def test_what_can_not_be_compared_is_neither_called_whole_nor_altered(rows, why, tmp_path, capsys):
    found = brought(*rows)
    assert found.whole
    assert found.compared == 0
    assert why in found.uncompared
    assert str(found).startswith(f"NOT COMPARED with what you brought\n  {found.uncompared}\nIn itself:\nWhole")
    (tmp_path / "case.json").write_bytes(signed(WHOLE))
    (tmp_path / "kept").write_bytes(b"\n".join(dumps(row) for row in rows))
    assert main([str(tmp_path / "case.json"), "--checkpoint", str(tmp_path / "kept")]) == 1
    assert "NOT COMPARED" in capsys.readouterr().out


def test_a_file_without_a_checkpoint_can_not_be_compared():
    assert "No checkpoint is in the file" in brought(THIS, packet=read_anew(WHOLE | {"checkpoint": None})).uncompared


def test_nobody_takes_over_a_key_that_is_known():
    """A stranger's file with the real history in it; handovers that nobody, or the wrong one, signed."""
    real, strangers = fingerprint_of(public(OLD)), [handover(STRANGER, STRANGER), handover(OLD, STRANGER, lost=True)]
    forged = handover(STRANGER, STRANGER)
    forged["body"] |= {"old": public(OLD)}
    unsigned = handover(OLD, STRANGER, lost=True) | {"by_new": "00" * 64}
    for row in (*strangers, forged, handover(OLD, STRANGER) | {"by_old": handover(OLD, KEY)["by_old"]}, unsigned):
        verdict = verify(signed(read_anew(WHOLE | {"keys": [row]}), STRANGER), real)
        assert not verdict.whole
        assert "Signed by another key" in str(verdict)
    assert not verify(signed(read_anew(WHOLE | {"keys": [unsigned]}), STRANGER)).whole


# Files that were made to break whoever checks them, or to deceive


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000, b'{"packet":' * 50_000, b'{"certificate":' + b"[" * 50_000, b"1" * 5_000, b"PK" + b"\0" * 100,
        b'{"packet":{"events":[],"format":"handrail-packet-2","personal":[]},"signature":{"key":"","value":""}}',
        b'{"packet":null,"signature":null}', b'{"certificate":{}}', b'{"certificate":[],"signature":""}', b"null", b'""',
    ],
)  # fmt: skip
def test_it_says_so_and_does_not_break(content):
    assert not judge(content, "").whole
    assert verify(signed(WHOLE), "", [content]).uncompared


def test_what_is_too_large_is_refused_unread():
    assert not verify(b" " * (LARGEST + 1)).whole


def test_a_case_without_events_is_none():
    nothing = {"events": [], "personal": [], "length": 0, "head": START, "bundle": {}, "checkpoint": None}
    packet = WHOLE | nothing | {"bundles_before": {}, "attachments": []}
    assert not verify(signed(read_anew(packet))).whole


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=8) | st.sampled_from([2**70, "00", ""]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=6,
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=tries(150), deadline=None)
@given(st.sampled_from(PLACES), ANY)
def test_whatever_stands_anywhere_it_never_raises(place, value):
    packet = copy.deepcopy(WHOLE)
    at(packet, place[:-1])[place[-1]] = value
    str(verify(signed(packet)))
    try:
        str(verify(signed(read_anew(packet))))
    except Exception:  # noqa: BLE001 - the summary of that can't be worked out; verify was asked without it
        return


NONE: dict[str, str] = {}


def in_a_zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, data in files.items():
            held.writestr(name, data)
    return out.getvalue()


def a_manifest(asked: str = "", files: dict[str, str] = NONE) -> bytes:
    body: JSON = {"format": "handrail-set-1", "asked": asked, "files": {**files}, "keys": []}
    signature: JSON = {"key": public(STRANGER), "value": STRANGER.sign(dumps(body)).hex()}
    return dumps({"manifest": body, "signature": signature})


def test_a_set_that_unpacks_without_end_is_broken_or_locked_is_refused():
    bomb = in_a_zip({"manifest.json": b" " * (LARGEST + 1)})
    assert len(bomb) < 100_000
    assert not judge(bomb, "").whole
    good = in_a_zip({"manifest.json": a_manifest("all of them " * 50)})
    assert judge(good, "").whole
    for place in range(30, len(good)):
        broken = bytearray(good)
        broken[place] ^= 0xFF
        str(judge(bytes(broken), ""))  # whatever it says, it says it
    locked = bytearray(good)
    for mark, at_ in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + at_] |= 1
    assert not judge(bytes(locked), "").whole


def test_a_set_tells_of_its_cases_what_each_alone_tells():
    """Signed by another key than the set, or with a summary of its own."""
    bare = read_anew(WHOLE | {"checkpoint": None})
    forged = signed(bare | {"told": bare["told"] | {"steps": []}, "reader": "ef" * 32}, STRANGER)
    for content, told in ((signed(WHOLE), "another key than the set"), (forged, "not the one that this release reads")):
        named = {"cases/case-7.json": hashlib.sha256(content).hexdigest()}
        zipped = in_a_zip({"cases/case-7.json": content, "manifest.json": a_manifest("all", named)})
        assert told in str(judge(zipped, ""))


PNG = b"\x89PNG\r\n\x1a\n"


def with_photo() -> tuple[dict[str, JSON], str]:
    """The case with a photo that is there, under a name that would lead elsewhere."""
    packet, photo = copy.deepcopy(WHOLE), {"sha256": hashlib.sha256(PNG).hexdigest(), "size": 8, "type": "image/png"}
    rows: list[tuple[str, dict[str, JSON], dict[str, JSON]]] = [
        (kind, photo if kind == "attached" else data, {"name": "..\\x:y.png"} if kind == "attached" else personal)
        for kind, data, personal in TOLD
    ]
    chain = list(events(rows))
    packet |= {"events": [event for event, _ in chain], "personal": [value for _, values in chain for value in values]}
    packet |= {"head": chain[-1][0]["hash"], "checkpoint": None}
    packet["attachments"] = [{**photo, "name": "..\\x:y.png", "added_at": chain[3][0]["at"]}]
    return packet, f"case-2026-000007-{photo['sha256'][:12]}-.._x_y.png"


def test_one_case_in_a_zip_is_checked_with_its_files():
    packet, photo = with_photo()
    files = {"case-2026-000007.json": signed(read_anew(packet)), "case-2026-000007.pdf": b"%PDF-", photo: PNG}
    verdict = judge(in_a_zip(files), "")
    assert verdict.whole, verdict.faults
    assert "The paper beside it was not checked" in str(verdict)
    for wrong in ({photo: PNG + b" "}, {"case-2026-000008.pdf": b"%PDF-"}, {"case-2026-000007.json": b"{}"}):
        assert not judge(in_a_zip(files | wrong), "").whole
    assert "is not the file that was added in the case" in str(judge(in_a_zip(files | {photo: b"x"}), ""))


def test_a_set_with_a_photo_that_is_not_the_one_that_was_added_is_not_whole():
    """Altered in the data folder before the set was made and signed."""
    packet, photo = with_photo()
    case = signed(read_anew(packet), STRANGER)
    for content, whole in ((PNG, True), (PNG + b" ", False)):
        files = {"cases/case-2026-000007.json": case, f"cases/{photo}": content}
        named = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        assert judge(in_a_zip(files | {"manifest.json": a_manifest("all", named)}), "").whole == whole


def test_a_file_cannot_put_words_into_the_mouth_of_who_checks_it():
    """Lines, colours and marks of direction in what a file says of itself."""
    says_so = "all), signed, by the key you named.\n\x1b[2J\x1b[32mWhole\u202e"
    told = str(judge(in_a_zip({"manifest.json": a_manifest(says_so)}), ""))
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert len(told.splitlines()) == 3
    packet = copy.deepcopy(WHOLE)
    packet["personal"][0]["place"] = "x\n\x1b[32mWhole: 6 events"
    packet["format"] = "\x1b[2J"
    assert "\x1b" not in str(verify(signed(packet)))


# By the command, alone


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The one file in an empty folder, under Python without anything installed."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "handrail-verify.pyz").write_bytes(checker())

    def run(content: bytes, *more: str) -> subprocess.CompletedProcess[str]:
        (folder / "case.json").write_bytes(content)
        command = [sys.executable, "-I", "-S", "handrail-verify.pyz", "case.json", *more]
        return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)

    return run


@pytest.mark.slow
def test_the_one_file_alone_finds_the_same(alone):
    good = alone(signed(WHOLE), "--key", fingerprint_of(public(OLD)).upper())
    assert (good.returncode, good.stderr) == (0, "")
    assert "by a key that the one you named handed over to on 2026-11-24" in good.stdout
    for content in (REWRITTEN["a line after it"], b"[" * 100_000, b"PK\x03\x04", b""):
        bad = alone(content)
        assert (bad.returncode, bad.stderr) == (1, ""), content[:20]
        assert bad.stdout.startswith("NOT WHOLE")


def test_a_file_larger_than_the_memory_is_refused_by_its_beginning(tmp_path, capsys):
    """Without a byte on the disk, and read no further than it takes."""
    with (tmp_path / "case.json").open("wb") as file:
        file.truncate(2**33)
    assert main([str(tmp_path / "case.json")]) == 1
    assert capsys.readouterr().out.startswith("NOT WHOLE")


def test_a_key_that_is_none_is_not_taken_for_not_asked(tmp_path, capsys):
    """A variable that came out empty in somebody's script."""
    (tmp_path / "case.json").write_bytes(signed(WHOLE))
    for typed in ("", "ab12", "xyz"):
        with pytest.raises(SystemExit):
            main([str(tmp_path / "case.json"), "--key", typed])
        assert "64 letters and digits" in capsys.readouterr().err
