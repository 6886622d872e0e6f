"""Pasted text: a prompt, its options by line, languages by bars."""

import pytest

from poll_server.drafts.imports import SheetMistakes, read_pasted
from tests.support.events.report_cases import HOSTILE

from .written import BOTH


@pytest.mark.parametrize(
    ("text", "prompt", "lines"),
    [
        ("Farbe?\nRot\nBlau", "Farbe?", ["Rot", "Blau"]),
        ("Farbe?\r\n- Rot\r\n* Blau\r\n• Grün", "Farbe?", ["Rot", "Blau", "Grün"]),
        ("Farbe?\n1. Rot\n2. Blau", "Farbe?", ["Rot", "Blau"]),
        ("Farbe?\na) Rot\nb) Blau", "Farbe?", ["Rot", "Blau"]),
        ("Farbe?\n(1) Rot\n(2) Blau", "Farbe?", ["Rot", "Blau"]),
        ("Verein?\n1. FC Köln\nBVB", "Verein?", ["1. FC Köln", "BVB"]),
        ("Jahr?\n2018. Jahr\n2019. Jahr", "Jahr?", ["2018. Jahr", "2019. Jahr"]),
        ("Wer?\nA. Schmidt\nC. Maier", "Wer?", ["A. Schmidt", "C. Maier"]),
        ("\n\n  \nFarbe?\n  Rot \n\t-Blau\n\n", "Farbe?", ["Rot", "-Blau"]),
        ("Farbe?\n=1+1\n<b>x</b>", "Farbe?", ["=1+1", "<b>x</b>"]),
    ],
)
def test_a_line_is_an_option_without_its_bullet(text: str, prompt: str, lines: list[str]) -> None:
    (found,) = read_pasted(text, ("de",))
    assert found == {
        "kind": "choice",
        "prompt": {"de": prompt},
        "options": [{"de": line} for line in lines],
    }


def test_blank_lines_part_questions_and_one_line_alone_is_an_open_one() -> None:
    text = "1. Farbe?\nRot\nBlau\n \t\n2. Warum?\n\n3. Wie gut?\nSkala: quality-5\nHeute\nMorgen"
    choice, text_, scale = read_pasted(text, ("de",))
    assert (choice["kind"], choice["prompt"]) == ("choice", {"de": "Farbe?"})
    assert text_ == {"kind": "text", "prompt": {"de": "Warum?"}}
    assert scale == {
        "kind": "scale",
        "prompt": {"de": "Wie gut?"},
        "set": "quality-5",
        "statements": [{"de": "Heute"}, {"de": "Morgen"}],
    }


def test_bars_part_languages_and_a_number_says_how_many_answers() -> None:
    (found,) = read_pasted("Farbe? | Colour?\nbis zu: 2\nRot | Red\nBlau", BOTH)
    assert found["prompt"] == {"de": "Farbe?", "en": "Colour?"}
    assert found["options"] == [{"de": "Rot", "en": "Red"}, {"de": "Blau"}]
    assert found["most"] == 2
    (found,) = read_pasted("Farbe? | Colour?", ("de",))
    assert found["prompt"] == {"de": "Farbe? | Colour?"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, "Der Text ist leer.")),
        ("\n \n", (0, "Der Text ist leer.")),
        ("x" * 500_001, (0, "Bitte fügen Sie höchstens 500000 Zeichen auf einmal ein.")),
        ("a\n\n" * 201, (0, "Bitte fügen Sie höchstens 200 Fragen auf einmal ein.")),
        ("Na?\n" + "x" * 10_001, (2, "der Text hat 10001 Zeichen; richtig wären höchstens 10000")),
        ("\nNa?" + "\nx" * 101, (2, "Eine Liste hat höchstens 100 Einträge.")),
        ("Na?\nscale: quality",
         (2, "hier steht „quality“; richtig wäre „quality-5“")),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_over_is_named_by_its_line(
    text: str, expected: tuple[int, str]
) -> None:
    with pytest.raises(SheetMistakes) as caught:
        read_pasted(text, ("de",), "de")
    (mistake,) = caught.value.mistakes
    assert (mistake.row, mistake.message) == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_are_text(text: str) -> None:
    (found,) = read_pasted(f"{text}\n{text}\nund", ("de",))
    assert found["prompt"] == found["options"][0] == {"de": text.strip()}
