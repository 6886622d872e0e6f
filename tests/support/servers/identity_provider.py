"""A small OpenID Connect provider, a process of its own: keys made here, codes good once, PKCE.

`python -m tests.support.servers.identity_provider` says its address on its first line. At its
authorization endpoint whoever comes chooses by `as` who they are, or how the provider errs: see
`claims_of` and `_token`. It is strict where a provider is, so that a client that forgets something
is refused.
"""

import base64
import hmac
import json
import secrets
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwk, jws, jwt

CLIENT, SECRET = "poll server", "s3cret:/+"
"""With what has to be escaped on the way (RFC 6749, section 2.3.1)."""
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "anna": {"sub": "a-1", "name": "Anna Muster", "groups": ["all", "polls"]},
    "namesake": {"sub": "a-2", "name": "Anna Muster", "groups": "polls"},
    "guest": {"sub": "g-1", "name": "Gast", "groups": ["all", "pollsters"]},
    "nobody": {"sub": "n-1", "name": "Nemo"},
}
"""By what is chosen at the authorization endpoint; everything else is Anna, wronged."""


@cache
def keys() -> Mapping[str, jwk.RSAKey | jwk.ECKey]:
    """Made when first asked for, once: every worker of the tests reads this module in, for names.

    The provider publishes the first two; `forged` bears the name of another.
    """
    return {
        "rsa": jwk.RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"}),
        "ec": jwk.ECKey.generate_key("P-256", {"kid": "ec"}),
        "forged": jwk.ECKey.generate_key("P-256", {"kid": "ec"}),
        "unnamed": jwk.ECKey.generate_key("P-256", {"kid": "unnamed"}),
    }


def claims_of(chosen: str, issuer: str, nonce: str) -> dict[str, Any]:
    """What the ID token says of whoever was chosen."""
    now = int(time.time())
    right = {"iss": issuer, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300}
    wrong: dict[str, dict[str, Any]] = {
        "issuer": {"iss": "https://elsewhere.example"},
        "audience": {"aud": "another"},
        "party": {"aud": [CLIENT, "another"], "azp": "another"},
        "nonce": {"nonce": "another"},
        "expired": {"iat": now - 900, "exp": now - 600},
        "future": {"iat": now + 900},
        "subjectless": {"sub": ""},
    }
    return {**right, **PEOPLE.get(chosen, PEOPLE["anna"]), **wrong.get(chosen, {})}


def _token(chosen: str, claims: dict[str, Any]) -> str:
    match chosen:
        case "forged" | "unnamed":
            header, key = {"alg": "ES256", "kid": keys()[chosen].kid}, keys()[chosen]
        case "shared":  # by what everybody knows: the public key, taken for a shared secret
            said = _joined({"alg": "HS256", "kid": "ec"}, claims)
            tag = hmac.digest(keys()["ec"].as_pem(private=False), said.encode(), "sha256")
            return f"{said}.{_base64(tag)}"
        case "unsigned":
            return f"{_joined({'alg': 'none'}, claims)}."
        case "namesake":
            header, key = {"alg": "ES256", "kid": "ec", "more": "unknown"}, keys()["ec"]
        case _:
            header, key = {"alg": "RS256", "kid": "rsa"}, keys()["rsa"]
    lax = jws.JWSRegistry(strict_check_header=False)
    return str(jwt.encode(header, claims, key, registry=lax))


def _joined(*parts: dict[str, Any]) -> str:
    return ".".join(_base64(json.dumps(part).encode()) for part in parts)


def _base64(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()


class Answering(BaseHTTPRequestHandler):
    """One request."""

    codes: ClassVar[dict[str, dict[str, str]]] = {}
    """what each code was asked for with"""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests' output is theirs."""

    @property
    def issuer(self) -> str:
        return f"http://{self.headers['Host']}/city"

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        asked = {name: each[0] for name, each in parse_qs(query).items()}
        match path:
            case "/city/.well-known/openid-configuration":
                self._answer({"issuer": self.issuer, **self._endpoints()})
            case "/other/.well-known/openid-configuration":
                self._answer({"issuer": self.issuer, **self._endpoints()})  # not /other
            case "/keys":
                known = [keys()[each].as_dict(private=False) for each in ("rsa", "ec")]
                self._answer({"keys": [*known, {"kty": "NEW", "kid": "later"}]})
            case "/authorize":
                self._authorize(asked)
            case _:
                self._answer({}, 404)

    def _endpoints(self) -> dict[str, str]:
        base = self.issuer.removesuffix("/city")
        named = ("authorization", "token", "end_session")
        return {f"{each}_endpoint": f"{base}/{each}" for each in named} | {
            "authorization_endpoint": f"{base}/authorize?realm=city",
            "jwks_uri": f"{base}/keys",
        }

    def _authorize(self, asked: dict[str, str]) -> None:
        """Back to where the client said, with a code, or with an error."""
        right = asked.get("client_id") == CLIENT and asked.get("response_type") == "code"
        if not right or asked["code_challenge_method"] != "S256" or "openid" not in asked["scope"]:
            self._answer({"error": "invalid_request"}, 400)
            return
        said = {"state": asked["state"]}
        if asked.get("as") == "cancelled":
            said["error"] = "access_denied"
        else:
            said["code"] = secrets.token_urlsafe(16)
            self.codes[said["code"]] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(said)}")
        self.end_headers()

    def do_POST(self) -> None:
        """The token endpoint."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: each[0] for name, each in parse_qs(body).items()}
        asked = self.codes.pop(form.get("code", ""), None)  # good once
        if asked is None or not self._is_right(asked, form):
            self._answer({"error": "invalid_grant"}, 400)
            return
        chosen = asked.get("as", "anna")
        if chosen == "broken":
            self._answer({}, 500)
            return
        claims = claims_of(chosen, self.issuer, asked["nonce"])
        self._answer(
            {"access_token": "x", "token_type": "Bearer", "id_token": _token(chosen, claims)}
        )

    def _is_right(self, asked: dict[str, str], form: dict[str, str]) -> bool:
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        client = [unquote_plus(each) for each in base64.b64decode(given).decode().split(":")]
        challenge = _base64(sha256(form["code_verifier"].encode()).digest())
        return (
            (kind, client) == ("Basic", [CLIENT, SECRET])
            and form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == asked["redirect_uri"]
            and challenge == asked["code_challenge"]
        )

    def _answer(self, said: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until whoever started this is gone, or closes its end of the input."""
    keys()  # before two requests at once would make two sets of them
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with suppress(KeyboardInterrupt):
            sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
