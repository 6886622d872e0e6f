"""Variants of a word as one row: the sum where it is people, mentions where it may not be."""

import csv
import io
import json
from typing import Any

import docx
import openpyxl
import pptx
import pytest

from poll_server.deck.subjects import find
from poll_server.live.screens.phone_results import phone_results
from poll_server.live.texts import moderated
from poll_server.questions import Results, Survey, Words
from poll_server.questions.traits.variants import MOST_STEPS, as_kept, steps_of
from poll_server.questions.writing.piles import PileStep, text_sum
from poll_server.questions.writing.small_words import SMALL
from poll_server.report import render
from tests.questions.people.invented import fold_votes
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.office_files import undrawn

WHO = Words(id="who", prompt="Wer?", entries=3)
SAID = [
    {"words": ["Schüler", "Schüler*innen", "die"]},
    {"words": ["Schüler*innen"]},
    {"words": ["Mut", "schüler"]},
]
NOTE = "Nennungen: Wer mehrere dieser Wörter genannt hat, zählt mit jedem davon"


def sums(*words: str) -> tuple[str, ...]:
    return tuple(text_sum(f"text:{word}") for word in words)


def laid(name: str, *words: str, part: str = "") -> dict[str, Any]:
    """What a moderation keeps of one step."""
    return {f"{part}laid": as_kept([PileStep("aaaaaaaa", {"1": sums(*words)}, {"1": name})])}


def seen(results: Results) -> list[tuple[str, str, int, int | None]]:
    return [(row.key, row.label, row.count, row.percent) for row in results.series[0].rows]


def test_where_each_gives_one_word_the_sum_is_people() -> None:
    question = Words(id="who", prompt="Wer?", entries=1)
    answers = [{"words": [word]} for word in ("Schüler", "Schüler*innen", "Mut", "schüler*innen")]
    tally = fold_votes(question, answers)
    # Its name is a word that stays loose: that is counted in.
    told = question.results(moderated(question, tally, laid("Schüler", "schüler*innen")), 4, "de")
    assert seen(told) == [("text:schüler", "Schüler", 3, 75), ("text:mut", "Mut", 1, 25)]
    (fact,) = told.facts
    assert (fact.label, fact.note) == ("Von der Moderation zusammengelegt", "")
    assert "Schüler*innen 2" in fact.value.translate({0x2068: None, 0x2069: None})
    assert told.series[0].rows[0].variants == ("Schüler*innen", "Schüler")
    assert [each.count for each in find(question, told, ["Schüler*innen", "Zeit"])] == [3, 0]
    assert question.default_sentence(told, "de").startswith("Am häufigsten genannt: Schüler (75")


def test_where_one_gives_several_they_are_mentions_without_a_share() -> None:
    tally = fold_votes(WHO, SAID)
    told = WHO.results(moderated(WHO, tally, laid("Schüler", "schüler", "schüler*innen")), 3, "de")
    assert seen(told)[0] == ("text:schüler", "Schüler", 4, None)
    assert told.series[0].rows[0].bar == 100  # of three people: no bar is longer
    assert told.facts[0].note == NOTE
    assert "Schüler (4\u202fNennungen)" in WHO.default_sentence(told, "de").replace(" N", "\u202fN")
    (series,) = phone_results(told, "de").series
    assert (series.rows[0].shown, series.rows[0].percent) == ("4 Nennungen", 100)
    # What is hidden leaves the sum; of one word that is left the people are known again.
    hidden = {**laid("Schüler", "schüler", "schüler*innen"), "text:schüler*innen": "dismissed"}
    told = WHO.results(moderated(WHO, tally, hidden), 3, "de")
    assert seen(told)[0] == ("text:schüler", "Schüler", 2, 67)


def test_a_part_has_its_own_and_a_quiz_has_none() -> None:
    survey = Survey(id="all", prompt="?", questions=(WHO,))
    counts = [survey.count(survey.check({"answers": {"who": answer}})) for answer in SAID]
    tally = {name: sum(each.get(name, 0) for each in counts) for each in counts for name in each}
    found = moderated(survey, tally, laid("Schüler", "schüler", "schüler*innen", part="who/"))
    assert (found["who/text:schüler"], found["who/text:mut"]) == (4, 1)
    assert found["who/answered"] == 3
    quiz = Words(id="who", prompt="Wer?", entries=1, right_words=("Mut",))
    assert moderated(quiz, {"text:mut": 1}, laid("Mut", "mut", "zeit")) == {"text:mut": 1}


def test_old_steps_become_one() -> None:
    steps = [PileStep("aaaaaaaa", {"1": sums("a")}, {"1": "A"})]
    steps += [PileStep("bbbbbbbb", {str(n % 2): sums("b")}) for n in range(MOST_STEPS)]
    kept = steps_of({"laid": as_kept(steps)})
    assert len(kept) == MOST_STEPS
    assert kept[0].laid == {"1": sums("a"), "0": sums("b")}
    assert kept[0].names == {"1": "A"}


@pytest.mark.parametrize("language", SMALL)
def test_function_words_leave_the_picture_alone(language: str) -> None:
    question = Words(id="who", prompt="Wer?", left_out=language)
    word = {"de": "Für die", "en": "For the"}[language]
    tally = fold_votes(question, [{"words": [word, "die Schule"]}])
    told = question.results(tally, 1, language)
    assert [row.label for row in told.series[0].rows] == ["die Schule", word]
    (fact,) = told.facts
    assert fact.value in ("1 Funktionswort", "1 function word")
    plain = Words(id="who", prompt="Wer?")
    assert plain.results(tally, 1, language).facts == ()


def test_every_file_has_the_same_number(monkeypatch: pytest.MonkeyPatch) -> None:
    undrawn(monkeypatch)
    verdicts = laid("Schüler", "schüler", "schüler*innen")
    made = report(event(WHO), [outcome(WHO, SAID, "de", verdicts=verdicts)], "de")
    told = json.loads(render(made, "json"))["polls"][0]["questions"][0]["rounds"][0]
    (row,) = (row for row in told["series"][0]["rows"] if row["label"] == "Schüler")
    assert (row["count"], row["percent"]) == (4, None)
    assert told["facts"][0]["note"] == NOTE
    lines = list(csv.reader(io.StringIO(render(made, "csv").decode("utf-8-sig")), delimiter=";"))
    (line,) = (dict(zip(lines[0], each, strict=True)) for each in lines if "Schüler" in each)
    assert "4" in line.values()
    assert any(NOTE in cell for each in lines for cell in each)
    word = docx.Document(io.BytesIO(render(made, "docx")))
    rows = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["Schüler", "4 Nennungen", "–"] in [row[:3] for row in rows]
    assert any(NOTE in paragraph.text for paragraph in word.paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(render(made, "xlsx")))
    rows_ = [[cell.value for cell in row[:2]] for sheet in book for row in sheet.iter_rows()]
    assert ["Schüler", 4] in rows_
    slides = pptx.Presentation(io.BytesIO(render(made, "pptx"))).slides
    (chart,) = (shape.chart for slide in slides for shape in slide.shapes if shape.has_chart)
    assert max(chart.plots[0].series[0].values) == 4
    page = render(made, "html").decode()
    assert NOTE in page
    assert "4 Nennungen" in page
