"""One law file from an address: https only, no longer than a bounded time, no larger than a bounded size. Pure but for
the network, and called by the worker only."""

import ssl
import time
import urllib.error
import urllib.request
from typing import Any

from handrail.law.packing import LARGEST

PATIENCE = 20  # seconds in all
A_PIECE = 64 * 1024


class FetchError(Exception):
    """Nothing was fetched; the message says why and what to do."""


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not newurl.lower().startswith("https://"):
            raise FetchError("The address leads on to one without https. Write the address of the file itself.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, patience: float = PATIENCE, largest: int = LARGEST) -> bytes:
    """The bytes at an https address. Raises FetchError."""
    if not url.lower().startswith("https://"):
        raise FetchError("Only addresses that begin with https:// are looked at.")
    context = ssl.create_default_context()
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _OnlyHttps())
    opener.addheaders = [("User-Agent", "Handrail")]
    ends = time.monotonic() + patience
    try:
        with opener.open(url, timeout=patience) as answer:
            return _read(answer, ends, largest)
    except urllib.error.HTTPError as error:
        raise FetchError(f"The address answered {error.code} ({error.reason}). Look at its spelling.") from None
    except (OSError, ValueError) as error:
        raise FetchError(f"Nothing could be fetched: {getattr(error, 'reason', error)}. It is tried again.") from None


def _read(answer: Any, ends: float, largest: int) -> bytes:
    """Piece by piece, so that neither a slow nor an endless answer keeps the worker."""
    found = bytearray()
    while piece := answer.read1(A_PIECE):
        found += piece
        if len(found) > largest:
            raise FetchError(f"The file is larger than {largest // 1024 // 1024} MB, which is the most.")
        if time.monotonic() > ends:
            raise FetchError("The address answers too slowly. It is tried again.")
    return bytes(found)
