"""A real mailbox (Dovecot) and a real mail server (aiosmtpd), started by the tests themselves."""

import grp
import json
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from cast import NOON
from handrail.business.actions import answer as describe
from handrail.connections.mail import actions as mailboxes
from handrail.people import actions as people

USER, PASSWORD = "support", "secret"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


WHO_HAS_THE_TOKEN = """
introspection_mode = get
introspection_url = http://127.0.0.1:{port}/whose?token=
username_attribute = user
active_attribute = active
active_value = yes
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Dovecot:
    """The mailbox: `deliver` puts a mail where a mail server would."""

    def __init__(self, folder: Path, port: int, owner: int) -> None:
        self.folder, self.port, self.owner, self.count, self.user = folder, port, owner, 0, USER

    def deliver(self, raw: bytes) -> None:
        self.count += 1
        inbox = self.folder / "mail" / self.user
        for part in ("tmp", "new", "cur"):
            (inbox / part).mkdir(parents=True, exist_ok=True)
        file = inbox / "tmp" / f"{1_700_000_000 + self.count}.{self.count}.test"
        file.write_bytes(raw)
        for each in (inbox, *inbox.rglob("*")):
            os.chown(each, self.owner, -1)
        file.rename(inbox / "new" / file.name)

    def for_another(self) -> None:
        self.count += 1
        self.user = f"user{self.count}"


class Provider:
    """Gives tokens of OAuth 2, and tells Dovecot whose they are. `takes`: the refresh tokens, and what follows each."""

    def __init__(self) -> None:
        self.takes: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.whose: dict[str, str] = {}
        self.user, self.sends_on = USER, ""

    def token(self, told: dict[str, str]) -> tuple[int, dict]:
        self.asked.append(told)
        if told.get("refresh_token") not in self.takes or told.get("client_secret") != "client secret":
            return 400, {"error": "invalid_grant"}
        access = f"token-{len(self.asked)}"
        self.whose[access] = self.user
        after = self.takes[told["refresh_token"]]
        return 200, {
            "access_token": access,
            "expires_in": 3600,
            "token_type": "Bearer",
            **({"refresh_token": after} if after else {}),
        }


@pytest.fixture(scope="session")
def _provider():
    here = Provider()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if here.sends_on:
                self.send_response(302)
                self.send_header("Location", here.sends_on)
                self.end_headers()
                return
            self._tell(*here.token(dict(parse_qsl(sent))))

        def do_GET(self) -> None:
            user = here.whose.get(dict(parse_qsl(urlsplit(self.path).query)).get("token", ""))
            self._tell(200, {"active": "yes", "user": user} if user else {"active": "no"})

        def _tell(self, status: int, said: dict) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    here.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(_provider):
    """One that knows nobody yet."""
    _provider.takes, _provider.sends_on = {}, ""
    _provider.asked.clear()
    _provider.whose.clear()
    return _provider


@pytest.fixture(scope="session")
def dovecot(_provider):
    """Dovecot with a configuration of this run's own. It can't start: then these tests fail and say so."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.fail("Dovecot is missing. `python3 start.py test` installs it (apt: dovecot-imapd).")
    folder, port = Path(tempfile.mkdtemp(prefix="handrail-dovecot-")), free_port()
    user = pwd.getpwnam("dovecot" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    group = grp.getgrgid(user.pw_gid).gr_name
    for each in ("run", "mail"):
        (folder / each).mkdir()
    (folder / "dovecot.conf").write_text(CONFIGURATION.format(folder=folder, port=port, user=user.pw_name, group=group))
    (folder / "oauth2.conf").write_text(WHO_HAS_THE_TOKEN.format(port=_provider.port))
    folder.chmod(
        0o755
    )  # not below pytest's own folders, which are for their owner alone: Dovecot has a user of its own
    os.chown(folder / "mail", user.pw_uid, -1)
    server = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")])
    _wait_for(port, server, folder)
    yield Dovecot(folder, port, user.pw_uid)
    server.terminate()
    server.wait(60)
    shutil.rmtree(folder, ignore_errors=True)


START = 60  # seconds, by the clock


def _wait_for(port: int, server: subprocess.Popen, folder: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        if server.poll() is not None:
            log = (folder / "log").read_text() if (folder / "log").is_file() else "no log"
            pytest.fail(f"Dovecot did not start: {log}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:  # not there yet
            if line.recv(100).startswith(b"* OK"):
                return
        time.sleep(0.05)
    server.kill()
    log = (folder / "log").read_text() if (folder / "log").is_file() else "no log"
    pytest.fail(f"Dovecot did not answer within {START} seconds: {log}")


class Post:
    """Keeps what our own mails were; can refuse an address, or hang up while it takes a mail."""

    def __init__(self) -> None:
        self.came: list = []
        self.envelopes: list = []
        self.refuse, self.hang_up = "", False

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the name aiosmtpd calls
        if address == self.refuse:
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.hang_up:
            server.transport.close()
            return "250 OK"
        self.came.append(message_from_bytes(envelope.content))
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def post():
    box = Post()

    class Own(Controller):
        def factory(self):
            return SMTP(self.handler, enable_SMTPUTF8=True)

    host = Own(box, hostname="127.0.0.1", port=free_port())
    host.start()
    box.port = host.port
    yield box
    host.stop()


@pytest.fixture
def mailbox(dovecot):
    """A mailbox of this test's own."""
    dovecot.for_another()
    return dovecot


def answers(owner, port: int, **more):
    told = {
        "name": "Help", "address": "help@reddirt.example", "host": "127.0.0.1", "port": port, "security": "none",
        "user": USER, "password": PASSWORD, "folder": "INBOX", "member": owner, "starts": "", "acknowledge": "",
        "answer_hours": 24, "may_send": False, "may_ask": False, "site": "", "active": True,
    }  # fmt: skip
    return {**told, **more}


@pytest.fixture
def connected(owner, room, post):
    """A mailbox set up, and the mail server our own mails go through. Takes what is to be otherwise."""

    def make(port: int = 1, **more):
        people.set_mail_server(
            actor=room, at=NOON,
            answers={"host": "127.0.0.1", "port": post.port, "security": "none", "user": "", "password": "", "sender": "help@reddirt.example"},
        )  # fmt: skip
        describe(actor=room, answers={"business.name": "Red Dirt", "business.records_calls": "none"}, at=NOON)
        return mailboxes.connect(actor=room, row=None, answers=answers(owner, port, **more), at=NOON)

    return make


def mail(words: str = "Please cancel order RD-1.", **headers: str) -> bytes:
    """A customer's mail."""
    message = EmailMessage()
    told = {
        "From": "Dolores Reyes <dolores@example.com>", "To": "help@reddirt.example", "Subject": "Cancel my order",
        "Message-ID": "<one@example.com>", "Return-Path": "<dolores@example.com>",
    }  # fmt: skip
    for name, value in {**told, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        message[name] = value
    message.set_content(words)
    return message.as_bytes()


__all__ = ["date", "mail", "smtplib"]
