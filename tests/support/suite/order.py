"""Which files the workers begin with.

Each file runs in one worker (`--dist loadfile`), which takes the next one when it is through. With
the longest first, no worker sits over a long one at the end while the others have gone home; and
the browser's files, which share a server, stay together: `make test` has workers for them alone.
Those that drive a Chromium of their own come after those that share one: it has to end for them
(see `browser/conftest.py`), and whatever it had compiled is gone.
"""

import inspect
from types import ModuleType

import pytest

LONGEST = (
    "browser/everywhere/test_states_presented.py",
    "browser/everywhere/test_accessibility.py",
    "browser/editor/test_editing.py",
    "browser/stage/test_screens.py",
    "browser/console/test_console.py",
    "browser/hall/test_every_kind.py",
    "browser/stage/test_shapes.py",
    "browser/everywhere/test_for_everybody.py",
    "browser/everywhere/test_read_aloud.py",
    "browser/organiser/test_organise_pages.py",
    "browser/everywhere/test_long_words.py",
    "browser/phone/test_phone_script.py",
    "browser/phone/test_phone_drawing.py",
    "browser/phone/test_bad_network.py",
    "browser/phone/test_without.py",
    "browser/console/test_console_at_hand.py",
    "browser/hall/test_whole_question.py",
    "browser/hall/test_floor.py",
    "browser/organiser/test_newcomer.py",
    "browser/stage/test_screens_live.py",
    "browser/organiser/test_wall.py",
    "browser/console/test_stalled.py",
    "browser/everywhere/test_privacy.py",
    "browser/console/test_clicker.py",
    "browser/stage/test_stage_keys.py",
    "browser/hall/test_same_number.py",
    "browser/editor/test_table_step.py",
    "browser/organiser/test_report_page.py",
    "campaign/test_campaign.py",
    "report/pdf/test_pdf.py",
    "run/hall/test_demo.py",
    "report/pdf/test_print_kit.py",
    "web/audience/test_phone_sockets.py",
    "report/docx/test_word.py",
    "questions/outside/test_brought.py",
    "report/every_file/test_agree.py",
    "report/making/test_workshop.py",
    "report/every_file/test_alike.py",
    "run/test_processes.py",
    "web/presenter/editor/test_edit.py",
    "run/test_server.py",
    "web/presenter/organiser/test_organise.py",
    "web/access/test_door.py",
    "web/attacks/test_attacks.py",
    "web/attacks/test_full_hall.py",
    "run/hall/test_run_through.py",
    "web/audience/test_without_script.py",
    "bench/test_bench.py",
    "web/audience/test_phone_pages.py",
    "web/presenter/editor/test_beginning.py",
    "web/sockets/test_page_protocol.py",
    "drafts/imports/test_tables.py",
    "web/test_redis_away.py",
    "deck/test_deck.py",
    "web/presenter/people/test_account_pages.py",
    "deck/test_hostile_sizes.py",
    "live/screens/test_hub.py",
    "run/hall/test_vote_plan.py",
    "web/sockets/test_transport.py",
    "report/blocks/test_short.py",
    "live/test_ballots.py",
    "questions/test_questions.py",
    "run/test_command_mistakes.py",
    "report/every_file/test_hostile.py",
    "run/hall/test_simulated.py",
    "web/attacks/test_bad_input.py",
)
"""Files of more than about 4 s by the clock, the longest first; the order need not be exact. Behind
the browser's, those that wait for a clock or a process take turns with those that compute all the
time. Others follow as they are collected, and at the end those of `COMPUTING`."""

COMPUTING = ("base/", "deck/", "drafts/", "house/", "questions/", "report/")
"""Folders whose tests seldom wait: they fill the cores when the browser's workers have gone home.
Those that wait for Redis's disk do it better beside these, which leaves them no core to idle on."""


def place(item: pytest.Item) -> tuple[bool, bool, int, bool]:
    """For sorting: where this test's file comes in."""
    file = item.nodeid.partition("::")[0].removeprefix("tests/")
    browsers = file.startswith("browser/")
    apart = browsers and has_coroutines(getattr(item, "module", None) or ModuleType(""))
    long = LONGEST.index(file) if file in LONGEST else len(LONGEST)
    return not browsers, apart, long, file.startswith(COMPUTING)


def has_coroutines(module: ModuleType) -> bool:
    """Whether a test in this file is a coroutine; many another uses one somewhere."""
    return any(
        name.startswith("test_") and inspect.iscoroutinefunction(value)
        for name, value in vars(module).items()
    )
