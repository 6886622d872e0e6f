"""Particify's tables, whatever parts them."""

from poll_server.drafts.exchange import particify
from poll_server.questions.checking import MOST_OPTIONS

from .taking import said, taken

NAMES = (
    "format\tbody\tadditionalText\toptions\tcorrectOptions\tmultiple\tabstentionsAllowed\tduration"
)


def test_each_format() -> None:
    rows = [
        'CHOICE\tWhich?\tso\t"A\nB\nC"\t"A\nC"\ttrue\ttrue\t30',
        "BINARY\tYes or no?\t\t\t1\tfalse\tfalse\t",
        "SCALE\tAgree?\t\tAGREEMENT (5)\t\t\t\t",
        "NUMERIC\tHow many?\t\t−10–20\t7,5±1\t\t\t",
        "WORDCLOUD\tA word\t\t3\t\t\t\t",
        'SHORT_ANSWER\tCapital?\t\t\t"Berlin\nberlin"\t\t\t',
        'SORT\tOrder\t\t"x\ny"\t\t\t\t',
        "SLIDE\tHello\tworld\t\t\t\t\t",
        "GRID\tNo\t\t\t\t\t\t",
    ]
    text = "\n".join([NAMES, *rows])
    assert particify.is_particify(text)
    found = taken(particify.read, text)
    choice, binary, scale, number, cloud, word, order, slide = found.asked
    assert (choice.options, choice.right, choice.most) == (["A", "B", "C"], [0, 2], 3)
    assert (choice.abstain, choice.seconds, choice.explanation) == (True, 30, "so")
    assert (binary.options, binary.right) == (["Yes", "No"], [0])
    assert scale.options == ["1", "2", "3", "4", "5"]
    assert (number.low, number.high, number.number, number.off) == ("-10", "20", "7.5", "1")
    assert (cloud.most, word.words, order.right) == (3, ["Berlin", "berlin"], [0, 1])
    assert (slide.prompt, slide.body) == ("Hello", "world")
    assert said(found) == [
        (3, "the words of the scale “AGREEMENT (5)”: please write them"),
        (9, "“GRID” does not exist here; the question is left out"),
    ]


def test_semicolons_and_a_mark_in_front() -> None:
    text = "\ufeffformat;body;options\nTEXT;Why?;\n"
    assert particify.is_particify(text)
    assert taken(particify.read, text).asked[0].prompt == "Why?"
    assert not particify.is_particify("Frage;A;B\nWarum?;x;y")


def test_a_scale_of_a_billion_steps_is_no_longer_than_any_other() -> None:
    found = taken(particify.read, f"{NAMES}\nSCALE\tAgree?\t\tAGREEMENT (9999999999)\t\t\t\t")
    assert len(found.asked[0].options) == MOST_OPTIONS
