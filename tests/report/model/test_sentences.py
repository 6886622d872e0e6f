"""The report's sentences: figures, conditions, and how numbers are said in each language."""

from collections.abc import Mapping

import pytest

from poll_server.base.percent import percent
from poll_server.base.text import Text
from poll_server.questions import (
    ABSTAIN,
    Choice,
    Condition,
    OpenText,
    Question,
    Results,
    Scale,
    Sentence,
    Words,
)
from poll_server.report.model.sentences import about, sentences, with_base

COLOURS: tuple[Text, ...] = (
    {"de": "Rot", "en": "Red"},
    {"de": "Grün", "en": "Green"},
    {"de": "Blau", "en": "Blue"},
)


def choice(*told: Sentence, name: str = "colour") -> Choice:
    return Choice(id=name, prompt="?", options=COLOURS, most=3, abstain=True, sentences=told)


def said(
    question: Question,
    tally: Mapping[str, int],
    votes: int,
    language: str = "de",
    others: Mapping[str, Results] | None = None,
) -> list[str]:
    results = question.results(tally, votes, language)
    return sentences(question, results, {question.id: results, **(others or {})}, language)


def test_a_figure_stands_in_its_place_and_n_before_the_full_stop() -> None:
    text: Text = {
        "de": "Rot wird von {percent} als wichtig erachtet.",
        "en": "Red is considered important by {percent}.",
    }
    question = choice(Sentence(text=text, of=("Rot",)))
    tally = {"0": 162, "1": 3, "2": 9}
    assert said(question, tally, 174) == ["Rot wird von 93\u202f% als wichtig erachtet (n = 174)."]
    assert said(question, tally, 174, "en") == ["Red is considered important by 93% (n = 174)."]


def test_abstentions_are_no_part_of_n() -> None:
    question = choice(Sentence(text="{percent}.", of=("Blau",)))
    assert said(question, {"2": 5, ABSTAIN: 10}, 20, "en") == ["50% (n = 10)."]


def test_every_placeholder() -> None:
    text = "{percent}|{percents}|{count}|{n}|{option}"
    question = choice(Sentence(text=text, of=("Rot", "Grün", "Blau")))
    assert said(question, {"0": 1, "1": 2, "2": 3}, 4, "en") == ["25%|25%, 50% and 75%|1|4|Red"]


def test_what_participants_or_decks_write_is_never_taken_for_a_placeholder() -> None:
    question = Words(
        id="w", prompt="?", sentences=(Sentence(text="{option} {0} {x!r}.", of=("{n}",)),)
    )
    tally = {"text:{n}": 1, "form:{n}": 1}
    assert said(question, tally, 1, "en") == ["{n} {0} {x!r} (n = 1)."]


def test_nothing_is_said_when_nobody_answered() -> None:
    question = choice(Sentence(text="Nobody is told this."))
    assert said(question, {}, 0) == []
    assert said(question, {ABSTAIN: 4}, 4) == []
    assert said(choice(), {}, 0) == []


def test_the_kind_speaks_where_the_deck_says_nothing() -> None:
    (sentence,) = said(choice(), {"0": 3, "1": 1}, 4, "en")
    assert "75%" in sentence
    assert sentence.endswith(" (n = 4).")


def test_a_statement_has_its_top_two_steps_and_its_own_n() -> None:
    question = Scale(
        id="s",
        prompt="?",
        statements=("good", "new"),
        set="agreement-5",
        sentences=(Sentence(text="{percent} find it new.", of=("new",)),),
    )
    tally = {"0:0": 20, "1:3": 9, "1:4": 10, "1:0": 1}
    assert said(question, tally, 21, "en") == ["95% find it new (n = 20)."]


def test_a_scale_without_statements_needs_no_name() -> None:
    question = Scale(
        id="s", prompt="?", set="agreement-5", sentences=(Sentence(text="{percent} agree."),)
    )
    assert said(question, {"0:4": 1, "0:0": 1}, 2, "en") == ["50% agree (n = 2)."]


@pytest.mark.parametrize(
    ("when", "tally", "true"),
    [
        (Condition(below=50), {"0": 49}, True),
        (Condition(below=50), {"0": 50}, False),
        (Condition(at_least=50), {"0": 50}, True),
        (Condition(at_least=50), {"0": 49}, False),
        (Condition(lowest=True), {"0": 1, "1": 2, "2": 2}, True),
        (Condition(lowest=True), {"0": 1, "1": 1, "2": 2}, True),
        (Condition(lowest=True), {"0": 2, "1": 1, "2": 2}, False),
        (Condition(top=1), {"0": 3, "1": 2}, True),
        (Condition(top=1), {"0": 2, "1": 2}, False),
        (Condition(top=2), {"0": 2, "1": 2}, True),
        (Condition(top=2), {"0": 2, "1": 2, "2": 2}, False),
        (Condition(top=3), {"0": 2, "1": 2, "2": 2}, True),
        (Condition(top=3), {"1": 2, "2": 2}, False),
        (Condition(below=50, lowest=True), {"0": 10, "1": 20, "2": 5}, False),
    ],
)
def test_conditions(when: Condition, tally: Mapping[str, int], true: bool) -> None:
    question = choice(Sentence(text="True.", of=("Rot",), when=when, otherwise="False."))
    assert said(question, tally, 100, "en") == ["True (n = 100)." if true else "False (n = 100)."]


def test_nothing_is_said_where_a_condition_fails_and_nothing_else_is_given() -> None:
    question = choice(Sentence(text="True.", of=("Rot",), when=Condition(top=1)))
    assert said(question, {"1": 1}, 1) == []


def test_every_subject_must_meet_the_condition() -> None:
    sentence = Sentence(text="Both.", of=("Rot", "Blau"), when=Condition(top=2))
    assert said(choice(sentence), {"0": 5, "2": 4, "1": 3}, 5, "en") == ["Both (n = 5)."]
    assert said(choice(sentence), {"0": 5, "2": 3, "1": 4}, 5, "en") == []


def test_words_are_found_however_they_were_written() -> None:
    sentence = Sentence(text="On top: {option}.", of=("partizipation  ",), when=Condition(top=1))
    question = Words(id="w", prompt="?", sentences=(sentence,))
    tally = {
        "text:partizipation": 3,
        "form:Partizipation": 2,
        "form:partizipation": 1,
        "text:mut": 2,
        "form:Mut": 2,
    }
    assert said(question, tally, 5, "en") == ["On top: Partizipation (n = 5)."]
    assert said(question, {"text:mut": 1, "form:Mut": 1}, 1) == []


def test_a_word_nobody_wrote_has_zero_percent() -> None:
    question = OpenText(
        id="t", prompt="?", sentences=(Sentence(text="{percent}", of=("Nothing",)),)
    )
    assert said(question, {"text:x": 1, "form:x": 1}, 1, "en") == ["0% (n = 1)."]


def test_as_many_as_in_another_question() -> None:
    other = choice(name="other").results({"0": 84, "1": 16}, 100, "en")
    sentence = Sentence(
        text="Just as many.", of=("Rot",), when=Condition(same_as="other"), otherwise="{percent}."
    )
    # 42 of 50 are as many percent, and so it is said, although they are fewer people.
    assert said(choice(sentence), {"0": 42}, 50, "en", {"other": other}) == [
        "Just as many (n = 50)."
    ]
    assert said(choice(sentence), {"0": 41}, 50, "en", {"other": other}) == ["82% (n = 50)."]
    assert said(choice(sentence), {"0": 42}, 50, "en") == ["84% (n = 50)."]


@pytest.mark.parametrize(
    ("shares", "de", "en"),
    [
        ([47, 49], "knapp 50\u202f%", "just under 50%"),
        ([50, 50], "50\u202f%", "50%"),
        ([51, 53], "gut 50\u202f%", "just over 50%"),
        ([49, 50], "49\u202f% und 50\u202f%", "49% and 50%"),
        ([46, 48], "46\u202f% und 48\u202f%", "46% and 48%"),
        ([45], "45\u202f%", "45%"),
        ([46, 46], "46\u202f%", "46%"),
        ([72], "gut 70\u202f%", "just over 70%"),
        ([73], "knapp 75\u202f%", "just under 75%"),
        ([77], "gut 75\u202f%", "just over 75%"),
        ([78], "knapp 80\u202f%", "just under 80%"),
        ([98], "knapp 100\u202f%", "just under 100%"),
        ([3], "3\u202f%", "3%"),
        ([0], "0\u202f%", "0%"),
    ],
)
def test_about(shares: list[int], de: str, en: str) -> None:
    assert about(shares, "de") == de
    assert about(shares, "en") == en


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("So it is.", "So it is (n = 7)."),
        ("So it is", "So it is (n = 7)."),
        ("So it is!", "So it is (n = 7)!"),
        ("And so on …", "And so on … (n = 7)."),
    ],
)
def test_n_stands_before_the_end(sentence: str, expected: str) -> None:
    assert with_base(sentence, 7) == expected


def test_sentences_take_their_percentages_from_the_one_engine() -> None:
    question = choice(Sentence(text="{percent}.", of=("Rot",)))
    for count in range(9):
        assert said(question, {"0": count}, 8, "en") == [f"{percent(count, 8)}% (n = 8)."]
