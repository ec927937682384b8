"""A token of OAuth 2 (RFC 6749) asked of a provider, and the line that signs in with it (XOAUTH2). Pure."""

import json
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

PATIENCE = 20  # seconds for a provider that does not answer
LARGEST = 100_000
AN_HOUR = 3600
NO_ANSWER = "no answer"
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider gave. `refresh` "": none beside the token."""

    access: str = field(repr=False)
    seconds: int
    refresh: str = field(repr=False)


def may_ask_at(address: str) -> bool:
    """Secrets go by https, or to this machine."""
    return bool(_ADDRESS.fullmatch(address))


def ask(consent: Consent) -> Token:
    """Raises ConsentError."""
    told = {"grant_type": "refresh_token", "refresh_token": consent.refresh, "client_id": consent.client_id}
    if consent.client_secret:
        told["client_secret"] = consent.client_secret
    answer = post(consent.token_at, told, _TAKEN_BACK)
    return Token(answer.access, answer.seconds, answer.refresh or consent.refresh)


_TAKEN_BACK = {
    "invalid_grant": "The provider no longer takes the consent (invalid_grant). Consent there again.",
    NO_ANSWER: "{host} gave no token. It is tried again by itself; look at its address.",
}


def post(token_at: str, told: Mapping[str, str], refusals: Mapping[str, str]) -> Answer:
    """Ask for a token. `refusals`: what an error of the provider means here, by its name. Raises ConsentError."""
    if not may_ask_at(token_at):
        raise ConsentError("The address of the token must begin with https://. Write the one your provider names.")
    request = urllib.request.Request(token_at, urllib.parse.urlencode(told).encode(), method="POST")  # noqa: S310 - judged above
    request.add_header("Accept", "application/json")
    try:
        with _door().open(request, timeout=PATIENCE) as answer:
            return _read(json.loads(answer.read(LARGEST)))
    except urllib.error.HTTPError as error:
        raise ConsentError(_refused(error, refusals)) from error
    except (OSError, ValueError) as error:
        host = urllib.parse.urlsplit(token_at).hostname
        raise ConsentError(refusals[NO_ANSWER].format(host=host)) from error


def xoauth2(user: str, access: str) -> str:
    """What is said to IMAP and SMTP in the place of a password."""
    return f"user={user}\x01auth=Bearer {access}\x01\x01"


class _Stay(urllib.request.HTTPRedirectHandler):
    """What is secret goes to the address that was written, and nowhere else."""

    def redirect_request(self, *given: object) -> None:
        return None


def _door() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Stay, urllib.request.HTTPSHandler(context=ssl.create_default_context()))


def _read(said: object) -> Answer:
    access = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(access, str) or not re.fullmatch(r"[\x21-\x7e]+", access):
        raise ValueError("no token in the answer")
    return Answer(access, int(said.get("expires_in") or AN_HOUR), str(said.get("refresh_token") or ""))


def _refused(error: urllib.error.HTTPError, refusals: Mapping[str, str]) -> str:
    try:
        said = str(json.loads(error.read(LARGEST))["error"])[:80]
    except (OSError, ValueError, KeyError, TypeError):
        said = f"answer {error.code}"
    return refusals.get(said, f"The provider refused to give a token: {said}. Look at the client’s name and secret.")
