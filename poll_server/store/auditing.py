"""What a closed round is held to: its result is the sum of its votes, and both stay as they were.

With the result two checksums are stored, once. One covers every vote, so that neither another
answer nor two ballots that changed places go unnoticed; the other covers the result, which stays
when single votes are deleted after their time. Rounds that were closed by the version before have
one checksum, made the old way (`SCHEME_OF_OLD`); it is checked the old way for as long as they are
kept. A round that was taken over from another tool has no votes: it is held to the checksum of its
result, which covers its mark. No I/O.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from poll_server.locale import Speech

from .records import Round

KeptVotes = Mapping[str, tuple[int, Mapping[str, int], Any]]
"""voter key -> (seq, counts, answer)"""

SCHEME = 2
"""Of the checksums that are made now."""
SCHEME_OF_OLD = 1
"""Covers voter key, seq and answer; a round's number and question and the result are not in it."""

Mismatch = Literal["tally", "number", "result", "votes", "gone"]
"""What differs, as it is stored with the round."""
MISMATCHES: tuple[Mismatch, ...] = get_args(Mismatch)


class Evidence(NamedTuple):
    """A round at one moment, with what its result is held to."""

    round: Round
    votes: dict[str, tuple[int, dict[str, int], Any]]
    """voter key -> (seq, counts, answer)"""
    tally: dict[str, int]
    result: dict[str, int]
    """none before it is frozen"""
    deleted: bool
    """its single votes were deleted after their time"""


class Sums(NamedTuple):
    """The checksums of a round, SHA-256 in hexadecimal."""

    votes: str
    result: str
    scheme: int = SCHEME


def fold(votes: KeptVotes) -> dict[str, int]:
    """The tally counted afresh."""
    total: dict[str, int] = {}
    for _, counts, _ in votes.values():
        for counter, n in counts.items():
            total[counter] = total.get(counter, 0) + n
    return {counter: n for counter, n in total.items() if n}


def sums(poll_id: str, round_: Round, votes: KeptVotes, result: Mapping[str, int]) -> Sums:
    """Both checksums of a round, the same wherever they are computed."""
    return Sums(checksum(poll_id, round_, votes), result_checksum(poll_id, round_, result))


def checksum(poll_id: str, round_: Round, votes: KeptVotes) -> str:
    """SHA-256 over who voted what: a line for the round, then one for each vote by voter key."""
    sha = hashlib.sha256(_line("votes", poll_id, round_.number, round_.question))
    for voter in sorted(votes):
        sha.update(_line(voter, *votes[voter]))
    return sha.hexdigest()


def result_checksum(poll_id: str, round_: Round, result: Mapping[str, int]) -> str:
    """SHA-256 over a frozen result, the hand count beside it, and where it was taken over from."""
    sha = hashlib.sha256(_line("result", poll_id, round_.number, round_.question))
    for counter in sorted(result):
        sha.update(_line(counter, result[counter]))
    if round_.hands:  # a round without a hand count has the checksum that it always had
        sha.update(_line("hands", round_.hands))
    if round_.source:  # nothing else holds how many it was, and that it was not held here
        sha.update(_line("source", round_.source, round_.opened_ms, round_.votes))
    return sha.hexdigest()


def old_checksum(votes: KeptVotes) -> str:
    """The checksum of `SCHEME_OF_OLD`."""
    sha = hashlib.sha256()
    for voter in sorted(votes):
        seq, _, answer = votes[voter]
        sha.update(f"{voter} {seq} ".encode() + msgspec.json.encode(answer, order="sorted") + b"\n")
    return sha.hexdigest()


def _line(*parts: Any) -> bytes:
    """Canonical JSON: no part can run into the next one."""
    return msgspec.json.encode(parts, order="sorted") + b"\n"


def difference(
    poll_id: str,
    round_: Round,
    votes: KeptVotes,
    result: Mapping[str, int],
    *,
    deleted: bool = False,
) -> Mismatch | None:
    """How a frozen round differs from what was frozen; None where it does not.

    Args:
        deleted: its single votes were deleted after their time.
    """
    if round_.result_sha256 and round_.result_sha256 != result_checksum(poll_id, round_, result):
        return "result"
    if round_.source:
        return "votes" if votes else None  # it never had any
    if not votes and round_.votes:
        # The version before did not say when it had deleted votes; its last verdict stays.
        old = round_.sha256 and round_.scheme == SCHEME_OF_OLD
        if not (old or deleted):
            return "gone"
        return last_verdict(round_)
    if round_.sha256 and round_.sha256 != _again(poll_id, round_, votes):
        return "votes"
    if fold(votes) != result:
        return "tally"
    return "number" if len(votes) != round_.votes else None


def last_verdict(round_: Round) -> Mismatch | None:
    """What the last audit found; the version before wrote a sentence where the tally was wrong."""
    for each in MISMATCHES:
        if round_.audit == each:
            return each
    return "tally" if round_.audit else None


def _again(poll_id: str, round_: Round, votes: KeptVotes) -> str:
    """The checksum of the votes as they are now, made as the stored one was."""
    if round_.scheme == SCHEME_OF_OLD:
        return old_checksum(votes)
    return checksum(poll_id, round_, votes)


def sentence(_: Speech, what: Mismatch, number: int, votes: int) -> str:
    """What differs, in words.

    Args:
        number: of the round.
        votes: single votes that are stored now.
    """
    match what:
        case "votes":
            return _(
                "round %(number)s: its votes are no longer those over which the checksum was made "
                "when voting closed",
                number=number,
            )
        case "result":
            return _(
                "round %(number)s: its result is no longer the one that was frozen when voting "
                "closed",
                number=number,
            )
        case "gone":
            return _("round %(number)s: its single votes are gone before their time", number=number)
        case "number":
            return _(
                "round %(number)s: the number of people that was frozen is not that of its "
                "%(votes)s votes",
                number=number,
                votes=votes,
            )
    return _(
        "round %(number)s: the tally is not the sum of its %(votes)s votes",
        number=number,
        votes=votes,
    )
