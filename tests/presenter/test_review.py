"""The reviewer's link: every question in every language, nothing else, and an end to it."""

import re

import httpx
import msgspec
import pytest
from markupsafe import escape

from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.drafts import Drafts, Write
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.links import event_of_review, renew_review_link, review_token
from poll_server.live.polls import Polls
from poll_server.locale import speak
from poll_server.store.events import Events, Listing
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store
from presenter.organiser.review import marked, reviewed
from tests.support.cases import Hall

from .test_organise import House, house, quick_hashes

__all__ = ["house", "quick_hashes"]  # fixtures


async def token_of(house: House, listing: Listing) -> str:
    """The path of the link, as the event's page shows it; '' where there is none."""
    page = (await house.browser.get(f"/organise/{listing.id}")).text
    found = re.search(r'id="review-link"[^>]*value="([^"]+)"', page)
    return found[1].removeprefix(house.base) if found else ""


async def test_whoever_has_the_link_reads_all_questions_and_no_secret(house: House) -> None:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    assert await token_of(house, listing) == ""
    await house.browser.post(f"/organise/{listing.id}/review")
    path = await token_of(house, listing)
    assert re.fullmatch(rf"/review/{listing.id}\.[\w-]{{22}}", path)  # 128 random bits
    async with httpx.AsyncClient(base_url=house.base, trust_env=False) as reviewer:
        for language in ("de", "en"):
            answer = await reviewer.get(path, params={"lang": language})
            assert answer.status_code == 200
            assert answer.headers["x-robots-tag"] == "noindex, nofollow"
            for text in texts_of(listing.event):
                assert str(escape(text)) in answer.text, text
            for poll in listing.polls:
                assert poll.code not in answer.text
                assert poll.moderator_secret not in answer.text
                assert poll.poll_id not in answer.text
            assert "<form" not in answer.text
        for wrong in (path[:-1], f"/review/{listing.id}.", "/review/nothing.x", "/review/x"):
            answer = await reviewer.get(wrong, headers={"Accept-Language": "en"})
            assert (answer.status_code, "not valid" in answer.text) == (404, True)
            assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def texts_of(event: deck.Event) -> set[str]:
    """Every text of an event that a reviewer must see, in every language."""
    found = set()
    for poll in event.polls:
        for question in poll.questions:
            plain = msgspec.to_builtins(question)
            kept = ("prompt", "hint", "notes", "options", "statements", "labels")
            found |= set(_texts([plain.get(name, "") for name in kept]))
            for sentence in plain.get("sentences", ()):
                found |= set(_texts([sentence["text"], sentence.get("otherwise", "")]))
    return found - {""}


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    held = value.values() if isinstance(value, dict) else value
    assert held is not None
    return [text for each in held for text in _texts(each)]  # type: ignore[attr-defined]


async def test_a_new_link_ends_the_old_one_and_it_can_be_ended(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    path = f"/organise/{listing.id}/review"
    await house.browser.post(path)
    first = await token_of(house, listing)
    await house.browser.post(path)
    second = await token_of(house, listing)
    assert [(await house.browser.get(each)).status_code for each in (first, second)] == [404, 200]
    await house.browser.post(f"{path}/end")
    assert await token_of(house, listing) == ""
    assert (await house.browser.get(second)).status_code == 404
    house.browser.cookies.clear()
    for way in (path, f"{path}/end"):
        response = await house.browser.post(way)
        assert response.headers["location"].startswith("/organise?next=")


async def test_a_link_goes_with_its_event_and_no_other_has_it(store: Store) -> None:
    events = Events(store)
    event_id = await events.add(decks.load(decks.WORKSHOP))
    await renew_review_link(store, event_id)
    token = await review_token(store, event_id)
    assert await event_of_review(store, token) == event_id
    copied = await events.copy(event_id)
    assert await review_token(store, copied) == ""
    with pytest.raises(UnknownEvent):
        await event_of_review(store, token.replace(event_id, copied))
    await events.delete(event_id)
    for gone in (event_of_review(store, token), renew_review_link(store, event_id)):
        with pytest.raises(UnknownEvent):
            await gone
    assert not await store.redis.exists(f"event:{event_id}")


async def test_a_reviewer_reads_the_draft_and_sees_what_has_run(
    house: House, ballots: Ballots
) -> None:
    await house.sign_in()
    listing = await house.add()
    poll = listing.polls[0]
    hall = Hall(Polls(house.store, ballots, Crowd(house.store)), poll.poll_id)
    await hall.ask("mood")
    await hall.do("close")
    drafts = Drafts(house.store, Events(house.store))
    draft = await drafts.get(listing.id)
    unasked = draft.document["polls"][0]["questions"][1]
    write = Write(unasked["uid"], "prompt.en", unasked["prompt"]["en"], "How is our teamwork?")
    assert not (await drafts.change(listing.id, [write], "Anna")).clashes
    await renew_review_link(house.store, listing.id)
    page = (await house.browser.get(f"/review/{await review_token(house.store, listing.id)}")).text
    assert "How is our teamwork?" in page
    assert "How do we work together?" not in page
    shown = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert ["has run" in each for each in shown] == [True, *[False] * (len(shown) - 1)]


def test_what_is_missing_in_one_language_is_seen() -> None:
    item = {
        "uid": "abcdefgh",
        "kind": "choice",
        "id": "",
        "prompt": {"de": "Was fehlt?", "en": ""},
        "hint": {"de": "", "en": ""},
        "notes": {"de": "", "en": ""},
        "options": [{"de": "Zeit", "en": ""}, {"de": "", "en": ""}],
        "sentences": [],
    }
    seen = reviewed(marked(item, "?"), ["de", "en"], "en", frozenset(), speak("en"))
    assert seen.prompt == [("de", "Was fehlt?"), ("en", "?")]
    assert seen.hint == []
    assert seen.groups[0].answers[0] == [("de", "Zeit"), ("en", "?")]
    broken = reviewed(item | {"options": "?"}, ["de", "en"], "en", frozenset(), speak("en"))
    assert broken.facts == ["not finished yet"]
    assert broken.prompt  # and everything that can be read is there
