"""A program does everything there is; `program` holds each answer to the description."""

import asyncio
import json
import logging
from typing import Any

import pytest

from poll_server.deck import deck as deck_module
from poll_server.deck import shipped as decks
from poll_server.drafts import EVENT as EDITED
from poll_server.drafts import Drafts, Write
from poll_server.store.events import Events
from poll_server.store.keys import ACTS
from tests.support.waiting import LONGEST

from .program import Program, operation_ids, program

__all__ = ["program"]  # fixtures

TOML = {"Content-Type": "application/toml"}


async def test_a_program_does_everything_there_is(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    """T35: and its token is in no log, and in no answer."""
    caplog.set_level(logging.DEBUG)
    await _edits(program)
    await _moderates(program)
    await _exports(program)
    await _deletes(program)
    assert set(program.log) == operation_ids(["stream"])
    secret = program.http.headers["authorization"].rpartition("_")[2]
    assert "'action': 'goto'" in caplog.text  # what was done is in the log
    assert secret not in caplog.text
    assert secret not in str(await program.store.redis.lrange(ACTS, 0, -1))


async def _edits(program: Program) -> None:
    """The event through a program's hands, and back as it was."""
    one = await program.ask("GET", program.event)
    assert one.json()["title"] == "Congress"
    (listed,) = (await program.ask("GET", "/api/v1/events?lang=de")).json()["events"]
    assert (listed["title"], listed["id"]) == ("Kongress", program.listing.id)
    tag = {"If-Match": one.headers["etag"]}
    seen = {"If-None-Match": one.headers["etag"]}
    assert (await program.ask("GET", program.event, headers=seen)).status_code == 304
    deck = await program.ask("GET", f"{program.event}/deck")
    assert deck.headers["etag"] == tag["If-Match"]
    assert (await program.ask("GET", f"{program.event}/deck", headers=seen)).status_code == 304
    changed = deck.text.replace("Private phones", "Own phones").encode()
    put: dict[str, Any] = {"method": "PUT", "path": f"{program.event}/deck", "content": changed}
    await program.refused(428, **put, headers=TOML)
    await program.refused(412, **put, headers={**TOML, "If-Match": '"another"'})
    new = await program.ask(**put, headers=TOML | tag)
    assert new.status_code == 200
    assert new.headers["etag"] != tag["If-Match"]
    assert "Own phones" in (await program.ask("GET", f"{program.event}/deck")).text
    await program.refused(412, **put, headers=TOML | tag)  # seen before it changed
    tag = {"If-Match": new.headers["etag"]}
    wrong = await program.refused(
        422, "PUT", f"{program.event}/deck", content=b"[event]\nid = 3", headers=TOML | tag
    )
    assert any("deck.toml:2" in each for each in wrong["mistakes"])
    drafts = Drafts(program.store, Events(program.store))
    edited = Write(EDITED, "place", {"de": "", "en": ""}, {"de": "Essen", "en": "Essen"})
    assert not (await drafts.change(program.listing.id, [edited], "an editor")).clashes
    kept = await program.refused(409, **put, headers=TOML | tag)
    assert kept["type"].endswith("#draft")
    assert (await drafts.get(program.listing.id)).pending == 1
    await drafts.drop(program.listing.id)
    back = {"folder": "  Herbst ", "published": True, "archived": True}
    there = await program.ask("PATCH", program.event, json=back, headers=tag)
    assert (there.json()["folder"], there.json()["published"]) == ("Herbst", True)
    assert there.json()["archived"]
    tag = {"If-Match": there.headers["etag"]}
    there = await program.ask("PATCH", program.event, json={"archived": False}, headers=tag)
    assert there.json()["archived"] is None


async def _moderates(program: Program) -> None:
    one = (await program.ask("GET", program.poll)).json()
    stale = {"action": "open", "expected_version": one["control"]}
    await program.do("goto", "phones")
    moved = await program.refused(409, "POST", f"{program.poll}/control", json=stale)
    assert moved["type"].endswith("#moved")
    assert moved["control"] > one["control"]
    await program.do("open")
    tag = {"If-Match": (await program.ask("GET", program.event)).headers["etag"]}
    still = await program.refused(409, "PATCH", program.event, json={"archived": True}, headers=tag)
    assert still["type"].endswith("#open")
    deck = (await program.ask("GET", f"{program.event}/deck")).text
    asked = deck.replace("Own phones", "Other phones").encode()
    told = await program.refused(
        409, "PUT", f"{program.event}/deck", content=asked, headers=TOML | tag
    )
    assert told["type"].endswith("#asked")
    await program.do("close")
    await program.do("show")
    now = (await program.ask("GET", program.poll)).json()
    assert (now["state"], now["shown"], now["question"]) == ("closed", True, "phones")
    body = {"action": "open", "expected_version": now["control"]}
    again = await program.refused(
        409, "POST", f"{program.poll}/control?lang=de", json=body | {"id": "mine"}
    )
    assert "geschlossen" in again["detail"]
    listed = (await program.ask("GET", f"{program.poll}/questions")).json()["questions"]
    assert [each["state"] for each in listed[:2]] == ["closed", "ready"]
    assert listed[0]["options"][:2] == ["Yes", "No"]
    first = (await program.ask("GET", f"{program.poll}/questions/phones")).json()
    assert first == listed[0]
    await program.refused(404, "GET", f"{program.poll}/questions/nothing")
    opened = {"verb": "open", "value": "1"}
    assert (await program.ask("POST", f"{program.poll}/floor", json=opened)).status_code == 204
    assert (await program.ask("GET", f"{program.poll}/floor")).json()["open"]
    none = {"verb": "pin", "entry": "nothing-here", "value": "1"}
    await program.refused(409, "POST", f"{program.poll}/floor", json=none)


async def _exports(program: Program) -> None:
    results = await program.ask("GET", f"{program.event}/results?lang=de&interval=yes")
    assert results.json()["interval"]
    (one,) = (await program.ask("GET", f"{program.poll}/results")).json()["polls"]
    assert [each["id"] for each in one["questions"]] == ["phones"]
    wrong: list[dict[str, list[str]]] = [
        {"formats": []},
        {"formats": ["odt"]},
        {"formats": ["csv"], "polls": ["x"]},
    ]
    for order in wrong:
        await program.refused(400, "POST", f"{program.event}/exports", json=order)
    both = {"formats": ["csv", "json"]}
    started = await program.ask("POST", f"{program.event}/exports", json=both)
    assert started.status_code == 202
    job = await _ended(program, started.headers["location"])
    assert job["why"] == ""
    names = {each["name"].rpartition(".")[2]: each for each in job["files"]}
    assert {"csv", "json"} <= names.keys()
    content = await program.ask("GET", names["json"]["href"])
    assert len(content.content) == names["json"]["size"]
    assert json.loads(content.content)["format"] == 1
    await program.refused(404, "GET", f"{started.headers['location']}/nothing.pdf")


async def _ended(program: Program, href: str) -> Any:
    """An export's job, once it has ended."""
    async with asyncio.timeout(LONGEST):
        while True:
            job = (await program.ask("GET", href)).json()
            if job["ended"]:
                return job
            await asyncio.sleep(0.02)


async def _deletes(program: Program) -> None:
    """A second event of the first one's deck, and away with both."""
    deck = (await program.ask("GET", f"{program.event}/deck")).content
    pictured = deck_module.write(decks.load(decks.EVERY_KIND)).encode()
    lost = await program.refused(422, "POST", "/api/v1/events", content=pictured, headers=TOML)
    assert "pictures" in lost["detail"]
    zipped = {"Content-Type": "application/zip"}
    await program.refused(400, "POST", "/api/v1/events", content=b"PK\x03\x04x", headers=zipped)
    package = (await program.ask("GET", f"{program.event}/deck.zip")).content
    taken = await program.refused(409, "POST", "/api/v1/events", content=deck, headers=TOML)
    assert taken["type"].endswith("#code")
    made = await program.ask(
        "POST", "/api/v1/events?new_codes=yes", content=package, headers=zipped
    )
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/v1/events/{made.json()['id']}"
    for path in (made.headers["location"], program.event):
        await program.refused(428, "DELETE", path)
        tag = {"If-Match": (await program.ask("GET", path)).headers["etag"]}
        assert (await program.ask("DELETE", path, headers=tag)).status_code == 204
        await program.refused(404, "GET", path)
    assert await Events(program.store).all() == []
