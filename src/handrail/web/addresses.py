"""What travels in addresses: where to go on to after a form, only ever one of our own; and what the page after it says,
signed, so that nobody can put words into our mouth by a link."""

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 300
_SAID = Signer(salt="said")


def inside(address: str, otherwise: str = "/") -> str:
    """The address if it is one of our own; another way out for any other, and for none."""
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else otherwise


def signed(words: str) -> str:
    """A sentence for the page that follows, to stand in its address as `said`."""
    return _SAID.sign(words[:LONGEST]) if words else ""


def was_said(request: HttpRequest) -> str:
    """The sentence an address brings, where it is ours; nothing else is shown."""
    try:
        return _SAID.unsign(request.GET.get("said", ""))
    except BadSignature:
        return ""
