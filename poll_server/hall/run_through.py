"""`poll-server demo --run-through`: forum 1 without a person, from the first tap to the report.

A moderator's socket opens, closes and shows every question; phones on real sockets vote, and some
change their mind, come late, or drop and come back. Then every acknowledged vote is looked for in
what is stored, and every published figure in the results.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import uvicorn
from starlette.requests import HTTPConnection

from poll_server.base.background import ended
from poll_server.base.percent import format_percent
from poll_server.base.settings import Settings
from poll_server.deck import shipped as decks
from poll_server.deck.deck import Poll
from poll_server.live.links import new_link
from poll_server.live.polls import Polls
from poll_server.live.state import RoundResults
from poll_server.live.verbs.voting import voter_key
from poll_server.report import FORMATS, write_report
from poll_server.report.model.gather import gather
from poll_server.run.app import create_app
from poll_server.run.server import bind, config
from poll_server.store.events import Events, Listing
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.web.access.passes import Passes

from .hall import Hall
from .simulated import SimulatedModerator, SimulatedPhone
from .vote_plan import plan
from .vote_targets import check, targets_of

PARTICIPANTS = 150
"""Simulated phones: about what one of six parallel forums held."""
THINKING = (0.0, 0.6)
"""Seconds a simulated person takes: nobody is watching."""
START_SECONDS = 20.0
"""Seconds the server gets to answer for the first time."""
ANSWER_SECONDS = 30.0
"""Seconds for one answer, as a simulated phone waits: a busy laptop is late, not away."""


async def run_through(participants: int, out: Path, *, seed: int, language: str) -> int:
    """Play forum 1 and write its exports into `out`.

    Returns:
        0 only if every acknowledged vote is in the results exactly once, and every published
        figure came out.

    Raises:
        Impossible: with so many participants the figures cannot come out.
    """
    congress = decks.load(decks.CONGRESS)
    poll = congress.polls[0]
    answers = plan(poll, targets_of(decks.CONGRESS), participants, seed)
    with tempfile.TemporaryDirectory(prefix="poll-") as folder:
        redis = await asyncio.to_thread(EmbeddedRedis(Path(folder)).__enter__)
        try:
            async with serving(redis.url) as base:
                return await _play(redis.url, base, poll, answers, out, seed, language)
        finally:
            redis.stop()


@asynccontextmanager
async def serving(redis_url: str, public_url: str = "") -> AsyncIterator[str]:
    """A server of its own on a free port of this machine, for the length of the block.

    Args:
        public_url: the address that stage and QR code show, where it is another.

    Yields:
        Its address.
    """
    listener = bind("127.0.0.1", 0)
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = msgspec.structs.replace(
        Settings.from_env(), redis_url=redis_url, host="127.0.0.1", public_url=public_url or base
    )
    how = config(settings)
    how.app, how.factory = create_app(settings), False
    logging.getLogger().setLevel(logging.WARNING)  # the output is the table of results
    server = uvicorn.Server(how)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        async with asyncio.timeout(START_SECONDS):
            while not server.started:
                if running.done():
                    running.result()
                await asyncio.sleep(0.02)
        yield base
    finally:
        server.should_exit = True
        await running


async def _play(
    redis_url: str,
    base: str,
    poll: Poll,
    answers: Mapping[str, Any],
    out: Path,
    seed: int,
    language: str,
) -> int:
    store = Store.connect(redis_url)
    try:
        events = Events(store)
        participants = max(map(len, answers.values()))
        listing = await events.get(
            await events.add(decks.load(decks.CONGRESS), simulated=participants)
        )
        forum = listing.polls[0]
        hall = Hall(base, forum.code, poll, answers, thinking=THINKING, seed=seed)
        async with hall.present(spread=2.0):
            secret = await new_link(store, "moderator", forum.poll_id)
            await _moderate(base, forum.poll_id, secret, poll, hall)
        return await _verdict(store, listing, poll, hall, out, language)
    finally:
        await store.redis.aclose()


async def _moderate(base: str, poll_id: str, secret: str, poll: Poll, hall: Hall) -> None:
    """Open, wait for everybody, close, approve texts, show: for each question."""
    moderator = SimulatedModerator(base, poll_id, secret)
    async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS) as http:
        await moderator.enter(http)
    running = asyncio.create_task(moderator.run())
    try:
        for number, question in enumerate(poll.questions, 1):
            await moderator.do("goto", question.id)
            if not question.asks:
                continue
            await moderator.do("open")
            await hall.settled(question.id)
            await moderator.do("close")
            if question.approved_first:
                await moderator.do("approve", "*")
            await moderator.do("show")
            print(f"  {number:>2}/{len(poll.questions)} {question.id}", flush=True)
    finally:
        await ended([running])


async def _verdict(
    store: Store, listing: Listing, poll: Poll, hall: Hall, out: Path, language: str
) -> int:
    polls = Polls.reading(store)
    forum = listing.polls[0]
    rounds = await polls.frozen(forum.poll_id, "de")
    report = await gather(polls, listing, language, only=forum.slug)
    files = write_report(report, FORMATS, out)

    wrong = await _wrong_votes(store, forum.poll_id, rounds, hall)
    targets = targets_of(decks.CONGRESS)
    assert targets is not None
    wrong += map(str, check(poll, {r.question.id: r.results for r in rounds}, targets))
    _print_results(rounds)
    print("\n".join(str(path) for path in files))
    acknowledged = sum(len(phone.counted) for phone in hall.phones)
    print(
        f"\n{len(hall.phones)} simulated phones, {acknowledged} votes acknowledged, "
        f"{sum(phone.connects - 1 for phone in hall.phones)} reconnects."
    )
    for sentence in wrong:
        print(f"Wrong: {sentence}")
    if not wrong:
        print("Every acknowledged vote is in the results once; every published figure came out.")
    return 1 if wrong else 0


async def _wrong_votes(
    store: Store, poll_id: str, rounds: list[RoundResults], hall: Hall
) -> list[str]:
    """What differs between acknowledged and stored votes, voter by voter."""
    about = await store.polls.about(poll_id)
    passes = Passes(await store.secret(), Settings())
    wrong = []
    for each in rounds:
        number, question = each.round.number, each.question
        stored = await store.rounds.votes(poll_id, number)
        voters = {}
        for phone in hall.phones:
            if vote := phone.counted.get(number):
                voters[voter_key(about, credential_of(phone, passes), question.id)] = vote
        if voters.keys() != stored.keys():
            wrong.append(
                f"{question.id}: {len(voters.keys() - stored.keys())} votes lost, "
                f"{len(stored.keys() - voters.keys())} never acknowledged"
            )
        for voter, vote in voters.items():
            if voter in stored and stored[voter][::2] != (vote.seq, question.check(vote.answer)):
                wrong.append(f"{question.id}: another answer is stored than was acknowledged")
        if len(stored) != each.round.votes or each.round.votes != hall.voters(question.id):
            wrong.append(f"{question.id}: {each.round.votes} votes, {len(stored)} stored")
    return wrong


def credential_of(phone: SimulatedPhone, passes: Passes) -> bytes:
    """The credential in a simulated phone's cookie."""
    headers = [(b"cookie", phone.cookies.encode())]
    credential = passes.credential(
        HTTPConnection({"type": "http", "scheme": "http", "path": "/", "headers": headers})
    )
    assert credential is not None
    return credential


def _print_results(rounds: list[RoundResults]) -> None:
    for each in rounds:
        results = each.results
        print(f"\n{results.prompt}  (n = {results.base})")
        for series in results.series:
            if series.label:
                print(f"  {series.label}")
            for row in series.rows[:8]:  # 8: the rest is in the files
                print(f"  {format_percent(row.percent, 'de'):>6}  {row.count:>4}  {row.label}")
