"""A phone's state when something comes between: refusals, other questions, other tabs."""

import pytest
from playwright.async_api import Page

from .phone_module import page, run

__all__ = ["page"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_refusal_is_final_and_says_why(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(snapshot({ version: 2, state: "closed" }));
        const closing = phone.line;
        phone.receive(refused(1, 1, "closed"));
        return [closing, phone.unsent, phone.refusal.reason, phone.line, kept.read()];
        """,
    ) == ["sending", [], "closed", "closed", None]


async def test_a_close_that_is_taken_back_keeps_the_vote_and_says_what_was_not_counted(
    page: Page,
) -> None:
    """What was refused is not sent again behind the person's back."""
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(counted(1, 1));
        phone.choose({ options: [2] });
        phone.receive(snapshot({ version: 2, state: "closed" }));
        phone.receive(refused(1, 2, "closed", mine(1, 1, { options: [1] })));
        phone.receive(snapshot({ version: 3, state: "open" }));
        const before = [phone.held.answer, phone.line, phone.refusal.reason, phone.unsent];
        phone.choose({ options: [2] });
        return [...before, phone.unsent, phone.refusal];
        """,
    ) == [
        {"options": [1]},
        "counted",
        "reopened",
        [],
        [{"type": "vote", "round": 1, "seq": 2, "answer": {"options": [2]}}],
        None,
    ]


async def test_a_phone_that_missed_nothing_is_told_nothing_when_it_opens_again(
    page: Page,
) -> None:
    assert await run(
        page,
        """
        phone.receive(snapshot({ version: 2, state: "closed" }));
        phone.receive(snapshot({ version: 3, state: "open" }));
        return [phone.isOpen, phone.refusal];
        """,
    ) == [True, None]


async def test_a_refused_change_leaves_the_earlier_vote(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(counted(1, 1));
        phone.choose({ options: [2] });
        phone.receive(snapshot({ version: 2, state: "closed" }));
        phone.receive(refused(1, 2, "closed", mine(1, 1, { options: [1] })));
        return [phone.held.answer, phone.line, phone.refusal.reason];
        """,
    ) == [{"options": [1]}, "closed_counted", "closed"]


async def test_a_conflict_is_sent_again_as_the_newer_wish(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        const todo = phone.receive(refused(1, 1, "conflict", mine(1, 1, { options: [0] })));
        const [again] = phone.unsent;
        phone.receive(counted(1, 2));
        return [todo, again.seq, again.answer, phone.line, phone.held.answer];
        """,
    ) == ["send", 2, {"options": [1]}, "changed", {"options": [1]}]


async def test_a_stale_vote_gives_way_to_the_newer_one(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(refused(1, 1, "stale", mine(1, 4, { options: [0] })));
        return [phone.unsent, phone.line, phone.held.answer, phone.refusal];
        """,
    ) == [[], "newer", {"options": [0]}, None]


async def test_why_a_vote_missed_its_question_stays_through_the_next_one(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(refused(1, 1, "wrong_round"));    // before the next question is heard of
        const seen = [phone.refusal?.reason];
        phone.receive(snapshot({ version: 2, round: 0, state: "ready", question: undefined }));
        seen.push(phone.refusal?.reason);
        phone.receive(snapshot({ version: 3, round: 2, question: other }));
        seen.push(phone.refusal?.reason);
        phone.receive(snapshot({ version: 4, round: 3 }));
        return [...seen, phone.refusal];
        """,
    ) == ["wrong_round", "wrong_round", "wrong_round", None]


async def test_a_late_answer_to_the_question_before_is_said(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        phone.receive(snapshot({ version: 2, round: 2, question: other }));
        const between = [phone.line, phone.unsent.length, phone.takeNotes()];
        phone.choose({ options: [0] });
        const both = phone.unsent.map(({ round }) => round);
        phone.receive(counted(1, 1, "duplicate"));
        return [between, both, phone.takeNotes(), phone.unsent.map(({ round }) => round)];
        """,
    ) == [["", 1, ["question"]], [1, 2], ["earlier_counted"], [2]]


async def test_the_first_welcome_on_a_new_line_is_the_truth(page: Page) -> None:
    """Redis went back in time and every server with it: nobody is left to make a new epoch."""
    assert await run(
        page,
        """
        phone.receive(welcome({ version: 9 }));
        phone.receive(welcome({ version: 3 }));  // overtaken on its way
        const before = phone.snapshot.version;
        phone.reconnected();
        phone.receive(welcome({ version: 4 }));
        phone.receive(snapshot({ version: 3 }));
        return [before, phone.snapshot.version];
        """,
    ) == [9, 4]


async def test_a_welcome_that_was_overtaken_takes_back_no_word_of_the_server(page: Page) -> None:
    """It was asked for over HTTP before the vote was counted, and came after that was said."""
    assert await run(
        page,
        """
        phone.choose({ options: [0] });
        phone.receive(counted(1, 1));
        phone.choose({ options: [1] });
        phone.receive(counted(1, 2));
        phone.receive(welcome({ version: 1 }, mine(1, 1, { options: [0] })));
        const late = [phone.line, phone.held.answer, phone.unsent];
        phone.receive(welcome({ version: 1 }));
        const later = [phone.line, phone.held.answer, phone.unsent];
        phone.reconnected();
        phone.receive(welcome({ version: 1 }));    // the first on a new line: the cookie was lost
        return [late, later, phone.line, phone.held, phone.unsent];
        """,
    ) == [
        ["changed", {"options": [1]}, []],
        ["changed", {"options": [1]}, []],
        "",
        None,
        [],
    ]


async def test_back_at_an_older_question_the_phone_asks_what_is_held(page: Page) -> None:
    assert await run(
        page,
        """
        phone.receive(snapshot({ version: 5, round: 4, question: other }));
        const todo = phone.receive(snapshot({ version: 6, round: 3, state: "closed" }));
        const unknown = phone.line;       // nothing is claimed that is not known
        phone.receive(welcome({ version: 6, round: 3, state: "closed" }));
        const none = phone.line;
        const again = [
          phone.receive(snapshot({ version: 7, round: 1, state: "closed" })),
          phone.receive(snapshot({ version: 8, round: 3, state: "closed" })),
        ];
        return [todo, unknown, none, again];
        """,
    ) == ["resync", "closed", "closed_none", ["", ""]]


async def test_two_tabs_count_on_together(page: Page) -> None:
    assert await run(
        page,
        """
        const second = tab(kept);
        second.receive(welcome());
        phone.choose({ options: [1] });
        second.adopt();                            // the storage event
        const adopted = [second.line, second.wish];
        phone.receive(counted(1, 1));
        second.adopt();
        const settled = [second.line, second.unsent.length];
        second.choose({ options: [2] });
        phone.adopt();
        return [adopted, settled, second.unsent[0].seq, phone.line, phone.wish];
        """,
    ) == [["sending", {"options": [1]}], ["counted", 0], 2, "sending", {"options": [2]}]


async def test_of_two_tabs_at_the_same_moment_the_server_decides(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        const [first] = kept.read().pending;       // the other tab had not heard of it yet
        kept.write({ pending: [{ ...first, answer: { options: [2] } }] });
        phone.adopt();
        const own = phone.wish;
        phone.receive(counted(1, 1));              // is about what *this* tab has sent
        return [own, phone.held.answer, kept.read().pending.map(({ answer }) => answer)];
        """,
    ) == [{"options": [1]}, {"options": [1]}, [{"options": [2]}]]


async def test_another_tabs_newer_wish_is_never_wiped_away(page: Page) -> None:
    assert await run(
        page,
        """
        phone.choose({ options: [1] });
        const [first] = kept.read().pending;
        const newer = { ...first, seq: 2, answer: { options: [0] } };
        kept.write({ pending: [newer], counted: null });   // the event is still on its way
        phone.receive(counted(1, 1));
        return [kept.read().pending, phone.line, phone.wish];
        """,
    ) == [
        [{"epoch": "e", "question": "q", "round": 1, "seq": 2, "answer": {"options": [0]}}],
        "sending",
        {"options": [0]},
    ]


async def test_the_group_goes_with_every_wish_and_a_new_one_with_the_same_answer(
    page: Page,
) -> None:
    assert await run(
        page,
        """
        phone.group = 2;
        phone.choose({ options: [1] });
        const first = phone.unsent;
        phone.receive(counted(1, 1));
        const again = phone.choose({ options: [1] });        // just this counts already
        phone.group = 0;
        const other = phone.choose({ options: [1] });
        return [first, again, other, phone.unsent];
        """,
    ) == [
        [{"type": "vote", "round": 1, "seq": 1, "answer": {"options": [1]}, "group": 2}],
        False,
        True,
        [{"type": "vote", "round": 1, "seq": 2, "answer": {"options": [1]}}],
    ]


async def test_a_group_can_be_taken_back_after_the_line_was_lost_or_the_page_loaded_anew(
    page: Page,
) -> None:
    """A welcome tells the answer that counts, and no group: that is known here alone."""
    assert await run(
        page,
        """
        phone.group = 2;
        phone.choose({ options: [1] });
        phone.receive(counted(1, 1));
        const anew = tab(kept);
        anew.group = 2;
        anew.receive(welcome({ version: 2 }, mine(1, 1, { options: [1] })));
        const again = anew.choose({ options: [1] });
        anew.group = 0;
        return [again, anew.choose({ options: [1] }), anew.unsent];
        """,
    ) == [
        False,
        True,
        [{"type": "vote", "round": 1, "seq": 2, "answer": {"options": [1]}}],
    ]
