"""From nothing to a question that is asked: a new event, a template, “Start now”."""

from typing import Any

import pytest

from poll_server.base.text import say
from poll_server.deck import templates as begun
from poll_server.drafts.live.going_live import go_live
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.ending.archive import archive
from poll_server.live.polls import Polls
from poll_server.live.state import PollState
from poll_server.store.events import Events
from presenter.editor import beginning
from tests.support.cases import Hall
from tests.web.presenter.house import House, house, no_pauses

from .editor_desk import Desk, congress, leads_to

__all__ = ["house", "no_pauses"]  # fixtures


async def started(house: House, desk: Desk, uid: str) -> PollState:
    """Press “Start now”, and see what the phones see."""
    answer = await desk.post(uid, await desk.form(uid), "start")
    assert answer.status_code == 303, answer.text
    page, poll_id = answer.headers["location"].rsplit("/", 1)
    assert page == "/moderate"
    assert "moderate" in (await house.browser.get(f"/moderate/{poll_id}")).text
    return await Polls.reading(house.store).state(poll_id)


async def test_nothing_needs_to_be_filled_in_for_a_new_event(house: House) -> None:
    await house.sign_in()
    for language, title in (("de", "Live-Umfrage"), ("en", "Live poll")):
        made = await house.browser.post(
            "/organise/new", data={"title": " "}, headers={"accept-language": language}
        )
        desk, uid = Desk(house, made.headers["location"].split("/")[2]), leads_to(made)
        draft = await desk.draft()
        assert draft.languages == [language]
        assert draft.title(language) == draft.item(draft.parent(uid))["title"][language] == title
        assert len((draft.item(uid))["options"]) == 2


async def test_a_new_event_takes_no_more_than_a_deck_may_have(house: House) -> None:
    await house.sign_in()
    form = {"title": f" {'Sehr lang ' * 40}", "languages": ["en", "xx", "de"]}
    made = await house.browser.post("/organise/new", data=form)
    draft = await Desk(house, made.headers["location"].split("/")[2]).draft()
    assert draft.languages == ["de", "en"]
    assert draft.title("de") == "Sehr lang " * 20


async def test_start_now_puts_in_what_was_typed_and_opens_it(house: House) -> None:
    await house.sign_in()
    made = await house.browser.post("/organise/new", data={"languages": "de"})
    desk, uid = Desk(house, made.headers["location"].split("/")[2]), leads_to(made)
    # Unfinished: it says what is missing, keeps what was typed, opens nothing.
    not_yet = await desk.write(uid, "start", prompt__de="Kommen Sie wieder?")
    assert not_yet.headers["location"].endswith(f"/{uid}?done=not-started#mistakes")
    page = await house.browser.get(not_yet.headers["location"])
    assert "Not started yet" in page.text
    assert (await Events(house.store).get(desk.event_id)).polls == ()
    await desk.write(uid, options__0__de="Ja", options__1__de="Nein")
    state = await started(house, desk, uid)
    assert (state.state, state.question and state.question.prompt) == ("open", "Kommen Sie wieder?")
    # A second press, of a finger that was too quick, leads there too and opens no second round.
    assert (await started(house, desk, uid)).live.rounds == 1
    # Another question of this poll never ends that vote.
    second = leads_to(await desk.post(uid, await desk.form(uid), "insert words"))
    busy = await desk.write(second, "start", prompt__de="Ein Wort?")
    assert busy.headers["location"].endswith("?done=busy")
    notice = (await house.browser.get(busy.headers["location"])).text
    assert f'href="/moderate/{state.poll_id}"' in notice
    after = await Polls.reading(house.store).state(state.poll_id)
    assert (after.live.rounds, after.state) == (1, "open")
    assert [each.prompt for each in after.poll.questions] == ["Kommen Sie wieder?", "Ein Wort?"]


async def test_start_now_opens_nothing_of_an_event_that_is_over(house: House) -> None:
    desk, listing = await congress(house)
    await archive(house.store, listing.id)
    uid = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    answer = await desk.post(uid, await desk.form(uid), "start")
    assert answer.headers["location"].endswith("?done=over")
    assert "it is in the archive" in (await house.browser.get(answer.headers["location"])).text
    assert (await Polls.reading(house.store).state(listing.polls[0].poll_id)).live.rounds == 0


async def test_start_now_goes_on_after_a_vote_and_says_what_came_in_between(
    house: House, fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sign_in()
    made = await house.browser.post("/organise/new", data={"template": "congress-forum"})
    desk = Desk(house, made.headers["location"].split("/")[2])
    first, second, third = (await desk.draft()).document["polls"][0]["questions"][:3]
    state = await started(house, desk, first["uid"])
    ballots = Ballots(fresh_redis_url)
    polls = Polls(house.store, ballots, Crowd(house.store), take_back=0)
    hall = Hall(polls, state.poll_id)
    await hall.do("close")
    # Of a vote that is closed nothing is ended: the next one opens.
    assert (await started(house, desk, second["uid"])).position == 2
    await hall.do("close")

    # Somebody at the console is quicker: nothing opens, and the page says why.
    commanded = beginning._command

    async def somebody_first(*args: Any) -> None:
        await hall.do("goto", first["id"])
        await commanded(*args)

    monkeypatch.setattr(beginning, "_command", somebody_first)
    answer = await desk.post(third["uid"], await desk.form(third["uid"]), "start")
    assert answer.status_code == 409
    assert "Somebody moved the poll on just now" in answer.text
    monkeypatch.setattr(beginning, "_command", commanded)

    # What was changed is asked just before it goes live: it stays as people see it.
    async def asked_first(*args: Any, **more: Any) -> Any:
        await hall.ask(third["id"])
        return await go_live(*args, **more)

    await desk.write(third["uid"], prompt__en="Something else?")
    monkeypatch.setattr("poll_server.drafts.verbs.go_live", asked_first)
    answer = await desk.post(first["uid"], await desk.form(first["uid"]), "start")
    assert answer.headers["location"].endswith("/edit/event?done=ran")
    assert (
        "your version stands right behind it"
        in (await house.browser.get(answer.headers["location"])).text
    )
    after = await polls.state(state.poll_id)
    assert (after.state, after.live.rounds) == ("open", 3)
    await ballots.close()


@pytest.mark.parametrize("name", begun.NAMES)
@pytest.mark.parametrize("languages", [["de"], ["en"], ["de", "en"]])
async def test_a_template_is_asked_at_once(house: House, name: str, languages: list[str]) -> None:
    await house.sign_in()
    form = {"template": name, "languages": languages}
    made = await house.browser.post("/organise/new", data=form)
    desk, uid = Desk(house, made.headers["location"].split("/")[2]), leads_to(made)
    draft = await desk.draft()
    assert (draft.pending, draft.mistakes("en"), draft.languages) == (0, [], languages)
    template = begun.load(name).polls[0]
    assert len(draft.document["polls"][0]["questions"]) == len(template.questions)
    for language in languages:
        prompt = draft.item(uid)["prompt"][language]
        assert prompt == say(template.questions[0].prompt, language)
    state = await started(house, desk, uid)
    assert (state.state, state.position) == ("open", 1)
    # The title that somebody gives is the event's and the poll's.
    titled = await house.browser.post("/organise/new", data={**form, "title": "Sommerfest"})
    listing = await Events(house.store).get(titled.headers["location"].split("/")[2])
    assert (listing.event.title, listing.event.polls[0].title) == ("Sommerfest", "Sommerfest")
    assert listing.event.id == "sommerfest"


async def test_the_empty_page_offers_the_templates(house: House) -> None:
    await house.sign_in()
    page = (await house.browser.get("/organise")).text
    for name in begun.NAMES:
        assert f'name="template" value="{name}" aria-describedby="t-{name}"' in page
        assert f'id="t-{name}"' in page
        assert say(begun.load(name).title, "en") in page
    wrong = await house.browser.post("/organise/new", data={"template": "../secret"})
    assert wrong.status_code == 404
