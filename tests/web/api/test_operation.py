"""Who may do what, and what a program is told that asks wrongly."""

import secrets

import pytest

from poll_server.live.beside.board import Joined, Moderated
from poll_server.web.access import token_door
from poll_server.web.api import OPERATIONS, polls

from .program import Program, program

__all__ = ["program"]  # fixtures


def addressed(program: Program, path: str) -> str:
    named = {"event": program.listing.id, "poll": program.listing.polls[0].poll_id}
    return "/api/v1" + path.format(**named, question="phones", job="x", name="x")


async def test_every_operation_needs_a_token_with_its_right_t35(program: Program) -> None:
    """T35: none, a wrong one, one without the right, one for another event."""
    for each in OPERATIONS:
        path = addressed(program, each.path)
        nobody = {"Authorization": ""}
        made_up = {"Authorization": f"Bearer poll_{'a' * 16}_{secrets.token_hex(16)}"}
        no_event = path.replace(program.listing.id, "nothing")
        for headers in (nobody, made_up):
            told = [await program.refused(401, each.method, path, headers=headers),
                    await program.refused(401, each.method, no_event, headers=headers)]  # fmt: skip
            assert told[0] == told[1]
        others = await program.token(*({"read", "results", "control"} - {each.scope}))  # type: ignore[arg-type]
        assert (await program.refused(403, each.method, path, headers=others))["title"]
        elsewhere = await program.token(each.scope, event="another")
        answer = await program.ask(each.method, path, headers=elsewhere)
        if "{" in each.path:
            assert answer.status_code == 404
        elif each.method == "GET":
            assert answer.json() == {"events": []}
        else:
            assert answer.status_code in (403, 415)


async def test_a_token_ends_with_its_organisers_sessions(program: Program) -> None:
    from poll_server.store.accounts import Accounts

    assert (await program.ask("GET", program.poll)).status_code == 200
    await Accounts(program.store).end_sessions(program.account.id)
    await program.refused(401, "GET", program.poll)


async def test_guesses_are_slowed_down_and_the_right_one_is_not_t35(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T35: however many wrong ones are sent."""
    monkeypatch.setattr(token_door, "WRONG_PER_SECOND", 0.0)
    wrong = {"Authorization": "Bearer x"}
    for _ in range(token_door.WRONG_AT_ONCE):
        await program.refused(401, "GET", "/api/v1/events", headers=wrong)
    told = await program.http.get("/api/v1/events", headers=wrong)
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) > 0
    assert (await program.ask("GET", "/api/v1/events")).status_code == 200


async def test_what_is_asked_wrongly_is_a_problem_in_a_sentence(program: Program) -> None:
    control = f"{program.poll}/control"
    await program.refused(415, "POST", control, content=b"{}")
    json = {"Content-Type": "application/json"}
    for content in (
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"action":"fly","expected_version":1}',
        b"[" * 999,
    ):
        await program.refused(400, "POST", control, content=content, headers=json)
    extra = {"action": "open", "expected_version": 1, "more": 1}
    german = await program.refused(400, "POST", f"{control}?lang=de", json=extra)
    assert "more" in german["detail"]
    assert german["detail"].startswith("Die Anfrage")
    await program.refused(413, "POST", control, content=b" " * 20_000, headers=json)
    await program.refused(400, "GET", f"{program.event}/results?interval=perhaps")
    await program.refused(404, "GET", "/api/v1/events/nothing")
    toml = {"Content-Type": "application/toml"}
    await program.refused(400, "POST", "/api/v1/events", content=b"\xff\xfe\xff", headers=toml)


async def test_other_addresses_and_methods_are_problems_too(program: Program) -> None:
    for path in ("/api/v1/nothing", "/api/v1", "/api/v1/events/a/b/c/d/e"):
        answer = await program.http.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
    answer = await program.http.put("/api/v1/events")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert answer.json()["type"].endswith("#method")


async def test_what_waits_for_a_moderator_is_not_for_every_reader(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor what was hidden, nor the words of what was put to another: nobody let them be seen."""
    told = [
        Moderated(id=f"{state}-1", text="…", votes=0, number=1, state=state,
                  joined=(Joined("waiting-2", "rude"),))
        for state in ("waiting", "shown", "hidden")
    ]  # fmt: skip
    monkeypatch.setattr(polls, "seen_by_moderator", lambda _: told)
    floor = f"{program.poll}/floor"
    whole = (await program.ask("GET", floor)).json()["entries"]
    assert {each["state"] for each in whole} == {"waiting", "shown", "hidden"}
    reader = await program.ask("GET", floor, headers=await program.token("read"))
    (entry,) = reader.json()["entries"]
    assert (entry["state"], "rude" in reader.text) == ("shown", False)
