"""Other tools' results: how many gave each answer, when, and every loss named."""

import io
import zipfile
from typing import Any

import pytest

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.results import (
    MadeQuestion,
    OldResults,
    book,
    made,
    packed,
    results_in,
    unpacked,
)
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.locale import speak
from tests.drafts.exchange.results.results_files import FIRST, SECOND, kahoot, mentimeter
from tests.support.files import made_tables


def came(content: bytes, **forms: Any) -> tuple[OldResults, list[MadeQuestion], str]:
    """What a file holds, its questions, and every loss."""
    old, taken = results_in(content, "en"), Taken(speak("en"))
    for place, form in forms.items():
        old.questions[int(place[1:])].form = form
    found = [m for n, each in enumerate(old.questions) for m in made(each, f"q{n}", taken)]
    return old, found, "\n".join(each.message for each in (*old.losses, *taken.losses))


def refused(content: bytes) -> str:
    with pytest.raises(SheetMistakes) as wrong:
        results_in(content, "en")
    return "\n".join(each.message for each in wrong.value.mistakes)


def counted(found: MadeQuestion, place: int = 0) -> dict[str, int]:
    """Label -> count, of every series, in their order."""
    results = found.question.results(found.rounds[place].tally, found.rounds[place].people, "en")
    return {
        f"{series.label} {row.label}".strip(): row.count
        for series in results.series
        for row in series.rows
        if row.count
    }


def test_mentimeters_sessions_are_rounds_the_oldest_first() -> None:
    old, (lunch, how, word), lost = came(mentimeter(Summary=[["12 voters"]]), _2="words")
    assert old.tool == "Mentimeter"
    assert (lunch.question.prompt, lunch.question.options) == ("Lunch?", ("Soup", "Pizza"))  # type: ignore[union-attr]
    assert [counted(lunch, n) for n in (0, 1)] == [{"Soup": 3, "Pizza": 5}, {"Soup": 4}]
    assert [each.people for each in lunch.rounds] == [8, 4]
    assert [(r.from_ms, r.to_ms) for r in lunch.rounds] == [
        (book.moment([at], 0),) * 2 for at in (FIRST, SECOND)
    ]
    assert counted(how) == {"Food 4": 4, "Food 5": 4, "Room 1": 3, "Room 2": 2}
    assert (counted(word), counted(word, 1)) == ({"good": 8}, {"long": 4, "loud": 4})
    for said in ("“Thanks”", "not read: Summary", "nobody chose", "1 to 5 is taken", "same person"):
        assert said in lost


def test_an_account_in_another_language_has_other_names_of_columns() -> None:
    def file(*names: str) -> bytes:
        rows: list[list[Any]] = [
            ["Teilnehmende"],
            [None],
            ["Datum (UTC)", "Sitzung", "Person", *names],
        ]
        voters = [[FIRST, 1, n, "ab"[n % 2], "c", 4, 900][: 3 + len(names)] for n in range(6)]
        return made_tables.xlsx({"Stimmen": [*rows, *voters]})

    _old, (which, _word, how), lost = came(file("Ort: Wo?: Antwort", "Wer?: Antwort", "Wie?:: gut"))
    assert which.question.prompt == "Ort: Wo?"
    assert counted(which) == {"a": 3, "b": 3}
    assert counted(how) == {"gut 4": 6}
    assert "“Antwort” is read as “Answer”" in lost
    assert "English" in refused(file("Wo?: Name", "Wo?: Antwort", "Wo?: Smiley", "Wo?: Punkte"))
    assert "English" in refused(file("Wo?: Antwort", "Wo?: Smiley"))


def test_a_quiz_of_mentimeters_has_its_right_answers_and_no_names() -> None:
    head = ["Rome?: Name", "Rome?: Emoji", "Rome?: Answer", "Rome?: Score"]
    rows = [[FIRST, 1, n, "Ann", ":)", "Yes" if n else "No", 950 - n if n else 0] for n in range(6)]
    old, (rome,), lost = came(mentimeter(head, rows))
    assert rome.question.right_options == ("Yes",)  # type: ignore[union-attr]
    assert rome.rounds[0].tally == {"0": 5, "1": 1, "right": 5}
    assert "Ann" not in repr(old)
    assert "names and emoji" in lost
    assert "points" in lost


def test_answers_are_read_as_somebody_says_that_they_were_meant() -> None:
    rows = [[FIRST, 1, n, said] for n, said in enumerate(["a, b", "a", "b, a", "c", "a", "A, c"])]
    file = mentimeter(["Which?: Answer"], rows)
    several, text = came(file)[1][0], came(file, _0="text")[1][0]
    assert counted(several) == {"a": 5, "b": 2, "c": 2}
    assert several.question.most == 2  # type: ignore[union-attr]
    assert counted(text) == {"a, b": 1, "a": 2, "b, a": 1, "c": 1, "A, c": 1}
    assert [each.rounds[0].people for each in (several, text)] == [6, 6]


def test_what_does_not_fit_is_named_with_how_many_it_was() -> None:
    head = ["A?: Answer", "B?:: x", "C?:: y", "D", "E?: Answer", "F?: Answer"]
    rows = [[FIRST, 1, n, "same", 77, 0 if n else 10, "?", "w" * 60, "t" * 400] for n in range(5)]
    rows[0][8], rows[0][7] = "short", "word"
    _old, found, lost = came(mentimeter(head, rows), _0="one", _3="words")
    by_prompt = {each.question.prompt: each for each in found}
    assert set(by_prompt) == {"C?", "E?", "F?"}
    assert counted(by_prompt["C?"]) == {"y 0 · lowest": 4, "y 10 · highest": 1}
    for said in ("everybody gave the same", "no whole numbers", "column “D”", "more than 300",
                 "more than 40"):  # fmt: skip
        assert said in lost, said


def test_kahoots_options_and_right_answers_are_those_of_the_report() -> None:
    old, (which, typed), lost = came(kahoot())
    assert (old.tool, which.rounds[0].from_ms > 0) == ("Kahoot", True)
    assert which.question.prompt == 'Which "one"?'
    assert which.question.options == ("Rome", "Salt & pepper, ground", "Bonn")  # type: ignore[union-attr]
    assert (which.question.right_options, which.question.timer) == (("Rome",), 20)  # type: ignore[union-attr]
    assert which.rounds[0].tally == {"0": 3, "1": 1, "right": 3}
    assert which.rounds[0].people == 4
    assert typed.rounds[0].people == 3
    for said in ("names", "1 player who gave no answer", "Berlin", "Overview"):
        assert said in lost, said
    assert "p1" not in repr(old)


def test_clapers_options_have_how_many_chose_them() -> None:
    head = 'Name,Multiple choice,Slide #,Yes,"No, never",Perhaps\r\n'
    old, (sure,), lost = came(f"{head}Sure?,false,3,12,4,0\r\nWhich?,true,4,5,6,7\r\n".encode())
    assert (old.tool, sure.rounds[0].from_ms, sure.question.prompt) == ("Claper", 0, "Sure?")
    assert (sure.rounds[0].tally, sure.rounds[0].people) == ({"0": 12, "1": 4}, 16)
    assert sure.question.options == ("Yes", "No, never", "Perhaps")  # type: ignore[union-attr]
    assert "“Which?”: several options" in lost
    assert "nobody answered" in refused(f"{head}Sure?,false,3,0,-4,{'9' * 5000}\r\n".encode())


def test_what_was_read_comes_back_from_a_form_and_nothing_else_does() -> None:
    old = results_in(mentimeter(), "en")
    assert unpacked(packed(old)) == old
    for text in ("", "AAAA", packed(old)[:-9], "ü"):
        with pytest.raises(ValueError, match="no results"):
            unpacked(text)


def test_hostile_and_other_files_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "known here" in refused(made_tables.xlsx({"Voters list": [["a", "b"]]}))
    assert "English" in refused(made_tables.xlsx({"Voters": [["Datum"], ["participant", "q"]]}))
    assert "English" in refused(kahoot(head=["Frage", "Antwort"]))
    assert "taken over" in refused(mentimeter(["x: Answer"], [[FIRST, 1, 1]]))
    for content in (b"PK\x03\x04", b"\xff\xfe\x00", b'"' + b"x" * 200_000):
        assert "no workbook" in refused(content)
    for content in (b"", b"x" * 100, b"\0,\0\n" * 9):
        assert "known here" in refused(content)
    assert "2 MB" in refused(b"x" * 2_000_001)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(mentimeter())) as was, zipfile.ZipFile(out, "w") as now:
        for name in was.namelist():
            text = was.read(name)
            now.writestr(name, text.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1))
    assert "no workbook" in refused(out.getvalue())
    for most, said in (("ROWS", "9 rows"), ("CELLS", "9 cells"), ("WIDE", "9 cells in a row")):
        with monkeypatch.context() as smaller:
            smaller.setattr(book, f"MOST_{most}", 9)
            assert said in refused(mentimeter(["a: Answer"] * 7))
    monkeypatch.setattr("poll_server.drafts.exchange.results.old.LARGEST_FIELD", 9)
    assert "characters" in refused(mentimeter())
