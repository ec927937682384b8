"""The list of disposals beside the backups: each line is believed for its signature, and none is lost."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from handrail.ledger.canonical import dumps
from handrail.ledger.signing import public_bytes
from handrail.records.keeping.gone import lines
from handrail.records.keeping.gone.lines import Line

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))


def line(number: int = 1, key=KEY, **of) -> Line:
    body = {**lines.body("red-dirt", number, "2026-11-24T18:00:00Z", lines.START, ["value:7", "file:9/ab"]), **of}
    return Line(body, public_bytes(key).hex(), key.sign(dumps(body)).hex())


def test_what_was_written_is_read_back_in_order_and_again_adds_to_it(tmp_path):
    file = tmp_path / "backups" / lines.NAME
    assert lines.read(file) == lines.Read((), ())
    lines.append(file, [])
    assert not file.exists()
    lines.append(file, [line(1), line(2)])
    lines.append(file, [line(3)])
    found = lines.read(file)
    assert ([each.body["number"] for each in found.lines], found.bad) == ([1, 2, 3], ())
    assert found.lines[0].keys == ["value:7", "file:9/ab"]
    assert found.lines[0].organization == "red-dirt"
    assert found.lines[0].body["previous"] == "0" * 64


def test_a_line_cut_short_by_a_power_cut_spoils_no_other(tmp_path):
    file = tmp_path / lines.NAME
    lines.append(file, [line(1), line(2)])
    file.write_bytes(file.read_bytes()[:-9])
    lines.append(file, [line(3)])
    found = lines.read(file)
    assert ([each.body["number"] for each in found.lines], found.bad) == ([1, 3], (2,))


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw["body"].update(gone=["value:8"]),
        lambda raw: raw["body"].update(number=2),
        lambda raw: raw.update(key=public_bytes(OTHER).hex()),
        lambda raw: raw.update(signature=OTHER.sign(dumps(raw["body"])).hex()),
        lambda raw: raw.update(signature="no hex"),
        lambda raw: raw.pop("key"),
        lambda raw: raw.update(body=[]),
    ],
)
def test_a_line_that_was_changed_is_named_and_not_believed(tmp_path, change):
    raw = json.loads(line().text())
    change(raw)
    (tmp_path / lines.NAME).write_text(json.dumps(raw))
    assert lines.read(tmp_path / lines.NAME) == lines.Read((), (1,))


@pytest.mark.parametrize("of", [{"format": "handrail-disposals-2"}, {"gone": "value:7"}])
def test_a_line_of_another_kind_is_not_believed_though_it_is_signed(tmp_path, of):
    (tmp_path / lines.NAME).write_text(line(**of).text())
    assert lines.read(tmp_path / lines.NAME).bad == (1,)
