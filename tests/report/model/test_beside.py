"""The one line on what a hall did beside voting: there where there was any, and only counts."""

from poll_server.report import Cut, build
from poll_server.report.html import html
from poll_server.report.json import as_json
from poll_server.report.model.beside import BesideCounts, beside_line
from poll_server.report.model.long_table import head_of, lines
from tests.support.cases import EVENT

COUNTS = BesideCounts(raised=3, spoken=2, reactions=41, tempo=1)
LINE = "3 Wortmeldungen · 2 davon aufgerufen · 41 Reaktionen · 1 Angabe zum Tempo"


def test_counts_are_told_in_one_line_and_nothing_where_there_was_nothing() -> None:
    assert beside_line(COUNTS, "de") == LINE
    assert beside_line(BesideCounts(reactions=1), "en") == "1 reaction"
    assert beside_line(BesideCounts(), "en") == ""


def test_tables_and_programs_have_each_count_by_its_name() -> None:
    counts = Cut({}, beside={"forum-1": COUNTS})
    found = build("event", EVENT, counts, "en")
    assert as_json(found)["polls"][0]["beside"] == COUNTS._asdict()
    told = [line[6:8] for line in lines(found) if line[1] is None]
    assert told == [
        ("(Requests to speak)", 3),
        ("(Requests taken up)", 2),
        ("(Reactions)", 41),
        ("(Words on the tempo)", 1),
    ]
    assert all(len(line) == len(head_of(found)) for line in lines(found))


def test_the_line_stands_with_its_poll() -> None:
    report = build("event", EVENT, Cut({}, beside={"forum-1": COUNTS}), "de")
    assert report.polls[0].beside == LINE
    assert LINE in html.render(report).decode()
    assert "Reaktion" not in html.render(build("event", EVENT, Cut({}), "de")).decode()
