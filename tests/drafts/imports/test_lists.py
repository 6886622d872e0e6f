"""Pasted lists, as programs paste them: every question by itself, no number left in its text."""

import pytest

from poll_server.drafts.imports import SheetMistakes, read_pasted

Found = list[tuple[str, list[str]]]
TWO: Found = [("Farbe?", ["Rot", "Blau"]), ("Größe?", ["S", "M"])]
OPEN: Found = [("Farbe?", ["Rot", "Blau"]), ("Warum?", [])]


def found(text: str) -> Found:
    return [
        (item["prompt"]["de"], [each["de"] for each in item.get("options", ())])
        for item in read_pasted(text, ("de",))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Farbe?\n• Rot\n• Blau\n2. Größe?\n• S\n• M", TWO),
        ("3. Farbe?\n• Rot\n• Blau\n4. Größe?\n• S\n• M", TWO),
        ("1. Farbe?\r\n· Rot\r\n· Blau\r\n1. Größe?\r\n· S\r\n· M", TWO),
        ("1.\tFarbe?\n\ta)\tRot\n\tb)\tBlau\n2.\tWarum?", OPEN),
        ("1) Farbe?\n\n\uf0b7\tRot\n\n\uf0b7\tBlau\n\n2) Größe?\n\no\tS\n\no\tM", TWO),
        ("(1) Farbe?\na. Rot\nb. Blau\n(2) Größe?\na. S\nb. M", TWO),
        ("1. Farbe?\n1.1 Rot\n1.2 Blau\n2. Größe?\n2.1. S\n2.2. M", TWO),
        ("1.1 Farbe?\n- Rot\n- Blau\n1.2 Größe?\n- S\n- M", TWO),
        ("1. Farbe?\n1. Rot\n2. Blau\n2. Größe?\n1. S\n2. M", TWO),
        ("a) Farbe?\n- Rot\n- Blau\nb) Warum?", OPEN),
        ("Frage 1: Farbe?\n☐ Rot\n☐ Blau\nFrage 2: Größe?\n☐ S\n☐ M", TWO),
        ("Frage 1\nFarbe?\n[ ] Rot\n[x] Blau\nFrage 2\nWarum?", OPEN),
        ("Question 1 – Farbe?\nRot\nBlau\nQuestion 2 – Größe?\nS\nM", TWO),
        ("Q1. Farbe?\n○ Rot\n○ Blau\nQ2. Größe?\n( ) S\n( ) M", TWO),
        ("1. Farbe? • Rot • Blau 2. Größe? • S • M", TWO),
        ("1. Farbe?\n2. Größe?", [("Farbe?", []), ("Größe?", [])]),
        ("1. Farbe?\n- Rot\n- Blau", TWO[:1]),
    ],
)
def test_numbered_prompts_begin_questions_whatever_style_they_have(
    text: str, expected: Found
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Farbe?\n• Rot\n• Blau\nGröße?\n• S\n• M", TWO),
        ("Farbe\n1. Rot\n2. Blau\nGröße\n1. S\n2. M", [("Farbe", ["Rot", "Blau"]),
                                                       ("Größe", ["S", "M"])]),
        ("Farbe?\n\n• Rot\n\n• Blau\n\nGröße?\n\n• S\n\n• M", TWO),
        ("Farbe?\nRot\nBlau\nGröße?\nS\nM", TWO),
        ("Farbe?\n- Rot\n- Blau\nWarum?", OPEN),
        ("• Farbe?\n• Größe?", [("Farbe?", []), ("Größe?", [])]),
        ("Farbe?\tRot\tBlau\nGröße?\tS\tM", TWO),
        ("1.\tFarbe?\tRot\tBlau\n2.\tGröße?\tS\tM", TWO),
    ],
)  # fmt: skip
def test_where_nothing_is_numbered_bullets_question_marks_and_tabs_part(
    text: str, expected: Found
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was trifft zu?\n- 1. FC Köln\n- 3. Liga", ["1. FC Köln", "3. Liga"]),
        ("Was trifft zu?\n3.5 Prozent\n4.5 Prozent", ["3.5 Prozent", "4.5 Prozent"]),
        ("Was trifft zu?\n- Die Rolle\nder Ärzte", ["Die Rolle", "der Ärzte"]),
        ("Was trifft zu?\no ja\no nein", ["o ja", "o nein"]),
    ],
)
def test_what_only_looks_like_a_number_stays(text: str, expected: list[str]) -> None:
    assert found(text) == [("Was trifft zu?", expected)]


def test_a_heading_above_numbered_questions_is_named_and_nothing_is_merged() -> None:
    with pytest.raises(SheetMistakes) as caught:
        read_pasted("Umfrage\n1. Farbe?\n- Rot\n2. Größe?\n- S", ("de",), "de")
    (mistake,) = caught.value.mistakes
    assert mistake.row == 1
    assert "gehört zu keiner Frage" in mistake.message
