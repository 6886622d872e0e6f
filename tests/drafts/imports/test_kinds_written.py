"""What each kind is made of, in pasted text and in a table."""

from typing import Any

import pytest

from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.drafts.imports.pasted import read_pasted
from poll_server.drafts.imports.sheets import read_sheet
from poll_server.questions import KINDS
from poll_server.questions.registry import name_of

PASTED: list[tuple[str, dict[str, Any]]] = [
    (
        "Wie weit ist der Mond?\nEinheit: km\nvon: 0\nbis: 1.000.000\nrichtig: 384.400",
        {"kind": "number", "unit": "km", "low": "0", "high": "1.000.000", "right": "384.400"},
    ),
    (
        "When?\nresistance: yes\nMonday\nTuesday",
        {"kind": "resistance", "now": True, "proposals": [{"de": "Monday"}, {"de": "Tuesday"}]},
    ),
    ("Weiterempfehlen?\nSkala: nps-11", {"kind": "scale", "set": "nps-11"}),
    (
        "Was?\nmindestens: 2\nbis zu: 3\nA\nB\nC",
        {"kind": "choice", "least": 2, "most": 3, "options": [{"de": n} for n in "ABC"]},
    ),
    (
        "Was zuerst?\nRangfolge: 2\nA\nB\nC",
        {"kind": "ranking", "places": 2, "options": [{"de": n} for n in "ABC"]},
    ),
    (
        "Wofür?\nPunkte: 50\nA\nB",
        {"kind": "points", "total": 50, "options": [{"de": n} for n in "AB"]},
    ),
    (
        "Was lohnt?\nwaagerecht: Aufwand\nsenkrecht: Nutzen\nA\nB",
        {
            "kind": "grid",
            "across": "Aufwand",
            "up": "Nutzen",
            "items": [{"de": n} for n in "AB"],
        },
    ),
    (
        "Was eher?\nPaare: 5\nA\nB\nC",
        {"kind": "pairs", "each": 5, "statements": [{"de": n} for n in "ABC"]},
    ),
    (
        "Was zuerst?\nVergleiche: 4\nA\nB\nC\nD",
        {"kind": "maxdiff", "sets": 4, "statements": [{"de": n} for n in "ABCD"]},
    ),
    ("Wo?\nBild: Ein Grundriss", {"kind": "pin", "picture_text": "Ein Grundriss"}),
    ("Was macht Mut?\nWörter: 2", {"kind": "words", "entries": 2}),
    (
        "Hauptstadt?\nrichtig: Berlin; Bonn\nWert: 5\nBonus für Schnelligkeit: 4\n"
        "Erklärung: Seit 1990\nbis zu: 2\nBerlin\nBonn\nKöln",
        {
            "kind": "choice",
            "most": 2,
            "right_options": ["Berlin", "Bonn"],
            "worth": 5,
            "speed_bonus": 4,
            "explanation": "Seit 1990",
            "options": [{"de": n} for n in ("Berlin", "Bonn", "Köln")],
        },
    ),
    (
        "Hauptstadt?\nWörter: 1\nRichtige Wörter: Berlin; Bärlin",
        {"kind": "words", "entries": 1, "right_words": ["Berlin", "Bärlin"]},
    ),
    ("Was noch?", {"kind": "text"}),
    (
        "Zum Schluss\nFragebogen: 2\n\nWar es gut?\n- Ja\n- Nein\n\nWas fehlte?",
        {
            "kind": "survey",
            "questions": [
                {
                    "kind": "choice",
                    "prompt": {"de": "War es gut?"},
                    "options": [{"de": "Ja"}, {"de": "Nein"}],
                },
                {"kind": "text", "prompt": {"de": "Was fehlte?"}},
            ],
        },
    ),
    (
        "Murmelpause\nFolie: Zu zweit\nMinuten: 5\nZitat: Mut tut gut\nQuelle: Anna\n"
        "Link: https://example.org/a\n- Was fehlt?\n- Was hilft?",
        {
            "kind": "slide",
            "body": "Zu zweit",
            "minutes": 5,
            "quote": "Mut tut gut",
            "source": "Anna",
            "link": "https://example.org/a",
            "points": [{"de": "Was fehlt?"}, {"de": "Was hilft?"}],
        },
    ),
]
TABLES: list[tuple[str, dict[str, Any]]] = [
    (
        "Art,Frage,Kleinste Zahl,Größte Zahl,Richtige Zahl,Nachkommastellen,Toleranz\n"
        'Zahl schätzen,Wie weit?,0,100,"38,4",1,"1,5"',
        {
            "kind": "number",
            "low": "0",
            "high": "100",
            "right": "38,4",
            "decimals": 1,
            "tolerance": "1,5",
        },
    ),
    (
        "Kind,Question,Answer 1,Answer 2,As it is now\nResistance,When?,Mon,Tue,no",
        {"kind": "resistance", "now": False, "proposals": [{"de": "Mon"}, {"de": "Tue"}]},
    ),
    (
        "Question,Answer 1,Answer 2,Answers at least,Answers at most,Random order,Ask why\n"
        "What?,A,B,2,2,yes,no",
        {
            "kind": "choice",
            "least": 2,
            "most": 2,
            "shuffled": True,
            "reason": False,
            "options": [{"de": "A"}, {"de": "B"}],
        },
    ),
    (
        "Question,Ready set,Slider\nWhat?,nps-11,yes",
        {"kind": "scale", "set": "nps-11", "slider": True},
    ),
    (
        "Question,Answer 1,Answer 2,Places\nWhat?,A,B,1",
        {"kind": "ranking", "places": 1, "options": [{"de": "A"}, {"de": "B"}]},
    ),
    (
        "Kind,Question,Answer 1,Answer 2\nPoints,What?,A,B",
        {"kind": "points", "options": [{"de": "A"}, {"de": "B"}]},
    ),
    (
        "Question,Answer 1,From left to right,From bottom to top\nWhat?,A,Effort,Benefit",
        {
            "kind": "grid",
            "across": "Effort",
            "up": "Benefit",
            "items": [{"de": "A"}],
        },
    ),
    (
        "Question,Answer 1,Answer 2,Answer 3,Decisions\nWhat?,A,B,C,3",
        {"kind": "pairs", "each": 3, "statements": [{"de": n} for n in "ABC"]},
    ),
    (
        "Question,Answer 1,Answer 2,Answer 3,Answer 4,Best called,Set size,Sets\n"
        "What?,A,B,C,D,Vital,4,3",
        {
            "kind": "maxdiff",
            "best": "Vital",
            "size": 4,
            "sets": 3,
            "statements": [{"de": n} for n in "ABCD"],
        },
    ),
    ("Kind,Question\nWord cloud,What?", {"kind": "words"}),
    (
        "Question,What is to be seen\nWhere?,A plan",
        {"kind": "pin", "picture_text": "A plan"},
    ),
    (
        "Question,Answer 1,Answer 2,Right answers,Points if right,Bonus for speed,Explanation\n"
        "What?,A; x,B,B,3,2,So.",
        {
            "kind": "choice",
            "right_options": ["B"],
            "worth": 3,
            "speed_bonus": 2,
            "explanation": "So.",
            "options": [{"de": "A; x"}, {"de": "B"}],
        },
    ),
    ("Kind,Question\nOpen answers,What?", {"kind": "text"}),
    (
        "Question,Questions of the survey,All required\nAt the end,1,yes\nWhat?,,",
        {
            "kind": "survey",
            "required": True,
            "questions": [{"kind": "text", "prompt": {"de": "What?"}}],
        },
    ),
    (
        "Kind,Question,Answer 1,Answer 2,Text,Quote,Source,Link,Name of the link,Minutes\n"
        "Slide,Break,Coffee,Tea,See you,Well begun,A saying,https://example.org,Notes,15",
        {
            "kind": "slide",
            "points": [{"de": "Coffee"}, {"de": "Tea"}],
            "body": "See you",
            "quote": "Well begun",
            "source": "A saying",
            "link": "https://example.org",
            "link_name": "Notes",
            "minutes": 15,
        },
    ),
]


@pytest.mark.parametrize(("text", "item"), PASTED)
def test_pasted(text: str, item: dict[str, Any]) -> None:
    (found,) = read_pasted(text, ["de"])
    assert found == item | {"prompt": {"de": text.partition("\n")[0]}}


@pytest.mark.parametrize(("table", "item"), TABLES)
def test_in_a_table(table: str, item: dict[str, Any]) -> None:
    (found,) = read_sheet("x.csv", table.encode(), ["de"])
    del found["prompt"]
    assert found == item


@pytest.mark.parametrize("written", [PASTED, TABLES], ids=["pasted", "tables"])
def test_every_kind_is_written_here(written: list[tuple[str, dict[str, Any]]]) -> None:
    """Each is read from its words by the tests above."""
    assert {item["kind"] for _, item in written} == {name_of(kind) for kind in KINDS}


@pytest.mark.parametrize(
    "text", ["End\nSurvey: 2\n\nWhat?", "End\nSurvey: 1\n\nBreak\nSlide: Coffee"]
)
def test_a_survey_has_all_the_questions_that_it_says(text: str) -> None:
    with pytest.raises(SheetMistakes, match="“End”"):
        read_pasted(text, ["de"])
