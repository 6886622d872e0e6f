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
from poll_server.live.links import admits, end_links, links_made, new_link, reviewers_generation
from poll_server.live.polls import Polls
from poll_server.locale import speak
from poll_server.store.events import Events, Listing
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store
from presenter.organiser.review import marked, reviewed
from tests.support.cases import Hall
from tests.support.waiting import LONGEST
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures


async def made_by(house: House, listing: Listing) -> tuple[str, str]:
    """The address and the secret of a new link, as the event's page shows it."""
    page = (await house.browser.post(f"/organise/{listing.id}/review")).text
    found = re.search(r'id="review-link"[^>]*value="([^"]+)"', page)
    assert found is not None
    path, _, secret = found[1].removeprefix(house.base).partition("#")
    assert f"#{secret}" not in (await house.browser.get(f"/organise/{listing.id}")).text  # once
    return path, secret


async def test_whoever_has_the_link_reads_all_questions_and_no_secret(house: House) -> None:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    path, secret = await made_by(house, listing)
    assert (path, len(secret)) == (f"/review/{listing.id}", 22)  # 128 random bits
    links = [await new_link(house.store, "moderator", poll.poll_id) for poll in listing.polls]
    async with httpx.AsyncClient(base_url=house.base, trust_env=False, timeout=LONGEST) as reviewer:
        for wrong in (secret[:-1], "", links[0]):
            answer = await reviewer.post(f"{path}/enter", data={"secret": wrong})
            assert answer.status_code == 403
            assert not answer.cookies
        entered = await reviewer.post(f"{path}/enter", data={"secret": secret})
        assert entered.headers["location"] == path
        assert "HttpOnly" in entered.headers["set-cookie"]
        for language in ("de", "en"):
            answer = await reviewer.get(path, params={"lang": language})
            assert answer.status_code == 200
            assert answer.headers["x-robots-tag"] == "noindex, nofollow"
            for text in texts_of(listing.event):
                assert str(escape(text)) in answer.text, text
            for poll, link in zip(listing.polls, links, strict=True):
                assert poll.code not in answer.text
                assert link not in answer.text
                assert poll.poll_id not in answer.text
            assert "<form" not in answer.text


async def test_without_the_secret_there_is_a_door_which_tells_no_event_from_another(
    house: House,
) -> None:
    listing = await house.add()
    door = await house.browser.get(f"/review/{listing.id}")
    nothing = await house.browser.get("/review/nothing")
    texts = [re.sub(r'nonce="[^"]+"', "", each.text) for each in (door, nothing)]
    assert texts[0].replace(listing.id, "nothing") == texts[1]
    assert (door.status_code, door.headers["x-robots-tag"]) == (200, "noindex, nofollow")
    pasted = {"secret": f"http://hall/review/{listing.id}#wrong"}
    refused = await house.browser.post(f"/review/{listing.id}/enter", data=pasted)
    assert (refused.status_code, "not valid" in refused.text) == (403, True)


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


async def test_links_stay_good_side_by_side_until_all_are_ended(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    path, first = await made_by(house, listing)
    _, second = await made_by(house, listing)
    async with httpx.AsyncClient(base_url=house.base, trust_env=False, timeout=LONGEST) as reviewer:
        for secret in (first, second):
            reviewer.cookies.clear()
            # As pasted, where there are no scripts.
            form = {"secret": f"{house.base}{path}#{secret}"}
            assert (await reviewer.post(f"{path}/enter", data=form)).status_code == 303
            assert "<article" in (await reviewer.get(path)).text
        await house.browser.post(f"/organise/{listing.id}/review/end")
        assert "<article" not in (await reviewer.get(path)).text  # the pass ended with its link
        for secret in (first, second):
            refused = await reviewer.post(f"{path}/enter", data={"secret": secret})
            assert refused.status_code == 403
    house.browser.cookies.clear()
    for way in ("review", "review/end"):
        response = await house.browser.post(f"/organise/{listing.id}/{way}")
        assert response.headers["location"].startswith("/organise?next=")


async def test_a_link_goes_with_its_event_and_no_other_has_it(store: Store) -> None:
    events = Events(store)
    event_id = await events.add(decks.load(decks.WORKSHOP))
    secret = await new_link(store, "reviewer", event_id)
    before = await admits(store, "reviewer", event_id, secret)
    assert before
    copied = await events.copy(event_id)
    assert await links_made(store, "reviewer", copied) == []
    assert await admits(store, "reviewer", copied, secret) is None
    await events.delete(event_id)
    assert await admits(store, "reviewer", event_id, secret) is None
    for gone in (new_link, end_links):
        with pytest.raises(UnknownEvent):
            await gone(store, "reviewer", event_id)
    assert not await store.redis.exists(f"event:{event_id}")
    # Another event under the same name is not opened by a pass for the one before.
    assert await events.add(decks.load(decks.WORKSHOP)) == event_id
    assert await reviewers_generation(store, event_id) > before


async def test_a_reviewer_reads_the_draft_and_sees_what_has_run(
    house: House, ballots: Ballots
) -> None:
    await house.sign_in()
    listing = await house.add()
    poll = listing.polls[0]
    hall = Hall(Polls(house.store, ballots, Crowd(house.store), take_back=0), poll.poll_id)
    await hall.ask("mood")
    await hall.do("close")
    drafts = Drafts(house.store, Events(house.store))
    draft = await drafts.get(listing.id)
    unasked = draft.document["polls"][0]["questions"][1]
    write = Write(unasked["uid"], "prompt.en", unasked["prompt"]["en"], "How is our teamwork?")
    assert not (await drafts.change(listing.id, [write], "Anna")).clashes
    page = (await house.browser.get(f"/review/{listing.id}")).text  # an organiser needs no link
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
    quiz = item | {"right_options": ["Zeit"], "explanation": {"de": "Darum.", "en": ""}}
    read = reviewed(quiz, ["de", "en"], "en", frozenset(), speak("en"))
    assert (read.right, read.explanation) == ("Zeit", [("de", "Darum.")])
    broken = reviewed(item | {"options": "?"}, ["de", "en"], "en", frozenset(), speak("en"))
    assert broken.facts == ["not finished yet"]
    assert broken.prompt  # and everything that can be read is there
