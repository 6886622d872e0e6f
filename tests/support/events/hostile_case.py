"""An event full of hostile strings, its votes and its report."""

import random
import re
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from poll_server.deck import deck
from poll_server.live.state import RoundResults
from poll_server.questions import AnyQuestion
from poll_server.questions.kind import Sentence
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.report import Cut, Report, build
from poll_server.report.csv import FORMULA_STARTS

from .report_cases import HOSTILE, outcome

STARTS = (*FORMULA_STARTS[:4], "=1+", "@SUM(", "＝", "  =", "'", '"', ";", ",", "<", "&", "%", "#")
PIECES = (
    *HOSTILE,
    "<a href='https://evil.example' onclick=alert(1)>hier</a>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<![CDATA[x]]>",
    "&lt;b&gt; &#x41; &nbsp;",
    "<w:p/> <a:t> <c:f>A1</c:f>",
    '#import "@preview/evil:1.0.0": *',
    "$x^2$ *bold* _soft_ `raw` <label> @ref = Heading",
    '#link("https://evil.example")[hier]',
    "[Verweis](https://evil.example) **fett** ~~weg~~",
    "https://evil.example/?a=b&c=d#e",
    "\\u003cscript\\u003e \\x3c %3Cscript%3E",
    "${jndi:ldap://evil.example} {{7*7}} <%= 7*7 %> #{7*7}",
    "_x000D_ _x005F_ \\r\\n \\0",
    "ÄÖÜ äöü ß ẞ é e\u0301 ñ Ǆ ﬁ İ ı",
    "中文 日本語 한국어 हिन्दी ไทย",
    "👩\u200d👩\u200d👧\u200d👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 𝕳𝖆𝖑𝖑𝖔 𠜎",
    "مرحبا 123 בעברית abc",
    "a\u00a0b\u202fc\u2009d\u3000e",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
    "1e999 -0 NaN 0x10 TRUE 1/2 12:30 2018-09-20",
)
"""Parts of strings that a deck may hold."""
UNSEEN = ("\u202egnp.exe", "\u200b", "\u2066x\u2069", "\x00", "\x1b[2J", "\ufeff", "\u0301" * 9)
"""Parts that only phones send; a deck with them is refused, and an answer is cleaned of them."""
LONGEST_ANSWER, LONGEST_WORD = 140, 40
"""Characters of a text and of a word in a cloud that a phone may send."""
MARK = re.compile(r"q\d{5}z")
TOGETHER = 115
"""About as many strings as one event holds here."""


class Strings:
    """A source of hostile strings, each with its mark; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.all: list[str] = []

    def for_deck(self, most: int = 200) -> str:
        """A string that a deck may hold."""
        return self._new(PIECES, most)

    def for_phone(self, most: int = LONGEST_ANSWER) -> str:
        """A string that a phone may send."""
        return self._new((*PIECES, *UNSEEN), most)

    def _new(self, pieces: tuple[str, ...], most: int) -> str:
        mark = f"q{len(self.all):05}z "  # apart: a mark for the letter before would be joined to it
        start, first, last = self.chance.choice(STARTS), *self.chance.choices(pieces, k=2)
        room = most - len(mark) - len(start)
        text = f"{start}{first[: room // 2]}{mark}{last[: room // 2]}".rstrip()
        self.all.append(text)
        return text


class Harmless(Strings):
    """Strings that nobody minds, for what a file looks like with them."""

    def _new(self, pieces: tuple[str, ...], most: int) -> str:
        text = f"q{len(self.all):05}z Text"
        self.all.append(text)
        return text


@dataclass(frozen=True)
class Case:
    """An event full of hostile strings, and those of them that a file of results shows."""

    event: deck.Event
    rounds: list[RoundResults]
    heads: list[str]
    """titles and names: not in tables of data"""
    asked: list[str]
    """prompts and answer possibilities"""
    answered: list[str]
    """what phones sent"""
    said: list[str]
    """sentences"""

    @cached_property
    def report(self) -> Report:
        """The report of the event's one poll, which shows every field."""
        (poll,), (language,) = self.event.polls, self.event.languages
        return build(self.event.id, self.event, Cut({poll.id: self.rounds}), language, only=poll.id)


def case(strings: Strings, language: str) -> Case:
    """The next event; its deck went through a file, its answers through their questions."""
    new, sent = strings.for_deck, strings.for_phone
    options = [tuple(new(120) for _ in range(10)) for _ in range(2)]
    said = [new(120) for _ in range(2)]
    prompts = [new() for _ in range(5)]
    statements, labels = tuple(new(120) for _ in range(4)), tuple(new(40) for _ in range(5))
    questions: list[AnyQuestion] = [
        Choice(
            id=f"choice-{n}",
            prompt=prompts[n],
            hint=new(),
            notes=new(),
            options=options[n],
            most=2,
            other=True,
            sentences=(Sentence(said[n].replace("{", "(").replace("}", ")"), (options[n][0],)),),
        )
        for n in range(2)
    ]
    questions += [
        Scale(id="scale", prompt=prompts[2], statements=statements, labels=labels),
        Words(id="words", prompt=prompts[3]),
        OpenText(id="text", prompt=prompts[4]),
    ]
    others = [[sent() for _ in range(10)] for _ in range(2)]
    words, thoughts = [sent(LONGEST_WORD) for _ in range(12)], [sent() for _ in range(10)]
    answers: list[list[Any]] = [
        *(
            [{"options": [k]} for k in range(10)] + [{"options": [], "other": o} for o in others[n]]
            for n in range(2)
        ),
        [{"steps": [(k + n) % 5 for n in range(4)]} for k in range(11)],
        [{"words": [word]} for word in words],
        [{"text": thought} for thought in thoughts],
    ]
    event = deck.Event(
        id="hostile",
        title=new(120),
        languages=(language,),
        place=new(),
        date=new(90),
        hosts=tuple(new() for _ in range(3)),
        polls=(
            deck.Poll(
                id="forum-1",
                title=new(120),
                subtitle=new(),
                host=new(),
                questions=tuple(questions),
            ),
        ),
    )
    event = through_a_file(event)
    (poll,) = event.polls
    rounds = [
        outcome(question, given, language, number=number)
        for number, (question, given) in enumerate(zip(poll.questions, answers, strict=True), 1)
    ]
    heads = [str(poll.title), str(poll.subtitle)]
    asked = [*prompts, *options[0], *options[1], *statements, *labels]
    said = [str(s.text) for question in poll.questions for s in question.sentences]
    return Case(event, rounds, heads, asked, [*others[0], *others[1], *words, *thoughts], said)


def through_a_file(event: deck.Event) -> deck.Event:
    """The event, written as a deck and read again: the same, letter for letter."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        file = Path(folder) / "deck.toml"
        file.write_text(deck.write(event), encoding="utf-8")
        read = deck.read(file)
    assert read == event
    return read
