"""A token of OAuth 2 (RFC 6749, section 6) asked of a provider, and the line that signs in with it (XOAUTH2). Pure."""

import json
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

PATIENCE = 20  # seconds for a provider that does not answer
LARGEST = 100_000
AN_HOUR = 3600
PROVIDERS = {
    "https://oauth2.googleapis.com/token": "Google",
    "https://login.microsoftonline.com/common/oauth2/v2.0/token": "Microsoft",
}
_ADDRESS = re.compile(r"https://[^/\s]+/\S*|http://(?:localhost|127\.0\.0\.1)(?::\d+)?/\S*")


class ConsentError(Exception):
    """No token was given; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed with a provider once. `refresh` asks for a token each hour."""

    token_at: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """What signs in for `seconds`. `refresh`: the one to ask with from now on, where the provider changes it."""

    access: str = field(repr=False)
    seconds: int
    refresh: str = field(repr=False)


def may_ask_at(address: str) -> bool:
    """Secrets go by https, or to this machine."""
    return bool(_ADDRESS.fullmatch(address))


def ask(consent: Consent) -> Token:
    """Raises ConsentError."""
    if not may_ask_at(consent.token_at):
        raise ConsentError("The address of the token must begin with https://. Write the one your provider names.")
    told = {"grant_type": "refresh_token", "refresh_token": consent.refresh, "client_id": consent.client_id}
    if consent.client_secret:
        told["client_secret"] = consent.client_secret
    request = urllib.request.Request(consent.token_at, urllib.parse.urlencode(told).encode(), method="POST")  # noqa: S310 - judged above
    try:
        with _door().open(request, timeout=PATIENCE) as answer:
            return _read(json.loads(answer.read(LARGEST)), consent)
    except urllib.error.HTTPError as error:
        raise ConsentError(_refused(error)) from error
    except (OSError, ValueError) as error:
        host = urllib.parse.urlsplit(consent.token_at).hostname
        raise ConsentError(f"{host} gave no token. It is tried again by itself; look at its address.") from error


def xoauth2(user: str, access: str) -> str:
    """What is said to IMAP and SMTP in the place of a password."""
    return f"user={user}\x01auth=Bearer {access}\x01\x01"


class _Stay(urllib.request.HTTPRedirectHandler):
    """What is secret goes to the address that was written, and nowhere else."""

    def redirect_request(self, *given: object) -> None:
        return None


def _door() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Stay, urllib.request.HTTPSHandler(context=ssl.create_default_context()))


def _read(said: object, consent: Consent) -> Token:
    access = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(access, str) or not re.fullmatch(r"[\x21-\x7e]+", access):
        raise ValueError("no token in the answer")
    return Token(access, int(said.get("expires_in") or AN_HOUR), str(said.get("refresh_token") or consent.refresh))


def _refused(error: urllib.error.HTTPError) -> str:
    try:
        said = str(json.loads(error.read(LARGEST))["error"])[:80]
    except (OSError, ValueError, KeyError, TypeError):
        said = f"answer {error.code}"
    if said == "invalid_grant":
        return "The provider no longer takes the consent (invalid_grant). Consent there again, and write the new token."
    return f"The provider refused to give a token: {said}. Look at the client’s name and secret."
