"""Signed passes: nobody makes one up, and none outlives its generation, its time or its secret."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from http.cookies import SimpleCookie
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from poll_server.base.secrets import LINK_ROLES, Session
from poll_server.base.settings import Settings
from poll_server.web.access import passes
from poll_server.web.access.passes import Passes, same_origin, websocket_origin_ok

SECRET = b"a secret of thirty-two bytes ..."
Give = Callable[[Response, HTTPConnection[Any]], object]


def connection(
    *, method: str = "GET", scheme: str = "http", host: str = "poll.example", **headers: str
) -> HTTPConnection[Any]:
    """A request with these headers; `sec_fetch_site` is written `Sec-Fetch-Site`."""
    named = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    return HTTPConnection(
        {
            "type": "http",
            "method": method,
            "scheme": scheme,
            "path": "/",
            "query_string": b"",
            "server": ("127.0.0.1", 8080),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
        }
    )


def carried(give: Give, conn: HTTPConnection[Any] | None = None) -> tuple[str, Any]:
    """What a browser sends back (`name=value`), and the cookie as it was set."""
    response = Response()
    give(response, conn or connection())
    set_cookie = SimpleCookie(response.headers["set-cookie"])
    (name, morsel), *_ = set_cookie.items()
    return f"{name}={morsel.coded_value}", morsel


@pytest.fixture
def made() -> Passes:
    return Passes(SECRET, Settings())


def test_a_phone_cookie_of_an_earlier_version_stays_good() -> None:
    credential = bytes(range(16))
    signer = Signer(SECRET, salt=b"phone", digest_method=sha256, key_derivation="hmac")
    cookie = signer.sign(urlsafe_b64encode(credential)).decode()
    assert Passes(SECRET, Settings()).credential(connection(cookie=f"poll={cookie}")) == credential


def test_a_phone_is_known_again_by_its_cookie(made: Passes) -> None:
    response = Response()
    credential = made.give_credential(response, connection())
    cookie = response.headers["set-cookie"].split(";")[0]
    assert len(credential) == 16
    assert made.credential(connection(cookie=cookie)) == credential
    assert Passes(SECRET, Settings()).credential(connection(cookie=cookie)) == credential
    assert Passes(b"another", Settings()).credential(connection(cookie=cookie)) is None


def test_the_cookie_is_for_this_server_alone(made: Passes) -> None:
    _, plain = carried(made.give_credential)
    assert plain.key == "poll"
    assert plain["httponly"] is True
    assert (plain["samesite"], plain["path"], plain["domain"]) == ("lax", "/", "")
    assert (plain["max-age"], plain["secure"]) == (str(30 * 24 * 3600), "")
    _, secured = carried(made.give_credential, connection(scheme="https"))
    assert (secured.key, secured["secure"]) == ("__Host-poll", True)


def test_a_proxy_is_believed_only_where_a_setting_says_so(made: Passes) -> None:
    forwarded = connection(x_forwarded_proto="https")
    assert not made.is_https(forwarded)
    assert Passes(SECRET, Settings(trust_proxy=True)).is_https(forwarded)
    assert made.is_https(connection(scheme="wss"))


def test_over_https_a_cookie_that_a_plain_page_could_set_is_not_believed(made: Passes) -> None:
    cookie, _ = carried(made.give_credential)
    assert made.credential(connection(scheme="https", cookie=cookie)) is None
    assert made.credential(connection(scheme="https", cookie=f"__Host-{cookie}")) is not None


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\')))
def test_a_made_up_cookie_is_no_pass(value: str) -> None:
    made = Passes(SECRET, Settings())
    conn = connection(
        cookie=f"poll={value}; organiser={value}; moderator-p={value}; stage-p={value}"
    )
    assert made.credential(conn) is None
    assert made.organiser(conn) is None
    assert not any(made.is_in(conn, role, "p", 1) for role in LINK_ROLES)


def test_one_pass_is_never_taken_for_another(made: Passes) -> None:
    cookie, morsel = carried(lambda r, c: made.let_in(r, c, "moderator", "p", 1))
    value = morsel.value
    assert made.is_in(connection(cookie=cookie), "moderator", "p", 1)
    assert not made.is_in(connection(cookie=cookie), "moderator", "p", 2)
    assert not made.is_in(connection(cookie=f"moderator-q={value}"), "moderator", "q", 1)
    assert not made.is_in(connection(cookie=f"stage-p={value}"), "stage", "p", 1)
    assert made.organiser(connection(cookie=f"organiser={value}")) is None
    assert made.credential(connection(cookie=f"poll={value}")) is None


def test_a_session_says_whose_it_is_and_of_which_generation(made: Passes) -> None:
    cookie, _ = carried(lambda r, c: made.give_organiser(r, c, Session("anna", 3)))
    assert made.organiser(connection(cookie=cookie)) == Session("anna", 3)
    assert made.organiser(connection()) is None


def test_a_cookie_from_before_there_were_accounts_signs_nobody_in(made: Passes) -> None:
    def give(response: Response, conn: HTTPConnection[Any]) -> None:
        made._set(response, conn, "organiser", str(made._organiser.dumps([3])), 60)

    assert made.organiser(connection(cookie=carried(give)[0])) is None


def test_a_session_ends_after_twelve_hours(made: Passes, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie, _ = carried(lambda r, c: made.give_organiser(r, c, Session("anna", 1)))
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + passes.SESSION_LIFE - 60)
    assert made.organiser(connection(cookie=cookie)) is not None
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + passes.SESSION_LIFE + 60)
    assert made.organiser(connection(cookie=cookie)) is None


def test_whoever_is_in_stays_in_when_the_clock_is_set_back_f22(
    made: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine's may also go a little before this one's."""
    cookie, _ = carried(lambda r, c: made.give_organiser(r, c, Session("anna", 1)))
    ticket, now = made.ticket("poll", 7), time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now - 200)
    assert made.organiser(connection(cookie=cookie)) is not None
    assert made.ticket_of(ticket, "poll", 7) == ""
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now - passes.SESSION_LIFE - 60)
    assert made.organiser(connection(cookie=cookie)) is None


def test_a_ticket_opens_one_poll_for_some_minutes_and_is_no_pass(
    made: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = made.ticket("poll", 7)
    assert made.ticket_of(ticket, "poll", 7) == ""
    assert made.ticket_of(ticket, "other", 7) is None
    assert made.ticket_of(ticket, "poll", 8) is None  # its links were ended meanwhile
    strange = Passes(b"another secret of 32 bytes .....", Settings())
    assert strange.ticket_of(ticket, "poll", 7) is None
    assert not made.is_in(connection(cookie=f"moderator-poll={ticket}"), "moderator", "poll", 7)
    name, _ = carried(lambda response, conn: made.let_in(response, conn, "moderator", "poll", 7))
    assert made.ticket_of(name.partition("=")[2], "poll", 7) is None
    later = time.time() + passes.TICKET_LIFE + 60
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert made.ticket_of(ticket, "poll", 7) is None


def test_a_pass_by_a_role_names_its_account_and_is_none_by_a_link(made: Passes) -> None:
    cookie, _ = carried(lambda r, conn: made.let_in(r, conn, "moderator", "poll", 7, "anna"))
    held = connection(cookie=cookie)
    assert made.let_in_as(held, "moderator", "poll", 7) == "anna"
    assert made.let_in_as(held, "moderator", "poll", 8) is None
    assert not made.is_in(held, "moderator", "poll", 7)
    assert made.ticket_of(made.ticket("poll", 7, "anna"), "poll", 7) == "anna"


def test_a_token_reads_one_event_until_the_account_is_renewed(made: Passes) -> None:
    anna = Session("anna", 1)
    token = made.api_token("zbr", anna)
    bearer = connection(authorization=f"Bearer {token}")
    assert made.reader(bearer) == "anna"
    assert made.may_read(bearer, "zbr", anna)
    assert not made.may_read(bearer, "other", anna)
    assert not made.may_read(bearer, "zbr", Session("anna", 2))
    assert not made.may_read(bearer, "zbr", Session("bert", 1))
    bert = connection(authorization=f"Bearer {token.replace('anna', 'bert')}")
    assert not made.may_read(bert, "zbr", Session("bert", 1))
    for header in ("", "Bearer", "Bearer ", f"Basic {token}", token):
        assert made.reader(connection(authorization=header)) == ""
        assert not made.may_read(connection(authorization=header), "zbr", anna)


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),  # no browser
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://poll.example"}, False),
        ({"origin": "http://poll.example"}, True),
        ({"origin": "https://poll.example"}, False),
        ({"origin": "https://public.example"}, True),
        ({"origin": "http://poll.example:81"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "http://poll.example.evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://[broken"}, False),
    ],
)
def test_only_our_own_pages_may_change_something(headers: dict[str, str], allowed: bool) -> None:
    settings = Settings(public_url="https://public.example")
    assert same_origin(connection(method="POST", **headers), settings) is allowed
    assert same_origin(connection(method="GET", **headers), settings)


def test_a_websocket_says_where_it_comes_from() -> None:
    settings = Settings()
    assert websocket_origin_ok(connection(origin="http://poll.example"), settings)
    assert not websocket_origin_ok(connection(origin="http://evil.example"), settings)
    assert not websocket_origin_ok(connection(), settings)


ORIGINS = {
    "exact": ("https://poll.example", True),
    "plain http": ("http://poll.example", False),
    "other port": ("https://poll.example:8443", False),
    "subdomain": ("https://sub.poll.example", False),
    "parent": ("https://example", False),
    "as a prefix": ("https://poll.example.evil.example", False),
    "as a suffix": ("https://evilpoll.example", False),
    "as a user": ("https://poll.example@evil.example", False),
    "with a path": ("https://poll.example/", False),
    "null": ("null", False),
    "file": ("file://", False),
    "extension": ("chrome-extension://poll.example", False),
    "homograph": ("https://p\u043ell.example".encode().decode("latin-1"), False),
    "upper case": ("HTTPS://POLL.EXAMPLE", False),
    "empty": ("", False),
    "broken": ("https://[broken", False),
}


@pytest.mark.parametrize("where", ["tls here", "tls at the proxy", "public address", "explicit"])
def test_only_the_exact_origin_is_ours_t9(where: str) -> None:
    """T9: with TLS here, at a trusted proxy, or at a proxy that only the public address tells of;
    also where the host is passed on with its port."""
    proxied = {"scheme": "http", "x_forwarded_proto": "https"}
    asked, settings = {
        "tls here": ({"scheme": "https"}, Settings()),
        "tls at the proxy": (proxied, Settings(trust_proxy=True)),
        "public address": (
            {"scheme": "http", "host": "10.0.0.7:8080"},
            Settings(public_url="https://poll.example"),
        ),
        "explicit": ({"scheme": "https", "host": "poll.example:443"}, Settings()),
    }[where]
    right = {name: ours for name, (_, ours) in ORIGINS.items()}
    socket = {
        name: websocket_origin_ok(connection(**asked, origin=origin), settings)
        for name, (origin, _) in ORIGINS.items()
    }
    posted = {
        name: same_origin(connection(method="POST", **asked, origin=origin), settings)
        for name, (origin, _) in ORIGINS.items()
    }
    assert socket == right
    assert posted == right


def test_nobody_is_told_by_a_header_that_tls_is_on_t9() -> None:
    """T9: without a trusted proxy, `X-Forwarded-Proto` makes no foreign page one of ours."""
    spoofed = connection(origin="https://poll.example", x_forwarded_proto="https")
    assert not websocket_origin_ok(spoofed, Settings())


def test_two_origins_are_none_of_ours_t9() -> None:
    """T9."""
    twice = connection(origin="http://poll.example")
    twice.scope["headers"].append((b"origin", b"http://poll.example"))
    assert not websocket_origin_ok(twice, Settings())
    twice.scope["method"] = "POST"
    assert not same_origin(HTTPConnection(twice.scope), Settings())
