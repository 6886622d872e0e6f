"""The overview wall: what it says of a poll, whom it tells, and what it never shows."""

from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest

from poll_server.base.percent import format_percent, percent
from poll_server.live.crowd import Crowd
from poll_server.live.links import new_link
from poll_server.live.polls import Polls
from poll_server.live.state import Connected
from poll_server.questions import Slide
from poll_server.store.events import Listing
from poll_server.store.records import Reading
from poll_server.store.store import Store
from presenter.wall import pages as wall
from presenter.wall.pages import Glance, overview
from tests.support.cases import ABSTAIN, NO, YES, Hall
from tests.support.screen_states import CODE, MODERATOR_SCENES, STAGE_SCENES, Scene
from tests.support.signing_in import add_organiser, sign_in

BUSY = Connected(phones=187, moderators=1)


def glance(scene: Scene, language: str = "en", connected: Connected = BUSY) -> Glance:
    """One poll on the wall."""
    state = replace(scene.state(), connected=connected)
    (found,) = overview({"forum-1": state}, language, ()).polls
    return found


@pytest.mark.parametrize(
    ("scene", "phase", "words"),
    [
        ("before", "before", "Not begun"),
        ("ready", "ready", "Not open yet"),
        ("open", "open", "Voting is open"),
        ("open-live", "open", "Voting is open, result live"),
        ("closed", "closed", "Closed, result hidden"),
        ("shown-choice", "shown", "Result shown"),
        ("black", "open", "Voting is open · stage dark"),
    ],
)
def test_how_a_poll_stands_is_said_in_words(scene: str, phase: str, words: str) -> None:
    found = glance(STAGE_SCENES[scene])
    assert (found.phase, found.phase_words) == (phase, words)


def test_a_slide_has_no_number_and_counts_among_no_questions() -> None:
    """Its own time is what the wall shows of it."""
    scene = STAGE_SCENES["ready"].state()
    slide = Slide(id="break", prompt="Break", minutes=5)
    poll = msgspec.structs.replace(scene.poll, questions=(slide, *scene.poll.questions))
    about = msgspec.structs.replace(scene.about, poll=poll)
    (question,) = overview({"p": replace(scene, about=about)}, "en", ()).polls
    assert question.place == glance(STAGE_SCENES["ready"]).place
    live = msgspec.structs.replace(scene.live, question="break", deadline_ms=scene.at_ms + 9000)
    (found,) = overview({"p": replace(scene, about=about, live=live)}, "en", ()).polls
    assert (found.phase, found.phase_words, found.place) == ("slide", "Slide", "")
    assert (found.prompt, found.deadline_ms) == ("Break", scene.at_ms + 9000)


@pytest.mark.parametrize("scene", MODERATOR_SCENES.values())
@pytest.mark.parametrize("language", ["de", "en"])
def test_numbers_are_the_moderators(scene: Scene, language: str) -> None:
    found, told = glance(scene, language), scene.moderator(language)
    assert found.prompt == told.prompt
    assert bool(found.place) == bool(told.position)
    assert found.deadline_ms == pytest.approx(told.deadline_ms, abs=1000)
    if not told.round:
        assert (found.turnout, found.share, found.voted) == ("–", 0, "")
        return
    voted, here = told.attendance.voted, told.attendance.here
    assert found.turnout == format_percent(percent(voted, here), language)
    assert {str(voted), str(here)} <= set(found.voted.split())


def test_turnout_is_of_the_people_who_are_here() -> None:
    found = glance(Scene(1, "open", votes=174, here=187))
    assert (found.turnout, found.share, found.voted) == ("93%", 93, "174 of 187 have voted")
    assert found.phones == "187 phones"


def test_nobody_there_is_a_trouble_only_where_it_bothers_somebody() -> None:
    alone = Connected(phones=3)
    assert glance(Scene(1, "closed", stages=0), connected=Connected()).troubles == ()
    assert glance(Scene(1, "open"), connected=BUSY).troubles == ()
    missing = ("Nobody has the moderator’s page open.", "No stage is open.")
    assert glance(Scene(1, "closed", stages=0), connected=alone).troubles == missing
    assert glance(Scene(1, "open", stages=0), connected=Connected()).troubles == missing


def test_a_broken_tally_and_a_careless_redis_are_troubles() -> None:
    state = Scene(1, "closed").state()
    broken = {n: msgspec.structs.replace(r, audit="round 11: …") for n, r in state.rounds.items()}
    found = overview({"forum-1": replace(state, rounds=broken)}, "en", ["appendfsync: cure"])
    assert found.troubles == ("Redis could lose votes in a power cut. appendfsync: cure",)
    assert "does not agree" in found.polls[0].troubles[0]


async def test_consoles_are_counted_over_all_processes(hall: Hall, store: Store) -> None:
    here, there = Crowd(store), Crowd(store)
    for crowd in (here, there):
        crowd.moderator(hall.poll_id, 1)
        await crowd.say()
    assert (await hall.polls.state(hall.poll_id)).connected == Connected(0, 2)
    there.moderator(hall.poll_id, -1)
    await there.say()
    assert (await hall.polls.state(hall.poll_id)).connected.moderators == 1


# ── Over a server ─────────────────────────────────────────────────────────────────────────────


async def test_many_walls_read_the_poll_no_more_often_than_one(
    forum: Hall, polls: Polls, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, times = store.polls.read, 0

    async def counted(poll_id: str) -> Reading:
        nonlocal times
        times += 1
        return await read(poll_id)

    monkeypatch.setattr(store.polls, "read", counted)
    for _ in range(10):
        await polls.lately(forum.poll_id, 3600)
    assert times == 1
    await polls.lately(forum.poll_id, 0)
    polls.forget(forum.poll_id)
    await polls.lately(forum.poll_id, 3600)
    assert times == 3


async def test_the_wall_follows_the_poll_and_is_silent_while_nothing_moves(
    listing: Listing,
    forum: Hall,
    store: Store,
    browser: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wall, "SAME", 0.0)
    address = f"/organise/{listing.id}/now"
    assert (await browser.get(address)).status_code == 303  # to the sign-in page
    await add_organiser(store)
    await sign_in(browser)

    async def look(tag: str = "", **query: str) -> tuple[str, dict[str, Any]]:
        headers = {"If-None-Match": tag} if tag else {}
        response = await browser.get(address, headers=headers, params=query)
        if response.status_code == 304:
            assert not response.content
            return tag, {}
        return response.headers["ETag"], response.json()["polls"][0]

    tag, first = await look()
    assert first["phase"] == "before"
    assert await look(tag) == (tag, {})
    assert await look(f"W/{tag}") == (f"W/{tag}", {})
    await forum.ask("phones")
    for who, answer in enumerate((YES, NO, ABSTAIN)):
        await forum.vote(who, answer)
    tag, second = await look(tag)
    assert (second["phase"], second["voted"]) == ("open", "3 of 3 have voted")
    assert (await look(tag, lang="de"))[1]["phase_words"] == "Abstimmung läuft"
    assert (await browser.get("/organise/nothing/now")).status_code == 404


async def test_no_secret_and_no_result_is_on_the_wall(
    listing: Listing, forum: Hall, store: Store, browser: httpx.AsyncClient
) -> None:
    await add_organiser(store)
    await sign_in(browser)
    await forum.ask("topics")
    await forum.vote(1, {"options": [], "other": "Kanarienvogel"})
    secret = await new_link(store, "moderator", listing.polls[0].poll_id)
    page = await browser.get(f"/organise/{listing.id}/wall")
    now = await browser.get(f"/organise/{listing.id}/now")
    for response in (page, now):
        assert "Welche Themen?" in response.text or "Which topics?" in response.text
        assert secret not in response.text
        assert "moderate/" not in response.text
        assert "Kanarienvogel" not in response.text
        assert "Wi-Fi" not in response.text
    # Without JavaScript the wall renews itself; with it, no page is loaded anew.
    assert '<noscript><meta http-equiv="refresh"' in page.text
    event = await browser.get(f"/organise/{listing.id}")
    assert "At a glance" in event.text
    assert "1 of 1 has voted" in event.text


def test_a_code_is_written_as_people_read_it() -> None:
    assert glance(Scene()).code.replace(" ", "") == CODE
