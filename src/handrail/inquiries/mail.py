"""Tickets out of a mailbox file (mbox): what the customer wrote, without what they quoted. Pure.

The mbox of RFC 4155; `>From ` is undone (mboxrd), which the standard library's own reader leaves.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

from handrail.inquiries.raw import LONGEST_TEXT, Raw, WrongFileError, clean

HEADERS = {
    "external_id": "Message-ID", "created_at": "Date", "channel": "Channel", "subject": "Subject", "text": "Text",
    "customer_ref": "From",
}  # fmt: skip
_QUOTE_STARTS = re.compile(
    r"^(?:\s*>"
    r"|-{2,}\s*(?:original|forwarded) message\b"
    r"|_{10,}\s*$"
    r"|on\b.{0,200}\bwrote:\s*$"
    r"|from:\s.*$(?=\n(?:sent|date|to):\s)"
    r"|-- ?$)",
    re.IGNORECASE | re.MULTILINE,
)
_WRAPPED_WROTE = re.compile(r"^On\b[^\n]{5,200}\n[^\n]{0,200}\bwrote:[ \t]*$", re.MULTILINE)
_SUBJECT_MARKS = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)


def read_mailbox(data: bytes) -> Raw:
    """One ticket for each first mail of a thread; answers to a mail of the same file are counted, automatic mails
    listed as bad rows. Raises WrongFileError when there is no mail."""
    raw = Raw("mbox", list(HEADERS.values()), dict(HEADERS))
    seen: set[str] = set()
    for line, source in _split(data):
        try:
            _take_mail(raw, line, message_from_bytes(source, policy=policy.default), seen)
        except WrongFileError:
            raise
        except Exception:  # noqa: BLE001 - the standard library's parser raises almost anything on hostile mail
            raw.refuse(line, "this mail is broken and can't be read")
    if not raw.rows and not raw.bad:
        raise WrongFileError("There is no mail in this mailbox. Export the folder again and choose that file.")
    return raw


def _split(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The mails of an mbox with the line of their `From ` mark, `>From ` undone."""
    lines: list[bytes] = []
    first, blank = 1, True
    for number, line in enumerate(data.replace(b"\r\n", b"\n").split(b"\n"), 1):
        if blank and line.startswith(b"From "):
            if lines:
                yield first, b"\n".join(lines)
            first, lines = number, []
        else:
            lines.append(re.sub(rb"^>(>*From )", rb"\1", line))
        blank = not line
    if any(lines):
        yield first, b"\n".join(lines)


def _take_mail(raw: Raw, line: int, mail: EmailMessage, seen: set[str]) -> None:
    own = _header(mail, "Message-ID")
    before = set(re.findall(r"<[^<>\s]{1,300}>", _header(mail, "In-Reply-To") + " " + _header(mail, "References")))
    known = bool(before & seen)
    seen.add(own)
    if _is_automatic(mail):
        return raw.refuse(line, "an automatic mail (a notice of delivery, an out-of-office answer), no customer's")
    if known:
        raw.replies += 1
        return None
    cells = {name: _header(mail, name) for name in ("Message-ID", "Date", "From")}
    subject = _SUBJECT_MARKS.sub("", _header(mail, "Subject"))
    return raw.keep(line, cells | {"Subject": subject, "Channel": "email", "Text": own_words(_body(mail))})


def _header(mail: EmailMessage, name: str) -> str:
    """A header's text, encoded words decoded; empty when it is missing or broken."""
    try:
        return " ".join(clean(str(mail.get(name) or "")).split())
    except Exception:  # noqa: BLE001 - a header can be broken in ways the parser did not think of
        return ""


def _is_automatic(mail: EmailMessage) -> bool:
    """RFC 3834: an answer no person wrote."""
    said = _header(mail, "Auto-Submitted").lower()
    sender = _header(mail, "From").lower()
    return (said not in ("", "no")) or "mailer-daemon@" in sender or mail.get_content_type() == "multipart/report"


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)
    return plain_of(text) if part.get_content_type() == "text/html" else text


def _decoded(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace")


def own_words(text: str) -> str:
    """A mail's text up to the mail it quotes or its signature; all of it when nothing stands before those."""
    text = text[: LONGEST_TEXT * 2].replace("\r\n", "\n")
    starts = [m.start() for m in (_QUOTE_STARTS.search(text), _WRAPPED_WROTE.search(text)) if m]
    own = text[: min(starts)].strip() if starts else text.strip()
    return clean(own or re.sub(r"(?m)^[> ]+", "", text))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "head", "title"):
            self.hidden = self.hidden or tag
        elif tag in ("p", "br", "div", "tr", "li", "blockquote", "h1", "h2", "h3"):
            self.found.append("\n> " if tag == "blockquote" else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def plain_of(html: str) -> str:
    """The words of an HTML text, a line for each block; scripts and styles left out."""
    words = _Words()
    words.feed(html[: LONGEST_TEXT * 10])
    words.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(words.found))
