"""The whole forum without a person: every published figure, and every vote looked for."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from poll_server.command import cli
from poll_server.deck import shipped as decks
from poll_server.hall import run_through
from poll_server.store.auditing import Evidence
from poll_server.store.keys import PollKeys
from poll_server.store.parts.round_store import RoundStore

FEWEST = 40
"""The least participants with which every published figure can come out."""


@pytest.fixture(autouse=True)
def quick_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_through, "THINKING", (0.0, 0.1))


def run(out: Path) -> int:
    return cli.main(["demo", "--run-through", "--participants", str(FEWEST), "--out", str(out)])


def test_forum_1_ends_as_it_was_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path) == 0
    out = capsys.readouterr().out
    assert "Every acknowledged vote is in the results once" in out
    assert "93\u202f%" in out
    assert {path.suffix for path in tmp_path.iterdir()} >= {".csv", ".xlsx", ".json", ".html"}
    html = next(tmp_path.glob("*.html")).read_text()
    assert "würden die Nutzung privater Handys im Unterricht zulassen" in html


def test_a_vote_that_is_missing_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where one acknowledged vote is not stored, the run-through fails."""
    congress = decks.load(decks.CONGRESS)
    forum = replace(congress.polls[0], questions=congress.polls[0].questions[:1])
    short = replace(congress, polls=(forum,))
    monkeypatch.setattr(decks, "load", lambda name: short)
    evidence = RoundStore.evidence

    async def lose_one(self: RoundStore, poll_id: str, number: int) -> Evidence | None:
        of = PollKeys(poll_id).round(number)
        found = await evidence(self, poll_id, number)
        if found and found.round.frozen and (voters := await self._redis.hkeys(of.votes)):
            await self._redis.hdel(of.votes, voters[0])
        return found

    monkeypatch.setattr(RoundStore, "evidence", lose_one)
    assert run(tmp_path) == 1
    assert "Runde 1: Ihre Stimmen sind nicht mehr die" in capsys.readouterr().err
