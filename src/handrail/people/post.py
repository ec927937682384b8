"""Sending one mail through a mail server, and saying in plain words why it did not go. Pure."""

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from handrail.people.mail_tokens.asking import xoauth2

SECURITY = [
    ("starttls", "STARTTLS (usual, 587)"),
    ("tls", "TLS from the start (465)"),
    ("none", "None (this machine only)"),
]
PATIENCE = 15  # seconds for a server that does not answer


class MailError(Exception):
    """The mail did not go; the message says why and what to do."""


class UnclearError(MailError):
    """The line broke while the mail was being handed over: nobody can tell whether it went. It is not sent again by
    itself."""


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    security: str
    user: str
    sender: str
    password: str = field(default="", repr=False)
    by_token: bool = False  # the password is a token of now


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    body: str


def send(server: Server, letter: Letter, at: datetime) -> None:
    """Raises MailError."""
    try:
        with _connection(server) as connection:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            _sign_in(connection, server)
            connection.send_message(_message(server, letter, at))
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(_why(server, letter, error)) from error


def hand_over(server: Server, sender: str, to: str, message: EmailMessage) -> None:
    """Give a whole message to the server, in the name of `sender` ("" for none: a notice that it did not arrive then
    comes to nobody). Raises UnclearError when it may have gone all the same, MailError when it surely did not."""
    letter, handed = Letter(to, str(message["Subject"]), ""), False
    try:
        with _connection(server) as connection:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            _sign_in(connection, server)
            _address(connection, sender, to)
            handed = True
            _taken(connection.data(message.as_bytes()))
    except smtplib.SMTPDataError as error:
        raise MailError(_why(server, letter, error)) from error
    except (OSError, smtplib.SMTPException) as error:
        if handed:
            raise UnclearError("The server hung up while it took the mail. Nobody can tell whether it went.") from error
        raise MailError(_why(server, letter, error)) from error


def _sign_in(connection: smtplib.SMTP, server: Server) -> None:
    if not server.user:
        return
    if not server.by_token:
        connection.login(server.user, server.password)
        return
    connection.ehlo_or_helo_if_needed()
    if "XOAUTH2" not in connection.esmtp_features.get("auth", "").split():
        raise smtplib.SMTPNotSupportedError("it takes no token (XOAUTH2).")
    line = xoauth2(server.user, server.password)
    connection.auth("XOAUTH2", lambda said=None: line if said is None else "")  # "" hears why it was refused


def _address(connection: smtplib.SMTP, sender: str, to: str) -> None:
    connection.ehlo_or_helo_if_needed()
    code, said = connection.mail(sender)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    code, said = connection.rcpt(to)
    if code not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({to: (code, said)})


def _taken(answer: tuple[int, bytes]) -> None:
    if answer[0] != 250:
        raise smtplib.SMTPDataError(*answer)


def _connection(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=PATIENCE)


def _message(server: Server, letter: Letter, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, letter.to, letter.subject
    message["Date"] = format_datetime(at)
    message.set_content(letter.body)
    return message


# The first kind that fits; the order is from the particular to the general.
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, ("The mail server refused the name or the password. Type them again; some "
     "providers want an app password, made on their own page, or a token.")),
    (smtplib.SMTPNotSupportedError, ("The server at {place} does not offer what was asked: {said} Choose another kind "
     "of security, or leave the name empty.")),
    (smtplib.SMTPSenderRefused, "The server does not let this name send as {sender}. Write its own address."),
    (smtplib.SMTPRecipientsRefused, "The server refused the address {to}. Look at its spelling."),
    (ssl.SSLCertVerificationError, ("The certificate of {host} can’t be trusted: {said}. Look at the server’s name, "
     "or ask your provider.")),
    (ssl.SSLError, "The server at {place} does not speak TLS from the start. Choose STARTTLS, or port 465."),
    (socket.gaierror, "There is no server named {host}. Look at its spelling."),
    (ConnectionRefusedError, "Nothing answers at {place}. Look at the name and the port: 587 or 465 as a rule."),
    (TimeoutError, "{place} did not answer in time. Look at the port and the kind of security."),
    (smtplib.SMTPServerDisconnected, "The server at {place} hung up. Look at the port and the kind of security."),
    (Exception, "The mail did not go: {said}. Try again; if it stays, ask your provider."),
)  # fmt: skip


def _why(server: Server, letter: Letter, error: Exception) -> str:
    words = next(words for kind, words in _WORDS if isinstance(error, kind))
    said = str(getattr(error, "verify_message", error))
    place = f"{server.host}, port {server.port}"
    return words.format(place=place, host=server.host, sender=server.sender, to=letter.to, said=said)
