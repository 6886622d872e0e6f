"""GIFT as Moodle documents it, each of its kinds."""

from poll_server.drafts.exchange import gift
from poll_server.questions.kinds.elsewhere import Carried
from tests.drafts.exchange.taking import only, said, taken


def read(text: str) -> Carried:
    return only(taken(gift.read, text))


def test_a_choice_with_one_right_answer() -> None:
    asked = read("::Q1:: Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}")
    assert (asked.form, asked.prompt) == ("choice", "Who's buried in Grant's tomb?")
    assert asked.options == ["Grant", "Jefferson", "no one"]
    assert (asked.right, asked.most) == ([2], 1)


def test_answers_in_the_middle_of_a_sentence_leave_a_gap() -> None:
    asked = read("Grant is {~buried =entombed ~living} in Grant's tomb.")
    assert asked.prompt == "Grant is _____ in Grant's tomb."
    assert read("Who?{=no one ~all}.").prompt == "Who?."


def test_several_right_ones_and_what_their_marks_lose() -> None:
    found = taken(gift.read, "Which?{~%50%A ~%-100%B ~%50%C}")
    assert (only(found).right, only(found).most) == ([0, 2], 3)
    assert said(found) == [(1, "different marks for single answers")]


def test_several_of_which_none_is_right_say_their_shares() -> None:
    """As ours go out, where a poll asks what people think."""
    assert read("Which?{~%0%A ~%0%B}").most == 2
    assert read("Which?{~A ~B}").most == 1


def test_the_best_of_answers_that_are_right_in_part() -> None:
    found = taken(gift.read, "Which?{=A ~%50%B ~C}")
    assert (only(found).right, only(found).most) == ([0], 1)
    assert said(found) == [(1, "different marks for single answers")]


def test_true_false_words_numbers_open_answers_and_descriptions() -> None:
    text = """// a comment
$CATEGORY: congress

The sun is cold.{FALSE#no}

Two plus {=two =2} is four.

When was Ulysses born?{#1822:5}

Pick from 1 to 5?{#1..5}

Write about it.{}

[html]<b>Break</b><br>until 11
"""
    found = taken(gift.read, text)
    false, words, number, span, essay, slide = found.asked
    assert (false.options, false.right) == (["True", "False"], [1])
    assert (words.form, words.words, words.prompt) == (
        "words",
        ["two", "2"],
        "Two plus _____ is four.",
    )
    assert (number.form, number.number, number.off, span.number) == ("number", "1822", "5", "")
    assert (essay.form, slide.form) == ("text", "slide")
    assert (slide.prompt, slide.body) == ("Break", "until 11")
    assert said(found) == [
        (0, "the category “congress”"),
        (1, "what is said about single answers"),
        (4, "that any number from 1 to 5 is right"),
    ]


def test_signs_of_its_own_are_escaped_and_feedback_is_told() -> None:
    text = r"::a\:b::Is 2 \= 2 \{sic\}?{=yes\: \~so # fine ~no #### It is so.}"
    found = taken(gift.read, text)
    asked = only(found)
    assert (asked.prompt, asked.options) == ("Is 2 = 2 {sic}?", ["yes: ~so", "no"])
    assert asked.explanation == "It is so."
    assert said(found) == [
        (1, "its title “a:b”"),
        (1, "what is said about single answers"),
    ]


def test_matching_is_left_out_by_name() -> None:
    found = taken(gift.read, "Which eats what?{=cat -> cat food =dog -> dog food}")
    assert found.asked == []
    assert said(found) == [(1, "“matching” does not exist here; the question is left out")]


def test_a_picture_is_named() -> None:
    found = taken(gift.read, '[html]<img src\\="x.png">Who is it?{=A ~B}')
    assert only(found).prompt == "Who is it?"
    assert said(found) == [(1, "a picture, sound or film")]


def test_an_arrow_in_an_answer_makes_no_matching_question() -> None:
    asked = Carried("choice", "Which way?", ["A -> B", "B -> A"], right=[0])
    words = Carried("words", "How?", words=["in -> out"])
    found = taken(gift.read, gift.write([asked, words]).decode())
    assert [each.options for each in found.asked] == [["A → B", "B → A"], []]
    assert found.asked[1].words == ["in → out"]
    by_hand = only(taken(gift.read, "Which way? {=A -> B ~B -> A}"))
    assert (by_hand.options, by_hand.right) == (["A -> B", "B -> A"], [0])


def test_a_backslash_at_the_end_closes_nothing_in() -> None:
    asked = Carried("choice", "Where?", ["/", "C:\\"], right=[1])
    assert only(taken(gift.read, gift.write([asked]).decode())) == asked
