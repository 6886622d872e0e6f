"""What a report says of the ground its figures stand on: bases, few answers, gaps, an order."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from poll_server.live.screens import tables
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.report import FORMATS, Format, render
from poll_server.report.model.sentences import findings
from poll_server.report.model.told import ranked
from tests.support.events.report_cases import event, forums, outcome, report
from tests.support.files.report_texts import squeezed, words

READ: tuple[Format, ...] = ("docx", "pdf", "pptx", "xlsx", "html", "json")
"""The formats with sentences in them; CSV is the bare table."""
SHARED = Scale(
    id="s", prompt="Digital unterstütztes Lernen …", statements=("hilft", "entlastet"),
    labels=("nein", "ja"),
)  # fmt: skip
SKIPPED: list[Any] = (
    [{"steps": [1, 1]}] * 53 + [{"steps": [0, 0]}] * 86 + [{"steps": [0, None]}] * 4
)
"""All 143 rated the first statement, 139 of them the second, of whom 53 agreed: 38 %."""
YES_NO = Choice(id="yes", prompt="Ja oder nein?", options=("Ja", "Nein"))
YES: Any = {"options": [0]}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            "100\u202f% = Teilnehmende, die die jeweilige Aussage bewertet haben, der Reihe nach: "
            "143, 139",
        ),
        ("en", "100% = participants who rated the statement, one after the other: 143, 139"),
    ],
)
@pytest.mark.parametrize("format_", READ)
def test_each_statement_of_a_scale_has_its_own_100_percent(
    format_: Format, language: str, said: str
) -> None:
    built = report(event(SHARED), [outcome(SHARED, SKIPPED, language)], language)
    results = built.polls[0].questions[0].last.results
    assert [(one.base, one.rows[1].percent) for one in results.series] == [(143, 37), (139, 38)]
    found = words(built, format_)
    assert squeezed(said) in found
    wrong = {"de": "143 Teilnehmende, die geantwortet haben", "en": "143 participants who answered"}
    assert squeezed(wrong[language]) not in found


def test_a_statement_names_its_n_in_the_chart_only_where_they_differ() -> None:
    skipped = outcome(SHARED, SKIPPED, "de").results
    assert [tables.statement(one, skipped) for one in skipped.series] == [
        "hilft (n\u00a0=\u00a0143)",
        "entlastet (n\u00a0=\u00a0139)",
    ]
    assert tables.n_in_words(skipped) == "n\u00a0=\u00a0139–143"
    everybody = outcome(SHARED, SKIPPED[:139], "de").results
    assert [tables.statement(one, everybody) for one in everybody.series] == ["hilft", "entlastet"]
    assert tables.n_in_words(everybody) == "n\u00a0=\u00a0139"
    assert tables.base(everybody, "en") == "100% = 139 participants who answered"


@pytest.mark.parametrize("format_", READ)
def test_a_finding_of_few_answers_carries_its_caution(format_: Format) -> None:
    built = report(event(YES_NO), [outcome(YES_NO, [YES] * 9, "de")], "de")
    assert built.polls[0].findings == (
        "Ja oder nein? 100\u202f% antworteten mit „Ja“ (n = 9). Vorsicht: nur 9 Antworten.",
    )
    assert squeezed("(n = 9). Vorsicht: nur 9 Antworten.") in words(built, format_)
    enough = report(event(YES_NO), [outcome(YES_NO, [YES] * 10, "de")], "de")
    assert "Vorsicht" not in words(enough, format_)


def test_a_statement_that_few_rated_is_cautious_where_many_answered_the_question() -> None:
    answers: list[Any] = [{"steps": [None, 1]}] * 3 + [{"steps": [0, None]}] * 40
    results = outcome(SHARED, answers, "en").results
    (said,) = findings(SHARED, results, {}, "en")
    assert said.endswith("(n = 3). Caution: only 3 answers.")


def test_n_is_of_the_statement_that_is_quoted_and_of_none_that_is_part_of_it() -> None:
    question = Scale(
        id="s", prompt="Und …", statements=("Essen", "Essen und Trinken"), labels=("nein", "ja")
    )
    answers: list[Any] = [{"steps": [0, 1]}] * 12 + [{"steps": [0, None]}] * 20
    found = outcome(question, answers, "en")
    (said,) = report(event(question), [found], "en").polls[0].findings
    assert said == "Und … “Essen und Trinken”: 100% choose the top step (mean 2.0 of 2) (n = 12)."


def test_a_finding_of_several_polls_is_cautious_by_all_of_their_answers() -> None:
    built = forums([[(YES_NO, [YES] * 6)], [(YES_NO, [YES] * 6)]], "en")
    assert "Caution" in built.polls[0].findings[0]
    assert "Caution" not in built.merged[0].findings[0]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_question_that_was_never_opened_is_named(format_: Format) -> None:
    never = Choice(id="never", prompt="Wer kommt morgen?", options=("Ja", "Nein"))
    built = report(event(never, YES_NO), [outcome(YES_NO, [YES] * 12, "de")], "de", only="forum-1")
    found = words(built, format_)
    assert squeezed(never.prompt) in found  # type: ignore[arg-type]
    if format_ == "json":
        plain = json.loads(render(built, "json"))["polls"][0]
        assert plain["unasked"] == [{"id": "never", "number": 1, "prompt": "Wer kommt morgen?"}]
    else:
        assert "nichtgestelltodernochnichtgeschlossen" in found.casefold()
    whole = report(event(YES_NO), [outcome(YES_NO, [YES] * 12, "de")], "de", only="forum-1")
    assert "nichtgestellt" not in words(whole, format_).casefold()


def test_answers_stand_by_how_many_wrote_them_and_then_by_the_alphabet() -> None:
    arrived = [("Zebra", 1), ("Öl", 2), ("apfelkuchen", 1), ("Ort", 2), ("Apfel", 1), ("Obst", 2)]
    told = [("Obst", 2), ("Öl", 2), ("Ort", 2), ("Apfel", 1), ("apfelkuchen", 1), ("Zebra", 1)]
    assert [(each.text, each.count) for each in ranked(arrived)] == told
    assert ranked(reversed(arrived)) == ranked(arrived)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_file_has_open_answers_in_that_order(format_: Format) -> None:
    question = OpenText(id="t", prompt="Was nehmen Sie mit?")
    wrote = ["Zebra", "Mehr Zeit", "Apfel", "Mehr Zeit", "Ideen", "Ideen", "Mehr Zeit"]
    built = report(
        event(question, title="F"), [outcome(question, [{"text": t} for t in wrote], "de")], "de"
    )
    found = words(built, format_)
    places = [found.rfind(squeezed(each)) for each in ("Mehr Zeit", "Ideen", "Apfel", "Zebra")]
    assert places == sorted(places)
    assert -1 not in places


@pytest.mark.parametrize(("language", "written"), [("de", '0"\u202f%"'), ("en", '0"%"')])
@pytest.mark.parametrize("format_", ["xlsx", "pptx"])
def test_a_percentage_is_formatted_as_its_language_writes_it(
    format_: Format, language: str, written: str
) -> None:
    built = report(event(YES_NO), [outcome(YES_NO, [YES] * 12, language)], language, interval=True)
    with zipfile.ZipFile(io.BytesIO(render(built, format_))) as parts:
        xml = "".join(
            parts.read(name).decode()
            for name in parts.namelist()
            if name.endswith("styles.xml") or ("/charts/chart" in name and name.endswith(".xml"))
        ).replace("&quot;", '"')
    assert written in xml
    others = {'0" %"', '0"\u00a0%"', '0"\u202f%"', '0"%"'} - {written}
    assert not [other for other in others if other in xml]


def test_the_table_of_csv_names_what_was_not_asked_and_keeps_its_columns() -> None:
    never = Choice(id="never", prompt="Wer kommt morgen?", options=("Ja", "Nein"))
    built = report(event(YES_NO, never), [outcome(YES_NO, [YES] * 12, "en")], "en", interval=True)
    rows = list(csv.reader(io.StringIO(render(built, "csv").decode(), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert rows[-1][1:3] == ["2", "Wer kommt morgen?"]
    assert rows[-1][6] == "(not asked, or not closed yet)"
