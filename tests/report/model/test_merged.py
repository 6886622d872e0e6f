"""One question asked in several forums: which are the same, what is added up, what stays hidden."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from poll_server.deck.deck import Event, Poll
from poll_server.questions import AnyQuestion, Choice, OpenText, Scale, Words
from poll_server.report import FORMATS, Cut, Report, build, render
from poll_server.report.csv import FORMULA_STARTS
from poll_server.report.model.document import MergedReport
from poll_server.report.model.side_by_side import across, polls_compared
from poll_server.report.model.together.merged import alike
from poll_server.store.shown import Showing
from tests.report.model.test_model import ABSTAIN, BIG, NO, YES, YES_NO
from tests.support.events.report_cases import (
    HOSTILE,
    OPENED_MS,
    event,
    every_kind,
    forums,
    outcome,
    report,
)
from tests.support.files.office_files import sound

AGAIN = Choice(
    id="other",
    prompt="Ja oder nein?",
    options=("Ja", "Nein"),
    abstain=True,
    hint="Bitte **tippen**",
    markdown=True,
    notes="Nur zum Aufwärmen",
    timer=30,
    live=True,
)
"""To a participant the same as `YES_NO`."""


def merged_of(built: Report) -> MergedReport:
    (one,) = built.merged
    return one


def poll(name: str, *questions: AnyQuestion) -> Poll:
    return Poll(id=name, title=name, questions=questions)


def test_the_same_question_is_known_by_what_participants_see() -> None:
    (group,) = alike([poll("a", YES_NO), poll("b", AGAIN), poll("c", BIG)])
    assert group == [(0, YES_NO), (1, AGAIN)]


@pytest.mark.parametrize(
    "changed",
    [
        {"prompt": "Ja oder nein ?"},
        {"options": ("Nein", "Ja")},
        {"options": ("Ja", "Nein", "Vielleicht")},
        {"abstain": False},
        {"other": True},
        {"most": 2},
    ],
)
def test_another_prompt_or_other_answers_are_another_question(changed: dict[str, Any]) -> None:
    given = {"id": "q", "prompt": YES_NO.prompt, "options": YES_NO.options, "abstain": True}
    assert alike([poll("a", YES_NO), poll("b", Choice(**(given | changed)))]) == []


def test_an_explanation_in_markdown_is_another_one_than_the_same_signs() -> None:
    plain = Choice(id="q", prompt="?", options=("a", "b"), right_options=("a",), explanation="*So*")
    marked = msgspec.structs.replace(plain, markdown=True)
    assert alike([poll("a", plain), poll("b", marked)]) == []
    ((_, (place, alike_)),) = alike([poll("a", marked), poll("b", marked)])
    assert (place, alike_.markdown) == (1, True)


def test_asked_before_and_after_a_talk_the_ids_say_which_belong_together() -> None:
    before = Choice(id="before", prompt="Wie?", options=("Ja", "Nein"))
    after = Choice(id="after", prompt="Wie?", options=("Ja", "Nein"))
    groups = alike([poll("a", before, after), poll("b", after)])
    assert groups == [[(0, after), (1, after)]]


def test_every_vote_counts_the_same() -> None:
    built = forums(
        [
            [(YES_NO, [YES] * 30 + [NO] * 10 + [ABSTAIN] * 5)],
            [(AGAIN, [YES] * 10 + [NO] * 50)],
            [(BIG, [YES] * 3)],
        ],
        "de",
    )
    merged = merged_of(built)
    results = merged.result.last.results
    assert (results.votes, results.base, results.abstained) == (105, 100, 5)
    assert [(row.label, row.count, row.percent) for row in results.series[0].rows] == [
        ("Ja", 40, 40),
        ("Nein", 60, 60),
    ]
    # Not the mean of 75 and 17: forum 2 is larger.
    assert merged.findings == ("Ja oder nein? 60\u202f% antworteten mit „Nein“ (n = 100).",)
    assert merged.weights == (
        "Zusammengefasst aus 2 Umfragen mit 100 Antworten; jede Antwort zählt gleich: "
        "Forum 1: 40 (40\u202f%); Forum 2: 60 (60\u202f%)."
    )
    assert [change.name for change in across(merged)] == ["Ja", "Nein"]
    assert [[row and row.percent for row in change.rows] for change in across(merged)] == [
        [75, 17, 40],
        [25, 83, 60],
    ]


def test_the_last_round_of_each_forum_is_counted() -> None:
    built = forums([[(YES_NO, [YES] * 20), (YES_NO, [NO] * 11)], [(YES_NO, [NO] * 12)]], "de")
    merged = merged_of(built)
    assert merged.result.last.results.votes == 23
    assert [part.round.number for part in merged.parts] == [2, 1]
    assert merged.result.last.results.series[0].rows[0].count == 0


def test_a_forum_alone_or_one_poll_of_a_congress_merges_nothing() -> None:
    assert report(event(YES_NO), [outcome(YES_NO, [YES] * 12, "de")], "de").merged == ()
    assert forums([[(YES_NO, [YES] * 9)], [(BIG, [YES])]], "de").merged == ()
    assert forums([[(YES_NO, [YES] * 9)], [(YES_NO, [YES])]], "de", only="forum-1").merged == ()


@pytest.mark.parametrize("format_", FORMATS)
def test_what_a_forum_withholds_is_left_out_of_the_sum(format_: Any) -> None:
    asked = [[(YES_NO, [YES] * 12)], [(YES_NO, [YES] * 8)], [(YES_NO, [NO] * 3)]]
    built = forums(asked, "en", smallest=(1, 1, 5))
    merged = merged_of(built)
    assert [part.slug for part in merged.parts] == ["forum-1", "forum-2"]
    assert (
        merged.result.last.results.votes == sum(p.round.results.votes for p in merged.parts) == 20
    )
    assert merged.left_out == ("Forum 3",)
    assert merged.weights.endswith("Left out, because too few people answered: Forum 3.")
    assert render(built, format_)
    # With only one forum left, its own result says all there is to say.
    assert forums(asked, "en", smallest=(1, 9, 5)).merged == ()


@pytest.mark.parametrize(
    "answers",
    [[[], []], [[ABSTAIN] * 3, [ABSTAIN]], [[YES], []], [[YES] * 4, [NO] * 4]],
    ids=["nobody", "all abstained", "one", "tie"],
)
def test_little_to_add_up(answers: list[list[Any]]) -> None:
    built = forums([[(YES_NO, given)] for given in answers], "de", interval=True)
    merged = merged_of(built)
    assert merged.result.last.note
    for format_ in FORMATS:
        assert render(built, format_)


def test_texts_come_together_where_they_were_approved() -> None:
    question = OpenText(id="why", prompt="Warum?")
    rounds = [
        outcome(question, [{"text": "mehr Zeit"}, {"text": "Frau Muster"}], "de", verdicts=verdicts)
        for verdicts in (
            {"text:mehr zeit": "approved"},
            {"*": "approved", "text:frau muster": "dismissed"},
        )
    ]
    made = Event(id="e", title="E", polls=(poll("a", question), poll("b", question)))
    built = build(made.id, made, Cut({"a": rounds[:1], "b": rounds[1:]}), "de")
    merged = merged_of(built)
    assert [(text.text, text.count) for text in merged.result.last.texts] == [("mehr Zeit", 2)]
    assert polls_compared(merged, "de") is None
    for format_ in ("csv", "json", "html"):
        assert "Muster" not in render(built, format_).decode()


def test_words_and_scales_are_added_by_their_counters() -> None:
    words, scale = Words(id="w", prompt="Was?"), Scale(id="s", prompt="?", set="agreement-5")
    built = forums(
        [
            [(words, [{"words": ["Mut"]}] * 3), (scale, [{"steps": [4]}] * 3)],
            [(words, [{"words": ["mut", "Zeit"]}]), (scale, [{"steps": [0]}, {"steps": [1]}])],
        ],
        "de",
    )
    cloud, rated = (merged.result.last.results.series[0] for merged in built.merged)
    assert [(row.label, row.count, row.percent) for row in cloud.rows] == [
        ("Mut", 4, 100),
        ("Zeit", 1, 25),
    ]
    assert (rated.base, rated.mean, rated.median) == (5, 18 / 5, 5.0)
    assert rated.top is not None
    assert rated.top.percent == 60


def test_long_titles_are_numbered_over_their_columns() -> None:
    built = forums([[(YES_NO, [YES] * 9)], [(YES_NO, [NO] * 9)]], "de")
    table = polls_compared(merged_of(built), "de")
    assert table is not None
    assert [column.name for column in table.columns] == ["Forum 1", "Forum 2", "Zusammen"]
    one = merged_of(built)
    long = replace(
        one, parts=tuple(replace(p, title=p.title + " über Bildung" * 3) for p in one.parts)
    )
    table = polls_compared(long, "de")
    assert table is not None
    assert [column.name for column in table.columns] == ["1", "2", "Zusammen"]
    assert "1 = Forum 1 über Bildung" in table.caption


def test_programs_find_the_merged_result_apart_from_the_forums() -> None:
    built = forums([[(YES_NO, [YES] * 12)], [(YES_NO, [NO] * 9)]], "en", interval=True)
    plain = json.loads(render(built, "json"))
    (merged,) = plain["merged"]
    assert [part["poll"] for part in merged["parts"]] == ["forum-1", "forum-2"]
    assert [part["share"] for part in merged["parts"]] == [57, 43]
    assert merged["result"]["series"][0]["rows"][0]["interval"] == [36, 76]
    assert "sha256" not in merged["result"]
    book = load_workbook(io.BytesIO(render(built, "xlsx")))
    assert book.sheetnames == [
        "Overview", "Together 1", "Poll 1 question 1", "Poll 2 question 1", "Annex", "Data",
    ]  # fmt: skip
    rows = list(book["Data"].iter_rows(min_row=2, values_only=True))
    together = [row for row in rows if row[1] is None]
    assert [row[0] for row in together] == ["Together: Forum 1; Forum 2"] * 2
    assert [row[7] for row in together] == [12, 9]
    assert [row[-2:] for row in together] == [(36, 76), (24, 64)]


def test_when_results_were_seen_is_in_the_annex() -> None:
    seen = (Showing(OPENED_MS + 720_000, OPENED_MS + 960_000),)
    shown = [outcome(YES_NO, [YES] * 12, "en", number=n, attempt=n, shown=s)
             for n, s in enumerate((seen, (), None, (Showing(OPENED_MS, 0),)), 1)]  # fmt: skip
    built = report(event(YES_NO), shown, "en")
    words = [round_.shown_in_words for round_ in built.polls[0].questions[0].rounds]
    assert words[0].count("–") == 1
    assert words[1:3] == ["not shown", "not recorded"]
    assert words[3].startswith("since ")
    plain = json.loads(render(built, "json"))
    found = [r["shown"] for r in plain["polls"][0]["questions"][0]["rounds"]]
    assert found[:3] == [[{"from": "2018-09-20T08:27:00Z", "to": "2018-09-20T08:31:00Z"}], [], None]
    assert found[3][0]["to"] is None
    book = load_workbook(io.BytesIO(render(built, "xlsx")))
    cells = {cell.value for row in book["Annex"].iter_rows() for cell in row}
    assert set(words) <= cells
    page = render(built, "html").decode()
    assert all(said in page for said in words)


def test_fewer_votes_than_the_smallest_group_were_shown_to_nobody() -> None:
    found = outcome(YES_NO, [YES] * 3, "en", shown=(Showing(OPENED_MS, 0),))
    built = report(event(YES_NO, smallest_group=5), [found], "en")
    assert built.polls[0].questions[0].last.shown_in_words == "not shown"


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_moment_is_told_where_it_is_known(language: str) -> None:
    found = [outcome(YES_NO, [YES] * 12, language)]
    known = replace(report(event(YES_NO), found, language), as_of_ms=OPENED_MS)
    said = "Stand: 20.09.2018" if language == "de" else "As of Sep 20, 2018"
    assert render(known, "html").decode().count(said) == 2  # on top and in the annex
    assert said not in render(report(event(YES_NO), found, language), "html").decode()
    assert json.loads(render(known, "json"))["as_of"] == "2018-09-20T08:15:00Z"


def test_hostile_texts_stay_texts_where_forums_stand_beside_each_other() -> None:
    asked = every_kind(HOSTILE)
    built = forums([asked, asked], "de", interval=True)
    assert len(built.merged) == len(asked)
    for format_ in ("docx", "pptx", "xlsx"):
        sound(render(built, format_))
    page = render(built, "html").decode()
    assert "<script>alert" not in page
    assert "</script><script>" not in page
    rows = csv.reader(io.StringIO(render(built, "csv").decode("utf-8-sig")), delimiter=";")
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(FORMULA_STARTS)]
    book = load_workbook(io.BytesIO(render(built, "xlsx")))
    cells = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert cells <= {"s", "n"}
