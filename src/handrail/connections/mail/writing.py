"""A mail of ours, put together: in the thread of the mail it answers, and marked when a machine wrote it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

MOST_REFERENCES = 10
_MARKS = re.compile(r"^\s*(?:(?:re|aw|sv|antw|auto)\s*:\s*)+", re.IGNORECASE)
_WIDE = SMTP.clone(max_line_length=998)  # RFC 5322's own limit: an id that is folded is not found again by all readers
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`by_machine`: nobody looked at it before it went. `answers`: the ids of the thread, the last one last."""

    message_id: str
    sender: str
    to: str
    subject: str
    body: str
    answers: tuple[str, ...] = ()
    by_machine: bool = True


def new_id(token: str, sender: str) -> str:
    """An id that nobody guesses: whoever answers with it has had our mail."""
    return f"<{token}@{sender.rpartition('@')[2] or 'localhost'}>"


def subject_of(answered: str, own: str = "") -> str:
    """The subject of an answer: that of the thread where there is one, so that it stays together."""
    plain = _MARKS.sub("", _one_line(answered))
    return f"Re: {plain}" if plain else _one_line(own)


def _one_line(text: str) -> str:
    return " ".join(_BREAKS.sub(" ", text).split())[:300]


def written(mail: Outgoing, at: datetime) -> EmailMessage:
    message = EmailMessage(policy=_WIDE)
    message["From"], message["To"], message["Subject"] = mail.sender, mail.to, _one_line(mail.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = mail.message_id
    message["X-Loop"] = mail.sender
    if mail.answers:
        message["In-Reply-To"] = mail.answers[-1]
        message["References"] = " ".join(thread(mail.answers))
    if mail.by_machine:
        message["Auto-Submitted"] = "auto-replied" if mail.answers else "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.body)
    return message


def thread(ids: Sequence[str]) -> list[str]:
    """The first of a thread and its last ones: enough for every reader to keep it together."""
    every = list(dict.fromkeys(ids))
    return every if len(every) <= MOST_REFERENCES else [every[0], *every[1 - MOST_REFERENCES :]]
