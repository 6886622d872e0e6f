"""Questions that a hall asked elsewhere: once, counted apart, and everywhere marked."""

from poll_server.live.screens.again.taken import asked_on_stage
from poll_server.store.parts.beside.floor_store import MOST_ENTRIES, Entry
from poll_server.store.records import Pinned
from poll_server.store.store import Store
from tests.support.cases import Hall, credential

ANNA = credential(1)


def entry(text: str, taken: int, answered: bool = False) -> Entry:
    return Entry(0, "", text, state="shown", source="Slido", taken=taken, answered=answered)


async def test_they_come_once_and_their_support_is_never_added(hall: Hall, store: Store) -> None:
    asking, poll = hall.polls.floor, hall.poll_id
    given = {"taken-one": entry("One?", 3), "taken-two": entry("Two?", 9, answered=True)}
    assert await asking.take_over(poll, given) == "done"
    assert await asking.take_over(poll, given) == "duplicate"
    # Nobody has asked here, but the time after which results are deleted has begun.
    assert await store.floor.last_ms(poll) == 0
    assert await store.floor.taken_ms(poll)
    await asking.moderate(poll, "open", value="1")
    assert (await asking.support(poll, ANNA, "taken-one", 1, on=True))[0] == "accepted"
    entries = {each.id: each for each in (await asking.board(poll))[0].entries}
    assert list(entries) == ["taken-one", "taken-two"]  # what is answered comes last
    one = entries["taken-one"]
    assert (one.votes, one.taken, one.source, one.number) == (1, 3, "Slido", 1)


async def test_support_elsewhere_decides_between_equals_and_stays_where_put_together(
    hall: Hall,
) -> None:
    asking, poll = hall.polls.floor, hall.poll_id
    given = {f"taken-{n}0": entry(f"{n}?", n) for n in (1, 5, 3)}
    await asking.take_over(poll, given)
    board, _ = await asking.board(poll)
    assert [each.taken for each in board.entries] == [5, 3, 1]
    await asking.moderate(poll, "merge", "taken-50", "taken-30")
    board, _ = await asking.board(poll)
    assert [each.taken for each in board.entries] == [5, 1]


async def test_more_than_fit_and_a_practice_are_refused_as_a_whole(hall: Hall) -> None:
    asking, poll = hall.polls.floor, hall.poll_id
    many = {f"taken-{n:04}": entry(f"{n}?", 0) for n in range(MOST_ENTRIES + 1)}
    assert await asking.take_over(poll, many) == "full"
    assert (await asking.board(poll))[0].entries == ()
    await hall.do("practice", "on")
    assert await asking.take_over(poll, {"taken-one": entry("One?", 1)}) == "practice"


async def test_what_the_stop_list_has_waits_and_the_stage_says_where_from(hall: Hall) -> None:
    asking, poll = hall.polls.floor, hall.poll_id
    given = {"taken-bad": entry("You arsehole?", 1), "taken-one": entry("One?", 1)}
    await asking.take_over(poll, given)
    board, _ = await asking.board(poll)
    assert [each.text for each in board.entries] == ["One?"]
    await asking.moderate(poll, "pin", "taken-one", "1")
    pinned = (await hall.polls.state(poll)).live.pinned
    assert pinned == Pinned("One?", "", "Slido")
    on_stage = asked_on_stage(pinned, "de")
    assert on_stage is not None
    assert on_stage.source == "übernommen aus Slido"
