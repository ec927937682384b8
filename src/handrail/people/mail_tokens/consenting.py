"""The consent of a mail account's owner, by a code of OAuth 2 (RFC 6749, section 4.1) with PKCE (RFC 7636)
and what RFC 9700 asks of a client: a state that is used once, a code that goes only to where the consent was begun.
Pure."""

import base64
import hashlib
import re
import secrets
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.people.mail_tokens import asking
from handrail.people.mail_tokens.asking import NO_ANSWER, Answer, ConsentError, may_ask_at
from handrail.people.mail_tokens.providers import known_by

_LOCAL = ("localhost", "127.0.0.1")
_NO_WORDS = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Client:
    """What this Handrail is at the provider: an application the owner registered there."""

    consent_at: str
    token_at: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    user: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A consent that was begun. `address`: the provider's page; `state` and `verifier` stay here until it answers."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def begun(client: Client, back: str) -> Begun:
    """`back`: where the provider sends the owner afterwards. Raises ConsentError."""
    why = stands_against(client, back)
    if why:
        raise ConsentError(why)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    _, provider = known_by(client.token_at)
    told = {
        "response_type": "code", "client_id": client.client_id, "redirect_uri": back, "scope": client.scope,
        "state": state, "code_challenge": challenge(verifier), "code_challenge_method": "S256",
        **(provider.extra if provider else {}), **({"login_hint": client.user} if provider and client.user else {}),
    }  # fmt: skip
    parts = urllib.parse.urlsplit(client.consent_at)
    asked = [*urllib.parse.parse_qsl(parts.query), *((name, value) for name, value in told.items() if value)]
    return Begun(urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(asked))), state, verifier)


def stands_against(client: Client, back: str) -> str:
    """Why no consent can be begun, and what to do; "" for nothing."""
    if not client.client_id:
        return "The client ID is missing. Register Handrail with your provider, and write the ID it gives you."
    if not may_ask_at(client.consent_at) or not may_ask_at(client.token_at):
        return "An address of the provider is missing. Choose a provider, or write both of its addresses."
    parts = urllib.parse.urlsplit(back)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        return (
            "The way back must be safe. Open Handrail by https, or on the machine it runs on, and begin there. Where a "
            "server in front speaks https, whoever runs Handrail sets HANDRAIL_ORIGINS to its address."
        )
    return ""


def challenge(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def code_of(answer: Mapping[str, str], token_at: str) -> str:
    """The code in what the provider answered. Raises ConsentError."""
    _, provider = known_by(token_at)
    if provider and provider.issuer and answer.get("iss", provider.issuer) != provider.issuer:
        raise ConsentError("The answer came from another provider than was asked. Nothing was kept. Begin again.")
    if answer.get("error"):
        raise ConsentError(_refused(answer["error"], answer.get("error_description", "")))
    if not answer.get("code"):
        raise ConsentError("The provider sent you back without an answer. Begin again.")
    return answer["code"]


def exchanged(client: Client, code: str, verifier: str, back: str) -> Answer:
    """The tokens for a code. Raises ConsentError."""
    told = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier,
        "client_id": client.client_id, **({"client_secret": client.client_secret} if client.client_secret else {}),
    }  # fmt: skip
    answer = asking.post(client.token_at, told, _NOT_TAKEN)
    if not answer.refresh:
        raise ConsentError(
            "The provider gave a token of an hour, and none that lasts. Ask it for lasting (offline) access: take back "
            "the consent at the provider, see that the scope names it, and begin again."
        )
    return answer


def _refused(error: str, described: str) -> str:
    words = _REFUSED.get(error, "The provider refused the consent ({error}). See what it says, then begin again.")
    said = " ".join(_NO_WORDS.sub(" ", described).split())[:200]
    return words.format(error=_NO_WORDS.sub("?", error)[:60]) + (f" It says: “{said}”" if said else "")


_REFUSED = {
    "access_denied": "Nobody consented: at the provider it was refused, or left. Begin again when you want to consent.",
    "invalid_scope": "The provider does not know what was asked for (invalid_scope). Mend the scope, then begin again.",
    "unauthorized_client": "This application may not ask for consent there (unauthorized_client). Look there why.",
    "unsupported_response_type": "The provider gives no codes to this application. See how it is registered there.",
    "temporarily_unavailable": "The provider is busy (temporarily_unavailable). Begin again in some minutes.",
    "server_error": "Something went wrong at the provider (server_error). Begin again in some minutes.",
}
_NOT_TAKEN = {
    "invalid_grant": (
        "The provider did not take the code (invalid_grant): it was used already, is too old, or was given for another "
        "way back. Begin again."
    ),
    "invalid_client": "The provider does not know this client, or its secret is wrong (invalid_client). Write both.",
    "redirect_uri_mismatch": "This way back is not registered with the provider. Write it there as it stands below.",
    NO_ANSWER: "{host} did not answer, or with no token. Nothing was kept. Begin again; look at its address.",
}
