"""Where to go on to after a form, as an address that came with it: only ever one of our own."""

from django.utils.http import url_has_allowed_host_and_scheme


def inside(address: str, otherwise: str = "/") -> str:
    """The address if it is one of our own; another way out for any other, and for none."""
    return address if address and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else otherwise
