"""Put a point on a picture, or choose one of the areas that are named on it.

An answer is `{"area": 2}`, or `{"area": 2, "at": [12, 30]}` with column and row of the point, each
from 1 to 40, from the top left; the number after the last area stands for the rest of the picture.
Or `{"abstain": true}`. Counters: the area's number from 0, `at:12:30`, `right` and `abstain`.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_percent
from poll_server.base.text import Text, isolated, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.pinned import pinned
from poll_server.questions.form import Control, Described, Filled, Form, Option
from poll_server.questions.kind import (
    LONGEST_OPTION,
    RIGHT,
    Fact,
    InvalidAnswer,
    Measure,
    Results,
    Series,
    Solution,
    Spot,
    Tally,
    number,
    rows,
    text_mistakes,
)
from poll_server.questions.methods.areas import CELLS, WHOLE, PictureArea, holding, invented
from poll_server.questions.traits import right
from poll_server.questions.traits.abstention import MayAbstain, WithAbstention, base
from poll_server.questions.traits.options import chosen_most
from poll_server.questions.traits.pictured import Pictured
from poll_server.questions.writing.passages import Passage

MOST_AREAS = 12
"""Of more, nobody sees on a stage which is which."""
BY_NAME = 0.1
"""Share of a rehearsal's people who choose from the list: keys, screen readers, no script."""


class Answer(MayAbstain):
    """The shape of an answer."""

    area: int = -1
    at: tuple[int, int] | None = None


class Pin(WithAbstention, Pictured, frozen=True, kw_only=True, tag="pin"):
    """A picture with named areas, and a point on it."""

    areas: tuple[PictureArea, ...]
    abstain: bool = False
    """offers an abstention"""
    explanation: Text = ""
    """why the right areas are right, told with the result"""
    worth: int = 1
    """points for a right answer"""
    speed_bonus: int = 0
    """points on top for the fastest; see `traits.speed`"""

    shape: ClassVar[type[MayAbstain]] = Answer
    in_list: ClassVar[str] = "area"
    begun: ClassVar[Mapping[str, Any]] = {
        "areas": [
            {"area": "", "left": left, "top": 10, "width": 35, "height": 80} for left in (10, 55)
        ]
    }

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Point on a picture")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        shown = cls.described_picture(_)
        words = msgspec.structs.replace(
            shown["picture_text"],
            column=_("What is to be seen"),
            line=r"(?:picture|bild)\s*[:=]\s*(?P<value>.+)",
        )
        return {
            **shown,
            "picture_text": words,
            "areas": Described(
                _("Areas of the picture"),
                _("Who cannot point chooses from their names. The preview shows where they are."),
                row=_("Area"),
            ),
            "area": Described(_("Name")),
            "left": Described(_("From the left, in percent"), least=0, most=WHOLE),
            "top": Described(_("From the top, in percent"), least=0, most=WHOLE),
            "width": Described(_("Width, in percent"), least=1, most=WHOLE),
            "height": Described(_("Height, in percent"), least=1, most=WHOLE),
            "right": Described(
                _("Right"), _("None: no quiz. Of several, each is right by itself.")
            ),
            **right.described(_),
            **cls.described_abstention(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 3 if "picture_text" in given else 0

    def told(self, language: str) -> tuple[Passage, ...]:
        return self.shown_picture(language)

    # ── Answers ───────────────────────────────────────────────────────────────────────────────

    def check_given(self, given: Answer) -> dict[str, Any]:
        if not 0 <= given.area <= len(self.areas):
            raise InvalidAnswer(f"the number of an area, from 0 to {len(self.areas)}")
        if given.at is None:
            return {"area": given.area}
        if not all(1 <= n <= CELLS for n in given.at):
            raise InvalidAnswer(f"column and row of a point, from 1 to {CELLS}")
        if holding(self.areas, *given.at) != given.area:
            raise InvalidAnswer("a point in its area")
        return {"area": given.area, "at": list(given.at)}

    def count_given(self, answer: Any) -> dict[str, int]:
        counts = {str(answer["area"]): 1}
        if "at" in answer:
            counts["at:{}:{}".format(*answer["at"])] = 1
        is_right = answer["area"] in self._right()
        return counts | ({RIGHT: 1} if is_right else {})

    def _right(self) -> list[int]:
        """The right areas by their numbers."""
        return [n for n, each in enumerate(self.areas) if each.right]

    def solution(self) -> Solution | None:
        keys = tuple(map(str, self._right()))
        return Solution(keys) if keys else None

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        areas = [Option(str(n), name) for n, name in enumerate(self.names(language))]
        return (
            Control(
                "area",
                "radio",
                _("Area of the picture"),
                options=(*areas, *self.boxes(language)),
                most=1,
                look="pin",
                for_script=self._told(language),
            ),
            Control(
                "at",
                "select",
                _("More exactly, if you like: its place in 40 columns and rows"),
                look="cells",
                parts=(_("Column from the left"), _("Row from the top")),
                low=1,
                high=CELLS,
            ),
        )

    def _told(self, language: str) -> dict[str, str]:
        """What the phone's script needs: the picture, the areas, and what it says of a point."""
        _ = speak(language).translations.gettext
        boxes = (f"{a.left},{a.top},{a.width},{a.height}" for a in self.areas)
        return {
            "picture": self.picture,
            "words": say(self.picture_text, language),
            "areas": ";".join(boxes),
            "half": self._half(language),
            "tap": _("Tap on the picture, or choose an area below."),
            "keys": _("Point on the picture: move it with the arrow keys."),
            "here": _("%(area)s: %(x)s percent from the left, %(y)s percent from the top"),
        }

    def _half(self, language: str) -> str:
        _ = speak(language)
        return _("Please choose both, column and row, or neither.")

    def names(self, language: str) -> tuple[str, ...]:
        """The areas, and what is beside all of them."""
        _ = speak(language)
        return (*(say(each.area, language) for each in self.areas), _("Somewhere else"))

    def read_given(self, form: Form) -> dict[str, Any]:
        at = [number(text) for text in form.get("at", ()) if text]
        area = number(next(iter(form.get("area", ())), ""))
        if len(at) == 2:
            return {"area": holding(self.areas, *at), "at": at}
        return {"area": area} if not at else {"area": area, "at": at}

    def objection(self, answer: Any, language: str) -> str:
        return self._half(language) if len(answer.get("at", (0, 0))) < 2 else ""

    def fill_given(self, answer: Any, language: str) -> Filled:
        return {"area": [str(answer["area"])], "at": [str(n) for n in answer.get("at", ())]}

    def in_words_given(self, answer: Any, language: str) -> str:
        area: int = answer["area"]
        return self.names(language)[area]

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        """Points around the middle of areas, some more popular than others; any, without areas."""
        weights = [random.expovariate(1) for _ in self.areas]

        def one() -> Any:
            if not weights:  # of a draft
                return {"area": 0}
            place = random.choices(range(len(self.areas)), weights)[0]
            if random.random() < BY_NAME:
                return {"area": place}
            at = list(invented(self.areas[place], random))
            return {"area": holding(self.areas, *at), "at": at}

        return self.or_abstain(random, one)

    def instruction(self, language: str) -> str:
        _ = speak(language)
        return _("Where on the picture?")

    # ── Results ───────────────────────────────────────────────────────────────────────────────

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        people = base(tally, votes)
        counts = [
            (str(n), name, tally.get(str(n), 0)) for n, name in enumerate(self.names(language))
        ]
        return (Series("", people, rows(counts, people)),)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        wanted = [self.names(language)[n] for n in self._right()]
        return right.told(self, wanted, tally, base(tally, votes), language)

    def spots(self, tally: Tally) -> tuple[tuple[Spot, ...], ...]:
        """Where people pointed, all of them together."""
        cells = range(1, CELLS + 1)
        return (
            tuple(
                Spot(x, y, people)
                for x in cells
                for y in cells
                if (people := tally.get(f"at:{x}:{y}", 0))
            ),
        )

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        boxes = [(each.left, each.top, each.width, each.height) for each in self.areas]
        return pinned(results, self.picture, boxes, CELLS, look, measure, language)

    def default_sentence(self, results: Results, language: str) -> str:
        leaders = results.series[0].leaders
        if len(leaders) != 1:
            return right.with_share(chosen_most(results, 1, language), results, language)
        _, (first,) = speak(language), leaders
        share = format_percent(first.percent, language)
        said = _("%(percent)s chose “%(area)s”.", percent=share, area=isolated(first.label))
        return right.with_share(said, results, language)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not self.picture:
            yield "picture", _("a picture, which you choose here")
        if not 1 <= len(self.areas) <= MOST_AREAS:
            yield "areas", _("between 1 and %(most)s areas", most=MOST_AREAS)
        yield from text_mistakes("areas", [each.area for each in self.areas], LONGEST_OPTION, _)
        if not all(each.inside for each in self.areas):
            yield (
                "areas",
                _("areas within the picture: each in percent, 1 wide and high at least"),
            )
        yield from right.mistakes(self, "areas", self.explanation, _, right=bool(self._right()))
