"""Variants laid together while a hall writes: live, one step for all moderators, and undoable."""

import json
from typing import Any

from poll_server.live.screens.console_lists import laid, texts
from poll_server.live.screens.views import moderator, phone, stage
from poll_server.live.state import PollState
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import Conflict, NotDone
from tests.live.steps import now
from tests.support.cases import Hall

SAID = (("Schüler", "Mut"), ("Schüler*innen",), ("Schülerinnen und Schüler", "Zeit"))


def wanted(state: PollState, *words: str, name: str = "", part: str = "") -> str:
    keys = {each.text: each.key for each in texts(state, "de")}
    return json.dumps({"words": [keys[word] for word in words], "name": name, "part": part})


def rows(state: PollState) -> list[tuple[str, int]]:
    results = state.results("de")
    assert results is not None
    return [(row.label, row.count) for row in results.series[0].rows]


async def asked(hall: Hall) -> None:
    await hall.ask("words")
    for who, words in enumerate(SAID):
        await hall.vote(who, {"words": list(words)})
    await hall.do("show")


async def test_laid_together_live_undone_and_taken_apart(hall: Hall, store: Store) -> None:
    await asked(hall)
    state = await now(hall)
    before = rows(state)
    together = wanted(state, "Schüler", "Schüler*innen", name=" Schüler ")
    await hall.do("lay", together)
    assert rows(await now(hall))[0] == ("Schüler", 2)
    # One more to those; and what comes later goes where its folded form was put.
    state = await now(hall)
    await hall.do("lay", wanted(state, "Schülerinnen und Schüler", name="schüler"))
    await hall.vote(7, {"words": ["schüler*innen"]})
    state = await now(hall)
    assert rows(state)[0] == ("schüler", 4)
    told: Any = phone(state, "de").results
    assert told.series[0].rows[0].shown == "4 Nennungen"
    shown = stage(state, "de", "light").result
    assert shown is not None
    assert shown.table.rows[0].cells[:2] == ("schüler", "4 Nennungen")
    assert "Von der Moderation zusammengelegt" in [fact.label for fact in shown.facts]
    assert {each.text for each in texts(state, "de") if each.within == "schüler"} == {
        "Schüler", "Schüler*innen", "Schülerinnen und Schüler"
    }  # fmt: skip
    await hall.do("lay", "{}")
    assert rows(await now(hall))[0] == ("Schüler", 3)
    (of,) = laid(await now(hall), "de")
    await hall.do("lay", json.dumps({"words": of.rows[0].keys}))
    apart = await now(hall)
    assert len(rows(apart)) == len(before)
    assert moderator(apart, "de", "light").laid[0].undoable
    # No ballot, counter or frozen result knows of it; it goes with its round.
    keys = PollKeys(hall.poll_id).round(apart.live.round)
    assert sorted(await store.redis.hkeys(keys.moderation)) == ["laid"]
    assert keys.moderation in keys.every
    assert {*await store.redis.hkeys(keys.tally)} == {*apart.unmoderated}


async def test_reports_have_it_and_the_checksum_stays(hall: Hall) -> None:
    await asked(hall)
    await hall.do("close")
    (before,) = await hall.polls.frozen(hall.poll_id, "de")
    await hall.do("lay", wanted(await now(hall), "Schüler", "Schüler*innen", name="Lernende"))
    (after,) = await hall.polls.frozen(hall.poll_id, "de")
    assert [row.count for row in after.results.series[0].rows if row.label == "Lernende"] == [2]
    assert after.round.result_sha256 == before.round.result_sha256 != ""


async def test_what_cannot_be_laid_is_said(hall: Hall) -> None:
    await asked(hall)
    state = await now(hall)
    for wrong in ("{", '{"words": ["aaaaaaaaaaaa"], "name": "x"}', "{}", "1"):
        assert isinstance(await hall.try_to("lay", wrong), NotDone)
    alone = wanted(state, "Mut", name="Courage")
    answer = await hall.try_to("lay", alone, language="de")
    assert isinstance(answer, NotDone)
    assert answer.detail == "Bitte zwei oder mehr Wörter auswählen."
    both = wanted(state, "Mut", "Zeit", name="Mut")
    assert isinstance(await hall.try_to("lay", both, expected=state.control - 1), Conflict)
    await hall.ask("phones")
    answer = await hall.try_to("lay", both, language="de")
    assert isinstance(answer, NotDone)
    assert answer.detail == "Bei dieser Frage werden keine Wörter zusammengelegt."
