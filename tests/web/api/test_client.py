"""The client, and the verbs of the command line that are written with it."""

import asyncio
from pathlib import Path

import httpx
import msgspec
import pytest

from poll_server.command import cli
from poll_server.command.mistakes import explained
from poll_server.store.store import Store
from poll_server.web.api import client
from poll_server.web.api.client import ApiProblem, Client, NotDelivered
from poll_server.web.api.problems import PROBLEM, ProblemDetails
from poll_server.web.api.shapes import EventChange, ExportJob, ExportOrder

from .program import Program, program

__all__ = ["program"]  # fixtures


async def test_it_does_what_there_is_and_raises_what_is_not_done(
    program: Program, tmp_path: Path
) -> None:
    given = program.http.headers["authorization"].removeprefix("Bearer ")
    # It waits for its server, which runs in this thread.
    await asyncio.to_thread(_everything, str(program.http.base_url), given, program, tmp_path)


def _everything(address: str, token: str, program: Program, folder: Path) -> None:
    with Client(address, token, "de") as server:
        (event,) = server.events()
        assert server.event(event.id) == event
        assert event.title == "Kongress"
        deck, tag = server.deck(event.id)
        changed = server.put_deck(event.id, deck.replace("Kongress", "Tagung"), tag)
        assert changed.title == "Tagung"
        with pytest.raises(ApiProblem, match="inzwischen geändert"):
            server.put_deck(event.id, deck, tag)
        assert server.change_event(event.id, EventChange(published=True)).published
        seen = server.poll(event.polls[0].id)
        server.control(seen, "goto", "phones")
        with pytest.raises(ApiProblem) as refused:
            server.control(seen, "open")
        assert refused.value.details.control == server.poll(seen.id).control
        stream = server.watch(seen.id)
        assert next(stream).prompt == "Private Handys im Unterricht?"
        stream.close()
        assert server.questions(seen.id)[0].id == "phones"
        assert server.results(poll=seen.id)["polls"][0]["id"] == seen.slug
        _watched_to_its_end(server, event.id, seen.id)
        (made,) = server.export(event.id, ExportOrder(formats=("csv",)), folder)
        assert made.stat().st_size
        copy = server.make_event(deck, new_codes=True)
        assert copy.id != event.id
        stream = server.watch(copy.polls[0].id)
        assert next(stream).epoch
        tag = server._ask("GET", f"/events/{copy.id}").headers["etag"]
        server._ask("DELETE", f"/events/{copy.id}", headers={"If-Match": tag})
        with pytest.raises(ApiProblem):
            list(stream)


def _watched_to_its_end(server: Client, event: str, poll: str) -> None:
    stream = server.watch(poll)
    assert next(stream).prompt
    server.change_event(event, EventChange(archived=True))
    with pytest.raises(NotDelivered, match="in the archive"):
        list(stream)
    server.change_event(event, EventChange(archived=False))


async def test_the_command_line_asks_and_commands(
    program: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, poll_id = str(program.http.base_url), program.listing.polls[0].poll_id
    at = ("--redis-url", program.store.url)

    async def said(*arguments: str) -> tuple[int, str, str]:
        code = await asyncio.to_thread(cli.main, arguments)
        out, err = capsys.readouterr()
        return code, out, err

    assert "POLL_TOKEN" in (await said("remote", address, "events"))[2]
    made = await said("token", "--may", "read,control", "--days", "1", *at)
    assert made[0] == 0
    assert "no right “fly”" in (await said("token", "--may", "fly", *at))[2]
    assert "Anna" in (await said("token", "--organiser", "Nobody", *at))[2]
    for wrong in (("--may", ","), ("--days", "0"), ("--days", "-9")):
        code, _, err = await said("token", *wrong, *at)
        assert (code, "for a day at least" in err) == (1, True)
    monkeypatch.setenv("POLL_TOKEN", "„poll_x“")
    assert "POLL_TOKEN" in (await said("remote", address, "events"))[2]
    monkeypatch.setenv("POLL_TOKEN", made[1].strip())
    assert poll_id in (await said("remote", address, "events"))[1]
    told = msgspec.json.decode((await said("remote", address, "do", poll_id, "goto", "phones"))[1])
    assert told["question"] == "phones"
    code, _, err = await said("remote", address, "do", poll_id, "timer", "--", "--5")
    assert (code, err.count("\n")) == (1, 1)
    code, _, err = await said("remote", address, "results", program.listing.id)
    assert code == 1
    assert "“results”" in err
    listed = (await said("token", "--list", *at))[1]
    token = next(line for line in listed.splitlines() if "command line" in line)
    assert made[1].strip() not in listed
    await said("token", "--revoke", token.split()[0], *at)
    code, _, err = await said("remote", address, "poll", poll_id)
    assert (code, "token" in err) == (1, True)
    assert await _names(program.store) == ["a test"]


def answering(answer: httpx.Response) -> Client:
    """A client whose server says always the same."""
    made = Client("http://127.0.0.1", "x")
    made._http = httpx.Client(
        base_url="http://127.0.0.1", transport=httpx.MockTransport(lambda _: answer)
    )
    return made


def test_what_no_such_server_answers_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSE", 0.0)
    elsewhere = answering(httpx.Response(301, headers={"Location": "https://a"}, html="<p>"))
    with pytest.raises(httpx.HTTPStatusError):
        elsewhere.events()
    with pytest.raises(httpx.HTTPStatusError):
        next(elsewhere.watch("x"))
    away = ProblemDetails("", "", 503, "The server’s memory is away.", "")
    busy = httpx.Response(503, content=msgspec.json.encode(away), headers={"Content-Type": PROBLEM})
    with pytest.raises(ApiProblem, match="memory is away"):
        next(answering(busy).watch("x"))
    with pytest.raises(NotDelivered) as other:
        answering(httpx.Response(200, html="<p>")).events()
    assert explained(other.value) == [str(other.value)]


def test_files_that_could_not_be_made_are_no_success(tmp_path: Path) -> None:
    job = ExportJob(
        "x", "/api/v1/events/e/exports/x", ended=True, percent=0, why="no_room", files=()
    )
    server = answering(httpx.Response(202, content=msgspec.json.encode(job)))
    with pytest.raises(NotDelivered, match="no_room"):
        list(server.export("e", ExportOrder(formats=("csv",)), tmp_path))


async def _names(store: Store) -> list[str]:
    return [each.name for each in await store.tokens.all()]
