"""Texts in languages: said, listed, marked where they would turn others round, walked."""

import pytest

from poll_server.base.text import each_text, isolated, languages, listed, say

BOTH = {"de": "Ja", "en": "Yes"}


def test_a_text_is_said_in_the_language_asked_for_or_in_its_first() -> None:
    assert (say("Ja", "en"), say(BOTH, "en"), say(BOTH, "fr"), say({}, "de")) == (
        "Ja",
        "Yes",
        "Ja",
        "",
    )
    assert (languages("Ja"), languages(BOTH)) == ((), ("de", "en"))


@pytest.mark.parametrize(
    ("parts", "language", "said"),
    [
        ([], "en", ""),
        (["a"], "en", "a"),
        (["a", "b"], "en", "a and b"),
        (["a", "b", "c"], "de", "a, b und c"),
    ],
)
def test_parts_are_listed_as_a_sentence_does(parts: list[str], language: str, said: str) -> None:
    assert listed(parts, language) == said


def test_only_a_text_that_turns_its_neighbours_round_is_isolated() -> None:
    assert isolated("12 Äpfel") == "12 Äpfel"
    assert isolated("مرحبا 12") == "\u2068مرحبا 12\u2069"


def test_every_text_of_a_value_is_made_another_and_nothing_else() -> None:
    value = {"prompt": BOTH, "most": 2, "options": [BOTH, "x", {"label": BOTH}, {}], "hint": {}}
    english = each_text(value, lambda text: text["en"])
    assert english == {
        "prompt": "Yes",
        "most": 2,
        "options": ["Yes", "x", {"label": "Yes"}, {}],
        "hint": {},
    }
    assert each_text(value, lambda _: "", keep=bool)["options"] == ["x", {"label": ""}]
