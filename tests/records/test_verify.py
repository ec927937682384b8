"""Any change to a case file is found; Ed25519 agrees with RFC 8032 and with `cryptography`."""

import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.calendars.clock import stamp
from handrail.ledger import ed25519
from handrail.ledger.canonical import digest, dumps
from handrail.ledger.casefile import READER, says, tell
from handrail.ledger.chain import START, Link, seal
from handrail.ledger.ids import new_id
from handrail.ledger.signing import public_bytes
from handrail.ledger.verify import FORMAT, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def signed(packet) -> bytes:
    signature = {"key": public_bytes(KEY).hex(), "value": KEY.sign(dumps(packet)).hex()}
    return dumps({"packet": packet, "signature": signature})


@pytest.fixture
def case_file(at):
    chain, previous, events, content = new_id(), START, [], {"start": "x", "procedures": {}}
    for number in range(4):
        data = (
            {"bundle": digest(content)}
            if number == 0
            else {"n": number, "sealed": {"note": seal("ab", f"words {number}")}}
        )
        link = Link(chain, number, at, "desk", "noted", {"name": "T"}, data, previous)
        events.append({**link.body(), "hash": link.hash()})
        previous = link.hash()
    personal = [{"event": e["hash"], "place": "note", "salt": "ab", "value": f"words {e['seq']}"} for e in events[1:]]
    packet = {
        "format": FORMAT, "made_at": stamp(at), "length": 4, "head": previous, "events": events, "personal": personal,
        "bundle": content, "checkpoint": None, "keys": [], "attachments": [], "reader": READER,
    }  # fmt: skip
    return {**packet, "says": says(packet), "told": tell(packet)}


def test_an_untouched_file_is_whole(case_file):
    verdict = verify(signed(case_file))
    assert verdict.whole, verdict.faults
    assert "key not known to you" in str(verdict)
    assert "by the key you named" in str(verify(signed(case_file), verdict.fingerprint))


@pytest.mark.parametrize("resign", [False, True])
@pytest.mark.parametrize("how", ["change", "delete", "swap", "insert", "truncate", "personal", "bundle"])
def test_every_kind_of_tampering_is_found(case_file, how, resign):
    """Even by someone who signs again with the same key: the chain itself tells."""
    before = signed(case_file)
    events = case_file["events"]
    match how:
        case "change":
            events[2]["data"]["n"] = 99
        case "delete":
            del events[1]
        case "swap":
            events[1], events[2] = events[2], events[1]
        case "insert":
            events.insert(1, dict(events[1]))
        case "truncate":
            del events[-1]
        case "personal":
            case_file["personal"][0]["value"] = "other words"
        case "bundle":
            case_file["bundle"]["start"] = "y"
    content = signed(case_file) if resign else dumps({**json.loads(before), "packet": case_file})
    assert not verify(content).whole


def test_another_key_than_expected_is_said(case_file):
    assert "another key" in str(verify(signed(case_file), "00" * 32))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"not json", b'{"packet":{},"signature":{}}', b"[" * 5000])
def test_what_is_no_case_file_is_said_so(content):
    assert not verify(content).whole


def test_bytes_that_are_not_canonical_are_refused(case_file):
    assert not verify(json.dumps(json.loads(signed(case_file)), indent=1).encode()).whole


# RFC 8032, section 7.1: secret key, public key, message, signature of tests 1, 2, 3 and SHA(abc)
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(secret, public, message, signature):
    """The signatures printed there, not ones made here; and `cryptography` makes the same."""
    key, message = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)), bytes.fromhex(message)
    assert public_bytes(key).hex() == public
    assert key.sign(message).hex() == signature
    assert ed25519.verify(bytes.fromhex(public), message, bytes.fromhex(signature))
    assert not ed25519.verify(bytes.fromhex(public), message + b"x", bytes.fromhex(signature))


def agrees(public: bytes, message: bytes, signature: bytes) -> bool:
    """What `cryptography` says of the same three."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=60), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(0, 3)
)
def test_it_says_what_cryptography_says(message, secret, noise, how):
    """Of good signatures, of a scalar that was raised by the order of the group, and of noise for each part."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = public_bytes(key), key.sign(message)
    if how == 1:
        raised = int.from_bytes(signature[32:], "little") + ed25519.ORDER
        signature = signature[:32] + raised.to_bytes(32, "little")
    elif how == 2:
        signature = noise + signature[32:]
    elif how == 3:
        public = noise
    assert ed25519.verify(public, message, signature) == agrees(public, message, signature) == (how == 0)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 511), st.binary(min_size=32, max_size=32))
def test_one_flipped_bit_is_refused(message, bit, secret):
    key = Ed25519PrivateKey.from_private_bytes(secret)
    signature = bytearray(key.sign(message))
    assert ed25519.verify(public_bytes(key), message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verify(public_bytes(key), message, bytes(signature))
