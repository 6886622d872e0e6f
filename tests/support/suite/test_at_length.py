"""What only the long form runs is left out of every other run, and the long form runs all of it."""

from pathlib import Path

import pytest

from . import at_length
from .at_length import taking_turns

MAKEFILE = Path(__file__).parents[3] / "Makefile"


def test_each_has_its_turn_and_the_whole_survey_has_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_length, "WHOLE", False)
    assert [*map("".join, (taking_turns("ab", turn) for turn in range(3)))] == ["a", "b", "a"]
    monkeypatch.setattr(at_length, "WHOLE", True)
    assert taking_turns("ab", 1) == "ab"


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_at_length_runs_in_the_survey_alone(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    monkeypatch.setattr(at_length, "WHOLE", whole)
    one, other = (
        pytest.Function.from_parent(request.node.parent, name="one", callobj=lambda: None),
        request.node,
    )
    one.add_marker("at_length")
    items: list[pytest.Item] = [one, other]
    at_length.pytest_collection_modifyitems(request.config, items)
    assert items == ([one, other] if whole else [other])


def test_the_survey_runs_all_that_has_a_longer_form() -> None:
    (line,) = (line for line in MAKEFILE.read_text().splitlines() if "POLL_SURVEY=whole" in line)
    assert "-m 'survey or at_length'" in line
