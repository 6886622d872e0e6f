"""Open answers in piles: laid, named, taken back; by several at once; gone with what they hold."""

import msgspec
import pytest

from poll_server.live.beside.piles import beginning, groupable
from poll_server.live.polls import Polls
from poll_server.live.screens.views import stage
from poll_server.locale import speak
from poll_server.questions.writing.piles import Laid, PileStep
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.parts import pile_store
from poll_server.store.store import Store
from poll_server.wire.messages import Shown
from tests.live.steps import now
from tests.support.cases import Hall

SAID = ["Mehr WLAN", "WLAN", "Besseres WLAN", "Längere Pausen", "Pausen", "pausen", "Ein Hund"]


def step(number: int, **laid: tuple[str, ...]) -> PileStep:
    """A step of its own; `p2` is the pile 2, `none` no pile."""
    piles = {"" if name == "none" else name.removeprefix("p"): keys for name, keys in laid.items()}
    return PileStep(f"aaaaaaa{'abcdefgh'[number]}", piles)


async def asked(hall: Hall) -> None:
    await hall.ask("thoughts")
    for who, text in enumerate(SAID):
        await hall.vote(who, {"text": text})
    await hall.do("close")
    await hall.do("approve", "*")


async def laid_of(hall: Hall) -> Laid:
    laid = await hall.polls.piles.laid(await now(hall))
    assert laid is not None
    return laid


def said(laid: Laid) -> list[list[str]]:
    return [sorted(each.text for each in pile.texts) for pile in laid.piles]


def keys(laid: Laid) -> dict[str, str]:
    return {each.text: each.key for each in laid.loose}


async def test_suggested_moved_named_and_taken_back(hall: Hall) -> None:
    piling = hall.polls.piles
    await hall.ask("thoughts")
    assert await piling.laid(await now(hall)) is None  # people still write
    await asked(hall)
    assert groupable(await now(hall))
    laid = await laid_of(hall)
    dog = keys(laid)["Ein Hund"]
    assert (laid.piles, laid.contributions) == ((), len(SAID))

    first = msgspec.structs.replace(step(0), laid=await beginning(laid), names={"1": "Netz"})
    assert await piling.lay(await now(hall), laid, first)
    grouped = await laid_of(hall)
    assert await piling.lay(await now(hall), grouped, first)  # sent twice
    assert grouped.in_words(speak("de")) == (
        "Von der Moderation gruppiert: 2 Themen, 6 von 7 Beiträgen"
    )
    assert [sorted(map(str.casefold, pile)) for pile in said(grouped)] == [
        ["besseres wlan", "mehr wlan", "wlan"],
        ["längere pausen", "pausen"],
    ]
    assert grouped.piles[0].name == "Netz"
    assert grouped.fresh == "3"

    # Whoever saw less is told so; what they meant is done on what there is now.
    assert not await piling.lay(await now(hall), laid, step(1, p3=(dog,)))
    assert await piling.lay(await now(hall), grouped, step(1, p3=(dog,)))
    assert said(await laid_of(hall))[2] == ["Ein Hund"]
    assert not await piling.take_back(await now(hall), grouped)
    assert await piling.take_back(await now(hall), await laid_of(hall))
    assert await laid_of(hall) == grouped
    assert await piling.take_back(await now(hall), grouped)
    assert not await piling.take_back(await now(hall), await laid_of(hall))
    assert (await laid_of(hall)).piles == ()


async def test_the_stage_shows_them_in_place_of_texts_where_it_is_wanted(hall: Hall) -> None:
    await asked(hall)
    laid = await laid_of(hall)
    first = msgspec.structs.replace(step(0), laid=await beginning(laid))
    assert await hall.polls.piles.lay(await now(hall), laid, first)
    await hall.do("show")

    async def shown() -> Shown:
        found = stage(await now(hall), "en", "light").result
        assert found is not None
        return found

    assert "Ein Hund" in (await shown()).cards
    before = (await now(hall)).version
    await hall.polls.piles.on_stage(await now(hall), laid.round)
    assert (await now(hall)).version > before  # every screen is drawn anew
    told = await shown()
    assert told.base == "Grouped by the moderator: 2 topics, 6 of 7 contributions"
    assert told.cards == ()
    assert [row.cells[:2] for row in told.table.rows] == [("WLAN", "3"), ("Pausen", "3")]
    assert told.figure["data"]
    assert told.upright
    await hall.polls.piles.on_stage(await now(hall), 0)
    assert "Ein Hund" in (await shown()).cards

    (closed,) = await hall.polls.frozen(hall.poll_id, "en")
    assert closed.piles == await laid_of(hall)


async def test_what_is_not_to_be_seen_leaves_its_pile(hall: Hall, store: Store) -> None:
    await asked(hall)
    laid = await laid_of(hall)
    dog = keys(laid)["Ein Hund"]
    assert await hall.polls.piles.lay(await now(hall), laid, step(0, p1=(dog, keys(laid)["WLAN"])))
    await hall.do("dismiss", "text:ein hund")
    assert said(await laid_of(hall)) == [["WLAN"]]
    # Nothing of what people wrote stands in the steps themselves.
    number = (await now(hall)).live.round
    kept = await store.redis.lrange(PollKeys(hall.poll_id).round(number).piles, 0, -1)
    assert not any("wlan" in each.casefold() for each in kept)
    event = (await now(hall)).about.event_id
    await Events(store).delete(event)
    assert not await store.redis.exists(PollKeys(hall.poll_id).round(number).piles)
    assert not await store.piles.add(hall.poll_id, number, step(1, p1=(dog,)), step(0).id)


async def test_too_few_are_nobodys_and_too_many_steps_too_many(
    polls: Polls, hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(hall)
    laid = await laid_of(hall)
    monkeypatch.setattr(pile_store, "MOST_STEPS", 1)
    assert await polls.piles.lay(await now(hall), laid, step(0, none=(laid.loose[0].key,)))
    assert not await polls.piles.lay(await now(hall), await laid_of(hall), step(1, p1=("x",)))
    state = await now(hall)
    poll = msgspec.structs.replace(state.poll, smallest_group=len(SAID) + 1)
    few = msgspec.structs.replace(state.about, poll=poll)
    shy = type(state)(**{**vars(state), "about": few})
    assert (found := await polls.piles.laid(shy)) is not None
    assert found.contributions == 0
