"""A slide: what it tells, piece by piece, and what a deck may not write on one."""

from typing import Any

import pytest

from poll_server.deck.deck import read, write
from poll_server.locale import speak
from poll_server.questions import InvalidAnswer, Slide
from poll_server.questions.inventing.improvise import improvise
from poll_server.questions.kinds.slide import LINE, MOST_LINES, MOST_MINUTES
from poll_server.questions.writing.passages import Passage

WHOLE = Slide(
    id="pause",
    prompt="Pause",
    body={"de": "Erst dies.\n\n- a\n• b\n-\nDann das.", "en": "First this."},
    points=("x", {"de": "y", "en": "why"}),
    quote="Mut tut gut",
    source="Anna",
    link="https://www.example.org/unterlagen/",
    minutes=5,
)


def test_it_is_told_piece_by_piece() -> None:
    assert WHOLE.told("de") == (
        Passage("paragraph", "Erst dies."),
        Passage("point", "a"),
        Passage("point", "b"),
        Passage("paragraph", "-"),
        Passage("paragraph", "Dann das."),
        Passage("point", "x"),
        Passage("point", "y"),
        Passage("quote", "Mut tut gut"),
        Passage("source", "Anna"),
        Passage("link", "example.org/unterlagen", "https://www.example.org/unterlagen/"),
    )
    assert [each.text for each in WHOLE.told("en")][:3] == ["First this.", "x", "why"]
    assert Slide(id="q", prompt="?", source="Anna").told("de") == ()  # of no quote
    assert Slide(id="q", prompt="?", link="javascript:alert(1)").told("de") == ()
    named = Slide(id="q", prompt="?", link="http://a.de", link_name="Notes")
    assert named.told("en") == (Passage("link", "Notes", "http://a.de"),)


def test_nobody_can_answer_it() -> None:
    answers: list[Any] = [None, {}, {"text": "x"}, []]
    for answer in answers:
        with pytest.raises(InvalidAnswer):
            WHOLE.check(answer)
    assert improvise(WHOLE, 3, seed=1) == [None] * 3
    assert (WHOLE.asks, WHOLE.seconds, WHOLE.controls("de")) == (False, 300, ())


def wrong(**fields: object) -> list[tuple[str, str]]:
    slide = Slide(id="q", prompt="?", **fields)  # type: ignore[arg-type]
    return list(slide.mistakes(speak("en")))


def test_a_deck_is_told_what_would_be_right() -> None:
    assert list(WHOLE.mistakes(speak("de"))) == wrong() == []
    for useless in ({"timer": 30}, {"live": True}, {"enough": 5}):
        assert [field for field, _right in wrong(**useless)] == list(useless)
    for address in ("example.org", "javascript:alert(1)", "https://", "https://a b", 'http://a"'):
        assert [field for field, _right in wrong(link=address)] == ["link"], address
    assert [field for field, _right in wrong(minutes=MOST_MINUTES + 1)] == ["minutes"]
    line = "x" * LINE
    assert wrong(points=tuple(f"{line[2:]}{n:02}" for n in range(MOST_LINES))) == []
    (much,) = wrong(points=tuple(f"{line[2:]}{n:02}" for n in range(MOST_LINES + 1)))
    assert much == ("points", "less text: 14 lines at most can be read on a stage")


def test_it_stands_in_a_deck() -> None:
    text = """
[event]
id = "e"
title = "E"
[[polls]]
id = "p"
title = "P"
[[polls.questions]]
kind = "slide"
id = "q"
prompt = "Welcome"
body = '''One.
- two'''
link = "https://example.org"
"""
    event = read(text)
    assert read(write(event)) == event
    (slide,) = event.polls[0].questions
    assert [piece.form for piece in slide.told("en")] == ["paragraph", "point", "link"]
