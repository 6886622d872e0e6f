"""One vote, straight down: from a phone's frame to the stage's picture and the report.

The list in the README's “Follow one vote” is walked here, in its order; each part is looked at on
its own before the whole is driven over real sockets.
"""

import asyncio
import json
import re
from pathlib import Path

import httpx

from poll_server import report
from poll_server.base.background import ended
from poll_server.base.settings import Settings
from poll_server.deck.deck import Event, Poll
from poll_server.hall.run_through import credential_of, serving
from poll_server.hall.simulated import SimulatedModerator, SimulatedPhone, SimulatedStage, join_all
from poll_server.live.links import new_link
from poll_server.live.polls import Polls
from poll_server.live.screens import views
from poll_server.live.verbs.voting import voter_key
from poll_server.questions import Choice, Sentence
from poll_server.report.model.gather import gather
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.web.access.passes import Passes
from poll_server.wire.messages import StageSnapshot, Vote, encode, from_phone
from tests.support.waiting import LONGEST

ROOT = Path(__file__).parents[2]

QUESTION = Choice(
    id="handys",
    prompt={"de": "Private Handys im Unterricht?", "en": "Private phones in class?"},
    options=({"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}),
    sentences=(
        Sentence(text={"de": "{percent} sagen ja.", "en": "{percent} say yes."}, of=("Ja",)),
    ),
)
EVENT = Event(
    id="kongress",
    title="Kongress",
    languages=("de", "en"),
    polls=(Poll(id="forum-1", title="Forum 1", questions=(QUESTION,)),),
)


def latest(stage: SimulatedStage) -> StageSnapshot:
    return stage.snapshots[-1][1]


async def test_one_vote(fresh_redis_url: str) -> None:
    store = Store.connect(fresh_redis_url)
    events = Events(store)
    listing = await events.get(await events.add(EVENT))
    poll = listing.polls[0]
    try:
        async with serving(fresh_redis_url) as base, asyncio.TaskGroup() as tasks:
            phone = SimulatedPhone(base, poll.code)
            secret = await new_link(store, "stage", poll.poll_id)
            stage = SimulatedStage(base, poll.poll_id, secret)
            secret = await new_link(store, "moderator", poll.poll_id)
            moderator = SimulatedModerator(base, poll.poll_id, secret)
            await join_all([phone])
            async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
                await moderator.enter(http)
                await stage.enter(http)
            screens = [tasks.create_task(screen.run()) for screen in (phone, stage, moderator)]
            await moderator.do("forward")
            await moderator.do("open")
            await phone.until(lambda: phone.snapshot is not None and phone.snapshot.round == 1)

            # intents.js, courier.js: kept, then sent as {type: "vote", round, seq, answer}
            await phone.choose({"options": [1]})
            # on disk → ack to the phone
            await phone.until(lambda: 1 in phone.counted)

            # the frame is the strict message that both sides know
            vote = Vote(round=1, seq=1, answer={"options": [1]})
            assert from_phone.decode(encode(vote)) == vote == phone.counted[1]

            # choice.py: check, count → {"1": 1}; cast.lua: recorded under a key that names nobody
            about = await store.polls.about(poll.poll_id)
            passes = Passes(await store.secret(), Settings())
            key = voter_key(about, credential_of(phone, passes), QUESTION.id)
            assert await store.rounds.votes(poll.poll_id, 1) == {
                key: (1, {"1": 1}, {"options": [1]})
            }
            assert await store.rounds.tally(poll.poll_id, 1) == {"1": 1}

            # hub.py: hidden means not sent …
            await stage.until(lambda: latest(stage).votes == 1)
            assert latest(stage).result is None
            await moderator.do("close")
            await moderator.do("show")
            # … and shown means the figure that the stage draws
            await stage.until(lambda: latest(stage).result is not None)
            shown = latest(stage).result
            assert shown is not None
            assert [row.cells for row in shown.table.rows][1][1:] == ("1", "100\u202f%")
            assert shown.figure["data"][1]["x"] == [0, 100]

            await ended(screens)

        # the report: the same results, after the poll
        polls = Polls.reading(store)
        written = json.loads(report.render(await gather(polls, listing, "de"), "json"))
        assert "100\u202f% sagen nein" not in json.dumps(written, ensure_ascii=False)
        assert "0\u202f% sagen ja (n = 1)." in json.dumps(written, ensure_ascii=False)
        state = await polls.state(poll.poll_id)
        assert views.stage(state, "de", "light").result == shown
    finally:
        await store.redis.aclose()


def test_the_readme_follows_the_same_vote() -> None:
    readme = (ROOT / "README.md").read_text()
    journey = readme.partition("## Follow one vote")[2].partition("\n## ")[0]
    paths = re.findall(r"\]\(([^)#]+)", journey)
    assert len(paths) >= 8
    for path in paths:
        assert (ROOT / path).exists(), path
