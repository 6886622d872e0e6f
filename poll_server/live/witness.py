"""What is known of how far a poll had got: so that a Redis that went back in time is found out.

A process remembers the newest version that Redis told it. Across a restart the phones remember it:
with a snapshot, and with the word that a vote was counted, they are given a *proof* of the version,
and give it back when they say hello. A proof is a keyed hash over poll, epoch and version, made
with the poll's secret. So nobody can claim a version that never was, however large the number: a
hello without a proof, as of older pages, proves nothing, and one whose epoch is over neither.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import NamedTuple

from poll_server.store.records import About

PROOF_BYTES = 12
"""96 bits: nobody guesses one, and in a snapshot they take 16 letters."""


class Reached(NamedTuple):
    """How far a poll had got."""

    epoch: str
    version: int


class Witness:
    """The newest version of every poll that Redis told this process."""

    def __init__(self) -> None:
        self._seen: dict[str, Reached] = {}

    def seen(self, poll_id: str) -> Reached:
        """The newest; of no epoch where there is none."""
        return self._seen.get(poll_id, Reached("", 0))

    def note(self, poll_id: str, epoch: str, version: int) -> None:
        """Redis said so just now, or a moment ago."""
        seen = self.seen(poll_id)
        if epoch and (epoch != seen.epoch or version > seen.version):
            self._seen[poll_id] = Reached(epoch, version)


def proof(about: About, epoch: str, version: int) -> str:
    """What a phone is given with this version; empty before the poll has a secret."""
    if not about.secret:
        return ""
    said = f"version|{about.poll_id}|{epoch}|{version}".encode()
    return urlsafe_b64encode(about.keyed.digest(said)[:PROOF_BYTES]).decode()


def proves(about: About, epoch: str, version: int, given: str) -> bool:
    """Whether `given` shows that this poll had this version in this epoch."""
    right = proof(about, epoch, version)
    return bool(right) and hmac.compare_digest(right.encode(), given.encode())
