"""Results by group in a report: the same figures in every file, and of a hidden group nothing."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import msgspec

from poll_server.questions import AnyQuestion, Choice, Number, Ranking, Scale
from poll_server.questions.groups.compared import by_group
from poll_server.questions.groups.joint import joint
from poll_server.report import csv as csv_file
from poll_server.report import json as json_file
from poll_server.report.blocks.blocks import Chart, FigureTable, Line
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import Medium
from poll_server.report.model.document import Report
from poll_server.report.model.model import Cut, build
from tests.support.events.report_cases import event, outcome

CHOICE = Choice(id="c", prompt="Handys?", options=("Ja", "Nein"))
SCALE = Scale(id="s", prompt="Wie?", statements=("gut", "neu"), set="agreement-5")
RANKING = Ranking(id="r", prompt="Was zuerst?", options=("Zeit", "Geld"))
NUMBER = Number(id="n", prompt="Wie weit?", unit="km")
GROUPS = ("Schule", "Betrieb", "Amt")
WHOLE = Medium(steps=5)


def report_of(
    question: AnyQuestion,
    said: dict[int, list[Any]],
    language: str = "de",
    moves: dict[str, int] | None = None,
    names: tuple[str, ...] = GROUPS,
) -> Report:
    """One round of a poll that asks for groups; 0: the answers of those who say none.

    Args:
        moves: who moved to it from an earlier one.
    """
    answers = [(group, each) for group, own in said.items() for each in own]
    tally: dict[str, int] = {}
    for group, answer in answers:
        counts = question.count(question.check(answer))
        for counter, n in (joint(counts, group) if group else counts).items():
            tally[counter] = tally.get(counter, 0) + n
    groups = by_group(question, tally, len(answers), names, 1, language)
    found = replace(outcome(question, [each for _, each in answers], language), groups=groups)
    if moves:
        later = msgspec.structs.replace(found.round, attempt=2, moves_from=1)
        found = replace(found, round=later, moves=moves)
    asked = event(question, here_as=names)
    return build("e", asked, Cut({"forum-1": [found]}), language)


def table_of(report: Report) -> FigureTable:
    tables = [each for each in compose(report, WHOLE) if isinstance(each, FigureTable)]
    return next(each for each in tables if each.name.endswith("Nach Gruppen"))


def rows_of(report: Report) -> list[dict[str, str]]:
    text = csv_file.render(report).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def yes_no(yes: int, no: int) -> list[Any]:
    return [{"options": [0]}] * yes + [{"options": [1]}] * no


def test_every_file_says_the_same_of_each_group() -> None:
    report = report_of(CHOICE, {0: yes_no(3, 3), 1: yes_no(18, 2), 2: yes_no(1, 4)})
    table = table_of(report)
    assert table.head == ("Antwort", *GROUPS[:2], "Ohne Angabe", "Alle Personen", "Gruppen gleich")
    assert table.lines[0] == (
        "Ja",
        *(f"{percent}\u202f%" for percent in (90, 20, 50, 71, 55)),
    )
    told = json.loads(json_file.render(report))["polls"][0]["questions"][0]
    grouped = told["rounds"][0]["by_group"]
    assert [each["series"][0]["rows"][0]["count"] for each in grouped["shown"]] == [18, 1, 3]
    assert grouped["equal"][0]["rows"][0] == {"key": "0", "label": "Ja", "percent": 55}
    assert told["sentences"][-1].replace("\u202f", " ").replace("\u00a0", " ") == (
        "„Ja“ nach Gruppen: Schule 90 % (n = 20), Betrieb 20 % (n = 5) und Ohne Angabe 50 % "
        "(n = 6)."
    )
    lines = {(each["Gruppe"], each["Antwort"]): each for each in rows_of(report)}
    assert [lines[group, "Ja"]["Anzahl"] for group in ("", *GROUPS[:2])] == ["22", "18", "1"]
    assert (lines["Gruppen gleich", "Ja"]["Prozent"], lines["Gruppen gleich", "Ja"]["Anzahl"]) == (
        "55",
        "",
    )


def test_who_moved_is_told_once_and_of_no_group() -> None:
    report = report_of(
        CHOICE, {1: yes_no(18, 2), 2: yes_no(10, 10)}, moves={"0>0": 20, "0>1": 9, "1>1": 11}
    )
    ways = [row for row in rows_of(report) if "→" in "".join(row.values())]
    assert [row["Gruppe"] for row in ways] == [""] * 4


def test_of_a_hidden_group_no_file_says_more_than_its_name() -> None:
    """Two of the third group: with it the second goes, and nobody is left to compare."""
    report = report_of(CHOICE, {1: yes_no(18, 2), 2: yes_no(6, 4), 3: yes_no(2, 0)})
    assert not any(
        isinstance(each, FigureTable) and "Gruppen" in each.name for each in compose(report, WHOLE)
    )
    said = "Nicht nach Gruppen: Aus einer Gruppe haben zu wenige geantwortet."
    blocks = [*compose(report, WHOLE)]
    (at,) = (n for n, each in enumerate(blocks) if isinstance(each, Line) and each.text == said)
    drawn = next(n for n, each in enumerate(blocks) if isinstance(each, Chart))
    assert at < drawn, "behind the table it stood alone at the head of the next page"
    told = json.loads(json_file.render(report))["polls"][0]["questions"][0]
    assert told["rounds"][0]["by_group"] == {
        "shown": [], "equal": None, "hidden": list(GROUPS),
    }  # fmt: skip
    assert "Gruppe" not in rows_of(report)[0]
    assert len(told["sentences"]) == 1
    assert "in:" not in json_file.render(report).decode() + csv_file.render(report).decode()


def test_other_kinds_are_told_by_what_does_not_grow_with_the_people() -> None:
    steps = [{"steps": [n % 5, 4 - n % 3]} for n in range(12)]
    scale = table_of(report_of(SCALE, {1: steps, 2: steps[:6]}))
    assert [line[0] for line in scale.lines] == ["gut: stimmen zu", "neu: stimmen zu"]
    orders = [{"order": [0, 1]}, {"order": [1, 0]}, {"order": [0, 1]}]
    ranking = report_of(RANKING, {1: orders * 4, 2: orders * 2})
    assert table_of(ranking).lines[0] == ("Zeit", "1,3", "1,3", "1,3")
    assert "Mittlerer Platz" in str(table_of(ranking).caption)
    number = report_of(NUMBER, {1: [{"number": n} for n in range(9)], 2: [{"number": 5}] * 6})
    assert table_of(number).lines[0] == ("Median", *(f"{n}\u00a0km" for n in (4, 5, 5)))
    lines = {(each["Gruppe"], each["Antwort"]): each for each in rows_of(number)}
    assert lines["Betrieb", "Median"]["Wert"] == "5\u00a0km"
