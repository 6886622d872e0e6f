"""A screen held at one question: it shows what the hall was shown of it, and nothing else."""

from poll_server.live.screens import views
from poll_server.live.screens.again.held import held_at
from poll_server.wire.messages import StageSnapshot
from tests.support.cases import NO, Hall


async def held(hall: Hall, question: str = "phones") -> StageSnapshot:
    with hall.polls.looking.holding(hall.poll_id, question):
        state = await hall.polls.state(hall.poll_id)
    return views.stage(held_at(state, question), "en", "light")


def counts(seen: StageSnapshot) -> list[str]:
    """The figures of the result in sight; none where none is told."""
    return [row.cells[1] for row in seen.result.table.rows[:2]] if seen.result else []


async def test_it_obeys_what_is_shown_and_goes_on_showing_that(hall: Hall) -> None:
    before = await held(hall)
    assert (before.position, before.prompt, before.scene) == (0, "", "start")
    await hall.do("goto", "phones")
    assert (await held(hall)).prompt == "Private phones in class?"
    await hall.do("open")
    await hall.vote(1, NO)
    await hall.do("close")
    assert counts(await held(hall)) == []
    await hall.do("show")
    assert counts(await held(hall)) == ["0", "1"]
    for action in ("black", "join"):
        await hall.do(action)
        assert counts(await held(hall)) == ["0", "1"]
    await hall.do("scene", "pause")
    assert counts(await held(hall)) == ["0", "1"]
    await hall.one_vote("topics", {"options": [0]})
    seen = await held(hall)
    assert (seen.position, seen.prompt) == (1, "Private phones in class?")
    assert (counts(seen), seen.state) == (["0", "1"], "closed")
    # The question in sight is another frame's.
    assert (await held(hall, "topics")).prompt == "Which topics?"


async def test_what_was_hidden_again_or_never_shown_stays_so_t38(hall: Hall) -> None:
    await hall.one_vote()
    await hall.do("show")
    await hall.do("hide")
    assert counts(await held(hall)) == []
    await hall.do("goto", "skills")
    seen = await held(hall)
    assert (counts(seen), seen.shown, seen.votes) == ([], False, 1)
    await hall.do("goto", "phones")
    await hall.do("show")
    await hall.do("goto", "skills")
    assert counts(await held(hall)) == ["1", "0"]
    # A new round has a result of its own, and is as open as the hall sees it.
    await hall.ask("phones")
    assert counts(await held(hall)) == []
    await hall.do("goto", "skills")
    assert counts(await held(hall)) == []


async def test_a_text_that_is_dismissed_later_goes_from_it_too(hall: Hall) -> None:
    await hall.one_vote("words", {"words": ["Mut"]})
    await hall.do("show")
    await hall.do("goto", "skills")
    assert "Mut" in str((await held(hall, "words")).result)
    await hall.do("goto", "words")
    await hall.do("dismiss", "text:mut")
    await hall.do("show")
    await hall.do("goto", "skills")
    assert "Mut" not in str((await held(hall, "words")).result)


async def test_nobody_else_pays_for_it(hall: Hall) -> None:
    await hall.one_vote()
    await hall.do("goto", "skills")
    assert (await hall.polls.state(hall.poll_id)).held == {}
    with hall.polls.looking.holding(hall.poll_id, "phones"):
        assert set((await hall.polls.state(hall.poll_id)).held) == {"phones"}
    assert (await hall.polls.state(hall.poll_id)).held == {}
