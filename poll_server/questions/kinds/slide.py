"""Tell something between questions: text, a list, a quote, a link, a picture, a countdown.

Nothing is asked.

A slide is in sight as soon as the moderator goes to it, on the stage and on all phones, and the
next step leads on. It has no round, so nothing is opened, closed or counted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar, NoReturn

from poll_server.base.text import Text, say
from poll_server.locale import LANGUAGES, Speech
from poll_server.looks.look import Look
from poll_server.questions.form import Control, Described, Form
from poll_server.questions.kind import (
    LONGEST_OPTION,
    LONGEST_PROMPT,
    LONGEST_TIMER,
    InvalidAnswer,
    Measure,
    Results,
    Series,
    Tally,
    text_mistakes,
)
from poll_server.questions.traits.pictured import Pictured
from poll_server.questions.writing.marked import blocks, inline
from poll_server.questions.writing.passages import Passage, paragraphs

MOST_MINUTES = LONGEST_TIMER // 60
MOST_LINES = 14
"""Lines on a stage that still read from the last row, at about this many characters each."""
LINE = 80
LONGEST_BODY = 600
LONGEST_SOURCE = 120
LONGEST_ADDRESS = 300
ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)


class Slide(Pictured, frozen=True, kw_only=True, tag="slide"):
    """Something to read, or to look at."""

    body: Text = ""
    """one or several paragraphs, a line each; lines after a dash are points of a list"""
    points: tuple[Text, ...] = ()
    quote: Text = ""
    source: Text = ""
    """whose words the quote is"""
    link: str = ""
    """an address, which phones can open"""
    link_name: Text = ""
    """what is there; empty: the address is shown"""
    minutes: int = 0
    """of a countdown, from the moment that the slide comes into sight; 0: none"""

    by_group = ""
    asks: ClassVar[bool] = False
    useless: ClassVar[frozenset[str]] = frozenset({"timer", "live", "enough", "sentences"})
    lines: ClassVar[str] = "points"

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Slide")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "prompt": Described(_("Heading")),
            "hint": Described(_("Line under the heading")),
            "body": Described(
                _("Text"),
                _("A paragraph a line. Lines that begin with a dash become a list."),
                column=_("Text"),
                line=r"(?:slide|folie)\s*[:=]\s*(?P<value>.+)",
            ),
            "points": Described(_("List"), row=_("Point")),
            **cls._described_quote(_),
            **cls._described_link(_),
            **cls.described_picture(_),
            "minutes": Described(
                _("Countdown in minutes"),
                _("Runs on stage and phones as soon as the slide comes. 0: none."),
                least=0,
                most=MOST_MINUTES,
                column=_("Minutes"),
                line=r"(?:countdown|minutes|minuten)\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
        }

    @classmethod
    def _described_quote(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "quote": Described(
                _("Quote"),
                _("Without quotation marks: they come by themselves."),
                column=_("Quote"),
                line=r"(?:quote|zitat)\s*[:=]\s*(?P<value>.+)",
            ),
            "source": Described(
                _("Source of the quote"),
                column=_("Source"),
                line=r"(?:source|quelle)\s*[:=]\s*(?P<value>.+)",
            ),
        }

    @classmethod
    def _described_link(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "link": Described(
                _("Address of a link"),
                _("An address with https://. Phones can open it; the stage shows it."),
                column=_("Link"),
                line=r"link\s*[:=]\s*(?P<value>https?://\S+)",
            ),
            "link_name": Described(
                _("Name of the link"), _("Empty: the address."), column=_("Name of the link")
            ),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 5 if given & {"body", "points", "quote", "link", "minutes"} else 0

    def told(self, language: str) -> tuple[Passage, ...]:
        return tuple(self._pieces(language))

    def _pieces(self, language: str) -> Iterator[Passage]:
        yield from self.shown_picture(language)
        read, line = (blocks, inline) if self.markdown else (paragraphs, Passage)
        yield from read(say(self.body, language))
        yield from (line("point", text) for each in self.points if (text := say(each, language)))
        if quote := say(self.quote, language):
            yield line("quote", quote)
            if source := say(self.source, language):
                yield Passage("source", source)
        if ADDRESS.fullmatch(self.link):  # a draft is looked at before it is right
            bare = re.sub(r"^https?://(?:www\.)?|/$", "", self.link, flags=re.IGNORECASE)
            yield Passage("link", say(self.link_name, language) or bare, self.link)

    @property
    def seconds(self) -> int:
        return self.minutes * 60

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        found = [*super().mistakes(_), *self._too_long(_)]
        yield from found
        if self.link and (len(self.link) > LONGEST_ADDRESS or not ADDRESS.fullmatch(self.link)):
            yield "link", _("an address such as https://example.org")
        if not 0 <= self.minutes <= MOST_MINUTES:
            yield "minutes", _("between 0 and %(most)s minutes", most=MOST_MINUTES)
        # A text that is too long is told of already.
        if not found and max(map(self._lines, LANGUAGES)) > MOST_LINES:
            much = _("less text: %(most)s lines at most can be read on a stage", most=MOST_LINES)
            yield "body" if self.body else "points", much

    def _too_long(self, _: Speech) -> Iterable[tuple[str, str]]:
        for field, most in (
            ("body", LONGEST_BODY),
            ("quote", LONGEST_PROMPT),
            ("source", LONGEST_SOURCE),
            ("link_name", LONGEST_SOURCE),
        ):
            if written := getattr(self, field):
                yield from text_mistakes(field, (written,), most, _)
        yield from text_mistakes("points", self.points, LONGEST_OPTION, _)

    def _lines(self, language: str) -> int:
        """About how many it takes on a stage."""
        read = [piece for piece in self.told(language) if not piece.picture]
        # Beside a picture, half of the width is left for words.
        line = LINE // 2 if self.picture else LINE
        return sum(-(-len(each) // line) for each in self._each_line(read))

    def _each_line(self, told: Iterable[Passage]) -> Iterator[str]:
        for piece in told:
            yield from piece.text.split("\n") if self.markdown else (piece.text,)
            yield from self._each_line(piece.inner)

    # ── Nothing is asked ──────────────────────────────────────────────────────────────────────

    def check(self, answer: Any) -> NoReturn:
        raise InvalidAnswer("a slide asks nothing")

    def count(self, answer: Any) -> dict[str, int]:
        return {}

    def controls(self, language: str) -> tuple[Control, ...]:
        return ()

    def read(self, form: Form) -> Any:
        return None

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        return (Series("", 0, ()),)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        return {}

    def default_sentence(self, results: Results, language: str) -> str:
        return ""
