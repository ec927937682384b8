"""A mail as it came off the wire, read without trusting a byte of it. Pure.

Everything has a bound: size, depth, parts, addresses, words. What can't be read becomes an empty field, never an
exception; a mail that breaks the parser altogether is still a mail, with its hash and no words."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage, Message
from itertools import islice

from handrail.inquiries.mail import own_words, plain_of

LARGEST = 25 * 1024 * 1024  # bytes of one mail; a larger one is not fetched
MOST_PARTS = 100
MOST_ADDRESSES = 50
MOST_REFERENCES = 50
LONGEST_WORDS = 20_000
LONGEST_LINE = 400  # of a subject, a name, a file's name
LONGEST_HEADER = 65_000  # characters; the parser takes seconds for a longer one, and minutes for megabytes
DEEPEST = 40  # opening lines of parts within parts; a mail that people write has five
_ID = re.compile(r"<[^<>\s]{1,300}>")
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z0-9-]{1,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_HEADERS = (
    "auto-submitted", "precedence", "return-path", "x-auto-response-suppress", "x-loop", "list-id",
    "list-unsubscribe", "list-post", "list-help", "x-autoreply", "x-autorespond", "feedback-id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """Something that hung on a mail. `content` is for keeping it, and never for running it."""

    name: str
    sha256: str
    size: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """`sender` is an address or "". `headers`: those that say whether a person wrote it, small letters, one line each.
    `about`: of a notice of delivery, the ids of the mails it is about. `sha256`: of all its bytes."""

    sha256: str
    message_id: str = ""
    answers: tuple[str, ...] = ()
    sender: str = ""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    words: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    is_report: bool = False
    about: tuple[str, ...] = ()
    is_broken: bool = False


def read(raw: bytes) -> Mail:
    """The mail in these bytes. Raises nothing, whatever they are."""
    digest = hashlib.sha256(raw).hexdigest()
    if raw[: 4 * LARGEST].lower().count(b"content-type: multipart") > DEEPEST:
        return _broken(raw, digest)
    try:
        return _read(message_from_bytes(raw, policy=policy.default), digest)
    except (Exception, RecursionError):  # noqa: BLE001 - the standard library's parser raises almost anything
        return _broken(raw, digest)


def _broken(raw: bytes, digest: str) -> Mail:
    """Who and which, out of the first lines of a mail that can't be parsed: enough to list it and not to lose it."""
    top = raw[:20_000].decode("latin-1").replace("\r\n", "\n").partition("\n\n")[0]
    sender = re.search(r"(?im)^from:(.*)$", top)
    own = re.search(r"(?im)^message-id:(.*)$", top)
    return Mail(
        digest,
        message_id=next(iter(_ID.findall(own[1])), "") if own else "",
        sender=_address(sender[1]) if sender else "",
        is_broken=True,
    )


def _read(mail: EmailMessage, digest: str) -> Mail:
    if _is_too_long(mail):
        raise ValueError("a header is too long to be parsed")
    parts = [part for part in islice(mail.walk(), MOST_PARTS) if not _is_too_long(part)]
    answers = _ID.findall(f"{_line(mail, 'References')} {_line(mail, 'In-Reply-To')}")
    sender = _header(mail, "Reply-To") or _header(mail, "From")
    return Mail(
        digest,
        message_id=next(iter(_ID.findall(_line(mail, "Message-ID"))), ""),
        answers=tuple(dict.fromkeys(answers[-MOST_REFERENCES:])),
        sender=_address(sender),
        sender_name=_name(mail),
        to=_everybody(mail),
        subject=_header(mail, "Subject")[:LONGEST_LINE],
        words=_safely(lambda: own_words(_body(parts)), "")[:LONGEST_WORDS],
        headers={name: _line(mail, name)[:LONGEST_LINE] for name in _HEADERS if mail.get_all(name)},
        files=tuple(_files(parts)),
        is_report=mail.get_content_type() == "multipart/report",
        about=tuple(_about(mail, parts)),
    )


def _is_too_long(part: Message) -> bool:
    return any(len(str(value)) > LONGEST_HEADER for _, value in part.raw_items())


def _safely(ask: Callable[[], str], otherwise: str) -> str:
    try:
        return ask()
    except Exception:  # noqa: BLE001 - a header or a body can be broken in ways the parser did not think of
        return otherwise


def _header(mail: Message, name: str) -> str:
    """A header as it reads, on one line: nothing in it can begin another header."""
    return _safely(lambda: " ".join(_CONTROL.sub(" ", str(mail.get(name) or "")).split()), "")


def _line(mail: Message, name: str) -> str:
    """The same of a header whose words are for machines: as it stands, unfolded."""
    found = _safely(lambda: " ".join(str(value) for value in mail.get_all(name) or ()), "")
    return " ".join(_CONTROL.sub(" ", found).split())[:20_000]


def _address(text: str) -> str:
    """One address, with small letters; "" when there is none, or when it could be two."""
    inside = re.findall(r"<([^<>]*)>", text)
    found = _ADDRESS.findall(inside[-1] if inside else text)
    return found[0].lower() if len(set(found)) == 1 else ""


def _name(mail: EmailMessage) -> str:
    def ask() -> str:
        rows: tuple[Address, ...] = mail["From"].addresses
        return " ".join(_CONTROL.sub(" ", rows[0].display_name).split())[:LONGEST_LINE] if rows else ""

    return _safely(ask, "")


def _everybody(mail: EmailMessage) -> tuple[str, ...]:
    told = " ".join(_line(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To"))
    return tuple(dict.fromkeys(found.lower() for found in islice(_ADDRESS.findall(told), MOST_ADDRESSES)))


def _body(parts: Sequence[Message]) -> str:
    """The words: of the first part in plain text, else of the first in HTML. What hangs on the mail is none of them."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not _hangs_on(part):
                text = _decoded(part)
                return plain_of(text) if kind == "text/html" else text
    return ""


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload[: LONGEST_WORDS * 20] if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace")


def _files(parts: Sequence[Message]) -> Iterator[File]:
    for part in parts:
        if part.is_multipart() or not _hangs_on(part):
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        yield File(_file_name(part), hashlib.sha256(content).hexdigest(), len(content), content)


def _hangs_on(part: Message) -> bool:
    kind = _safely(lambda: part.get_content_disposition() or "", "")
    return (
        kind == "attachment"
        or bool(_safely(lambda: part.get_filename() or "", ""))
        or (part.get_content_maintype() not in ("text", "multipart", "message"))
    )


def _file_name(part: Message) -> str:
    """A name to show: no folders, no control characters, and never empty."""
    told = _safely(lambda: part.get_filename() or "", "")
    name = re.split(r"[/\\]", _CONTROL.sub("", told))[-1].strip(". ")
    return name[:LONGEST_LINE] or "file without a name"


def _about(mail: EmailMessage, parts: Sequence[Message]) -> Iterator[str]:
    """Which mails a notice of delivery is about: the one it gives back, whole or its head alone."""
    if mail.get_content_type() != "multipart/report":
        return
    for part in parts:
        if part is mail:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            yield from _ID.findall(_decoded(part)[:20_000])
        else:
            yield from _ID.findall(_line(part, "Message-ID"))
