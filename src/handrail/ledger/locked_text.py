"""Text that must be read again, but not by whoever finds the database: its key is made from the secret file. Pure."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class LockedTextError(Exception):
    """The text was locked with another secret; the message says what to do."""


def lock(text: str, secret: str) -> str:
    return _key(secret).encrypt(text.encode()).decode()


def unlock(locked: str, secret: str) -> str:
    try:
        return _key(secret).decrypt(locked.encode()).decode()
    except InvalidToken:
        raise LockedTextError(
            "This was kept under another secret.key. Put the old file back, or type it once more."
        ) from None


def _key(secret: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"handrail locked text 1").derive(secret.encode())
    return Fernet(urlsafe_b64encode(made))
