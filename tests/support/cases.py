"""A small event with a question of every kind, and its poll without sockets."""

from typing import Any

from poll_server.deck.deck import Event, Poll
from poll_server.live.polls import Polls
from poll_server.questions import Choice, OpenText, Scale, Words
from poll_server.wire.messages import (
    Action,
    Command,
    Conflict,
    Counted,
    Done,
    NotDone,
    Refused,
    Retry,
    Vote,
)

PHONES = Choice(
    id="phones",
    prompt={"de": "Private Handys im Unterricht?", "en": "Private phones in class?"},
    options=({"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}),
    abstain=True,
)
TOPICS = Choice(
    id="topics",
    prompt={"de": "Welche Themen?", "en": "Which topics?"},
    options=({"de": "Zeit", "en": "Time"}, {"de": "Geld", "en": "Money"}, "Wi-Fi"),
    most=2,
    other=True,
    live=True,
    timer=60,
)
SKILLS = Scale(
    id="skills",
    prompt={"de": "Wie gut können Sie …?", "en": "How well can you …?"},
    statements=({"de": "rechnen", "en": "add"}, {"de": "schreiben", "en": "write"}),
    labels=("1", "2", "3", "4", "5"),
)
WORDS = Words(id="words", prompt={"de": "Ein Wort?", "en": "One word?"})
THOUGHTS = OpenText(id="thoughts", prompt={"de": "Was noch?", "en": "What else?"})
POLL = Poll(
    id="forum-1",
    title={"de": "Themenforum 1", "en": "Forum 1"},
    questions=(PHONES, TOPICS, SKILLS, WORDS, THOUGHTS),
)
EVENT = Event(
    id="congress", title={"de": "Kongress", "en": "Congress"}, languages=("de", "en"), polls=(POLL,)
)

YES, NO, ABSTAIN = {"options": [0]}, {"options": [1]}, {"abstain": True}


def credential(who: int) -> bytes:
    """What the cookie of phone number `who` would hold."""
    return who.to_bytes(16)


class Hall:
    """One poll, its moderator and its phones."""

    def __init__(self, polls: Polls, poll_id: str) -> None:
        self.polls, self.poll_id = polls, poll_id
        self._commands = 0

    async def try_to(
        self,
        action: Action,
        value: str | int = "",
        *,
        expected: int | None = None,
        id: str = "",
        language: str = "en",
    ) -> Done | Conflict | NotDone:
        """Command `action`, by default as somebody who sees the present state."""
        if expected is None:
            expected = (await self.polls.state(self.poll_id)).control
        self._commands += 1
        command = Command(
            id=id or f"command-{self._commands}",
            expected_version=expected,
            action=action,
            value=value,
        )
        return await self.polls.command(self.poll_id, command, language)

    async def do(self, action: Action, value: str | int = "") -> None:
        """Command `action`, which must be possible now."""
        answer = await self.try_to(action, value)
        assert isinstance(answer, Done), answer

    async def ask(self, question: str) -> int:
        """Go to `question` and open it; the number of its round."""
        await self.do("goto", question)
        state = await self.polls.state(self.poll_id)
        await self.do("open" if state.state == "ready" else "again")
        return (await self.polls.state(self.poll_id)).live.round

    async def one_vote(self, question: str = "phones", answer: Any = YES) -> int:
        """Have one phone answer `question`, and close it; the number of its round."""
        number = await self.ask(question)
        await self.vote(1, answer)
        await self.do("close")
        return number

    async def vote(
        self, who: int, answer: Any, *, seq: int = 1, number: int | None = None, group: int = 0
    ) -> Counted | Refused | Retry:
        """What the phone number `who` is answered; in the round in sight where none is named."""
        if number is None:
            number = (await self.polls.state(self.poll_id)).live.round
        vote = Vote(round=number, seq=seq, answer=answer, group=group)
        return await self.polls.vote(self.poll_id, credential(who), vote)
