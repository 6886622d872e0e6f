"""Grids: where each item stands on both axes."""

from poll_server.live.screens import tables
from poll_server.questions import (
    Grid,
    Spot,
)
from poll_server.questions.drawing.field import places
from poll_server.questions.drawing.figure_pages import pages
from tests.questions.people.invented import fold_votes

# ── Grid ──────────────────────────────────────────────────────────────────────────────────────


def test_a_grid_says_where_each_item_stands_on_both_axes() -> None:
    question = Grid(id="q", prompt="?", items=("Bus", "Bahn", "Rad"), across="Aufwand", up="Nutzen")
    # Bus: (3 + 4) / 2, (8 + 7) / 2; Bahn: one person alone; Rad: nobody.
    answers = [question.check({"at": at}) for at in ([[3, 8], [9, 2], None], [[4, 7], None, None])]
    results = question.results(fold_votes(question, answers), 2, "de")
    assert tables.table(results, "de").head == ("Antwort", "Aufwand", "Nutzen", "Eingeordnet von")
    assert [row.cells for row in tables.table(results, "de").rows] == [
        ("Bus", "3,5", "7,5", "2"),
        ("Bahn", "9,0", "2,0", "1"),
        ("Rad", "–", "–", "0"),
    ]
    assert tables.summary(results, "de") == (
        "Ergebnis: Bus (Aufwand 3,5, Nutzen 7,5), Bahn (Aufwand 9,0, Nutzen 2,0), 2 Stimmen."
    )
    assert question.default_sentence(results, "de") == (
        "Nutzen: am höchsten bei „Bus“ (im Mittel 7,5); Aufwand: am höchsten bei „Bahn“ (9,0)."
    )
    alone = Grid(id="q", prompt="?", items=("Bus",), across="Aufwand", up="Nutzen")
    assert alone.default_sentence(alone.results({"0:3:8": 1}, 1, "de"), "de") == (
        "„Bus“ im Mittel: Aufwand 3,0, Nutzen 8,0 (0 bis 10)."
    )
    assert question.objection(question.read({"at-0": ["3", ""]}), "de") == (
        "Bitte geben Sie „Bus“ auf beiden Achsen eine Zahl oder auf keiner."
    )


def test_numbers_of_a_field_lie_on_no_other_and_a_page_shows_who_put_each_where() -> None:
    question = Grid(id="q", prompt="?", items=tuple("ABCDEFGH"), across="x", up="y")
    answers = [question.check({"at": [[10, 10]] * 8}), question.check({"at": [[10, 10]] * 8})]
    results = question.results(fold_votes(question, answers), 2, "en")
    found = [place.at for place in places(results, 1, 2)]
    assert found[0] == (10.0, 10.0)
    assert all(0 <= step <= 10 for at in found for step in at)
    assert all(
        ((x - a) / 1) ** 2 + ((y - b) / 2) ** 2 > 0.99
        for n, (x, y) in enumerate(found)
        for a, b in found[:n]
    )
    first, *alone = pages(results)
    assert first == results
    assert [[row.label for row in page.steps] for page in alone] == [[item] for item in "ABCDEFGH"]
    assert [page.spots for page in alone] == [((Spot(10, 10, 2),),)] * 8
