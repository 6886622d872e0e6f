"""Which sites may hold a frame: one origin and nothing else comes into the header (T38)."""

import pytest

from poll_server.web.access.origins import NoOrigin, ancestors, origin_of


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("  HTTPS://Www.Example.ORG/ ", "https://www.example.org"),
        ("https://www.example.org:443", "https://www.example.org"),
        ("https://www.example.org:8443", "https://www.example.org:8443"),
        ("https://schule-köln.example", "https://xn--schule-kln-lcb.example"),
        ("https://intranet", "https://intranet"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_an_origin_is_kept_as_browsers_compare_it(written: str, origin: str) -> None:
    assert origin_of(written) == origin
    assert origin_of(origin) == origin


INJECTED = (
    "https://a.example; script-src *",
    "https://a.example;",
    "https://a.example https://b.example",
    "https://a.example\nhttps://b.example",
    "https://a.example\r",
    "https://a.example\u2028",
    "https://a.example\x0b",
    "https://*.example",
    "*",
    "https:",
    "'self'",
    "https://a.example,https://b.example",
    "https://a.example'",
)


@pytest.mark.parametrize(
    "written",
    [
        *INJECTED,
        "",
        "www.example.org",
        "http://www.example.org",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "https://www.example.org/news",
        "https://www.example.org/?q",
        "https://www.example.org#x",
        "https://anna@www.example.org",
        "https://www.example.org:0x50",
        "https://www.example.org:70000",
        "https://192.0.2.7",
        "https://[::1]",
        "https://-a.example",
        "https://a..example",
        "https://straße.example",
        "https://" + "a" * 300 + ".example",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_whatever_else_is_written_is_no_origin_t38(written: str) -> None:
    with pytest.raises(NoOrigin):
        origin_of(written)


def test_the_header_names_origins_only_whatever_was_stored_t38() -> None:
    assert ancestors(()) == "'none'"
    assert ancestors(("https://a.example", "http://localhost:1")) == (
        "https://a.example http://localhost:1"
    )
    assert ancestors(INJECTED) == "'none'"
