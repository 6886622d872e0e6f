"""What happens in a poll is told once to each address that wants it, and again where it must be."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec import structs
from redis.exceptions import ConnectionError as RedisConnectionError

from poll_server.base.background import beginning
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.parts import hooks as hook_store
from poll_server.store.parts.hooks import HOOK_TOPICS, Delivery, Hook, HookTopic
from poll_server.store.records import now_ms
from poll_server.store.store import Store
from poll_server.web.hooks import sending, signing
from poll_server.web.hooks.sending import AGAIN, Hooks
from tests.support.cases import EVENT, Hall
from tests.support.waiting import until

from .receiver import Receiver

SECRET = b"a server's secret of 32 bytes ..."


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    async with await asyncio.start_server(one.answer, "127.0.0.1", 0) as server:
        one.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/in?a=b"
        yield one


class Desk:
    """An event with a poll, its hooks, and the sending of one process."""

    def __init__(self, store: Store, polls: Polls, event: str, poll_id: str, url: str) -> None:
        self.store, self.polls, self.event, self.url = store, polls, event, url
        self.hall = Hall(polls, poll_id)
        self.hooks = Hooks(store, polls, SECRET, inside=True)

    async def add(self, name: str = "one", topics: tuple[HookTopic, ...] = HOOK_TOPICS) -> Hook:
        hook = Hook(id=name, event=self.event, url=self.url, topics=topics, made_ms=1)
        await self.store.hooks.put(hook)
        return hook

    async def look(self, by: Hooks | None = None) -> None:
        """One look, and all that it began."""
        async with beginning() as begin:
            tasks: list[Any] = []

            def noted(work: Any, name: str) -> Any:
                tasks.append(begin(work, name))
                return tasks[-1]

            await (by or self.hooks).look(noted)
            await asyncio.gather(*tasks)

    async def settle(self) -> None:
        """Look until nothing waits that is due."""
        while True:
            await self.look()
            due = [each.delivery.due_ms for each in await self.store.hooks.due()]
            if not due or min(due) > now_ms():
                return


@pytest.fixture
async def desk(store: Store, polls: Polls, receiver: Receiver) -> Desk:
    events = Events(store)
    listing = await events.get(await events.add(EVENT))
    return Desk(store, polls, listing.id, listing.polls[0].poll_id, receiver.url)


async def test_a_practice_is_no_news_and_what_counts_after_it_is(
    desk: Desk, receiver: Receiver
) -> None:
    await desk.add()
    await desk.settle()
    await desk.hall.do("practice", "on")
    await desk.hall.one_vote("phones")
    await desk.hall.do("show")
    await desk.settle()
    await desk.hall.do("practice", "off")
    await desk.settle()
    assert receiver.topics == []
    number = await desk.hall.one_vote("phones")
    await desk.settle()
    assert [each["data"]["round"] for each in receiver.told] == [number] * 2
    assert sorted(receiver.topics) == ["poll.closed", "poll.opened"]


async def test_each_step_is_told_once_in_its_order_and_signed(
    desk: Desk, receiver: Receiver
) -> None:
    await desk.hall.one_vote("phones")  # before there was a hook: no news
    await desk.add()
    await desk.add("results only", ("poll.shown",))
    await desk.settle()
    assert receiver.topics == []
    number = await desk.hall.one_vote("topics")
    await desk.hall.do("show")
    await desk.settle()
    assert sorted(receiver.topics) == ["poll.closed", "poll.opened", *["poll.shown"] * 2]
    only = [each["type"] for each in receiver.told if each["data"].get("votes") is None]
    assert only == ["poll.opened"]
    told = next(each for each in receiver.told if each["type"] == "poll.closed")
    assert told["data"] | {"votes": 1, "round": number, "question": "topics"} == told["data"]
    await desk.store.events.set_published(desk.event, published=True)
    await desk.settle()
    assert receiver.topics[-1] == "event.published"
    count = len(receiver.taken)
    await desk.look(Hooks(desk.store, desk.polls, SECRET, inside=True))  # not its turn
    await desk.settle()
    assert len(receiver.taken) == count
    for headers, body in receiver.taken:
        keys = [signing.key_of(SECRET, name) for name in ("one", "results only")]
        made = [signing.headers(key, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
                for key in keys]  # fmt: skip
        assert headers["webhook-signature"] in [each["webhook-signature"] for each in made]


async def test_what_is_not_taken_is_told_again_and_then_given_up(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T37: each time under the same id, at a new time."""
    await desk.add(topics=("poll.opened",))
    await desk.look()
    await desk.hall.ask("phones")
    receiver.status, clock = 302, [now_ms() + 10_000]
    monkeypatch.setattr(sending, "now_ms", lambda: clock[0])
    for tried in range(1, len(AGAIN) + 2):
        await desk.look()
        assert len(receiver.taken) == tried
        await desk.look()  # not due yet
        assert len(receiver.taken) == tried
        clock[0] += AGAIN[min(tried, len(AGAIN)) - 1] * 1000
    assert await desk.store.hooks.due() == []
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 1
    newest, *older = await desk.store.hooks.log(desk.event)
    assert (newest.status, newest.again_ms, len(older)) == (302, 0, len(AGAIN))


async def test_who_wants_no_more_is_told_no_more(desk: Desk, receiver: Receiver) -> None:
    hook = await desk.add()
    await desk.look()
    receiver.status = 410
    await desk.hall.ask("phones")
    await desk.settle()
    (kept,) = await desk.store.hooks.all(desk.event)
    assert kept.off
    await desk.hall.do("close")
    await desk.look()
    assert len(receiver.taken) == 1
    await Events(desk.store).delete(desk.event)
    await desk.look()
    assert await desk.store.hooks.all() == []
    assert hook.id not in str(await desk.store.hooks.due())


async def test_what_waits_for_who_wants_no_more_is_dropped_and_said(
    desk: Desk, receiver: Receiver
) -> None:
    hook = await desk.add(topics=("poll.opened",))
    await desk.look()
    receiver.status = 500
    await desk.hall.ask("phones")
    await desk.look()
    receiver.status = 410
    await desk.hall.ask("topics")
    await desk.look()
    (off,) = await desk.store.hooks.all(desk.event)
    assert (off.off, await desk.store.hooks.due()) == (True, [])
    newest = (await desk.store.hooks.log(desk.event))[0]
    assert (newest.why, newest.dropped) == ("off", 1)
    # What another process noted in that moment goes at the next look.
    await desk.store.hooks.add(Delivery(
        id="late", hook=hook.id, event=desk.event, topic="poll.opened", body="{}", due_ms=1,
    ))  # fmt: skip
    await desk.look()
    assert await desk.store.hooks.due() == []
    receiver.status, before = 204, len(receiver.taken)
    await desk.store.hooks.put(hook)
    await desk.settle()
    assert len(receiver.taken) == before


async def test_an_address_that_lets_us_wait_holds_up_no_other(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held for as long as the test wants: what answers late is never a matter of time here."""
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(sending, "SECONDS", 600.0)
    answers = asyncio.Event()
    receiver.before["/slow"] = answers
    slow = await desk.add("slow", ("poll.opened",))
    await desk.store.hooks.put(structs.replace(slow, url=desk.url.replace("/in", "/slow")))
    await desk.look()
    await desk.hall.ask("phones")
    async with beginning() as begin:
        await desk.hooks.look(begin)
        await desk.add("one", ("poll.closed",))
        await desk.hall.do("close")
        await desk.hall.do("show")
        monkeypatch.setattr(sending, "LINGERS", 0.0)
        await desk.hooks.look(begin)
        await until(lambda: receiver.topics == ["poll.closed"])
        answers.set()
        await until(lambda: receiver.topics == ["poll.closed", "poll.opened"])
        await until(lambda: no_delivery_waits(desk))


async def no_delivery_waits(desk: Desk) -> bool:
    return await desk.store.hooks.due() == []


async def test_an_address_inside_is_not_asked_t36(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T36: also where it was given before the setting changed. And the queue has its bound."""
    await desk.add(topics=("poll.opened",))
    outside = Hooks(desk.store, desk.polls, SECRET, inside=False)
    await desk.look(outside)
    await desk.hall.ask("phones")
    await desk.look(outside)
    (told,) = await desk.store.hooks.log(desk.event)
    assert (told.why, receiver.taken) == ("inside", [])
    monkeypatch.setattr(hook_store, "MOST_DUE", 1)
    await desk.hall.do("again")
    await desk.look(outside)
    assert (await desk.store.hooks.log(desk.event))[0].why == "full"


async def test_the_sending_passes_on_when_a_process_ends(desk: Desk) -> None:
    await desk.add()
    await desk.look()
    store = desk.store.hooks
    assert not await store.may_send("another")
    await desk.hooks.close()
    assert await store.may_send("another")
    assert await store.may_send("another")


async def test_what_could_not_be_noted_is_found_again(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.add(topics=("poll.opened",))
    await desk.look()
    await desk.hall.ask("phones")
    with monkeypatch.context() as away:

        async def broken(*_: object) -> bool:
            raise RedisConnectionError

        away.setattr(desk.store.hooks, "note", broken)
        with pytest.raises(RedisConnectionError):
            await desk.look()
    await desk.settle()
    assert receiver.topics == ["poll.opened"]


async def test_a_new_hook_is_told_nothing_old(desk: Desk, receiver: Receiver) -> None:
    """Also where there was one before, and a time without any."""
    first = await desk.add()
    await desk.look()
    await desk.store.hooks.remove([first])
    await desk.hall.one_vote("phones")
    await desk.store.events.set_published(desk.event, published=True)
    await desk.add("two")
    await desk.settle()
    assert receiver.taken == []
    await desk.hall.ask("topics")
    late = Hook(id="late", event=desk.event, url=desk.url, topics=HOOK_TOPICS,
                made_ms=now_ms() + 60_000)  # fmt: skip
    await desk.store.hooks.put(late)
    await desk.settle()
    assert receiver.topics == ["poll.opened", "poll.shown"]  # in one moment, and in this order


@pytest.mark.parametrize("status", [410, 500])
async def test_a_hook_that_is_removed_meanwhile_stays_away(
    desk: Desk, receiver: Receiver, status: int
) -> None:
    hook = await desk.add(topics=("poll.opened",))
    await desk.look()
    await desk.hall.ask("phones")
    receiver.status = 500
    await desk.look()
    (waiting,) = await desk.store.hooks.due()
    receiver.status = status
    await desk.store.hooks.remove([hook])
    await desk.hooks.tell(hook, waiting)
    assert await desk.store.hooks.all() == []
    assert await desk.store.hooks.due() == []
