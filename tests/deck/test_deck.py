"""Decks: reading gives back what was written, and every mistake is named with its line."""

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poll_server.deck import shipped as decks
from poll_server.deck.deck import Brand, DeckMistake, Event, Mistake, read, write
from poll_server.deck.shape import either
from poll_server.locale import speak
from poll_server.questions import (
    KINDS,
)
from poll_server.questions.registry import name_of
from tests.support.suite.at_length import WHOLE

from .drawn import events

CORRECT = dedent(
    """\
    [event]
    id = "congress"
    title = "Congress"
    languages = ["de", "en"]

    [[polls]]
    id = "forum-1"
    title = "Forum"
    code = "482913"

    [[polls.questions]]
    kind = "choice"
    id = "colour"
    prompt = { de = "Farbe?", en = "Colour?" }
    options = [
        { de = "Rot", en = "Red" },
        { de = "Blau", en = "Blue" },
        "Orange",
    ]
    most = 2

    [[polls.questions.sentences]]
    text = "{percent}: Rot"
    of = ["Rot"]

    [[polls.questions]]
    kind = "scale"
    id = "mood"
    prompt = "Mood?"
    statements = ["good", "rested"]
    set = "agreement-5"

    [[polls.questions.sentences]]
    text = "{percent}: good"
    of = ["good"]
    when = { same_as = "colour" }
    """
)


def mistakes(text: str, language: str = "en") -> list[str]:
    """What `read` says of a deck, one line each."""
    with pytest.raises(DeckMistake) as caught:
        read(text, language=language)
    return str(caught.value).splitlines()


def changed(old: str, new: str) -> list[str]:
    """The mistakes of the correct deck with one thing changed."""
    assert CORRECT.count(old) >= 1
    return mistakes(CORRECT.replace(old, new, 1))


# Round trip


@given(events())
@settings(max_examples=40)
def test_reading_what_was_written_gives_the_same_event(event: Event) -> None:
    assert read(write(event)) == event


def test_an_event_may_bring_its_own_look() -> None:
    brand = '[event.brand]\nname = "Stiftung"\naccent = "#1f4e9e"\n\n[[polls]]'
    text = CORRECT.replace("[[polls]]", brand, 1)
    assert read(text).brand == Brand(name="Stiftung", accent="#1f4e9e")
    assert brand in write(read(text))
    assert mistakes(text.replace("#1f4e9e", "blue")) == [
        "deck.toml:8: event.brand.accent: “blue” is given; right would be a colour as # and six "
        "digits or letters from A to F, such as “#1f4e9e”"
    ]
    assert mistakes(text.replace("Stiftung", "x" * 61)) == [
        "deck.toml:7: event.brand.name: the text has 61 characters; right would be at most 60"
    ]


def test_a_written_deck_is_pleasant_to_read() -> None:
    event = read(CORRECT)
    assert write(event) == CORRECT.replace(
        """\
options = [
    { de = "Rot", en = "Red" },
    { de = "Blau", en = "Blue" },
    "Orange",
]
""",
        'options = [{ de = "Rot", en = "Red" }, { de = "Blau", en = "Blue" }, "Orange"]\n',
    )


def test_characters_that_nobody_can_see_are_written_by_number() -> None:
    title = "93\u202f%"
    event = read(CORRECT.replace('title = "Forum"', f'title = "{title}"'))
    assert r'title = "93\u202F%"' in write(event)
    assert event.polls[0].title == title


def test_a_deck_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbf" + CORRECT.replace("\n", "\r\n").encode())
    assert read(file) == read(CORRECT)


# Mistakes


def test_a_mistake_names_file_line_field_and_what_would_be_right() -> None:
    assert changed("most = 2", "most = 7") == [
        "deck.toml:20: polls[0].questions[0].most: 7 is given; right would be between 1 and the "
        "number of options, 3"
    ]


def test_all_mistakes_are_reported_in_the_order_of_the_file() -> None:
    text = (
        CORRECT.replace('id = "congress"', 'id = "My congress"')
        .replace('code = "482913"', 'code = "4829"')
        .replace("most = 2", "most = 7")
        .replace('set = "agreement-5"', 'set = "agreement"')
        .replace('prompt = "Mood?"', "prompt = 5")
    )
    found = mistakes(text)
    assert [line.split(": ")[0] for line in found] == [
        f"deck.toml:{line}" for line in (2, 9, 20, 29)
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("most = 2", "mots = 2",
         "deck.toml:20: polls[0].questions[0].mots: there is no field of this name; right would "
         "be “most”"),
        ('kind = "scale"', 'kind = "scael"',
         "deck.toml:27: polls[0].questions[1].kind: “scael” is given; right would be “scale”"),
        ('kind = "scale"', "",
         "deck.toml:26: polls[0].questions[1]: kind is missing; right would be "
         + either([name_of(kind) for kind in KINDS], speak("en"))),
        ('title = "Forum"', "",
         "deck.toml:6: polls[0]: title is missing; right would be a text in quotes, or one in each "
         'language: { de = "…", en = "…" }'),
        ('code = "482913"', "code = 482913",
         "deck.toml:9: polls[0].code: 482913 is given; right would be a text in quotes"),
        ('code = "482913"', 'code = "482 913"',
         "deck.toml:9: polls[0].code: “482 913” is given; right would be six digits, such as "
         "“482913”"),
        ('id = "forum-1"', 'id = "Forum 1"',
         "deck.toml:7: polls[0].id: “Forum 1” is given; right would be lower-case letters, digits "
         "and hyphens, 40 at most, a letter or digit first"),
        ('id = "forum-1"', 'id = "wall"',
         "deck.toml:7: polls[0].id: “wall” is given; right would be another name: a page of the "
         "event has this one"),
        ('id = "mood"', 'id = "colour"',
         "deck.toml:28: polls[0].questions[1].id: “colour” is also the id of number 1; right would "
         "be one of its own"),
        ('languages = ["de", "en"]', 'languages = ["de", "en", "xx"]',
         "deck.toml:4: event.languages[2]: “xx” is given; right would be one of de or en"),
        ('{ de = "Blau", en = "Blue" }', '{ de = "Blau" }',
         "deck.toml:17: polls[0].questions[0].options[1]: the text is missing in en; right would "
         'be a text in quotes, or one in each language: { de = "…", en = "…" }'),
        ('{ de = "Blau", en = "Blue" }', '{ de = "Blau", en = "Blue", fr = "Bleu" }',
         "deck.toml:17: polls[0].questions[0].options[1].fr: “fr” is not one of the event's "
         "languages; right would be de or en, or the language added to event.languages"),
        ('"Orange"', "true",
         "deck.toml:18: polls[0].questions[0].options[2]: true is given; right would be a text in "
         'quotes, or one in each language: { de = "…", en = "…" }'),
        ('of = ["Rot"]', 'of = ["Rott"]',
         "deck.toml:24: polls[0].questions[0].sentences[0].of[0]: “Rott” is given; right would be "
         "“Rot”"),
        ('of = ["Rot"]', "",
         "deck.toml:22: polls[0].questions[0].sentences[0]: the sentence has a figure or a "
         "condition, but “of” does not say of what; right would be of = [\"…\"] with Rot, Blau, "
         "Orange, Red or Blue"),
        ("{percent}: Rot", "{precent}: Rot",
         "deck.toml:23: polls[0].questions[0].sentences[0].text: “{precent}” is given; right would "
         "be “{percent}”"),
        ('same_as = "colour"', 'same_as = "color"',
         "deck.toml:36: polls[0].questions[1].sentences[0].when.same_as: “color” is given; right "
         "would be the id of another question of this poll, “colour”"),
        ('same_as = "colour"', "at_least = 101",
         "deck.toml:36: polls[0].questions[1].sentences[0].when.at_least: 101 is given; right "
         "would be a number from 0 to 100"),
        ('{ de = "Blau", en = "Blue" }', '{ de = "Rot", en = "Blue" }',
         "deck.toml:15: polls[0].questions[0].options: a list of 3 is given; right would be each "
         "text only once; “Rot” is there twice"),
        ('{ de = "Blau", en = "Blue" }', '{ de = "Blau", en = "Red" }',
         "deck.toml:11: polls[0].questions[0]: “Red” stands twice in the list; right would be a "
         "name of its own for each"),
        ('title = "Congress"', 'title = " "',
         "deck.toml:3: event.title: the text is empty; right would be at least one word"),
        ('title = "Congress"', 'title = "Con\\u202Egress"',
         "deck.toml:3: event.title: the text holds the character U+202E, which nobody can see; "
         "right would be the text without it"),
        ("[event]", "[evnt]",
         "deck.toml:1: event: there is no event; right would be a table [event]"),
        ("most = 2", "most = 0x" + "f" * 5000,
         "deck.toml:20: polls[0].questions[0].most: a number of very many digits is given; right "
         "would be between 1 and the number of options, 3"),
    ],
)  # fmt: skip
def test_each_mistake_says_what_would_be_right(old: str, new: str, expected: str) -> None:
    assert expected in changed(old, new)


def test_a_mistake_in_one_sentence_does_not_hide_those_in_the_next() -> None:
    more = '\n[[polls.questions.sentences]]\ntext = "{nobody}"\nof = ["good"]\n'
    found = mistakes(CORRECT.replace("when = { same_as", "when = { same_ass") + more)
    assert [line.split(": ")[1] for line in found] == [
        "polls[0].questions[1].sentences[0].when.same_ass",
        "polls[0].questions[1].sentences[1].text",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CORRECT.replace("most = 2", "most = "), 20),
        (CORRECT + "\nmost = 1\nmost = 2\n", 39),
        (CORRECT + '\n[[polls.questions]]\nid = "', 39),
        ("x = " + "[" * 5000, 1),
        ("x = " + "9" * 5000, 1),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(text: str, line: int) -> None:
    (said,) = mistakes(text)
    assert said.startswith(f"deck.toml:{line}: this is no TOML that can be read: ")


def test_deep_nesting_is_a_mistake_and_not_a_crash() -> None:
    for depth in range(50, 1000, 50):
        assert mistakes("x = " + "[" * depth + "]" * depth)


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(CORRECT.replace("Farbe", "Größe").encode("latin-1"))
    with pytest.raises(DeckMistake) as caught:
        read(file)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line) == ("latin.toml", 14)


def test_lines_are_found_through_dotted_keys_and_long_strings() -> None:
    text = CORRECT.replace(
        'prompt = "Mood?"', 'notes = """\n[[polls]]\nx = 1 # no key\n"""\nprompt . "de" = 5\n'
    )
    assert [line.split(": ")[:2] for line in mistakes(text)] == [
        ["deck.toml:33", "polls[0].questions[1].prompt.de"],
        ["deck.toml:33", "polls[0].questions[1].prompt"],
    ]


def test_mistakes_are_told_in_german() -> None:
    (said,) = mistakes(CORRECT.replace("most = 2", "mots = 2"), language="de")
    assert said.endswith("ein Feld dieses Namens gibt es nicht; richtig wäre „most“")


@pytest.mark.survey
@given(st.data())
@settings(max_examples=80 if WHOLE else 30)
def test_a_damaged_deck_is_read_or_refused_but_never_crashes(data: st.DataObject) -> None:
    text = decks.text(data.draw(st.sampled_from(decks.NAMES)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    damaged = (
        text[:start] + data.draw(st.sampled_from(["", "\n", "[", '"', "5", "=", "x"])) + text[end:]
    )
    found: list[Mistake] = []
    try:
        event = read(damaged)
        assert read(write(event)) == event
    except DeckMistake as mistake:
        found = mistake.mistakes
    last = damaged.count("\n") + 1
    assert all(1 <= each.line <= last and each.message for each in found)
