"""What goes to other tools comes back the same, and what cannot go is named."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poll_server.deck import shipped
from poll_server.deck.event import Event, Poll
from poll_server.drafts.exchange import FORMATS, arrived, written
from poll_server.drafts.exchange.coming import Arrival
from poll_server.drafts.exchange.h5p import fitting
from poll_server.questions import Question
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.number import Number
from poll_server.questions.kinds.ranking import Ranking
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")),
    min_size=1,
).filter(lambda text: not text.startswith(("//", "$", "::", "[")))
LISTS = st.lists(WORDS, min_size=2, max_size=5, unique=True)


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    options = draw(LISTS)
    right = draw(st.lists(st.sampled_from(options), unique=True, max_size=len(options)))
    most = len(options) if len(right) > 1 else 1
    explanation = draw(WORDS) if right else ""
    return Choice(
        id="q", prompt=draw(WORDS), options=tuple(options), right_options=tuple(right), most=most,
        explanation=explanation,
    )  # fmt: skip


QUESTIONS = st.one_of(
    choices(),
    st.builds(lambda prompt: OpenText(id="q", prompt=prompt), WORDS),
    st.builds(lambda prompt: Number(id="q", prompt=prompt, right="3.5", tolerance="0.5"), WORDS),
    st.builds(
        lambda prompt, word: Words(id="q", prompt=prompt, entries=1, right_words=(word,)),
        WORDS,
        WORDS,
    ),
)


def event(*questions: Any) -> Event:
    poll = Poll(id="forum", title="Forum", code="482913", questions=questions)
    return Event(id="congress", title="Congress", languages=("en",), polls=(poll,))


def back(format: str, content: bytes) -> Arrival | None:
    return arrived(f"x{FORMATS[format].suffix}", content, ["en"], "en")


def goes(format: str, question: Question) -> bool:
    """Whether a format has such a question at all."""
    if format != "h5p" or isinstance(question, Choice):
        return True
    return isinstance(question, Words) and fitting(question.right_words) != []


LIKE_SIGNS = (
    "<b>", "a < b", "a <b> c & d", "&lt;b&gt;", "AT&T", "%50% off", "50%", "[html] it",
    "use [plain]", "#1", "=1+1", "~", "{T}", "C:\\", "\\n", "::t::", "**so**", "`x`", "1.", "TRUE",
    "<!-- x", "&amp;", "$1", "//x",
)  # fmt: skip
"""What looks as if it meant something to one of them."""


@pytest.mark.parametrize("format", FORMATS)
def test_what_looks_like_a_sign_of_theirs_stays_what_it_is(format: str) -> None:
    choices = [
        Choice(id=f"c{n}", prompt=each, options=(each, "b", "c"), right_options=right,
               most=len(right), explanation=each)
        for n, each in enumerate(LIKE_SIGNS)
        for right in (("b",), (each, "b"))
    ]  # fmt: skip
    words = [
        Words(id=f"w{n}", prompt=each, entries=1, right_words=(each,))
        for n, each in enumerate(LIKE_SIGNS)
    ]
    gone = written(event(*choices, *words), format, "en")
    found = back(format, gone.content)
    assert found is not None
    gone_there = [each for each in (*choices, *words) if goes(format, each)]
    for item, asked in zip(found.items, gone_there, strict=True):
        assert item["prompt"] == {"en": asked.prompt}
        if isinstance(asked, Words):
            assert item["right_words"] == list(asked.right_words)
            continue
        assert isinstance(asked, Choice)
        assert item["options"] == [{"en": each} for each in asked.options]
        assert set(item["right_options"]) == set(asked.right_options)
        assert item.get("explanation", {"en": asked.prompt}) == {"en": asked.prompt}


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=12)
@given(st.lists(QUESTIONS, min_size=1, max_size=3))
def test_questions_come_back_as_they_went(format: str, questions: list[Any]) -> None:
    gone = written(event(*questions), format, "en")
    questions = [each for each in questions if goes(format, each)]
    if not questions:
        assert (gone.questions, format) == (0, "h5p")
        return
    found = back(format, gone.content)
    if found is None:  # a text of open answers alone looks like no tool's
        assert format == "gift"
        return
    assert gone.questions == len(found.items) == len(questions)
    lost = {loss.message for _poll, loss in gone.losses}
    for item, asked in zip(found.items, questions, strict=True):
        assert item["prompt"] == {"en": asked.prompt}
        if isinstance(asked, Choice):
            assert item["options"] == [{"en": each} for each in asked.options]
            assert set(item.get("right_options", ())) == set(asked.right_options)
            kept = {"en": asked.explanation} if asked.explanation else None
            assert item.get("explanation") == (None if "the explanation" in lost else kept)
        if isinstance(asked, Number):
            assert float(item["right"]) == 3.5
            off = "how far off an estimate may be (±0.5)" not in lost
            assert item.get("tolerance") == ("0.5" if off else None)
            assert off == (format != "qti")
        if isinstance(asked, Words):
            assert item["right_words"] == list(asked.right_words)


def test_a_ranking_keeps_its_right_order_where_there_is_one_like_it() -> None:
    ranking = Ranking(id="q", prompt="Order", options=("a", "b", "c"), right_order=("c", "a", "b"))
    for name in FORMATS:
        comes = name in ("qti", "particify")
        gone = written(event(ranking), name, "en")
        assert gone.questions == int(comes)
        if comes:
            found = back(name, gone.content)
            assert found is not None
            assert found.items[0]["right_order"] == ["c", "a", "b"]
        else:
            assert "“Ranking” has no like" in gone.losses[0][1].message


def test_every_kind_goes_or_is_named_in_both_languages() -> None:
    deck = shipped.load("every-kind")
    for name in FORMATS:
        for language in ("de", "en"):
            gone = written(deck, name, language)
            named = {loss.question for _poll, loss in gone.losses}
            steps = [len(poll.questions) for poll in deck.polls]
            assert gone.questions + len(named) >= sum(steps)
            assert gone.questions
            assert written(deck, name, language).content == gone.content


@dataclass
class Case:
    question: Question
    lost: str


@pytest.mark.parametrize(
    "case",
    [
        Case(Choice(id="q", prompt="?", options=("a", "b"), other=True), "own words"),
        Case(Choice(id="q", prompt="?", options=("a", "b"), reason=True), "why"),
        Case(Choice(id="q", prompt="?", options=("a", "b"), timer=30), "time limit"),
        Case(Choice(id="q", prompt="?", options=("a", "b"), abstain=True), "abstention"),
        Case(Words(id="q", prompt="?", entries=1), "cloud"),
        Case(Number(id="q", prompt="?", low="1", high="5"), "bounds"),
    ],
)
def test_what_gift_cannot_say_is_named(case: Case) -> None:
    (loss,) = [loss.message for _poll, loss in written(event(case.question), "gift", "en").losses]
    assert case.lost in loss
