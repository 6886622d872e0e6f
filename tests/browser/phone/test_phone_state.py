"""What a phone knows and wants: the promises to a vote, without network, server or page.

The modules are loaded one by one into a real browser, as they are written.
"""

from typing import Any

import msgspec
import pytest
from playwright.async_api import Page

from poll_server.live.screens import apart, views
from tests.live.screens.shown import state_of
from tests.support.cases import TOPICS

from .phone_module import page, run

__all__ = ["page"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_wish_is_kept_before_it_is_sent_and_until_it_is_answered(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        const before = kept.read().pending;
        const unsent = phone.unsent;
        const sending = phone.line;
        phone.receive(counted(1, 1));
        return [before, unsent, sending, kept.read().pending, phone.line, phone.unsent];
        """,
    ) == [
        [{"epoch": "e", "question": "q", "round": 1, "seq": 1, "answer": {"options": [1]}}],
        [{"type": "vote", "round": 1, "seq": 1, "answer": {"options": [1]}}],
        "sending",
        [],
        "counted",
        [],
    ]


async def test_counted_is_said_only_after_the_servers_word(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        const lines = [phone.line];
        phone.online = false; lines.push(phone.line);
        phone.receive({ type: "retry", round: 1, seq: 1, after_ms: 500 }); lines.push(phone.line);
        phone.receive({ type: "misunderstood", detail: "" }); lines.push(phone.line);
        phone.receive(counted(1, 7)); lines.push(phone.line);
        phone.receive(counted(2, 1)); lines.push(phone.line);
        phone.online = true; lines.push(phone.line);
        phone.receive(counted(1, 1, "duplicate")); lines.push(phone.line);
        return lines;
        """,
    ) == ["sending", "saved", "saved", "saved", "saved", "saved", "sending", "counted"]


async def test_a_change_of_mind_has_the_next_seq(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.choose({ options: [2] });       // before the first was answered
        const both = phone.unsent;
        phone.receive(counted(1, 1));         // the answer to the older wish
        const between = phone.line;
        phone.receive(counted(1, 2));
        const line = phone.line;
        phone.edited = true;
        const edited = phone.line;
        return [both, between, line, edited, phone.held.answer];
        """,
    ) == [
        [{"type": "vote", "round": 1, "seq": 2, "answer": {"options": [2]}}],
        "sending",
        "changed",
        "still",
        {"options": [2]},
    ]


async def test_the_same_answer_again_is_no_new_vote(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        const again = phone.choose({ options: [1] });
        const unsent = phone.unsent.length;
        phone.receive(counted(1, 1));
        return [again, unsent, phone.choose({ options: [1] }), phone.unsent.length, phone.line];
        """,
    ) == [True, 1, False, 0, "counted"]


async def test_a_reload_finds_the_wish_again(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        const reloaded = tab(kept);
        const todo = reloaded.receive(welcome());
        return [todo, reloaded.line, reloaded.wish, reloaded.hello.pending];
        """,
    ) == [
        "send",
        "sending",
        {"options": [1]},
        {"type": "vote", "round": 1, "seq": 1, "answer": {"options": [1]}},
    ]


async def test_hello_says_what_was_last_seen(page: Page) -> None:
    assert await run(
        page,
        """
        phone.receive(snapshot({ version: 9 }));
        return [tab().hello, phone.hello];
        """,
    ) == [
        {"type": "hello", "epoch": "", "version": 0, "pending": None},
        {"type": "hello", "epoch": "e", "version": 9, "pending": None},
    ]


async def test_welcome_shows_what_the_server_really_holds(page: Page) -> None:
    assert await run(
        page,
        """
        phone.receive(welcome({ version: 5 }, mine(1, 3, { options: [2] })));
        phone.choose({ options: [0] });
        return [phone.held.answer, phone.unsent[0].seq];
        """,
    ) == [{"options": [2]}, 4]


async def test_an_older_snapshot_is_dropped_and_another_epoch_replaces_all(page: Page) -> None:
    assert await run(
        page,
        """
        const seen = [];
        const take = (changes) => {
          const todo = phone.receive(snapshot(changes));
          seen.push([todo, phone.snapshot.version, phone.snapshot.state]);
        };
        take({ version: 5 });
        take({ version: 4, state: "closed" });
        take({ version: 5, state: "closed" });
        take({ version: 2, epoch: "f", state: "closed" });
        return seen;
        """,
    ) == [["", 5, "open"], ["", 5, "open"], ["", 5, "open"], ["resync", 2, "closed"]]


async def test_a_server_set_back_is_told_again_what_it_had_counted(page: Page) -> None:
    told = {"type": "vote", "round": 1, "seq": 1, "answer": {"options": [1]}}
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(counted(1, 1));
        const todo = phone.receive(welcome({ epoch: "f" }));
        const told = [todo, phone.unsent, phone.line];
        phone.receive(counted(1, 1));
        const reloaded = tab(kept);   // the same after a reload
        reloaded.receive(welcome({ epoch: "g" }));
        return [...told, phone.line, reloaded.unsent];
        """,
    ) == ["send", [told], "sending", "counted", [told]]


async def test_a_vote_is_never_given_to_another_question_with_its_rounds_number(
    page: Page,
) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(welcome({ epoch: "f", question: other }));
        const pending = [phone.unsent, phone.refusal.reason, phone.wish];
        phone.choose({ options: [0] });
        phone.receive(counted(1, 1));
        phone.receive(welcome({ epoch: "g" }));
        return [...pending, phone.unsent, phone.held];
        """,
    ) == [[], "wrong_round", None, [], None]


async def test_nothing_is_kept_that_is_not_needed(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(counted(1, 1));
        const during = kept.read();
        phone.receive(snapshot({ version: 3, round: 2, question: other }));
        return [during.pending, during.counted.seq, kept.read()];
        """,
    ) == [[], 1, None]


async def test_what_happened_is_noted_once(page: Page) -> None:
    results = "{ base: '', series: [] }"
    assert await run(
        page,
        f"""
        const notes = [];
        const take = (changes) => {{
          phone.receive(snapshot(changes));
          notes.push(phone.takeNotes());
        }};
        take({{ version: 2, round: 2, question: other }});
        take({{ version: 3, round: 2, question: other }});
        take({{ version: 4, round: 2, question: other, state: "closed" }});
        take({{ version: 5, round: 2, question: other, state: "closed", results: {results} }});
        take({{ version: 6, round: 2, question: other, state: "closed", results: {results} }});
        return notes;
        """,
    ) == [["question"], [], [], ["results"], []]


async def test_a_closed_or_waiting_poll_takes_no_wish(page: Page) -> None:
    assert await run(
        page,
        """
        phone.receive(snapshot({ version: 2, state: "closed" }));
        const closed = phone.choose({ options: [1] });
        phone.receive(snapshot({ version: 3, round: 0, state: "ready", question: undefined }));
        return [closed, phone.choose({ options: [1] }), phone.unsent, phone.line];
        """,
    ) == [False, False, [], ""]


async def test_a_question_that_came_apart_is_put_together_again(page: Page) -> None:
    """What the script makes of both messages is what one message says to an older page."""
    question = msgspec.structs.replace(TOPICS, timer=0)
    state = state_of(question, {"0": 3, "1": 9, "other": 2, "text:x": 2, "form:X": 2}, shown=True)
    whole, snapshot = views.phone(state, "de"), apart.phone(state, "de")
    sent = [builtins(each) for each in (apart.asked(state, "de"), snapshot)]
    joined, welcomed, unknown = await page.evaluate(
        """async ([asked, snapshot]) => {
          const { Apart } = await import("/static/audience/apart.js");
          const phone = new Apart();
          const before = phone.whole(asked);
          if (before !== null) throw new Error("only the question");
          const welcome = phone.whole({ type: "welcome", snapshot, my_vote: null });
          const unknown = new Apart().whole({ ...snapshot, results: null });
          return [phone.whole(snapshot), welcome.snapshot, unknown];
        }""",
        sent,
    )
    assert whole.results is not None
    named = builtins(snapshot)["asked"]
    assert joined == welcomed == builtins(whole) | {"asked": named}
    assert "question" not in unknown


def builtins(message: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(message))
