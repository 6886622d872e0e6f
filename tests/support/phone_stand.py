"""A server with one poll and its moderator: what the phones' tests drive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from poll_server.base.background import ended
from poll_server.deck.deck import Event, Poll
from poll_server.hall.run_through import serving
from poll_server.hall.simulated import SimulatedModerator
from poll_server.live.links import new_link
from poll_server.questions import (
    AnyQuestion,
    Choice,
    Grid,
    MaxDiff,
    Number,
    OpenText,
    Pairs,
    Ranking,
    Resistance,
    Scale,
    Words,
)
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from tests.support.waiting import LONGEST

COMPETENCES = Choice(
    id="competences",
    prompt={"de": "Welche Kompetenzen sind wichtig?", "en": "Which skills matter?"},
    hint={"de": "Bis zu zwei", "en": "Up to two"},
    options=(
        {"de": "Kreativität", "en": "Creativity"},
        {"de": "Zusammenarbeit", "en": "Collaboration"},
        {"de": "Programmieren", "en": "Programming"},
    ),
    most=2,
)
PHONES = Choice(
    id="phones",
    prompt={"de": "Private Handys zulassen?", "en": "Allow private phones?"},
    options=({"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}),
    abstain=True,
    other=True,
)
LEARNING = Scale(
    id="learning",
    prompt={"de": "Digitales Lernen …", "en": "Digital learning …"},
    set="agreement-5",
    statements=({"de": "motiviert", "en": "motivates"}, {"de": "entlastet", "en": "relieves"}),
    abstain=True,
)
TOPICS = Ranking(
    id="topics",
    prompt={"de": "Was zuerst?", "en": "What first?"},
    options=({"de": "Zeit", "en": "Time"}, {"de": "Geld", "en": "Money"}, "WLAN <schnell>"),
    abstain=True,
)
NEEDS = Words(id="needs", prompt={"de": "Was brauchen Sie?", "en": "What do you need?"})
WISHES = OpenText(id="wishes", prompt={"de": "Was wünschen Sie?", "en": "What do you wish for?"})
RECOMMEND = Scale(
    id="recommend",
    prompt={"de": "Würden Sie weiterempfehlen?", "en": "Would you recommend?"},
    set="nps-11",
    statements=({"de": "den Tag", "en": "the day"}, {"de": "das Haus", "en": "the house"}),
    abstain=True,
)
ENERGY = Scale(
    id="energy",
    prompt={"de": "Wie viel Energie haben Sie?", "en": "How much energy do you have?"},
    labels=({"de": "keine", "en": "none"}, {"de": "viel", "en": "much"}),
    steps=11,
    first=0,
    slider=True,
    abstain=True,
)
FACES = Scale(id="faces", prompt={"de": "Wie war es?", "en": "How was it?"}, set="faces-5")
PLACES = Choice(
    id="places",
    prompt={"de": "Wo lernen Sie am liebsten?", "en": "Where do you like to learn?"},
    options=(
        {"de": "Zu Hause", "en": "At home"},
        {"de": "Im Café", "en": "In a café"},
        {"de": "In der Bücherei", "en": "In the library"},
        {"de": "Im Freien", "en": "Outside"},
        {"de": "Nirgends davon", "en": "None of these"},
    ),
    least=2,
    most=3,
    shuffled=True,
    kept_last=1,
    reason=True,
    other=True,
    abstain=True,
)
DISTANCE = Number(
    id="distance",
    prompt={"de": "Wie weit ist es zum Mond?", "en": "How far is the moon?"},
    unit={"de": "Mm", "en": "Mm"},
    decimals=1,
    low="0",
    right="384,4",
)
TRIP = Resistance(
    id="trip",
    prompt={"de": "Wohin fahren wir?", "en": "Where do we go?"},
    proposals=(
        {"de": "In die Berge", "en": "To the hills"},
        {"de": "Ans Meer", "en": "To the sea"},
    ),
    abstain=True,
)
WORTH = Grid(
    id="worth",
    prompt={"de": "Was lohnt sich?", "en": "What is worth it?"},
    items=({"de": "Offenes WLAN", "en": "Open Wi-Fi"}, "Lernbüro <neu>"),
    across={"de": "Aufwand", "en": "Effort"},
    up={"de": "Nutzen", "en": "Benefit"},
    abstain=True,
)
RATHER = Pairs(
    id="rather",
    prompt={"de": "Was eher?", "en": "What rather?"},
    statements=({"de": "Berge", "en": "Hills"}, {"de": "Meer", "en": "Sea"}, "Stadt", "<Land>"),
    each=5,
)
ENDS = MaxDiff(
    id="ends",
    prompt={"de": "Was zuerst?", "en": "What first?"},
    statements=({"de": "Berge", "en": "Hills"}, "Meer", "Stadt", "<Land>", "See"),
    worst={"de": "Am unwichtigsten", "en": "Least important"},
)
QUESTIONS: tuple[AnyQuestion, ...] = (
    COMPETENCES, PHONES, PLACES, LEARNING, RECOMMEND, ENERGY, FACES, DISTANCE, TRIP, WORTH, TOPICS,
    NEEDS, WISHES, RATHER, ENDS,
)  # fmt: skip

GROUPS = ({"de": "Schule", "en": "School"}, {"de": "Unternehmen", "en": "Company"})


@dataclass
class Stand:
    """What a test drives."""

    base: str
    poll: PollListing
    moderator: SimulatedModerator

    @property
    def url(self) -> str:
        """The phone's page."""
        return f"{self.base}/{self.poll.code}"

    def phone(self, language: str = "de") -> httpx.AsyncClient:
        """A browser without JavaScript: it keeps cookies and follows redirects."""
        return httpx.AsyncClient(
            base_url=self.base,
            headers={"Accept-Language": language},
            follow_redirects=True,
            trust_env=False,
            timeout=LONGEST,
        )

    async def open(self, question: str = "competences") -> int:
        """Opens voting on a question; returns the number of its round."""
        await self.moderator.do("goto", question)
        await self.moderator.do("open")
        assert self.moderator.snapshot is not None
        return self.moderator.snapshot.round


def stand_event(questions: tuple[AnyQuestion, ...] = QUESTIONS, **options: Any) -> Event:
    """An event of one poll with these questions and `options`."""
    poll = Poll(
        id="forum-1",
        title={"de": "Themenforum 1", "en": "Forum 1"},
        questions=questions,
        **options,
    )
    return Event(id="kongress", title="Kongress", languages=("de", "en"), polls=(poll,))


@asynccontextmanager
async def stand(
    redis_url: str,
    *,
    linkable: bool = False,
    asks_groups: bool = False,
    nicknames: bool = False,
    questions: tuple[AnyQuestion, ...] = QUESTIONS,
) -> AsyncIterator[Stand]:
    """Serves a poll, of every kind of question, with a moderator at the console."""
    store = Store.connect(redis_url)
    events = Events(store)
    event = stand_event(
        questions, linkable=linkable, here_as=GROUPS if asks_groups else (), nicknames=nicknames
    )
    try:
        listing = (await events.get(await events.add(event))).polls[0]
        async with serving(redis_url) as base:
            secret = await new_link(store, "moderator", listing.poll_id)
            moderator = SimulatedModerator(base, listing.poll_id, secret)
            async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
                await moderator.enter(http)
            running = asyncio.create_task(moderator.run())
            try:
                yield Stand(base, listing, moderator)
            finally:
                await ended([running])
    finally:
        await store.redis.aclose()
