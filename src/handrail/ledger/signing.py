"""The key that signs case files and checkpoints: made at set-up, kept in the data folder, readable by its owner only.

Which key is in use stands in the database too, so that a key that was lost or exchanged is noticed and not replaced in
silence. A new key is written beside the old one first and takes its place once the database says so."""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from handrail.ledger.models import SigningKey
from handrail.ledger.secret_files import write_secret


class KeyLostError(Exception):
    """The key on record is not in the data folder; the message says what to do."""


def signing_key() -> Ed25519PrivateKey:
    """The key of this installation; made on first use. Raises KeyLostError."""
    wanted = SigningKey.everywhere.filter(until=None).order_by("since").values_list("fingerprint", flat=True).last()
    file = _file()
    if wanted is None:
        write_secret(file, fresh_key())
        return _read(file)
    for place in (file, _next()):
        if place.is_file() and fingerprint(public_bytes(key := _read(place))) == wanted:
            if place != file:
                place.replace(file)  # a change of keys that was cut short after the database had it
            return key
    raise KeyLostError(
        f"The signing key on record ({wanted[:16]}…) is not in {file}. Put the file back from your copy of the data "
        "folder. If there is none: handrail key lost. Old case files stay good either way."
    )


def fresh_key() -> str:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex()


def prepare_next() -> Ed25519PrivateKey:
    """A new key beside the one in use."""
    _next().unlink(missing_ok=True)
    write_secret(_next(), fresh_key())
    return _read(_next())


def take_next() -> None:
    """The new key takes the place of the old one, whose secret half is gone with that."""
    _next().replace(_file())


def _read(file: Path) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))
    except ValueError as error:
        raise KeyLostError(f"{file} holds no key. Put it back from your copy of the data folder.") from error


def _file() -> Path:
    return Path(settings.DATA) / "signing.key"


def _next() -> Path:
    return Path(settings.DATA) / "signing.key.next"


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(public: bytes) -> str:
    """SHA-256 of the public key, in hexadecimal: what people compare."""
    return hashlib.sha256(public).hexdigest()
