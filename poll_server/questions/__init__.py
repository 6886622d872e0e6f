"""The kinds of question a poll can ask: one module a kind, and nothing else tells kinds apart.

    kind.py                                what all kinds provide and share; start here
    choice.py  scale.py  words.py  text.py the kinds
    likert.py                              ready labels for scales
    figures.py  cloud.py  widths.py        how results are drawn, without a browser

A new kind is one module here, one file in `audience/static/questions/`, and its line in the union
below; `tests/questions/test_questions.py` then holds it to the laws of all kinds.
"""

import msgspec

from .choice import Choice
from .kind import (
    ABSTAIN,
    Condition,
    Control,
    InvalidAnswer,
    Measure,
    Option,
    Question,
    Results,
    Row,
    Sentence,
    Series,
    Share,
    Tally,
)
from .scale import Scale
from .text import Text as OpenText
from .words import Words

AnyQuestion = Choice | Scale | Words | OpenText
KINDS: tuple[type[Question], ...] = (Choice, Scale, Words, OpenText)

LISTED, RATED, WRITTEN = Choice, Scale, OpenText
"""What a pasted prompt becomes where nobody says: one with lines under it, one with a ready set of
steps, and one that stands alone."""

decoder: msgspec.json.Decoder[AnyQuestion] = msgspec.json.Decoder(AnyQuestion)

__all__ = [
    "ABSTAIN",
    "KINDS",
    "LISTED",
    "RATED",
    "WRITTEN",
    "AnyQuestion",
    "Choice",
    "Condition",
    "Control",
    "InvalidAnswer",
    "Measure",
    "OpenText",
    "Option",
    "Question",
    "Results",
    "Row",
    "Scale",
    "Sentence",
    "Series",
    "Share",
    "Tally",
    "Words",
    "decoder",
]
