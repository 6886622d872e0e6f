"""Moodle XML, each kind of it; and what is written is well-formed whatever stands in it."""

from poll_server.drafts.exchange import moodle
from poll_server.questions.kinds.elsewhere import Carried
from tests.drafts.exchange.taking import only, said, taken

QUIZ = """<?xml version="1.0" encoding="UTF-8"?><quiz>
<question type="category"><category><text>$course$/top/Forum</text></category></question>
<question type="multichoice"><name><text>Colours</text></name><tags><tag><text>x</text></tag></tags>
<questiontext format="html">
<text><![CDATA[<p>Which <b>two</b>?</p>]]></text>
<file name="a.png" encoding="base64">AAAA</file></questiontext>
<generalfeedback format="html">
<text>Because.</text></generalfeedback>
<defaultgrade>2.0</defaultgrade>
<single>false</single><shuffleanswers>true</shuffleanswers>
<answer fraction="50" format="html">
<text>&lt;p&gt;A &amp;amp; B&lt;/p&gt;</text>
<feedback><text>yes</text></feedback></answer>
<answer fraction="50"><text>C</text></answer>
<answer fraction="-100"><text>D</text></answer>
</question>
<question type="truefalse"><questiontext><text>So?</text></questiontext>
<answer fraction="0"><text>true</text></answer>
<answer fraction="100"><text>false</text></answer>
</question>
<question type="shortanswer"><questiontext><text>Capital?</text></questiontext>
<answer fraction="100"><text>Berlin</text></answer>
<answer fraction="0"><text>Bonn</text></answer>
</question>
<question type="numerical"><questiontext><text>How many?</text></questiontext>
<answer fraction="100"><text>42</text><tolerance>2</tolerance></answer></question>
<question type="essay"><questiontext><text>Why?</text></questiontext></question>
<question type="description"><questiontext><text>Part two</text></questiontext></question>
<question type="matching"><questiontext><text>Match</text></questiontext></question>
</quiz>"""


def test_each_kind() -> None:
    assert moodle.is_moodle(QUIZ)
    found = taken(moodle.read, QUIZ)
    shown, several, false, words, number, essay, slide = found.asked
    assert (shown.form, found.pictures[0].content) == ("slide", b"\0\0\0")
    assert (several.prompt, several.options) == ("Which two?", ["A & B", "C", "D"])
    assert (several.right, several.most, several.shuffled) == ([0, 1], 3, True)
    assert several.explanation == "Because."
    assert (false.right, words.words) == ([1], ["Berlin"])
    assert (number.number, number.off) == ("42", "2")
    assert (essay.form, slide.form, slide.prompt) == ("text", "slide", "Part two")
    assert said(found) == [
        (0, "the category “$course$/top/Forum”"),
        (1, "its hints and tags"),
        (1, "its title “Colours”"),
        (1, "how many marks it brings"),
        (1, "what is said about single answers"),
        (1, "different marks for single answers"),
        (7, "“matching” does not exist here; the question is left out"),
    ]


def test_a_question_of_opinion_goes_without_marks() -> None:
    made = moodle.write([Carried("choice", "<&>", ["a", "b"])]).decode()
    assert made.count('fraction="0"') == 2
    back = only(taken(moodle.read, made))
    assert (back.prompt, back.right) == ("<&>", [])
