"""Secret links: a moderator's, a stage's and a frame's of a poll, a reviewer's of an event.

    secret = await new_link(store, "stage", poll_id)       to be shown now, and never again
    await admits(store, "stage", poll_id, secret)          the generation to sign a pass with
    await end_links(store, "stage", poll_id)               all of them, with every pass and socket

Redis holds only the SHA-256 of a secret: who reads its memory, its files or a backup can open
nothing. A link can therefore not be shown again; any number are made, and up to `MOST_LINKS` of a
kind are good side by side.

Fields of `poll:{<P>}:about`, and for reviewers of `event:<E>`:

    link:<role>:<SHA-256>    when the link was made, ms since 1970; 0: see `hash_old_secrets`
    open_stage               1: the address alone opens the stage, as it did before it had a secret
    review_links             generation of the reviewers' links (a poll's are in `poll:{<P>}:live`)
"""

from collections.abc import Callable, Iterable, Mapping

import structlog
from redis.exceptions import RedisError

from poll_server.base.secrets import LinkRole, hash_secret, new_secret
from poll_server.store.keys import REWRITE_DUE, SERVER, PollKeys, event_key
from poll_server.store.records import GENERATIONS, UnknownEvent, UnknownPoll, now_ms
from poll_server.store.store import Store
from poll_server.store.text_redis import TextPipe

MOST_LINKS = 50
"""Links of one kind that are good at once; one more ends the oldest. A start of the server on a
terminal makes one, and nobody hands out fifty."""
BY_EARLIER_VERSION = 0
"""What stands for the time of a link whose secret was kept in plain text once."""

log = structlog.get_logger(__name__)


async def new_link(store: Store, role: LinkRole, of: str) -> str:
    """Make one more link; those made before stay good.

    Args:
        of: the poll's id; for a reviewer the event's.

    Returns:
        Its secret, which is kept nowhere.

    Raises:
        LookupError: there is no such poll or event (any more).
    """
    secret, (key, *_) = new_secret(), _places(role, of)

    async def change(pipe: TextPipe) -> None:
        fields = await _there(pipe, key, role, of)
        made = sorted(_of_role(fields, role), key=lambda field: int(fields[field]))
        pipe.multi()
        pipe.hset(key, _field(role, secret), now_ms())
        if spent := made[: max(0, len(made) + 1 - MOST_LINKS)]:
            pipe.hdel(key, *spent)

    await store.redis.transaction(change, key)
    return secret


async def renew_links(store: Store, role: LinkRole, of: str) -> str:
    """End all links of this kind, and make a new one.

    Returns:
        Its secret.

    Raises:
        LookupError: there is no such poll or event (any more).
    """
    await end_links(store, role, of)
    return await new_link(store, role, of)


async def end_links(store: Store, role: LinkRole, of: str) -> None:
    """End all links of this kind with every pass that they gave; open sockets go within 1 s.

    Raises:
        LookupError: there is no such poll or event (any more).
    """
    key, generations, generation = _places(role, of)

    async def change(pipe: TextPipe) -> None:
        fields = await _there(pipe, key, role, of)
        doomed = [*_of_role(fields, role), *(["open_stage"] if role == "stage" else [])]
        pipe.multi()
        # Together: with the new generation and the old hash, the old link would be good again.
        if doomed:
            pipe.hdel(key, *doomed)
        if role == "reviewer":
            pipe.hset(key, generation, _of_event(fields) + 1)
        else:
            # A poll of an earlier version has no such field, and its first passes say 1.
            pipe.hsetnx(generations, generation, 1)
            pipe.hincrby(generations, generation, 1)
        if role != "reviewer":
            pipe.spublish(PollKeys(of).changes, "links")  # so that hubs look at once

    await store.redis.transaction(change, key)


async def admits(store: Store, role: LinkRole, of: str, secret: str) -> int | None:
    """The generation of links that this secret belongs to; None where it opens nothing.

    No limit to tries: a secret has 128 random bits, and a limit would let anybody lock a moderator
    out in the middle of a forum.

    Args:
        secret: '' for none, which opens the stage of a poll whose links had none when it was made.
    """
    key, generations, generation = _places(role, of)
    field = _field(role, secret) if secret else "open_stage"
    if not secret and role != "stage":
        return None
    async with store.redis.pipeline(transaction=True) as pipe:
        pipe.hexists(key, field)
        pipe.hmget(generations, generation, "created_ms")
        good, (number, created_ms) = await pipe.execute()
    return int(number or created_ms or 1) if good else None


async def admits_in_path(store: Store, event_id: str, secret: str) -> int | None:
    """As `admits`, for a reviewer's link of a version that carried the secret in its path."""
    made = await store.redis.hget(event_key(event_id), _field("reviewer", secret))
    old = made is not None and int(made) == BY_EARLIER_VERSION
    return await admits(store, "reviewer", event_id, secret) if old else None


async def reviewers_generation(store: Store, event_id: str) -> int:
    """The generation that a reviewer's pass must have.

    Raises:
        UnknownEvent: there is no such event.
    """
    return _of_event(await store.events.fields(event_id))


def _of_event(fields: Mapping[str, str]) -> int:
    """The generation of an event's reviewers' links. It begins with the time the event was made:
    an event that takes the id of one that was deleted must not let its reviewers in."""
    return int(fields.get("review_links") or fields["created_ms"])


async def links_made(store: Store, role: LinkRole, of: str) -> list[int]:
    """When each link was made that is good now, ms since 1970, the newest first."""
    fields: Mapping[str, str] = await store.redis.hgetall(_places(role, of)[0])
    return sorted((int(fields[field]) for field in _of_role(fields, role)), reverse=True)


# ── From before only hashes were kept ─────────────────────────────────────────────────────────


async def hash_old_secrets(store: Store) -> None:
    """Replace the secrets that earlier versions kept in plain text, in Redis and on its disk.

    The links stay good: moderators', reviewers' in their old form, and stages' without a secret.
    Of processes that start at once any may do it; what is done already is left alone.
    """
    for event_id in await store.events.all():
        try:
            polls = (await store.events.polls(event_id)).values()
        except UnknownEvent:
            continue  # deleted meanwhile
        await _hash_old(store, event_key(event_id), "review", "reviewer", {})
        for poll_id in polls:
            key = PollKeys(poll_id).about
            await _hash_old(store, key, "moderator", "moderator", {"open_stage": 1})
    if await store.redis.hexists(SERVER, REWRITE_DUE):
        try:
            await store.events.rewrite_log()
            await store.redis.hdel(SERVER, REWRITE_DUE)
        except RedisError as error:  # some hosts forbid it; the next start tries again
            log.warning("old_secrets_in_log", error=type(error).__name__)


async def _hash_old(
    store: Store, key: str, field: str, role: LinkRole, more: Mapping[str, int]
) -> None:
    if not await store.redis.hexists(key, field):
        return
    await store.redis.hset(SERVER, REWRITE_DUE, 1)

    async def change(pipe: TextPipe) -> None:
        secret = await pipe.hget(key, field)
        pipe.multi()
        if secret is None:
            return  # another process was faster
        pipe.hdel(key, field)
        if secret:
            pipe.hset(key, mapping={_field(role, secret): BY_EARLIER_VERSION, **more})

    await store.redis.transaction(change, key)


# ── Where it stands ───────────────────────────────────────────────────────────────────────────


def _places(role: LinkRole, of: str) -> tuple[str, str, str]:
    """The key with the links, and the key and the field with their generation."""
    if role == "reviewer":
        return event_key(of), event_key(of), "review_links"
    keys = PollKeys(of)
    return keys.about, keys.live, GENERATIONS[role]


def _field(role: LinkRole, secret: str) -> str:
    return f"link:{role}:{hash_secret(secret)}"


def _of_role(fields: Iterable[str], role: LinkRole) -> list[str]:
    return [field for field in fields if field.startswith(f"link:{role}:")]


async def _there(pipe: TextPipe, key: str, role: LinkRole, of: str) -> Mapping[str, str]:
    """What stands under `key`, which must not come to be by a link alone."""
    fields: Mapping[str, str] = await pipe.hgetall(key)
    if not fields:
        gone: Callable[[str], Exception] = UnknownEvent if role == "reviewer" else UnknownPoll
        raise gone(of)
    return fields
