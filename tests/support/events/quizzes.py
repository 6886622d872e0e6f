"""A small quiz: two questions with right answers, and a survey with a third."""

import msgspec

from poll_server.questions import Choice, Number, Scale, Words
from poll_server.questions.kinds.survey import Survey
from tests.support.cases import EVENT, POLL, SKILLS

CAPITAL = Choice(
    id="capital",
    prompt={"de": "Welche Stadt ist Hauptstadt?", "en": "Which city is the capital?"},
    options=("Berlin", "Bonn"),
    right_options=("Berlin",),
    worth=2,
    abstain=True,
)
RIVER = Words(
    id="river",
    prompt={"de": "Welcher Fluss ist es?", "en": "Which river is it?"},
    entries=1,
    right_words=("Spree",),
)
FAR = Number(
    id="far",
    prompt={"de": "Wie weit ist es?", "en": "How far is it?"},
    unit="km",
    right="100",
    tolerance="10",
    worth=4,
)
AT_HOME = Survey(
    id="at-home",
    prompt={"de": "Noch etwas", "en": "Something more"},
    questions=(
        Choice(
            id="hill",
            prompt={"de": "Welcher Berg?", "en": "Which hill?"},
            options=("a", "b"),
            right_options=("b",),
            worth=5,
        ),
        Scale(id="mood", prompt={"de": "Wie war es?", "en": "How was it?"}, set="agreement-5"),
    ),
)
QUIZ = msgspec.structs.replace(POLL, questions=(CAPITAL, SKILLS, RIVER, AT_HOME))
QUIZ_EVENT = msgspec.structs.replace(EVENT, polls=(QUIZ,))
RIGHT, WRONG = {"options": [0]}, {"options": [1]}
