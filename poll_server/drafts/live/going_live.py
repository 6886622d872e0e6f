"""A draft goes live: each poll in one step, the event last.

A poll in which a question was opened since the draft was read stays as it is; the others go on.
Whatever breaks off on the way can be asked for again.
"""

from collections.abc import Mapping, Sequence

import msgspec

from poll_server.deck.deck import Event, Poll
from poll_server.store.events import Events
from poll_server.store.store import Store


async def go_live(
    store: Store,
    events: Events,
    live: Event,
    wanted: Event,
    poll_ids: Mapping[str, str],
    *,
    over: bool = False,
) -> list[tuple[str, ...]]:
    """Make `wanted` the deck of the event that is `live` now.

    Args:
        poll_ids: poll id in the deck -> its key.
        over: the event is archived, and so are polls that are new.

    Returns:
        What was asked meanwhile and stays as it was: (poll id, question id), or (poll id,) where
        that is what votes were promised.

    Raises:
        UnknownEvent: the event was deleted meanwhile.
    """
    if wanted == live:
        return []
    heading = msgspec.structs.replace(wanted, polls=())
    going = _Going(store, events, heading, same=heading == msgspec.structs.replace(live, polls=()))
    before = {poll.id: poll for poll in live.polls}
    for poll in wanted.polls:
        if poll.id in before:
            await going.change(poll_ids[poll.id], before[poll.id], poll)
        else:
            await going.make(poll, over=over)
    removed = await going.retire_others(wanted, before, poll_ids)
    complete = msgspec.structs.replace(wanted, polls=tuple(going.polls))
    made = {**{poll.id: poll_ids.get(poll.id, "") for poll in going.polls}, **going.made}
    await store.events.change(live.id, complete, made)
    for poll_id in removed:
        await store.events.delete_poll(poll_id)
    return going.late


class _Going:
    """The polls of one event, while they go live one by one."""

    def __init__(self, store: Store, events: Events, heading: Event, *, same: bool) -> None:
        """Args:
        heading: the event without its polls, as it shall be.
        same: it is so already.
        """
        self._store, self._events, self._heading, self._same = store, events, heading, same
        self.polls: list[Poll] = []
        """as they are live from now on"""
        self.made: dict[str, str] = {}
        """poll id in the deck -> key, of new ones"""
        self.late: list[tuple[str, ...]] = []

    async def make(self, poll: Poll, *, over: bool) -> None:
        """A new poll, with its code and links."""
        about = await self._events.make_poll(poll, self._heading.id, self._heading)
        if over:
            await self._store.polls.set_over(about.poll_id, over=True)
        self.made[poll.id] = about.poll_id
        self.polls.append(about.poll)

    async def change(self, poll_id: str, before: Poll, poll: Poll) -> None:
        """A poll that is live gets its questions, or keeps them if one was asked meanwhile."""
        if poll == before and self._same:
            self.polls.append(before)
            return
        changed, removed = _questions(before, poll)
        promised = _promised(before) != _promised(poll)
        asked = await self._store.polls.change_poll(
            poll_id, poll, self._heading, changed, removed, promised=promised
        )
        if asked is None:
            self.polls.append(poll)
            return
        self.late += [(poll.id, *filter(None, [question])) for question in asked]
        self.polls.append(before)
        if not self._same:
            await self._store.polls.change_poll(
                poll_id, before, self._heading, (), (), promised=False
            )

    async def retire_others(
        self, wanted: Event, before: Mapping[str, Poll], poll_ids: Mapping[str, str]
    ) -> list[str]:
        """Take out the polls that are not wanted any more; the keys of those that were."""
        kept = {poll.id for poll in wanted.polls}
        gone = [slug for slug in before if slug not in kept]
        return [poll_ids[slug] for slug in gone if await self._retire(poll_ids[slug], before[slug])]

    async def _retire(self, poll_id: str, poll: Poll) -> bool:
        """Take a poll out that nobody voted in; False where somebody did meanwhile."""
        if await self._store.polls.retire_poll(poll_id):
            return True
        self.late.append((poll.id,))
        self.polls.append(poll)
        return False


def _promised(poll: Poll) -> tuple[object, ...]:
    """What people were told before they voted (`ran.FIXED_IN_POLL`)."""
    return poll.linkable, poll.smallest_group, poll.here_as


def _questions(before: Poll, now: Poll) -> tuple[Sequence[str], Sequence[str]]:
    """Ids of the questions that change, and of those that go."""
    new = {question.id: question for question in now.questions}
    changed = [each.id for each in before.questions if each.id in new and new[each.id] != each]
    return changed, [each.id for each in before.questions if each.id not in new]
