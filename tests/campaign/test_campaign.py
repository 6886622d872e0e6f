"""The fault campaign in short, and its negative control. The long form: `make campaign`."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from poll_server.questions.kinds.choice import Choice
from poll_server.store.store import Store
from tests.campaign import disk
from tests.campaign.beside import Said, missing
from tests.campaign.faults import Fault, Machine
from tests.campaign.oracle import Verdict, judge_person
from tests.campaign.people import Habits, Told
from tests.campaign.plan import Plan
from tests.campaign.run import run
from tests.support.suite.no_skips import LINUX


# A power cut needs Linux's seccomp. On a Linux that forbids it the campaign fails: a promise that
# nobody tried is none.
@LINUX
@pytest.mark.campaign
async def test_every_promise_holds_while_everything_breaks() -> None:
    outcome = await run(Plan(seed=4, voters=50, window=2.0, servers=2))
    assert outcome.verdict.all == []
    # It was a campaign: frames were doubled, answers destroyed, connections lost, power cut.
    assert outcome.ledger.acks > 50
    assert outcome.ledger.words > 15 * 5  # of 15 people who also ask, support and raise hands
    assert outcome.ledger.destroyed
    assert outcome.ledger.duplicates
    assert outcome.reconnects > 50


@LINUX
@pytest.mark.campaign
async def test_it_sees_the_votes_that_everysec_loses() -> None:
    """The negative control: acknowledged before the sync, gone with the power, found missing."""
    cuts: tuple[Fault, ...] = ("power", "power")
    outcome = await run(
        Plan(
            seed=1,
            voters=60,
            window=1.0,
            rounds=1,
            faults=cuts,
            appendfsync="everysec",
            habits=Habits(speak=0),
        )
    )
    assert outcome.bytes_lost
    assert outcome.verdict.lost
    # And nothing else: the poll was there, every screen came back, nobody was counted twice.
    assert outcome.verdict.double == []
    # Only that: a Redis that lost votes went back, and the server that knew died with it. A screen
    # sees an older picture until the first phone's hello proves the newer one (contract, rule 17).
    assert [line for line in outcome.verdict.other if not WENT_BACK.search(line)] == []
    # What was lost may be acknowledged once more: whose number was given out again, that person's
    # vote is another one than was acknowledged before. Nobody else's is wrong.
    wrong = outcome.verdict.wrong
    lost_and_given_out_again = {_who(line) for line in wrong if " counted as seq " in line}
    assert {_who(line) for line in wrong} <= lost_and_given_out_again


@pytest.mark.campaign
async def test_on_a_cluster_no_vote_is_lost_when_its_primary_dies_or_its_slot_moves_f10() -> None:
    outcome = await run(
        Plan(seed=1, voters=30, window=2.0, rounds=1, servers=2, faults=TWO_OF_MANY, cluster=True)
    )
    assert outcome.verdict.all == []
    assert outcome.ledger.acks > 30
    assert outcome.ledger.retries


@pytest.mark.campaign
async def test_it_sees_the_votes_that_a_failover_loses_where_no_replica_is_asked() -> None:
    """The negative control: acknowledged by a primary that had lost sight of its replica."""
    plan = Plan(
        seed=1, voters=30, window=1.0, rounds=1, faults=("failover",), cluster=True,
        habits=Habits(speak=0),
    )  # fmt: skip
    outcome = await run(dataclasses.replace(plan, confirmed=False))
    assert outcome.verdict.lost
    assert outcome.verdict.double == []


TWO_OF_MANY: tuple[Fault, ...] = ("reshard", "failover")
WENT_BACK = re.compile(r": version \d+, then \d+$")


def _who(line: str) -> str:
    """“round 1, person 19” of a verdict's line."""
    return line.partition(":")[0]


@LINUX
@pytest.mark.campaign
async def test_a_campaign_whose_poll_is_lost_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens are sent away for good; nobody waits for them, and the verdict says why."""

    async def delete(self: Machine) -> None:
        store = Store.connect(self.world.url)
        (poll_id,) = [
            key.split("{")[1].split("}")[0] for key in await store.redis.keys("poll:*:about")
        ]
        await store.events.delete_poll(poll_id)
        await store.redis.aclose()

    monkeypatch.setattr(Machine, "_drop", delete)
    monkeypatch.setattr("tests.campaign.run.LONGEST_SECONDS", 1e6)
    monkeypatch.setattr("tests.campaign.run.QUIET_SECONDS", 1e6)
    outcome = await run(Plan(seed=2, voters=20, window=1.0, rounds=1, faults=("drop",)))
    assert outcome.verdict.other == ["it did not come to its end: SentAway(4404)"]


@LINUX
@pytest.mark.campaign
async def test_it_sees_the_words_beside_votes_that_everysec_loses() -> None:
    """The negative control: questions, support and hands that were acknowledged and are gone."""
    cuts: tuple[Fault, ...] = ("power", "power")
    plan = Plan(seed=1, voters=20, window=4.0, rounds=1, faults=cuts, appendfsync="everysec")
    outcome = await run(dataclasses.replace(plan, habits=Habits(speak=1.0)))
    assert [line for line in outcome.verdict.lost if line.startswith("person ")]


SAID = Said({"e": "Why?"}, {"f": (2, False)}, (1, True))


@pytest.mark.parametrize(
    ("stored", "lost"),
    [
        (SAID, 0),
        (Said({"e": "Why?"}, {"f": (2, False)}, (0, False)), 1),
        (Said({"e": "What?"}, {"f": (2, False)}, (1, True)), 1),
        (Said({"e": "Why?"}, {"f": (1, True)}, (1, False)), 2),
        (Said(), 3),
    ],
)
def test_every_word_beside_votes_must_be_stored_as_it_was_said(stored: Said, lost: int) -> None:
    assert len(missing(SAID, stored)) == lost


QUESTION = Choice(id="q", prompt="?", options=("A", "B"))
A, B = b'{"options":[0]}', b'{"options":[1]}'


@pytest.mark.parametrize(
    ("told", "stored", "broken"),
    [
        (Told(), None, ""),
        (Told(sent={1: {A}}), None, ""),
        (Told(sent={1: {A}}), (1, {"options": [0]}), ""),
        (Told(sent={1: {A}}, counted={1: A}), (1, {"options": [0]}), ""),
        (Told(sent={1: {A}, 2: {B}}, counted={1: A}), (2, {"options": [1]}), ""),
        (Told(sent={1: {A}}, counted={1: A}), None, "lost"),
        (Told(sent={1: {A}, 2: {B}}, counted={2: B}), (1, {"options": [0]}), "lost"),
        (Told(sent={1: {A}}, counted={1: A}), (1, {"options": [1]}), "wrong"),
        (Told(sent={1: {A}}), (1, {"options": [1]}), "wrong"),
        (Told(sent={1: {A}}, counted={1: A}), (2, {"options": [0]}), "wrong"),
        (Told(sent={1: {A}}, refused={(1, A)}), (1, {"options": [0]}), "wrong"),
        (Told(sent={1: {A, B}}, refused={(1, A)}, counted={1: B}), (1, {"options": [1]}), ""),
        (Told(contradictions=["twice"]), None, "wrong"),
    ],
)
def test_the_oracle_tells_right_from_wrong(told: Told, stored: object, broken: str) -> None:
    verdict = Verdict()
    judge_person(verdict, "somebody", told, stored, QUESTION)  # type: ignore[arg-type]
    assert [line.partition(":")[0] for line in verdict.all] == ([broken] if broken else [])


@LINUX
def test_the_disk_keeps_what_was_synced_and_nothing_else(tmp_path: Path) -> None:
    """A program that syncs once and writes on: the cut leaves what it wrote before the sync."""
    program = (
        "import os, sys\n"
        "file = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)\n"
        "os.write(file, b'synced')\n"
        "os.fsync(file)\n"
        "os.write(file, b' and not')\n"
    )
    made = disk.Disk(tmp_path)
    try:
        files = tmp_path / "files"
        files.mkdir()
        wrapper = made.wrapper(Path(sys.executable))
        subprocess.run([wrapper, "-c", program, files / "a"], check=True, timeout=30)
        assert (files / "a").read_text() == "synced and not"
        assert made.forget_unsynced(files) == len(" and not")
        assert (files / "a").read_text() == "synced"
        assert made.syncs == 1
    finally:
        made.close()
