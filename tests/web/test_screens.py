"""The pages of stage and moderator as the server sends them."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
import segno

import presenter
from poll_server.base.codes import long_code
from poll_server.web import static_files
from presenter import address, for_scripts
from presenter.moderator.texts import moderator_texts
from presenter.pictures import plotly_file
from presenter.stage.texts import stage_texts
from tests.support.screen_app import PUBLIC_URL, SERVER_SECRET, screen_app, serving
from tests.support.screen_states import CODE, POLL_ID
from tests.support.waiting import LONGEST

FOLDER = Path(presenter.__file__).parent
SHARED = Path(static_files.__file__).parent
PAGES = [f"/stage/{POLL_ID}", f"/moderate/{POLL_ID}"]


def _client(base: str) -> httpx.Client:
    return httpx.Client(base_url=base, trust_env=False, timeout=LONGEST)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving(screen_app()) as base, _client(base) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_page_has_the_join_code_before_any_script(
    client: httpx.Client, path: str, language: str
) -> None:
    page = client.get(path, params={"lang": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "482 913" in page.text
    assert page.text.count("<h1") >= 1


def test_the_stage_page_says_how_to_join(client: httpx.Client) -> None:
    page = client.get(PAGES[0], params={"lang": "de"}).text
    assert "Zukunftsbildung Ruhr 2018" in page
    assert "poll.example.org" in page
    assert f'src="/qr/{long_code(SERVER_SECRET, CODE)}.svg"' in page
    assert f"{PUBLIC_URL}/{CODE}" in page


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_lets_no_other_host_in(client: httpx.Client, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http:" not in policy
    assert "https:" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_a_theme_in_the_address_overrides_the_system(client: httpx.Client, path: str) -> None:
    assert 'data-theme="dark"' in client.get(path, params={"theme": "dark"}).text
    assert "data-theme=\"'" not in client.get(path, params={"theme": "'><script>"}).text
    assert "<script>" not in client.get(path, params={"theme": "'><script>"}).text


@pytest.mark.parametrize(
    "path",
    [
        "/stage/unknown",
        "/moderate/unknown",
        "/qr/12345.svg",
        "/qr/1234567.svg",
        "/qr/12345x.svg",
        "/qr/123456-12345.svg",
        "/qr/123456123456.svg",
        "/qr/١٢٣٤٥٦.svg",
    ],
)
def test_what_does_not_exist_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("code", [CODE, long_code(SERVER_SECRET, CODE)])
def test_the_qr_code_says_the_join_address(client: httpx.Client, code: str) -> None:
    answer = client.get(f"/qr/{code}.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.content == address.qr_svg(f"{PUBLIC_URL}/{code}")
    size = segno.make(f"{PUBLIC_URL}/{code}", error="m", micro=False).symbol_size(border=4)[0]
    assert f'viewBox="0 0 {size} {size}"' in answer.text
    assert "#fff" in answer.text.lower()


def test_without_a_public_url_the_address_is_the_one_that_was_asked() -> None:
    with serving(screen_app(public_url="")) as base, _client(base) as here:
        page = here.get(PAGES[0], headers={"Host": "192.0.2.7:8080"}).text
        forwarded = {"Host": "poll.example.net", "X-Forwarded-Proto": "https"}
        unbelieved = here.get(PAGES[0], headers=forwarded).text
    assert f"http://192.0.2.7:8080/{CODE}" in page
    assert f"http://poll.example.net/{CODE}" in unbelieved


def test_plotly_is_sent_compressed_and_kept_for_ever(client: httpx.Client) -> None:
    path = plotly_file.address()
    assert path.endswith(version("plotly"))
    answer = client.get(path)
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert int(answer.headers["content-length"]) < 1_700_000
    plain = client.get("/static/plotly.min.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.content == answer.content
    assert gzip.decompress(plotly_file._compressed()) == plain.content


SVG = "http://www.w3.org/2000/svg"


def test_no_file_of_ours_names_another_host() -> None:
    folders = [*FOLDER.glob("*/templates"), *FOLDER.glob("*/static"), SHARED / "static"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert len(files) > 10
    for file in files:
        text = file.read_text().replace(SVG, "")  # a name, which nobody asks for
        assert not re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text), file


def test_templates_have_neither_inline_handlers_nor_style_attributes() -> None:
    for file in FOLDER.glob("*/templates/**/*.html"):
        assert not re.findall(r"<[^>]+\s(?:on[a-z]+|style)=", file.read_text()), file


def test_scripts_never_write_html() -> None:
    """Participants' texts go in as text (contract, rule 28)."""
    for file in [*FOLDER.glob("*/static/*.js"), *SHARED.glob("static/*.js")]:
        assert not re.findall(
            r"\.(?:inner|outer)HTML|insertAdjacentHTML|document\.write", file.read_text()
        ), file


def test_no_page_needs_an_emoji() -> None:
    """A laptop without such a font draws an empty frame; so it did before “has run”."""
    files = [
        file
        for folder in (FOLDER, FOLDER.parent / "audience", SHARED)
        for file in folder.rglob("*")
        if file.suffix in (".html", ".css", ".js")
    ]
    assert len(files) > 80
    assert [file for file in files if max(file.read_text(), default="") >= "\U0001f000"] == []


@pytest.mark.parametrize(
    ("part", "scripts", "of"),
    [
        (
            "stage",
            "page.js view.js state.js cards.js",
            stage_texts,
        ),
        (
            "moderator",
            "page.js view.js bars.js missing.js written.js steps/flow.js steps/line.js "
            "steps/steps.js",
            moderator_texts,
        ),
    ],
)
def test_every_text_a_script_says_is_handed_to_it(
    part: str, scripts: str, of: Callable[[str], for_scripts.ScriptTexts]
) -> None:
    source = "\n".join((FOLDER / part / "static" / name).read_text() for name in scripts.split())
    page = (FOLDER / part / "templates" / "page.html").read_text()
    said = set(re.findall(r"say\(\s*\"(\w+)\"", source))
    said |= set(re.findall(r'data-(?:text|label)="(\w+)"', page))
    for language in ("de", "en"):
        assert said <= of(language).keys()


def test_texts_are_valid_json_for_both_languages(client: httpx.Client) -> None:
    page = client.get(PAGES[0]).text
    found = re.search(r'id="texts">(.*?)</script>', page)
    assert found is not None
    both = json.loads(found.group(1))
    assert both["de"].keys() == both["en"].keys()
