"""The key that signs packets and checkpoints: made at set-up, kept in the data folder, readable by its owner only."""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from handrail.ledger.secret_files import write_secret


def signing_key() -> Ed25519PrivateKey:
    """The key of this installation; made on first use."""
    file = Path(settings.DATA) / "signing.key"
    fresh = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex()
    write_secret(file, fresh)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(public: bytes) -> str:
    """SHA-256 of the public key, in hexadecimal: what people compare."""
    return hashlib.sha256(public).hexdigest()
