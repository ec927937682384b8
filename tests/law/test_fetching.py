"""A law file from an address: a real server with a certificate of its own, on this machine."""

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cast import NOON
from handrail.config import worker
from handrail.law import actions, queries
from handrail.law.fetching import FetchError, fetch
from handrail.law.models import PackAddress, PackVersion
from handrail.ledger import scope
from handrail.ledger.models import Event, Timer
from handrail.people.actions import actor_of
from law import zeta

pytestmark = pytest.mark.slow


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/z.json")
            self.end_headers()
            return
        self.send_response(404 if self.path == "/none" else 200)
        self.end_headers()
        if self.path == "/slow":
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(1.5)
        self.wfile.write(b"x" * 5000 if self.path == "/large" else zeta.signed() if self.path == "/z.json" else b"none")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for this machine, and its key, in files."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("certificate")
    pem, secret = folder / "here.pem", folder / "here.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, secret


@pytest.fixture
def server(certificate, monkeypatch) -> Iterator[str]:
    pem, secret = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    answers = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    answers.socket = context.wrap_socket(answers.socket, server_side=True)
    threading.Thread(target=answers.serve_forever, daemon=True).start()
    yield f"https://localhost:{answers.server_address[1]}"
    answers.shutdown()
    answers.server_close()


@pytest.fixture
def boss(owner):
    with scope.organization(owner.organization_id):
        yield actor_of(owner)


def test_a_file_is_fetched(server):
    assert fetch(f"{server}/z.json") == zeta.signed()


@pytest.mark.parametrize(
    ("path", "given", "told"),
    [
        ("/none", {}, "answered 404"), ("/away", {}, "without https"), ("/large", {"largest": 4000}, "is the most"),
        ("/slow", {"patience": 0.5}, "Nothing could be fetched|too slowly"),
    ],
)  # fmt: skip
def test_what_does_not_come_says_why(server, path, given, told):
    with pytest.raises(FetchError, match=told):
        fetch(f"{server}{path}", **given)


def test_only_https_and_only_a_certificate_that_is_trusted(server, monkeypatch):
    with pytest.raises(FetchError, match="https"):
        fetch("http://localhost/z.json")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(FetchError, match="Nothing could be fetched"):
        fetch(f"{server}/z.json")
    with pytest.raises(FetchError, match="Nothing could be fetched"):
        fetch("https://localhost:9/z.json")


def test_the_worker_looks_keeps_what_it_finds_for_approval_and_looks_again_next_week(boss, server):
    row = actions.choose_address(actor=boss, url=f"{server}/z.json", at=NOON)
    worker.run_due(NOON)
    row.refresh_from_db()
    assert row.came_to == "Zeta 1.0 came, and waits for approval."
    version = PackVersion.objects.get(pack="us-zz")
    assert (version.how, version.source) == ("address", row.url)
    assert version in queries.waiting_versions(NOON.date())
    assert "us-zz" not in queries.law_in_use(NOON.date()).packs
    (timer,) = Timer.objects.filter(kind=actions.FETCH, done_at=None)
    assert timer.due_at == NOON + timedelta(days=7)
    worker.run_due(NOON + timedelta(days=7))
    row.refresh_from_db()
    assert "is here already" in row.came_to
    assert Event.objects.filter(kind="address-looked-at").count() == 2


@pytest.mark.parametrize(("path", "told"), [("/none", "answered 404"), ("/text", "Refused: ")])
def test_what_goes_wrong_stands_beside_the_address(boss, server, path, told):
    actions.choose_address(actor=boss, url=f"{server}{path}", at=NOON)
    worker.run_due(NOON)
    assert told in PackAddress.objects.get().came_to
    assert not PackVersion.objects.filter(pack="us-zz").exists()


def test_an_address_taken_off_is_not_looked_at(boss, server):
    row = actions.choose_address(actor=boss, url=f"{server}/z.json", at=NOON)
    actions.drop_address(actor=boss, row=row, at=NOON)
    actions.carry_out(actor=boss, address=row.pk, at=NOON)
    assert not PackVersion.objects.filter(pack="us-zz").exists()


def test_the_page_of_addresses(boss, server, owner, colleague, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    client, address = sign_in(owner), "/law/packs/sources/"
    assert client.post(address, {"what": "add", "url": "http://x"}).status_code == 422
    assert client.post(address, {"what": "add", "url": f"{server}/none"}).status_code == 302
    row = PackAddress.objects.get()
    worker.run_due(NOON)
    assert "answered 404" in client.get(address).content.decode()
    assert client.post(address, {"what": "look", "id": str(row.pk)}).status_code == 302
    assert client.post(address, {"what": "drop", "id": str(row.pk)}).status_code == 302
    assert client.post(address, {"what": "drop", "id": str(row.pk)}).status_code == 404
    assert client.post(address, {"what": "drop", "id": "x"}).status_code == 404
    assert sign_in(colleague("reviewer")).get(address).status_code == 403
