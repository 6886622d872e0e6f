"""Pictures of options: each belongs to one option, and must be said in words."""

from typing import Any

import msgspec
import pytest

from poll_server.live.screens.offered import offered, pictures_of
from poll_server.locale import speak
from poll_server.questions import Choice
from poll_server.questions.traits.option_pictures import OptionPicture

NAME = "0123456789abcdef-480x360"
TREE = OptionPicture(option="Tree", picture=NAME, picture_text={"de": "Eine Eiche", "en": "An oak"})
QUESTION = Choice(
    id="q", prompt="?", options=({"de": "Haus", "en": "House"}, {"de": "Baum", "en": "Tree"})
)


def wrong(*pictures: OptionPicture) -> list[str]:
    """What is said of a question with these pictures."""
    question = msgspec.structs.replace(QUESTION, pictures=pictures)
    return [right for field, right in question.mistakes(speak("en")) if field == "pictures"]


def test_each_option_has_its_own_wherever_it_stands() -> None:
    question = msgspec.structs.replace(QUESTION, pictures=(TREE,), other=True)
    (control, _) = question.controls("de")
    assert control.look == "pictures"
    assert control.for_script == {"1": f"{NAME} Eine Eiche"}
    assert offered(question, "en") == ("House", "Tree", "Other")
    assert [*pictures_of(question, "en").values()] == ["", f"{NAME} An oak", ""]
    assert pictures_of(QUESTION, "en") == {}
    assert QUESTION.controls("de")[0].look == ""


def test_rules_and_pictures_stand_beside_each_other() -> None:
    question = msgspec.structs.replace(QUESTION, pictures=(TREE,), least=2, most=2)
    told = question.controls("en")[0].for_script
    assert told["least"] == "2"
    assert told["1"].startswith(NAME)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"option": "Baum"}, ""),
        ({"option": "Lake"}, "the words of an option"),
        ({"picture": ""}, "a picture in each"),
        ({"picture": "tree.jpg"}, "the name of a picture"),
        ({"picture_text": ""}, "what is to be seen on it"),
    ],
)
def test_what_is_wrong_with_a_picture_is_said(changed: dict[str, Any], said: str) -> None:
    found = wrong(msgspec.structs.replace(TREE, **changed))
    assert said in " ".join(found)
    assert bool(found) == bool(said)


def test_an_option_has_one_picture() -> None:
    twice = msgspec.structs.replace(TREE, option="Baum")
    assert wrong(TREE, twice) == ["one picture for each option at most"]
