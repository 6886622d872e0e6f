"""How a person answers each kind of question: by touch, and by keyboard alone.

`test_every_kind.py` does both on a phone 320 px wide, for every kind in the shipped deck.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.pages.boxes import box


@dataclass(frozen=True)
class Hands:
    """One kind on the phone, in English, as the deck `every-kind` asks it."""

    touch: Callable[[Page], None]
    touched: Any
    """the answer that this is"""
    keys: Callable[[Page], None]
    """changes that answer with keys alone; the focus starts before the form"""
    keyed: Any
    drawn: str = ""
    """what the kind's own module draws, once it has come"""


def tap(*labels: str) -> Callable[[Page], None]:
    """Taps each of these in turn."""

    def hands(page: Page) -> None:
        for label in labels:
            page.locator("#groups").get_by_text(label, exact=True).filter(visible=True).tap()

    return hands


def pick(*steps: tuple[str, int]) -> Callable[[Page], None]:
    """Taps a step of each of these groups."""

    def hands(page: Page) -> None:
        for name, value in steps:
            page.locator(f'input[name="{name}"][value="{value}"]').tap()

    return hands


def tap_field(across: int, up: int) -> Callable[[Page], None]:
    """Taps this step of a field between two axes, which has 11 a side."""

    def hands(page: Page) -> None:
        box = page.locator(".plane .area").bounding_box()
        assert box
        each = box["width"] / 11, box["height"] / 11
        at = {"x": (across + 0.5) * each[0], "y": (10 - up + 0.5) * each[1]}
        page.locator(".plane .area").tap(position={"x": at["x"], "y": at["y"]})

    return hands


def tap_picture(column: int, row: int) -> Callable[[Page], None]:
    """Taps this cell of a picture, of 40 a side."""

    def hands(page: Page) -> None:
        shown = page.locator(".pin .map")
        shown.scroll_into_view_if_needed()
        box = shown.bounding_box()
        assert box
        at = {"x": (column - 0.5) * box["width"] / 40, "y": (row - 0.5) * box["height"] / 40}
        shown.tap(position={"x": at["x"], "y": at["y"]})

    return hands


def choose(*places: tuple[str, tuple[int, int]]) -> Callable[[Page], None]:
    """Chooses a number in each of the selects of these names."""

    def hands(page: Page) -> None:
        for name, steps in places:
            for n, step in enumerate(steps):
                page.locator(f'select[name="{name}"]').nth(n).select_option(str(step))

    return hands


def decide(pairs: int) -> Callable[[Page], None]:
    """Of each pair that comes, taps the statement that the deck has first."""

    def hands(page: Page) -> None:
        for _ in range(pairs):
            shown = page.locator("#groups fieldset:visible input")
            values = [int(each.get_attribute("value") or "") for each in shown.all()]
            shown.nth(values.index(min(values))).tap()

    return hands


def choose_ends(sets: int) -> Callable[[Page], None]:
    """Of each set that comes, taps the deck's first statement as best, and its last as worst."""

    def hands(page: Page) -> None:
        for n in range(2 * sets):
            shown = page.locator("#groups fieldset:visible label:visible input")
            values = [int(each.get_attribute("value") or "") for each in shown.all()]
            shown.nth(values.index(max(values) if n % 2 else min(values))).tap()

    return hands


def turn_to(group: str, value: int, of: int) -> Callable[[Page], None]:
    """Goes on to this one of so many groups by the button, and to this choice by arrows."""

    def hands(page: Page) -> None:
        turn_round(group, of)(page)
        wanted = page.locator(f'input[name="{group}"][value="{value}"]')
        for _ in range(4):
            if wanted.is_checked():
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not among {group}")

    return hands


def turn_round(pair: str, of: int) -> Callable[[Page], None]:
    """Goes on to this pair of so many by the button, and to the other one of it by an arrow."""

    def hands(page: Page) -> None:
        page.keyboard.press("Tab")
        for _ in range(of):
            # Not its first choice: of a worst, that may be the best one, which is hidden.
            if page.locator("#groups fieldset", has=page.locator(f'[name="{pair}"]')).is_visible():
                page.keyboard.press("ArrowDown")
                return
            # From a pair, over the button back.
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        raise AssertionError(f"{pair} does not come")

    return hands


def press_buttons(*buttons: tuple[str, int]) -> Callable[[Page], None]:
    """Taps each button so often."""

    def hands(page: Page) -> None:
        for name, times in buttons:
            for _ in range(times):
                page.get_by_role("button", name=name).tap()

    return hands


def write(text: str) -> Callable[[Page], None]:
    """Types into the first field."""
    return lambda page: page.locator("#groups input, #groups textarea").first.fill(text)


def press(*keys: str) -> Callable[[Page], None]:
    """Presses each of these in turn."""

    def hands(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return hands


def typed(text: str) -> Callable[[Page], None]:
    """Goes to the first field, and types there instead of what it holds."""

    def hands(page: Page) -> None:
        page.keyboard.press("Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type(text)

    return hands


def one_by_one(*all_of: Callable[[Page], None]) -> Callable[[Page], None]:
    """Each of these, one after the other."""

    def hands(page: Page) -> None:
        for each in all_of:
            each(page)

    return hands


def through_survey(page: Page) -> None:
    """From question to question; the last one is answered, and not sent yet."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 320, "height": 568})
    option = box(page, ".option")  # in sight on the lowest phone, before what is told of the survey
    assert option["bottom"] < box(page, "#foot")["top"]
    page.set_viewport_size(size)
    for n, answer in enumerate(
        (pick(("step-0", 3)), tap("Yes"), tap("Talks", "Time to talk"), write("More breaks")), 1
    ):
        expect(page.locator("#part")).to_contain_text(f"Question {n} of 4")
        if n == 3:
            expect(page.locator(".ranking")).to_be_visible()
        answer(page)
        if n < 4:
            page.locator("#send").tap()


def back_in_survey(page: Page) -> None:
    """Types the last answer anew, and goes to the question before by the button behind it."""
    typed("Longer breaks")(page)
    press("Tab", "Enter")(page)
    expect(page.locator("#part")).to_contain_text("Question 3 of 4")
    expect(page.locator("#part")).to_be_focused()
    expect(page.locator("#line")).to_contain_text("Answer changed")


SURVEYED = {"content": {"steps": [3]}, "again": {"options": [0]}, "formats": {"order": [0, 2]}}

HANDS: dict[str, Hands] = {
    "choice": Hands(
        tap("At work"), {"options": [1]}, press("Tab", "Space"), {"options": [0, 1]}, "#groups img"
    ),
    "scale": Hands(
        lambda page: page.locator('input[name="step-0"][value="3"]').tap(),
        {"steps": [3, None, None]},
        press("Tab", "ArrowDown", "Tab", "Space"),
        {"steps": [4, 0, None]},
    ),
    "ranking": Hands(
        tap("Devices and Wi-Fi", "Teachers"),
        {"order": [2, 0]},
        # The first one down by an arrow; behind its buttons are those not placed yet.
        press("Tab", "ArrowDown", "Tab", "Tab", "Tab", "Enter"),
        {"order": [0, 2, 1]},
        drawn=".ranking",
    ),
    "points": Hands(
        press_buttons(("More for “Rooms”", 3), ("More for “Training”", 1)),
        {"points": [5, 0, 15, 0]},
        # The first field is typed anew; the buttons for less and more are the next two stops.
        one_by_one(typed("30"), press("Tab", "Tab", "Enter")),
        {"points": [35, 0, 15, 0]},
        drawn=".giving",
    ),
    "pairs": Hands(
        decide(6),
        {"won": [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]},
        turn_round("pair-0-1", 6),
        {"won": [[0, 2], [0, 3], [1, 0], [1, 2], [1, 3], [2, 3]]},
        drawn=".duel",
    ),
    "maxdiff": Hands(
        choose_ends(5),
        {"sets": [[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 3, 4], [0, 2, 3, 4], [1, 2, 3, 4]]},
        turn_to("set-1-0-1-2-3", 2, 10),
        {"sets": [[0, 1, 2, 4], [0, 1, 3, 2], [0, 1, 3, 4], [0, 2, 3, 4], [1, 2, 3, 4]]},
        drawn=".duel",
    ),
    "grid": Hands(
        one_by_one(tap_field(3, 8), tap_field(9, 2), choose(("at-2", (0, 10)))),
        {"at": [[3, 8], [9, 2], [0, 10]]},
        # The selects in their order: of the first, across and up.
        press("Tab", "ArrowDown", "Tab", "ArrowUp"),
        {"at": [[4, 7], [9, 2], [0, 10]]},
        drawn=".plane",
    ),
    "pin": Hands(
        tap_picture(12, 10),
        {"area": 0, "at": [12, 10]},
        # The picture itself: the arrow keys move its point, into the next area and on.
        press(
            "Tab", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", *["Shift+ArrowRight"] * 2
        ),
        {"area": 2, "at": [28, 15]},
        drawn=".pin .map",
    ),
    "number": Hands(write("28"), {"number": 28}, typed("40"), {"number": 40}),
    "words": Hands(write("Mut"), {"words": ["Mut"]}, typed("Zeit"), {"words": ["Zeit"]}),
    "resistance": Hands(
        pick(("against-0", 2), ("against-1", 9), ("against-2", 5)),
        {"against": [2, 9, 5]},
        press("Tab", "ArrowRight", "Tab", "ArrowRight"),
        {"against": [3, 10, 5]},
    ),
    "survey": Hands(
        through_survey,
        {"answers": {**SURVEYED, "wish": {"text": "More breaks"}}, "done": True},
        back_in_survey,
        {"answers": {**SURVEYED, "wish": {"text": "Longer breaks"}}, "done": True},
    ),
    "text": Hands(write("Mehr Zeit"), {"text": "Mehr Zeit"}, typed("Pause"), {"text": "Pause"}),
}
"""By the kind's name. A kind that is not here has not been answered by anybody."""
