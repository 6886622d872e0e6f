"""What is mounted under `/static`: what browsers need, and nothing else that lies beside it."""

import os
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from poll_server.base.settings import Settings
from poll_server.run.app import create_app
from poll_server.web.browser_files import SERVED, BrowserFiles

MOUNTS = [route for route in create_app(Settings()).routes if isinstance(route, Mount)]


def beside(mount: Mount) -> list[tuple[str, Path]]:
    """Every file in a mount's folder, with its address."""
    assert isinstance(mount.app, StaticFiles)
    folder = Path(str(mount.app.directory))
    return [
        (f"{mount.path}/{path.relative_to(folder).as_posix()}", path)
        for path in folder.rglob("*")
        if path.is_file()
    ]


@pytest.mark.parametrize("mount", MOUNTS, ids=[mount.path for mount in MOUNTS])
async def test_a_mount_serves_what_browsers_need_and_nothing_else(mount: Mount) -> None:
    app = Starlette(routes=[mount])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://poll.example"
    ) as client:
        files = beside(mount)
        assert files
        for address, path in files:
            asked = await client.get(address)
            assert asked.status_code == (200 if path.suffix in SERVED else 404), address
            if asked.status_code == 200:
                assert asked.content == path.read_bytes()


def test_the_wire_folder_holds_more_than_browsers_get() -> None:
    """Or the test above would prove nothing."""
    (wire,) = (mount for mount in MOUNTS if mount.path == "/static/wire")
    assert {path.suffix for _, path in beside(wire)} >= {".py", ".json", ".js"}


def test_every_route_that_serves_a_folder_is_of_our_kind() -> None:
    assert all(isinstance(mount.app, BrowserFiles) for mount in MOUNTS)
    others = [r for r in create_app(Settings()).routes if isinstance(r, Route)]
    assert not [route for route in others if isinstance(route.endpoint, StaticFiles)]


@pytest.mark.parametrize("name", ["a.js", "b.py", "c.json", "d", ".js", "e.js.bak", "F.JS"])
async def test_only_the_kind_decides(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    app = Starlette(routes=[Mount("/s", BrowserFiles(directory=tmp_path))])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://poll.example"
    ) as client:
        assert (await client.get(f"/s/{name}")).status_code == (200 if name == "a.js" else 404)


async def test_a_browser_asks_each_time_whether_a_script_is_still_the_same(tmp_path: Path) -> None:
    """Else it would go by the file's age, and run it for a day after an update."""
    script = tmp_path / "a.js"
    script.write_text("old")
    os.utime(script, (0, 0))  # a very old one, which a browser would keep for years
    app = Starlette(routes=[Mount("/s", BrowserFiles(directory=tmp_path))])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://poll.example"
    ) as client:
        first = await client.get("/s/a.js")
        have = {"If-None-Match": first.headers["etag"]}
        again = await client.get("/s/a.js", headers=have)
        script.write_text("new")
        updated = await client.get("/s/a.js", headers=have)
    assert [each.status_code for each in (first, again, updated)] == [200, 304, 200]
    assert updated.text == "new"
    assert {each.headers["cache-control"] for each in (first, again, updated)} == {"no-cache"}
