"""What is news: by what Redis holds of a poll, against how far it had got at the last look.

Nothing is noted by who opens or closes a vote, so no vote and no command waits for it, and whatever
broke off is found at the next look. `closed` is told once a round is closed for good, when its
result is frozen: until then the moderator may take the close back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from poll_server.base.text import say
from poll_server.live.state import PollState
from poll_server.report.model.times import iso
from poll_server.store.parts.hooks import Delivery, Hook, HookTopic, PollSeen
from poll_server.store.records import Round, now_ms
from poll_server.store.shown import Showing

Showings = Mapping[int, Sequence[Showing]]


class News(NamedTuple):
    """Something that happened."""

    topic: HookTopic
    name: str
    """no other news has it"""
    at_ms: int
    data: dict[str, Any]


def seen_now(state: PollState, showings: Showings) -> PollSeen:
    """How far a poll has got. What happens in a practice is no news, and its rounds go."""
    last = [times[-1].from_ms for times in showings.values() if times]
    first = state.live.practised
    if state.live.practice:
        return PollSeen(first, first, max(last, default=0))
    return PollSeen(state.live.rounds, _closed(state.rounds, first), max(last, default=0))


def news_of(state: PollState, showings: Showings, before: PollSeen, now: PollSeen) -> list[News]:
    """What happened in a poll between two looks, in its order."""
    found: list[News] = []
    for number, round_ in () if state.live.practice else sorted(state.rounds.items()):
        if round_.source:
            continue  # that was long ago, and not here
        if before.opened < number <= now.opened:
            found.append(_of(state, round_, "poll.opened", round_.opened_ms))
        if before.closed < number <= now.closed:
            found.append(_of(state, round_, "poll.closed", round_.closed_ms))
        found += [
            _of(state, round_, "poll.shown", each.from_ms, f"-{each.from_ms}")
            for each in showings.get(number, ())
            if before.shown_ms < each.from_ms <= now.shown_ms
        ]
    return sorted(found, key=lambda each: each.at_ms)


def _closed(rounds: Mapping[int, Round], number: int) -> int:
    """The number up to which every round behind `number` is closed for good."""
    while (round_ := rounds.get(number + 1)) and round_.frozen:
        number += 1
    return number


def _of(state: PollState, round_: Round, topic: HookTopic, at_ms: int, more: str = "") -> News:
    language = state.event.languages[0]
    asked = next((q for q in state.poll.questions if q.id == round_.question), None)
    data: dict[str, Any] = {
        "event": state.about.event_id,
        "poll": state.poll_id,
        "slug": state.about.slug,
        "title": say(state.poll.title, language),
        "question": round_.question,
        "prompt": say(asked.prompt, language) if asked else "",
        "round": round_.number,
        "attempt": round_.attempt,
    }
    if topic != "poll.opened":
        data["votes"] = round_.votes
    return News(topic, f"{topic}-{state.poll_id}-{round_.number}{more}", at_ms, data)


def deliveries(news: Sequence[News], hooks: Sequence[Hook]) -> list[Delivery]:
    """What is to be told to whom: to no hook what happened before it was made."""
    first = now_ms() - len(news)  # what is due first is told first: in the order it happened
    return [
        Delivery(
            id=each.name,
            hook=hook.id,
            event=hook.event,
            topic=each.topic,
            body=body(each.topic, each.at_ms, each.data),
            due_ms=first + number,
        )
        for number, each in enumerate(news)
        for hook in hooks
        if each.topic in hook.topics and not hook.off and each.at_ms >= hook.made_ms
    ]


def body(topic: str, at_ms: int, data: Mapping[str, Any]) -> str:
    """What is sent: its sort, when it happened, and what of."""
    told = {"type": topic, "timestamp": iso(at_ms), "data": dict(data)}
    return msgspec.json.encode(told).decode()
