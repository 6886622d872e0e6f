"""The one line on what a hall did beside voting: there where there was any, and only counts."""

from poll_server.report import Cut, build
from poll_server.report.html import html
from poll_server.report.model.beside import BesideCounts, beside_line
from tests.support.cases import EVENT

COUNTS = BesideCounts(raised=3, spoken=2, reactions=41, tempo=1)
LINE = "3 Wortmeldungen · 2 davon aufgerufen · 41 Reaktionen · 1 Angabe zum Tempo"


def test_counts_are_told_in_one_line_and_nothing_where_there_was_nothing() -> None:
    assert beside_line(COUNTS, "de") == LINE
    assert beside_line(BesideCounts(reactions=1), "en") == "1 reaction"
    assert beside_line(BesideCounts(), "en") == ""


def test_the_line_stands_with_its_poll() -> None:
    report = build("event", EVENT, Cut({}, beside={"forum-1": COUNTS}), "de")
    assert report.polls[0].beside == LINE
    assert LINE in html.render(report).decode()
    assert "Reaktion" not in html.render(build("event", EVENT, Cut({}), "de")).decode()
