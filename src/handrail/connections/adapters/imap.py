"""Mail out of a mailbox by IMAP (RFC 9051). It reads and never deletes; what was taken is marked as seen.

A mailbox names its mails by numbers that grow (UID), until it begins anew (UIDVALIDITY). Whoever calls keeps the last
number it has safely kept; a mail that comes twice is known by its own id."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from handrail.people.mail_tokens.asking import xoauth2

PATIENCE = 20  # seconds for a server that does not answer
A_LOOK = 50  # mails of one look; the rest come with the next
SECURITY = [("tls", "TLS from the start (993)"), ("starttls", "STARTTLS (143)"), ("none", "None (this machine only)")]


class MailboxError(Exception):
    """The mailbox could not be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    by_token: bool = False  # the password is a token of now


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail. `content` None: it is larger than what is read; then `size` says how large."""

    uid: int
    size: int
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox was read: its numbering, and the last number that was kept."""

    validity: int = 0
    uid: int = 0


@contextmanager
def opened(box: Mailbox) -> "Iterator[Reader]":
    """A mailbox, opened. Raises MailboxError; never hangs longer than PATIENCE."""
    try:
        connection = _connect(box)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(_why(box, error)) from error
    try:
        yield Reader(connection, box)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(_why(box, error)) from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _connect(box: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if box.security == "tls":
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=PATIENCE)
    else:
        connection = imaplib.IMAP4(box.host, box.port, timeout=PATIENCE)
    try:
        if box.security == "starttls":
            connection.starttls(ssl_context=context)
        _sign_in(connection, box)
    except Exception:
        connection.shutdown()
        raise
    return connection


def _sign_in(connection: imaplib.IMAP4, box: Mailbox) -> None:
    if not box.by_token:
        connection.login(box.user, box.password)
        return
    line = xoauth2(box.user, box.password).encode()
    connection.authenticate("XOAUTH2", lambda said: b"" if said else line)  # "" hears why it was refused


class Reader:
    """An open mailbox."""

    def __init__(self, connection: imaplib.IMAP4, box: Mailbox) -> None:
        self._connection = connection
        said, data = connection.select(_quoted(box.folder))
        if said == "NO":
            raise MailboxError(f"There is no folder named {box.folder} in this mailbox. INBOX is there as a rule.")
        self.validity = int((connection.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        self.count = int(data[0] or 0)

    def after(self, place: Place, largest: int) -> Iterator[Fetched]:
        """What came after a place, the oldest first, a look's worth. In a mailbox numbered anew, all of it."""
        last = place.uid if place.validity == self.validity else 0
        for uid in self._uids(last)[:A_LOOK]:
            size = self._size(uid)
            yield Fetched(uid, size, self._content(uid) if size <= largest else None)

    def _uids(self, last: int) -> list[int]:
        said, data = self._connection.uid("SEARCH", f"UID {last + 1}:*")
        found = sorted(int(uid) for uid in (data[0] or b"").split()) if said != "NO" else []
        return [uid for uid in found if uid > last]  # `5:*` names the last mail even when that is number 3

    def _size(self, uid: int) -> int:
        _, data = self._connection.uid("FETCH", str(uid), "(RFC822.SIZE)")
        told = data[0] if data and isinstance(data[0], bytes) else b""
        return int(told.rpartition(b"RFC822.SIZE ")[2].rstrip(b") \r\n") or 0) if b"RFC822.SIZE" in told else 0

    def _content(self, uid: int) -> bytes | None:
        _, data = self._connection.uid("FETCH", str(uid), "(BODY.PEEK[])")
        return next((bytes(row[1]) for row in data or () if isinstance(row, tuple)), None)

    def seen(self, uid: int) -> None:
        """Mark a mail as read, once it is safely kept."""
        self._connection.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")


def _quoted(folder: str) -> str:
    inner = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


# The first kind that fits; from the particular to the general.
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "The certificate of {host} can’t be trusted: {said}. Look at the server’s name."),
    (ssl.SSLError, "The server at {place} does not speak TLS from the start. Choose STARTTLS, or port 993."),
    (socket.gaierror, "There is no server named {host}. Look at its spelling."),
    (ConnectionRefusedError, "Nothing answers at {place}. Look at the name and the port: 993 as a rule."),
    (TimeoutError, "{place} did not answer in time. Look at the port and the kind of security."),
    (imaplib.IMAP4.abort, "The server at {place} hung up. It is tried again by itself."),
    (imaplib.IMAP4.error, ("The mailbox refused: {said}. Look at the name and the password; some providers want an "
     "app password, made on their own page, or a token.")),
    (Exception, "The mailbox could not be read: {said}."),
)  # fmt: skip


def _why(box: Mailbox, error: Exception) -> str:
    words = next(words for kind, words in _WORDS if isinstance(error, kind))
    said = str(error).strip("b'\"")[:200]
    return words.format(place=f"{box.host}, port {box.port}", host=box.host, said=said)
