"""Polls in every state that a screen can meet, without Redis: for tests of stage and moderator."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from msgspec import structs

from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.looks.look import Theme
from poll_server.questions import Choice, Measure, OpenText, Question, Scale, Tally, Words
from poll_server.questions.writing.stop_list import EDITION
from poll_server.store.records import About, Live, Round
from poll_server.wire import messages as wire
from poll_server.wire.messages import Attendance, ModeratorSnapshot, StageSnapshot

POLL_ID = "abcdefghij234567"
CODE = "482913"
HERE = 187
FORTY = 40

COMPETENCES = Choice(
    id="competences",
    prompt={
        "de": "Welche Kompetenzen sind in der digitalen Arbeitswelt wichtig?",
        "en": "Which competences matter in the digital world of work?",
    },
    notes={"de": "Nach dem Ergebnis das Podium um Einschätzung bitten.", "en": "Ask the panel."},
    options=(
        {"de": "Kreativität", "en": "Creativity"},
        {"de": "Zusammenarbeit und Problemlösung", "en": "Working together and solving problems"},
        {"de": "Medienkompetenz", "en": "Media competence"},
        {"de": "Selbstorganisation", "en": "Organising oneself"},
        {"de": "Programmierkenntnisse", "en": "Programming"},
    ),
    most=5,
)
ENOUGH = Choice(
    id="enough",
    prompt={"de": "Reicht die Aus- und Weiterbildung dafür aus?", "en": "Is training good enough?"},
    options=({"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}),
    abstain=True,
    timer=60,
)
LEARNING = Scale(
    id="learning",
    prompt={"de": "Digital unterstütztes Lernen …", "en": "Learning with digital support …"},
    set="agreement-5",
    statements=(
        {"de": "… steigert die individuelle Lernmotivation", "en": "… motivates"},
        {"de": "… passt Tempo und Inhalte besser an", "en": "… fits pace and contents better"},
        {"de": "… entlastet die Lehrkräfte", "en": "… relieves teachers"},
    ),
)
NEEDS = Words(id="needs", prompt={"de": "Was brauchen Sie?", "en": "What do you need?"}, live=True)
WISHES = OpenText(
    id="wishes", prompt={"de": "Was wünschen Sie sich?", "en": "What do you wish for?"}
)
MANY = Choice(
    id="many",
    prompt={
        "de": "Welche der folgenden Vorhaben soll das Netzwerk in den nächsten beiden Jahren "
        "zuerst angehen, wenn Zeit, Geld und Menschen nur für wenige davon reichen und alle "
        "anderen bis zum übernächsten Forum warten müssten, auch wenn sie schon lange "
        "versprochen sind?",
        "en": "Which of the following projects should the network take up first in the next two "
        "years, if time, money and people are enough for only a few of them and all the others "
        "would have to wait until the forum after next, even where they were promised long ago?",
    },
    hint={"de": "Bis zu drei auswählen", "en": "Choose up to three"},
    options=tuple(
        {"de": f"Vorhaben {n}: gemeinsam weiterbilden", "en": f"Project {n}: learning together"}
        for n in range(1, 31)
    ),
    most=3,
)
FEW_WORDS = Words(
    id="few", prompt={"de": "Ein Wort zum Abschied?", "en": "One word to end?"}, live=True
)
LATER = tuple(
    question
    for question in decks.load(decks.EVERY_KIND).polls[0].questions
    if question.kind in ("ranking", "points", "pairs", "maxdiff", "resistance", "grid", "number")
)
QUESTIONS = (COMPETENCES, ENOUGH, LEARNING, NEEDS, WISHES, MANY, FEW_WORDS, *LATER)
"""From `MANY` on they are asked by `LOOKS_SCENES` alone."""

POLL = deck.Poll(
    id="forum-1",
    title={"de": "Themenforum 1 · Digitalisierung", "en": "Forum 1 · Going digital"},
    code=CODE,
    questions=QUESTIONS,
)
EVENT = deck.Event(
    id="zukunft",
    motto={"de": "Es ist Zeit, in die Offensive zu gehen!", "en": "Time to act!"},
    title={"de": "Zukunftsbildung Ruhr 2018", "en": "Education for the Future Ruhr 2018"},
    languages=("de", "en"),
    polls=(POLL,),
)

_WORDS = {
    "Partizipation": 61, "Motivation": 44, "Fortbildung": 25, "Ausstattung": 21, "Zeit": 20,
    "Kooperationsrahmen": 15, "Vertrauen": 13, "Vernetzung": 12, "WLAN": 12, "Ideen": 11,
    "Mut": 9, "Freiräume": 8, "Technik": 7, "Beteiligung": 6, "Austausch": 5, "Praxis": 4,
    "Geduld": 3,
}  # fmt: skip
_TEXTS = {
    "Mehr Austausch zwischen Schulen und Betrieben": 3,
    "Einen gemeinsamen Kooperationsrahmen mit Stiftungen, Unternehmen und Bildungsträgern": 2,
    "Zeit, Neues auszuprobieren": 2,
    "Verlässliches WLAN in jedem Klassenraum": 1,
    "Ideen zur Motivation der Jugendlichen, die wir nächste Woche umsetzen können": 1,
    "<b>Mut</b>": 1,
}


def _written(texts: Mapping[str, int]) -> dict[str, int]:
    return {f"text:{text.casefold()}": n for text, n in texts.items()} | {
        f"form:{text}": n for text, n in texts.items()
    }


def _invented(question: Question) -> Tally:
    """What forty people might answer."""
    invent, tally = question.invent(Random(8), "de"), Counter[str]()
    for _ in range(FORTY):
        tally.update(question.count(question.check(invent())))
    return tally


TALLIES: dict[str, Tally] = {
    "competences": {"0": 162, "1": 153, "2": 141, "3": 112, "4": 37},
    "enough": {"0": 12, "1": 159, "abstain": 3},
    "learning": {
        f"{statement}:{step}": count
        for statement, counts in enumerate(
            ((3, 5, 0, 66, 100), (5, 10, 16, 77, 66), (24, 47, 38, 44, 21))
        )
        for step, count in enumerate(counts)
    },
    "needs": _written(_WORDS),
    "wishes": _written(_TEXTS),
    "many": {str(n): 60 - 2 * n for n in range(30)},
    "few": _written({"Danke": 3, "Mut": 2, "Weiter so": 1}),
    **{question.id: _invented(question) for question in LATER},
}


@dataclass(frozen=True)
class Scene:
    """One state of the poll; `state()` makes the real thing of it."""

    position: int = 1
    phase: Literal["ready", "open", "closed"] = "open"
    shown: bool = False
    votes: int = 174
    here: int = HERE
    black: bool = False
    join: bool = False
    stages: int = 1
    seconds: int = 0
    """left on the countdown; 0: none"""
    version: int = 1
    control: int = 1
    attempt: int = 1
    epoch: str = "epoch"
    measure: Measure = "percent"
    tally: Tally | None = None
    verdicts: Mapping[str, Literal["approved", "dismissed"]] | None = None
    refused: Mapping[str, int] | None = None
    risk: str = ""
    smallest_group: int = 1
    holds: int = EDITION
    """edition of the stop list; 0: as opened by a version that had none"""
    around: wire.Scene = ""
    """the screen around the show that is on the stage"""
    until: float = 0
    """seconds until the show starts or goes on"""
    published: bool = False
    take_back: float = 0.0
    """seconds in which the close can be taken back; 0: it is frozen"""

    def state(self) -> PollState:
        """The poll as Redis would have said it."""
        question = QUESTIONS[self.position - 1] if self.position else None
        number = self.position * 10 + self.attempt
        asked = question is not None and self.phase != "ready"
        round_ = None
        if question and asked:
            round_ = Round(
                number,
                question.id,
                self.attempt,
                "open" if self.phase == "open" else "closed",
                deadline_ms=int(time.time() * 1000) + self.seconds * 1000 if self.seconds else 0,
                votes=self.votes,
                holds=self.holds,
                freeze_ms=int((time.time() + self.take_back) * 1000) if self.take_back else 0,
            )
        tally = self.tally if self.tally is not None else TALLIES[question.id] if question else {}
        poll = structs.replace(POLL, smallest_group=self.smallest_group)
        return PollState(
            about=About(POLL_ID, EVENT.id, POLL.id, CODE, poll, EVENT, b""),
            live=Live(
                self.epoch,
                self.version,
                self.control,
                question.id if question else "",
                number if round_ else 0,
                number if round_ else 0,
                self.shown,
                self.black,
                self.join,
                self.measure,
                last={question.id: number} if question and round_ else {},
                scene=self.around,
                until_ms=int((time.time() + self.until) * 1000) if self.until else 0,
            ),
            round=round_,
            unmoderated=tally if round_ else {},
            moderation=dict(self.verdicts or {}),
            attendance=Attendance(
                self.here, min(self.here, self.votes + 4), self.votes, 2, dict(self.refused or {})
            ),
            stages=self.stages,
            rounds={number: round_} if round_ else {},
            risk=self.risk,
            published=self.published,
        )

    def stage(
        self, language: str = "de", theme: Theme = "light", measure: Measure | None = None
    ) -> StageSnapshot:
        """What the hall sees of it."""
        return views.stage(self.state(), language, theme, measure)

    def moderator(self, language: str = "de", theme: Theme = "light") -> ModeratorSnapshot:
        """What the moderator sees of it."""
        return views.moderator(self.state(), language, theme)


ALL_APPROVED: dict[str, Any] = {"*": "approved"}

STAGE_SCENES: dict[str, Scene] = {
    "before": Scene(0, "ready", votes=0),
    "ready": Scene(1, "ready", votes=0),
    "open": Scene(1, "open", seconds=24),
    "open-live": Scene(4, "open", shown=True, votes=161, seconds=65),
    "closed": Scene(1, "closed"),
    "shown-choice": Scene(1, "closed", shown=True),
    "shown-few": Scene(2, "closed", shown=True),
    "shown-scale": Scene(3, "closed", shown=True),
    "shown-words": Scene(4, "closed", shown=True, votes=161),
    "shown-texts": Scene(5, "closed", shown=True, votes=10, verdicts=ALL_APPROVED),
    "no-texts": Scene(5, "closed", shown=True, votes=10),
    "no-votes": Scene(1, "open", shown=True, votes=0, tally={}),
    "join": Scene(1, "open", join=True),
    "black": Scene(1, "open", black=True),
    "start": Scene(0, "ready", votes=0, around="start", until=600),
    "pause": Scene(1, "closed", around="pause", until=600),
    "end": Scene(2, "closed", shown=True, around="end", published=True),
}
LOOKS_SCENES: dict[str, Scene] = {
    "open-few": Scene(2, "open", seconds=24),
    "ready-many": Scene(6, "ready", votes=0),
    "open-many": Scene(6, "open", votes=93),
    "shown-many": Scene(6, "closed", shown=True, votes=93),
    "shown-three-words": Scene(7, "open", shown=True, votes=5),
    "shown-forty-words": Scene(
        4, "closed", shown=True, tally=_written({f"Lernort {n}": 80 // n for n in range(1, 41)})
    ),
    **{
        f"shown-{question.kind}": Scene(n, "closed", shown=True, votes=FORTY)
        for n, question in enumerate(QUESTIONS, 1)
        if question in LATER
    },
}
"""What is long, or hardly anything: looked at on the sheet of states."""
MODERATOR_SCENES: dict[str, Scene] = {
    "before": Scene(0, "ready", votes=0, stages=0),
    "ready": Scene(2, "ready", votes=0),
    "open": Scene(1, "open", seconds=24, refused={"closed": 1}),
    "closed": Scene(1, "closed"),
    "shown": Scene(1, "closed", shown=True, attempt=2),
    "scale": Scene(3, "closed", shown=True),
    "words": Scene(4, "open", shown=True, votes=161),
    "texts": Scene(5, "open", votes=10, verdicts={"text:zeit, neues auszuprobieren": "approved"}),
    "pause": Scene(1, "closed", around="pause", until=600),
    "risk": Scene(1, "open", risk="Redis: appendfsync is everysec; votes may be lost."),
}
