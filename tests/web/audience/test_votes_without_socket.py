"""A phone's script votes and asks by HTTP where no socket gets through."""

import json
import re
from typing import Any

from poll_server.wire.messages import LARGEST_FRAME
from tests.support.phone_stand import Stand

from .test_phone_pages import get, hall, send

__all__ = ["hall"]  # a fixture


async def test_a_vote_as_json_is_answered_as_on_the_socket(hall: Stand) -> None:
    number = await hall.open()
    async with hall.phone() as phone:
        await phone.get(hall.url)
        vote = {"type": "vote", "round": number, "seq": 1, "answer": {"options": [1]}}

        async def post(**changes: Any) -> tuple[int, dict[str, Any]]:
            response = await phone.post(f"{hall.url}/vote", json=vote | changes)
            return response.status_code, response.json()

        counted = {"type": "counted", "round": number, "seq": 1, "outcome": "accepted"}
        assert await post() == (200, counted)
        assert await post() == (200, counted | {"outcome": "duplicate"})
        status, refused = await post(answer={"options": [0]})
        mine = {"round": number, "seq": 1, "answer": {"options": [1]}}
        assert (status, refused["reason"], refused["my_vote"]) == (409, "conflict", mine)
        status, refused = await post(seq=2, answer={"options": [7]})
        assert (status, refused["reason"]) == (409, "invalid")

        welcome = (await phone.get(f"{hall.url}/snapshot")).json()
        assert (welcome["type"], welcome["my_vote"]) == ("welcome", mine)
        assert welcome["snapshot"]["question"]["prompt"] == "Welche Kompetenzen sind wichtig?"
        assert "results" not in welcome["snapshot"]


async def test_a_body_that_is_no_vote_changes_nothing(hall: Stand) -> None:
    bodies = {
        b"": 400,
        b"[]": 400,
        b"\xff": 400,
        b"[" * 4000: 400,
        b'{"type":"vote"}': 400,
        b'{"type":"hello"}': 400,
        b'{"type":"vote","round":1,"seq":1,"answer":1,"more":1}': 400,
        b'"' + b"x" * LARGEST_FRAME + b'"': 413,
    }
    await hall.open()
    async with hall.phone() as phone:
        await phone.get(hall.url)
        headers = {"Content-Type": "application/json"}
        for body, status in bodies.items():
            response = await phone.post(f"{hall.url}/vote", content=body, headers=headers)
            assert (response.status_code, response.json()["type"]) == (status, "misunderstood")
        assert (await phone.get(f"{hall.url}/snapshot")).json()["my_vote"] is None


async def test_a_vote_without_credential_or_poll_is_refused(hall: Stand) -> None:
    number = await hall.open()
    vote = {"type": "vote", "round": number, "seq": 1, "answer": {"options": [1]}}
    async with hall.phone() as phone:
        for path in (f"{hall.url}/vote", "/000000/vote"):
            response = await phone.post(path, json=vote)
            assert (response.status_code, response.json()["reason"]) == (403, "unknown")
        assert (await phone.get("/000000/snapshot")).status_code == 404
        # Asking how things stand gives the cookie, so that the next try counts.
        await phone.get(f"{hall.url}/snapshot")
        assert (await phone.post(f"{hall.url}/vote", json=vote)).status_code == 200


async def test_another_sites_page_cannot_vote(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        phone.headers["Origin"] = "https://elsewhere.example"
        assert (await send(phone, page, options=["0"])).status == 403


async def test_the_scripts_data_is_what_the_socket_would_say(hall: Stand) -> None:
    await hall.open("wishes")
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        await send(phone, page, text="</script><!-- \u2028 &amp;")
        page = await get(phone, hall.url)
        found = re.search(r'<script id="page"[^>]*>(.*?)</script>', page.source, re.S)
        assert found
        data = json.loads(found[1])
        assert data["welcome"]["my_vote"]["answer"] == {"text": "</script><!-- &amp;"}
        welcome = (await phone.get(f"{hall.url}/snapshot")).json()
        assert welcome["snapshot"]["question"] == data["welcome"]["snapshot"]["question"]
