"""The kinds of question a poll can ask: one module a kind, and nothing else tells kinds apart.

    kind.py                                what all kinds provide and share; start here
    checking.py                            limits and shapes that kinds check with
    traits/                                what several kinds share: an abstention, options
    results.py                             rows that share a base: what came out of a round
    form.py  answers.py  invention.py      a question's form, the way back, invented answers
    kinds/                                 the kinds, one module each
    registry.py                            which kinds there are, those of other packages included
    improvise.py                           a hall's worth of invented answers
    drawing/                               how results are drawn, without a browser
    writing/                               texts kept clean, counted, and held back by a stop list

A new kind is one module in `kinds/`, one file in `audience/static/questions/`, and its
line in `kinds/single.py`; `tests/questions/test_questions.py` then holds it to the laws of all
kinds.
"""

import msgspec

from .form import Control, Described, Option
from .kind import (
    ABSTAIN,
    Condition,
    Fact,
    InvalidAnswer,
    Measure,
    Measured,
    Question,
    ResultForm,
    Results,
    Row,
    Sentence,
    Series,
    Share,
    Solution,
    Spot,
    Tally,
)
from .kinds.choice import Choice
from .kinds.grid import Grid
from .kinds.maxdiff import MaxDiff
from .kinds.number import Number
from .kinds.pairs import Pairs
from .kinds.pin import Pin
from .kinds.points import Points
from .kinds.ranking import Ranking
from .kinds.resistance import Resistance
from .kinds.scale import Scale
from .kinds.slide import Slide
from .kinds.text import OpenText
from .kinds.words import Words
from .registry import KINDS, AnyQuestion, Survey, kind_called, suggested

decoder: msgspec.json.Decoder[AnyQuestion] = msgspec.json.Decoder(AnyQuestion)

__all__ = [
    "ABSTAIN",
    "KINDS",
    "AnyQuestion",
    "Choice",
    "Condition",
    "Control",
    "Described",
    "Fact",
    "Grid",
    "InvalidAnswer",
    "MaxDiff",
    "Measure",
    "Measured",
    "Number",
    "OpenText",
    "Option",
    "Pairs",
    "Pin",
    "Points",
    "Question",
    "Ranking",
    "Resistance",
    "ResultForm",
    "Results",
    "Row",
    "Scale",
    "Sentence",
    "Series",
    "Share",
    "Slide",
    "Solution",
    "Spot",
    "Survey",
    "Tally",
    "Words",
    "decoder",
    "kind_called",
    "suggested",
]
