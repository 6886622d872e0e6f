"""The plot shows what the table says."""

from xml.etree import ElementTree

from tests.bench.sockets import plot


def test_the_plot_shows_each_numbers_newest_entry() -> None:
    head = "|  | lean | minimal | spike | lean ÷ spike |\n|---|---|---|---|---|\n"
    entry = "## 2026-01-0{} 10:00 UTC · phones' sockets, bare, {} phones\n\n{}"
    entry += "| votes/s | {} | 9.0 | 9.5 | – |\n"
    newest = entry.format(3, "5,000", head, "1,234.5 (1,200.0–1,300.0)")
    book = newest + entry.format(2, "600", head, "2.0") + entry.format(1, "5,000", head, "3.0")
    entries = plot.found(book)
    assert entries == {
        600: {"votes/s": {"lean": 2.0, "minimal": 9.0, "spike": 9.5}},
        5000: {"votes/s": {"lean": 1234.5, "minimal": 9.0, "spike": 9.5}},
    }
    picture = plot.drawn(entries)
    ElementTree.fromstring(picture)
    assert "1,234" in picture
