"""An authorization server of the tests: its judgement is that of oauthlib, an implementation that is none of ours.

It has one client, who may come back to one address, must prove each code by PKCE, and gets each code taken once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode, urlsplit

from oauthlib.oauth2 import FatalClientError, OAuth2Error, RequestValidator, WebApplicationServer

CLIENT, SECRET, SCOPE = "handrail", "client secret", "https://mail.example/"
BACK = "http://localhost/connections/consent/"


class Client:
    client_id = CLIENT


class Judge(RequestValidator):
    """What the provider knows. `says_no`: its user refuses; `lasting`: it gives refresh tokens."""

    def __init__(self) -> None:
        self.codes: dict[str, dict] = {}
        self.given: list[dict] = []
        self.refresh: set[str] = set()
        self.says_no, self.lasting = False, True

    def validate_client_id(self, client_id, request, *args, **kwargs):
        return client_id == CLIENT

    def validate_redirect_uri(self, client_id, redirect_uri, request, *args, **kwargs):
        return redirect_uri == BACK

    def validate_scopes(self, client_id, scopes, client, request, *args, **kwargs):
        return set(scopes) <= {SCOPE}

    def get_default_scopes(self, client_id, request, *args, **kwargs):
        return []

    def validate_response_type(self, client_id, response_type, client, request, *args, **kwargs):
        return response_type == "code"

    def is_pkce_required(self, client_id, request):
        return True

    def save_authorization_code(self, client_id, code, request, *args, **kwargs):
        self.codes[code["code"]] = {
            "redirect_uri": request.redirect_uri, "scopes": request.scopes, "challenge": request.code_challenge,
            "method": request.code_challenge_method,
        }  # fmt: skip

    def client_authentication_required(self, request, *args, **kwargs):
        return True

    def authenticate_client(self, request, *args, **kwargs):
        request.client = Client()
        return (request.client_id, request.client_secret) == (CLIENT, SECRET)

    def validate_grant_type(self, client_id, grant_type, client, request, *args, **kwargs):
        return grant_type in ("authorization_code", "refresh_token")

    def validate_code(self, client_id, code, client, request, *args, **kwargs):
        found = self.codes.get(code)
        request.scopes, request.user = (found["scopes"] if found else []), "support"
        return found is not None

    def get_code_challenge(self, code, request):
        return self.codes[code]["challenge"]

    def get_code_challenge_method(self, code, request):
        return self.codes[code]["method"]

    def confirm_redirect_uri(self, client_id, code, redirect_uri, client, request, *args, **kwargs):
        return redirect_uri == self.codes[code]["redirect_uri"]

    def invalidate_authorization_code(self, client_id, code, request, *args, **kwargs):
        del self.codes[code]

    def save_bearer_token(self, token, request, *args, **kwargs):
        self.given.append(dict(token))
        if not self.lasting:
            token.pop("refresh_token", None)
        elif token.get("refresh_token"):
            self.refresh.add(token["refresh_token"])

    def validate_refresh_token(self, refresh_token, client, request, *args, **kwargs):
        return refresh_token in self.refresh

    def get_original_scopes(self, refresh_token, request, *args, **kwargs):
        return [SCOPE]


class Door(BaseHTTPRequestHandler):
    judge: Judge
    oauth: WebApplicationServer

    def do_GET(self) -> None:
        """The page on which the owner of the account says yes or no: here it is said at once."""
        uri = f"http://{self.headers['Host']}{self.path}"
        try:
            scopes, told = self.oauth.validate_authorization_request(uri, "GET")
            if self.judge.says_no:
                said = {"error": "access_denied", "state": told["state"]}
                return self._tell(302, {"Location": f"{told['redirect_uri']}?{urlencode(said)}"})
            headers, body, status = self.oauth.create_authorization_response(
                uri, "GET", scopes=scopes, credentials=told
            )
        except FatalClientError as error:  # it can't be told to whoever asked: it is told to the person
            return self._tell(400, {}, error.json)
        except OAuth2Error as error:
            return self._tell(302, {"Location": error.in_uri(error.redirect_uri)})
        return self._tell(status, headers, body or "")

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        uri = f"http://{self.headers['Host']}{urlsplit(self.path).path}"
        headers, body, status = self.oauth.create_token_response(uri, "POST", sent, dict(self.headers))
        self._tell(status, headers, body)

    def _tell(self, status: int, headers: dict, body: str = "") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args) -> None:
        """Nothing on the screen."""


@contextmanager
def running() -> Iterator[Judge]:
    judge = Judge()
    door = type("OwnDoor", (Door,), {"judge": judge, "oauth": WebApplicationServer(judge)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    judge.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield judge
    server.shutdown()
    server.server_close()
