"""What is under `/static`: what browsers need and nothing beside it, and kept for how long."""

import gzip
import re
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path, PurePosixPath

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from poll_server.base.settings import Settings
from poll_server.run.app import create_app
from poll_server.web.browser_files import ADDRESSES, FOR_EVER, SERVED, BrowserFiles, answering
from poll_server.web.static_files import browser_files, folders, static_route

SIDES = ("audience", "presenter")
ADDRESS = re.compile(r"""\{\{ static \}\}/([^"]+)"|module\("([^"]+)"\)""")
"""How a template names a style or a script."""


def files_of(folder: Path, **texts: str) -> BrowserFiles:
    """What is served of a folder with these files at `/static/s`; `sub__a_js` is `sub/a.js`."""
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return BrowserFiles({PurePosixPath("/static/s"): folder})


def asking(*routes: Route) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://poll.example"
    )


def asking_for(*sides: BrowserFiles) -> httpx.AsyncClient:
    return asking(Route(ADDRESSES, answering(*sides)))


@pytest.fixture
async def whole() -> AsyncIterator[httpx.AsyncClient]:
    async with asking(static_route(*SIDES)) as client:
        yield client


@pytest.mark.parametrize("side", SIDES)
async def test_browsers_get_what_they_need_and_nothing_else(
    side: str, whole: httpx.AsyncClient
) -> None:
    for at, folder in folders(side).items():
        paths = [path for path in folder.rglob("*") if path.is_file()]
        assert paths
        for path in paths:
            below = f"{at.name}/{path.relative_to(folder).as_posix()}"
            for address in (f"/static/{below}", f"{browser_files(side).prefix}/{below}"):
                asked = await whole.get(address)
                assert asked.status_code == (200 if path.suffix in SERVED else 404), address
                if asked.status_code == 200:
                    assert asked.content == path.read_bytes()
                    assert asked.headers["content-type"].startswith(SERVED[path.suffix])


def test_the_wire_folder_holds_more_than_browsers_get() -> None:
    """Or the test above would prove nothing."""
    wire = folders("presenter")[PurePosixPath("/static/wire")]
    assert {path.suffix for path in wire.iterdir()} >= {".py", ".json", ".js"}


def test_no_route_serves_a_folder() -> None:
    """Whatever is put into one later would be public at once."""
    routes = create_app(Settings()).routes
    assert not [each for each in routes if isinstance(each, Mount)]
    assert not [
        each
        for each in routes
        if isinstance(each, Route) and isinstance(each.endpoint, StaticFiles)
    ]


@pytest.mark.parametrize("path", ["/static/stage", "/static/0123456789ab"])
async def test_nobody_is_sent_in_a_circle(path: str) -> None:
    """Where only something below is there: a slash at the end is taken away again."""
    app = create_app(Settings())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://poll.example"
    ) as client:
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("name", ["a.js", "b.py", "c.json", "d", ".js", "e.js.bak", "F.JS"])
async def test_only_the_kind_decides(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    async with asking_for(files_of(tmp_path)) as client:
        answer = await client.get(f"/static/s/{name}")
        assert answer.status_code == (200 if name == "a.js" else 404)


async def test_only_below_its_own_digest_is_a_file_kept_without_asking(tmp_path: Path) -> None:
    """Without one, or below another version's, it is today's, and a browser asks each time."""
    found = files_of(tmp_path, a_js="today", sub__b_js="beside it")
    async with asking_for(found) as client:
        for address, kept in (
            (f"{found.prefix}/s/a.js", FOR_EVER),
            ("/static/s/a.js", "no-cache"),
            (f"/static/s/a.js?v={found.digest}", "no-cache"),
            ("/static/0123456789ab/s/a.js", "no-cache"),
        ):
            for headers in ({}, {"If-None-Match": '"another"'}):
                answer = await client.get(address, headers=headers)
                assert (answer.status_code, answer.text) == (200, "today")
                assert answer.headers["cache-control"] == kept
            same = await client.get(address, headers={"If-None-Match": answer.headers["etag"]})
            assert (same.status_code, same.content) == (304, b"")
            assert same.headers["cache-control"] == kept
        for address in (
            f"{found.prefix}/s/c.js",
            "/static/0123456789ab/s/c.js",
            f"/static/{found.digest}/0123456789ab/s/a.js",
            "/static/no-digest/s/a.js",
        ):
            assert (await client.get(address)).status_code == 404, address


async def test_what_stands_below_a_digest_never_changes(tmp_path: Path) -> None:
    """Also where an update is installed while the old server still runs."""
    old = files_of(tmp_path, a_js="old", b_js="the same")
    new = files_of(tmp_path, a_js="new")
    assert new.digest != old.digest
    assert files_of(tmp_path, a_js="old").digest == old.digest  # as other processes find it
    files_of(tmp_path, a_js="newer")
    async with asking_for(old) as before, asking_for(new) as after:
        assert (await before.get(f"{old.prefix}/s/a.js")).text == "old"
        assert (await after.get(f"{new.prefix}/s/a.js")).text == "new"
        late = await after.get(f"{old.prefix}/s/a.js")  # a page that was open before
        assert (late.text, late.headers["cache-control"]) == ("new", "no-cache")
    (tmp_path / "b.js").rename(tmp_path / "c.js")
    assert files_of(tmp_path, a_js="old").digest != old.digest  # a name counts, too


async def test_a_large_file_is_packed_once(tmp_path: Path) -> None:
    found = files_of(tmp_path, large_js="word " * 200, small_js="word")
    async with asking_for(found) as client:
        for name, packed in (("large", True), ("small", False)):
            each = found.files[f"s/{name}.js"]
            answer = await client.get(f"{found.prefix}/s/{name}.js")
            plain = await client.get(
                f"{found.prefix}/s/{name}.js", headers={"Accept-Encoding": "identity"}
            )
            assert answer.content == plain.content == each.content
            assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
            assert "content-encoding" not in plain.headers
            assert answer.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
            assert answer.headers["etag"] == plain.headers["etag"]
            assert each.packed is each.packed  # kept
            if each.packed:
                assert int(answer.headers["content-length"]) == len(each.packed) < 100  # bytes
                assert gzip.decompress(each.packed) == each.content


def test_a_page_asks_at_once_for_all_that_its_script_imports(tmp_path: Path) -> None:
    found = files_of(
        tmp_path,
        a_js='import { b } from "./sub/b.js";\nimport {\n  c,\n} from "./c.js";\nimport "./d.js";',
        sub__b_js='import { c } from "../c.js";\nexport const b = () => import("./later.js");\n',
        c_js='export * from "./e.js";\nexport function f() {\n  return "./no.js";\n}\n',
        d_js="",
        e_js='import { a } from "./a.js";\n',
    )
    lines = str(found.module("s/a.js")).splitlines()
    assert lines[:-1] == [
        f'<link rel="modulepreload" href="{found.prefix}/s/{each}.js">'
        for each in ("sub/b", "c", "d", "e")
    ]
    assert lines[-1] == f'<script type="module" src="{found.prefix}/s/a.js"></script>'


@pytest.mark.parametrize("side", SIDES)
def test_every_name_in_scripts_and_templates_leads_below_the_digest(side: str) -> None:
    """A whole address in a script or a template would lead past it, to be asked for each time."""
    found = browser_files(side)
    scripts = [at for at in found.files if at.endswith(".js")]
    for script in scripts:
        assert b'"/static/' not in found.files[script].content, script
        assert found.module(script)  # and everything that it imports is there
    templates = [*Path(str(files(side))).rglob("templates/**/*.html")]
    named = [name for path in templates for name in ADDRESS.findall(path.read_text())]
    assert len(named) > 3
    for style, script in named:
        assert (style or script) in found.files
    assert [path for path in templates if "/static" in path.read_text()] == []
