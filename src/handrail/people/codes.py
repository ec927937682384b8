"""Secrets that people carry from one screen to another: link tokens and typed codes. Pure."""

import hashlib
import secrets

LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"  # none that is read for another


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Ten letters in two groups: 48 bits, which a limited number of tries cannot find within its hours."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def hashed(secret: str) -> str:
    """What the database keeps. Case, spaces and dashes of a typed code do not matter."""
    return hashlib.sha256(secret.encode()).hexdigest()


def tidy_code(typed: str) -> str:
    letters = "".join(c for c in typed.upper() if c.isalnum())
    return f"{letters[:5]}-{letters[5:]}"
