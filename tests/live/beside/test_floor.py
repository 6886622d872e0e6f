"""Questions from the hall: each counts once, each support once a person, however put together."""

import asyncio
from typing import Any

import pytest

from poll_server.live.beside.floor import LONGEST_ENTRY, Asking
from poll_server.store.keys import PollKeys
from poll_server.store.parts.beside.floor_store import MOST_OF_ONE
from poll_server.store.store import Store
from tests.support.cases import YES, Hall, credential

ANNA, BEN, CEM, DORA = map(credential, range(1, 5))


class Floor:
    """The questions from the hall of one poll, asked of in few words."""

    def __init__(self, hall: Hall) -> None:
        self.asking: Asking = hall.polls.floor
        self.poll_id = hall.poll_id

    async def ask(self, who: bytes, entry: str, text: str = "Why?", name: str = "") -> str:
        return await self.asking.ask(self.poll_id, who, f"question-{entry}", text, name)

    async def support(self, who: bytes, entry: str, seq: int = 1, *, on: bool = True) -> str:
        return (await self.said(who, entry, seq, on=on))[0]

    async def said(
        self, who: bytes, entry: str, seq: int = 1, *, on: bool = True
    ) -> tuple[str, int, bool]:
        return await self.asking.support(self.poll_id, who, f"question-{entry}", seq, on=on)

    async def do(self, verb: Any, entry: str = "", value: str = "") -> bool:
        return await self.asking.moderate(
            self.poll_id, verb, f"question-{entry}" if entry else "", value
        )

    async def merge(self, entry: str, into: str) -> bool:
        return await self.do("merge", entry, f"question-{into}" if into else "")

    async def votes(self) -> dict[str, int]:
        """What everybody sees, in its order."""
        board, encoded = await self.asking.board(self.poll_id)
        assert str(board.version) in encoded.decode()
        return {each.id.removeprefix("question-"): each.votes for each in board.entries}

    async def supports(self, who: bytes) -> dict[str, bool]:
        mine = await self.asking.mine(self.poll_id, who)
        return {key.removeprefix("question-"): on for key, (_, on) in mine.supported.items()}


@pytest.fixture
async def floor(hall: Hall) -> Floor:
    """Open, and what is asked is seen at once."""
    floor = Floor(hall)
    await floor.do("open", value="1")
    await floor.do("first", value="0")
    return floor


async def test_nobody_asks_before_it_is_open_and_first_the_moderator_sees_it(hall: Hall) -> None:
    floor = Floor(hall)
    assert await floor.ask(ANNA, "a") == "closed"
    assert (await hall.polls.state(hall.poll_id)).live.floor is False
    await floor.do("open", value="1")
    assert (await hall.polls.state(hall.poll_id)).live.floor is True
    assert await floor.ask(ANNA, "a") == "done"
    assert await floor.votes() == {}
    assert [own.state for own in (await floor.asking.mine(hall.poll_id, ANNA)).own] == ["waiting"]
    assert (await floor.asking.mine(hall.poll_id, BEN)).own == ()
    assert await floor.support(BEN, "a") == "closed"  # nobody supports what nobody sees
    assert await floor.do("show", "a")
    assert await floor.votes() == {"a": 0}


async def test_a_retry_is_the_same_question_and_nobody_takes_anothers_place(floor: Floor) -> None:
    assert await floor.ask(ANNA, "a", "First") == "done"
    assert await floor.ask(ANNA, "a", "First") == "duplicate"
    assert await floor.ask(BEN, "a", "Mine") == "conflict"
    await floor.do("open", value="0")
    assert await floor.ask(ANNA, "a", "First") == "duplicate"  # answered whatever happened since
    assert await floor.ask(ANNA, "b") == "closed"


async def test_what_is_asked_is_cleaned_bounded_and_held_back(floor: Floor) -> None:
    assert await floor.ask(ANNA, "a", " \u200b ") == "empty"
    assert await floor.ask(ANNA, "a", "x" * (LONGEST_ENTRY + 1)) == "long"
    assert await floor.asking.ask(floor.poll_id, ANNA, "<b>", "Why?") == "id"
    assert await floor.ask(ANNA, "a", "What a  shit\u202e idea") == "done"
    assert await floor.votes() == {}  # it waits, although nothing else does
    entry = (await floor.asking.all(floor.poll_id)).entries["question-a"]
    assert (entry.state, entry.text) == ("waiting", "What a shit idea")
    for n in range(MOST_OF_ONE - 1):
        assert await floor.ask(ANNA, f"n{n}") == "done"
    assert await floor.ask(ANNA, "more") == "enough"
    assert await floor.ask(BEN, "more") == "done"


async def test_names_are_kept_only_where_they_are_wanted(floor: Floor) -> None:
    await floor.ask(ANNA, "a", name="Anna")
    await floor.do("names", value="1")
    await floor.ask(ANNA, "b", name="Anna")
    board, _ = await floor.asking.board(floor.poll_id)
    assert {each.id[-1]: each.name for each in board.entries} == {"a": "", "b": "Anna"}


async def test_support_counts_once_a_person_and_is_taken_back(floor: Floor) -> None:
    await floor.ask(ANNA, "a")
    assert await floor.support(ANNA, "a") == "own"
    assert await floor.said(BEN, "a") == ("accepted", 1, True)
    assert await floor.said(BEN, "a") == ("duplicate", 1, True)
    assert await floor.said(BEN, "a", on=False) == ("conflict", 1, True)
    assert await floor.support(CEM, "a") == "accepted"
    assert await floor.votes() == {"a": 2}
    assert await floor.said(BEN, "a", 2, on=False) == ("accepted", 2, False)
    assert await floor.said(BEN, "a", 1) == ("stale", 2, False)
    assert await floor.votes() == {"a": 1}
    assert await floor.supports(BEN) == {"a": False}
    assert await floor.support(BEN, "nothing") == "unknown"


async def test_entries_put_together_count_each_person_once(floor: Floor) -> None:
    await floor.ask(ANNA, "a")
    await floor.ask(BEN, "b")
    await floor.ask(CEM, "c")
    for who, entry in ((CEM, "a"), (DORA, "a"), (DORA, "b"), (ANNA, "b")):
        await floor.support(who, entry)
    assert await floor.merge("b", "a")
    # Cem, Dora once, and Anna by what she said of the other: it is hers now, and that stays said.
    assert await floor.votes() == {"a": 3, "c": 0}
    assert await floor.supports(DORA) == {"a": True}
    # Whoever still sees the old list supports the one it stands under now.
    assert await floor.said(BEN, "b") == ("accepted", 1, True)
    assert await floor.votes() == {"a": 4, "c": 0}
    # Taken back is taken back, under both words.
    assert await floor.said(DORA, "a", 2, on=False) == ("accepted", 2, False)
    assert await floor.votes() == {"a": 3, "c": 0}
    assert await floor.merge("c", "b")  # by whichever name
    assert await floor.votes() == {"a": 3}
    assert await floor.asking.take_back(floor.poll_id, CEM, "question-c") == "joined"
    assert await floor.merge("b", "")
    assert await floor.votes() == {"a": 2, "b": 1}
    assert await floor.merge("c", "")
    assert await floor.votes() == {"a": 2, "b": 1, "c": 0}
    assert not await floor.merge("a", "a")


async def test_many_at_once_while_a_moderator_puts_together(floor: Floor) -> None:
    await floor.ask(ANNA, "a")
    await floor.ask(ANNA, "b")
    people = [credential(n) for n in range(10, 60)]
    outcomes = await asyncio.gather(
        *(floor.support(who, entry) for who in people for entry in ("a", "b")),
        floor.merge("b", "a"),
    )
    assert outcomes[-1] is True
    assert set(outcomes[:-1]) <= {"accepted", "duplicate"}
    assert await floor.votes() == {"a": 50}


async def test_what_is_taken_back_leaves_no_word_and_no_retry_brings_it_back(floor: Floor) -> None:
    await floor.ask(ANNA, "a", "Secret words")
    await floor.do("pin", "a", "1")
    assert await floor.asking.take_back(floor.poll_id, BEN, "question-a") == "conflict"
    assert await floor.asking.take_back(floor.poll_id, ANNA, "question-a") == "done"
    assert await floor.asking.take_back(floor.poll_id, ANNA, "question-a") == "duplicate"
    assert await floor.ask(ANNA, "a", "Secret words") == "duplicate"
    assert await floor.votes() == {}
    assert "Secret" not in repr(await floor.asking.all(floor.poll_id))
    assert not await floor.do("show", "a")


async def test_one_is_on_the_stage_and_hiding_it_takes_it_off(floor: Floor, hall: Hall) -> None:
    await floor.ask(ANNA, "a", "On stage?")
    await floor.ask(BEN, "b", "And me?")
    before = await hall.polls.state(hall.poll_id)
    await floor.do("pin", "b", "1")
    state = await hall.polls.state(hall.poll_id)
    assert state.live.pinned is not None
    assert state.live.pinned.text == "And me?"
    assert state.version > before.version
    assert state.control == before.control  # no command of a moderator becomes a conflict by it
    assert list(await floor.votes()) == ["b", "a"]
    await floor.do("hide", "b")
    assert (await hall.polls.state(hall.poll_id)).live.pinned is None
    assert list(await floor.votes()) == ["a"]
    assert await floor.do("show", "b")
    await floor.do("answer", "a", "Because.")
    board, _ = await floor.asking.board(floor.poll_id)
    assert [(each.id[-1], each.answered, each.answer) for each in board.entries] == [
        ("b", False, ""),
        ("a", True, "Because."),
    ]


async def test_all_that_wait_are_shown_at_once(hall: Hall) -> None:
    floor = Floor(hall)
    await floor.do("open", value="1")
    for who, entry in ((ANNA, "a"), (BEN, "b")):
        await floor.ask(who, entry)
    await floor.do("hide", "a")
    assert await floor.do("approve")
    assert await floor.votes() == {"b": 0}  # what was hidden stays so


async def test_after_its_time_nobody_is_known_and_with_the_poll_all_goes(
    floor: Floor, hall: Hall, store: Store
) -> None:
    await hall.ask("phones")
    await hall.vote(1, YES)
    await floor.ask(ANNA, "a")
    await floor.support(BEN, "a")
    await hall.do("close")
    assert await store.floor.unlink(hall.poll_id)
    assert not await store.floor.unlink(hall.poll_id)
    of = PollKeys(hall.poll_id).floor
    assert await store.redis.exists(of.writers, of.supporters("question-a")) == 0
    found = await floor.asking.all(hall.poll_id)
    assert (found.entries["question-a"].voter, found.counts) == ("", {"question-a": 1})
    assert await floor.ask(ANNA, "b") == "closed"
    await store.events.delete_poll(hall.poll_id)
    left = await store.redis.keys(f"{PollKeys(hall.poll_id).floor.base}*")
    assert left == []
