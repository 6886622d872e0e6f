"""What a report says: which rounds count, what is withheld, and how little there may be to say."""

import io
import json
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from poll_server.deck import deck
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.grid import Grid
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.report import FORMATS, Cut, build, file_name, render, write_report
from poll_server.report.html.html import figure
from poll_server.report.model.said import turnout
from poll_server.report.model.side_by_side import compared
from poll_server.report.model.times import when
from tests.support.events.report_cases import event, every_kind, outcome, report

YES_NO = Choice(id="q", prompt="Ja oder nein?", options=("Ja", "Nein"), abstain=True)
YES, NO, ABSTAIN = {"options": [0]}, {"options": [1]}, {"abstain": True}
BIG = Choice(
    id="big",
    prompt="p" * 300,
    options=tuple(f"{n} " + "Wort " * 39 for n in range(30)),
    most=30,
)


def test_the_last_round_counts_and_the_rounds_stand_side_by_side() -> None:
    rounds = [
        outcome(YES_NO, [YES] * 9 + [NO], "de", number=1),
        outcome(YES_NO, [YES] * 6 + [NO] * 4, "de", number=2, attempt=2),
    ]
    (question,) = report(event(YES_NO), rounds, "de").polls[0].questions
    assert question.last.attempt == 2
    changes = compared(question)
    assert [change.label for change in changes] == ["Ja", "Nein"]
    assert [row.percent for row in changes[0].rows if row] == [90, 60]


def test_questions_keep_their_numbers_when_one_was_not_asked() -> None:
    other = Words(id="words", prompt="Was noch?")
    built = report(event(other, YES_NO), [outcome(YES_NO, [YES], "de")], "de")
    assert [question.number for question in built.polls[0].questions] == [2]


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        ([], "Niemand"),
        ([ABSTAIN] * 12, "Niemand"),
        ([YES], "Nur 1 Person"),
        ([YES] * 9, "Nur 9 Personen"),
        ([YES] * 5 + [NO] * 5, ""),
    ],
)
def test_few_answers_are_said_to_be_few(answers: list[Any], note: str) -> None:
    built = report(event(YES_NO), [outcome(YES_NO, answers, "de")], "de")
    round_ = built.polls[0].questions[0].last
    assert round_.note.startswith(note) if note else round_.note == ""
    assert not round_.withheld
    for format_ in FORMATS:
        assert render(built, format_)


def test_a_tie_has_two_leaders_and_no_winner() -> None:
    built = report(event(YES_NO), [outcome(YES_NO, [YES, NO] * 6, "de")], "de")
    rows = built.polls[0].questions[0].last.results.series[0].rows
    assert [row.leading for row in rows] == [True, True]
    overview = load_workbook(io.BytesIO(render(built, "xlsx"))).worksheets[0]
    assert "Ja" not in {cell.value for row in overview.iter_rows() for cell in row}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_group_too_small_is_in_no_file(format_: Any) -> None:
    asked = event(YES_NO, smallest_group=5)
    answers = [YES] * 4 + [ABSTAIN] * 3
    built = report(asked, [outcome(YES_NO, answers, "en")], "en")
    round_ = built.polls[0].questions[0].last
    assert round_.withheld
    assert round_.results.series == ()
    assert built.polls[0].findings == ()
    content = render(built, format_)
    if format_ == "xlsx":
        book = load_workbook(io.BytesIO(content))
        values = {c.value for sheet in book for row in sheet.iter_rows() for c in row}
        assert 4 not in values
        assert 3 not in values
    if format_ == "json":
        found = json.loads(content)["polls"][0]["questions"][0]["rounds"][0]
        assert (found["votes"], found["base"], found["abstained"]) == (7, None, None)
    if format_ in ("csv", "html"):
        assert "100%" not in content.decode().split("<footer>")[0].split("</style>")[-1]
        assert "fewer than 5" in content.decode()


def test_where_few_put_something_is_in_no_file_either() -> None:
    """Of a field, where each of them put it is told beside the rows."""
    asked = Grid(id="g", prompt="?", items=("One",), across="Use", up="Cost", abstain=True)
    invented = msgspec.structs.replace(asked, abstain=False).invent(Random(1), "en")
    put = asked.check(invented())
    answers = [put] * 2 + [ABSTAIN] * 5
    built = report(event(asked, smallest_group=5), [outcome(asked, answers, "en")], "en")
    assert built.polls[0].questions[0].last.withheld
    assert "spots" not in json.loads(render(built, "json"))["polls"][0]["questions"][0]["rounds"][0]


def test_a_group_just_large_enough_is_there() -> None:
    asked = event(YES_NO, smallest_group=5)
    built = report(asked, [outcome(YES_NO, [YES] * 5, "en")], "en")
    assert not built.polls[0].questions[0].last.withheld


def test_the_largest_question_there_can_be() -> None:
    answers = [{"options": list(range(n % 30 + 1))} for n in range(60)]
    built = report(event(BIG), [outcome(BIG, answers, "de")], "de")
    for format_ in FORMATS:
        assert render(built, format_)
    # Thirty bars would be illegible: the table draws its own.
    assert not figure(built.polls[0].questions[0], built.polls[0].questions[0].last, "de")
    assert render(built, "html").count(b'class="share-bar"') == 30


def test_no_question_asked_yet() -> None:
    built = report(event(YES_NO), [], "de")
    for format_ in FORMATS:
        assert render(built, format_)
    assert b"keine Frage" in render(built, "html")


def test_only_approved_texts_come_out_whatever_the_order_they_came_in() -> None:
    question = OpenText(id="text", prompt="Warum?")
    answers = [{"text": f"Grund {n}"} for n in range(30)]
    verdicts = {f"text:grund {n}": "approved" for n in range(20)}
    found = outcome(question, answers, "de", verdicts=verdicts)
    round_ = report(event(question), [found], "de").polls[0].questions[0].last
    texts = [text.text for text in round_.texts]
    assert sorted(texts) == sorted(f"Grund {n}" for n in range(20))
    assert texts == sorted(texts)
    again = report(event(question), [found], "en").polls[0].questions[0].last
    assert [text.text for text in again.texts] == texts
    page = render(report(event(question), [found], "de"), "html").decode()
    assert "Grund 19" in page
    assert "Grund 25" not in page


def test_own_words_stand_beside_the_rows_of_a_choice() -> None:
    (question, answers), *_ = every_kind()
    round_ = (
        report(event(question), [outcome(question, answers, "de")], "de").polls[0].questions[0].last
    )
    assert {text.text for text in round_.texts} == {"Kreativität", "Selbstorganisation", "Technik"}


def test_a_question_is_described_by_its_form() -> None:
    assert YES_NO.asked_as("de") == "Einfachauswahl"
    assert BIG.asked_as("de") == "Mehrfachauswahl"
    assert OpenText(id="t", prompt="?").asked_as("de") == "Offene Antworten"
    assert Words(id="w", prompt="?").asked_as("de") == "Eigene Begriffe"
    scale = Scale(id="s", prompt="?", statements=("A", "B"), set="agreement-5")
    assert scale.asked_as("de") == "2 Aussagen auf einer Skala"


def test_turnout_is_the_mean_of_the_votes_over_the_best_attended_question() -> None:
    other = Choice(id="other", prompt="Und?", options=("A", "B"))
    rounds = [
        outcome(YES_NO, [YES] * 20, "de", number=1),
        outcome(other, [NO] * 15, "de", number=2),
    ]
    poll = report(event(YES_NO, other), rounds, "de").polls[0]
    assert poll.participants == 20
    assert turnout(poll) == 88  # 35 of 40 is 87.5


def test_one_poll_or_the_whole_event() -> None:
    polls = tuple(
        deck.Poll(id=f"forum-{n}", title=f"Forum {n}", questions=(YES_NO,)) for n in (1, 2)
    )
    made = deck.Event(id="zbr-2018", title="Kongress", polls=polls)
    rounds = {poll.id: [outcome(YES_NO, [YES] * 12, "de")] for poll in polls}
    whole = build(made.id, made, Cut(rounds), "de", simulated=12)
    one = build(made.id, made, Cut(rounds), "en", only="forum-2")
    assert [poll.slug for poll in one.polls] == ["forum-2"]
    assert file_name(whole, "csv") == "zbr-2018-ergebnisse.csv"
    assert file_name(one, "xlsx") == "zbr-2018-forum-2-results.xlsx"
    assert "12 simulierten" in whole.notice
    names = load_workbook(io.BytesIO(render(whole, "xlsx"))).sheetnames
    assert names == [
        "Übersicht", "Zusammen 1", "Umfrage 1 Frage 1", "Umfrage 2 Frage 1", "Anhang", "Daten",
    ]  # fmt: skip


def test_files_are_written_where_asked(tmp_path: Path) -> None:
    built = report(event(YES_NO), [outcome(YES_NO, [YES] * 12, "de")], "de", only="forum-1")
    written = write_report(built, FORMATS, tmp_path / "new" / "folder")
    assert [path.name for path in written] == [
        f"zbr-forum-1-ergebnisse.{format_}" for format_ in FORMATS
    ]
    assert all(path.stat().st_size > 100 for path in written)


def test_a_file_name_cannot_leave_its_folder() -> None:
    made = deck.Event(id="../../etc/passwd", title="x", polls=event(YES_NO).polls)
    assert file_name(report(made, [], "de"), "csv") == "etc-passwd-ergebnisse.csv"


def test_csv_opens_in_excel_in_both_languages() -> None:
    found = [outcome(YES_NO, [YES] * 12, "de")]
    german = render(report(event(YES_NO), found, "de"), "csv")
    english = render(report(event(YES_NO), found, "en"), "csv")
    assert german.startswith(b"\xef\xbb\xbfUmfrage;Nummer;")
    assert english.startswith(b"\xef\xbb\xbfPoll,Number,")
    assert german.count(b"\r\n") == english.count(b"\r\n") == 3


def test_the_page_asks_nobody_for_anything() -> None:
    page = render(report(event(YES_NO), [outcome(YES_NO, [YES] * 12, "de")], "de"), "html").decode()
    head = page.split("</head>")[0]
    assert "default-src &#39;none&#39;" in head
    assert "connect-src" not in head
    assert '<html lang="de"' in page
    before_scripts = page.split("<script>")[0]
    assert "http:" not in before_scripts
    assert "https:" not in before_scripts


def test_nothing_in_a_file_could_name_a_voter() -> None:
    plain = json.loads(
        render(report(event(YES_NO), [outcome(YES_NO, [YES] * 12, "de")], "de"), "json")
    )
    assert plain["format"] == 1
    assert set(plain) == {
        "format", "language", "event", "simulated", "interval", "short", "as_of", "polls",
        "merged", "method",
    }  # fmt: skip
    (round_,) = plain["polls"][0]["questions"][0]["rounds"]
    assert set(round_) == {
        "round", "attempt", "opened", "closed", "votes", "base", "base_in_words", "abstained",
        "withheld", "note", "series", "measured", "facts", "right", "texts", "shown", "sha256",
        "moved", "by_group", "by_hand", "hands", "phones", "piles", "source",
    }  # fmt: skip


def test_when_it_was_open_is_said_in_the_readers_language() -> None:
    morning = 1_537_431_300_000
    assert when(morning, morning, "de").startswith("20.09.2018, ")
    assert "–" in when(morning, morning + 3_600_000, "de")
    assert when(morning, morning, "en").startswith("Sep 20, 2018, ")
