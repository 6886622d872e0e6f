"""What of a backup goes out of the house: who restores it, perhaps elsewhere, tells nobody by that.

Webhooks stay, turned off; what waited for them is dropped, and their log says so. Tokens of
programs stay as they were at the backup, like accounts, passwords and links: they come from outside
and open what they opened then. One that was revoked since is good again, and is counted here so
that somebody looks.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from poll_server.store.keys import HOOKS, HOOKS_DUE, HOOKS_LOG, TOKENS
from poll_server.store.parts.hooks import Delivery, Hook, all_dropped
from poll_server.store.parts.tokens import ApiToken
from poll_server.store.records import now_ms

from .cut import Kept


class Outgoing(NamedTuple):
    """What a person has to decide after a restore."""

    hooks: int
    """that were on"""
    dropped: int
    """deliveries"""
    tokens: int
    """that have not ended by themselves"""

    def __str__(self) -> str:
        """Sentences; none where there is nothing to say."""
        said = []
        if self.hooks or self.dropped:
            said.append(
                f"Webhooks turned off: {self.hooks}; deliveries that waited for them, dropped: "
                f"{self.dropped}. An organiser turns each on again on the page Webhooks of its "
                "event."
            )
        if self.tokens:
            said.append(
                f"Tokens of programs as at the backup: {self.tokens}. What was revoked since is "
                "good again: look with poll-server token --list."
            )
        return "\n".join(said)


def kept_in(kept: Sequence[Kept]) -> tuple[list[Kept], Outgoing]:
    """What is restored of `kept`, and what is to be said of it.

    Raises:
        MsgspecError: a hook, a delivery or a token cannot be read.
    """
    by_key = {each.key: each for each in kept}
    hooks = [msgspec.json.decode(raw, type=Hook) for raw in _values(by_key, HOOKS)]
    due = [msgspec.json.decode(raw, type=Delivery).hook for raw in _values(by_key, HOOKS_DUE)]
    ends = [msgspec.json.decode(raw, type=ApiToken).until_ms for raw in _values(by_key, TOKENS)]
    by_key.pop(HOOKS_DUE, None)
    if hooks:
        off = {each.id: _json(_off(each)) for each in hooks}
        by_key[HOOKS] = msgspec.structs.replace(by_key[HOOKS], value=off)
    if lost := [_json(all_dropped(h, "restored", due.count(h.id))) for h in hooks if h.id in due]:
        log = by_key.get(HOOKS_LOG) or Kept(HOOKS_LOG, "list", -1, [])
        by_key[HOOKS_LOG] = msgspec.structs.replace(log, value=[*lost, *log.value])
    good = sum(end > now_ms() for end in ends)
    said = Outgoing(sum(not each.off for each in hooks), len(due), good)
    return list(by_key.values()), said


def _off(hook: Hook) -> Hook:
    return hook if hook.off else msgspec.structs.replace(hook, off=True, why_off="restored")


def _values(by_key: dict[str, Kept], key: str) -> list[str]:
    return list(by_key[key].fields.values()) if key in by_key else []


def _json(value: msgspec.Struct) -> str:
    return msgspec.json.encode(value).decode()
