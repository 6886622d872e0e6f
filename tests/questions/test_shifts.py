"""Two rounds beside each other: what moved is the difference of what is shown."""

from poll_server.looks.look import LOOKS
from poll_server.questions import OpenText, Ranking, Scale, Words
from poll_server.questions.drawing.before_after import MOST, before_after
from poll_server.questions.shifts import RowMoved, comparable, shifts
from tests.support.cases import PHONES


def moved(question: object, before: dict[str, int], now: dict[str, int], n: int) -> list[RowMoved]:
    return shifts(question.results(before, n, "de"), question.results(now, n, "de"))  # type: ignore[attr-defined]


def test_the_shift_is_the_difference_of_the_figures_that_are_shown() -> None:
    rows = moved(PHONES, {"0": 1, "1": 2}, {"0": 2, "1": 1}, 3)
    assert [(row.label, row.points("de")) for row in rows] == [("Ja", "+34"), ("Nein", "−34")]
    assert [row.points("de") for row in moved(PHONES, {"0": 2}, {"0": 2}, 3)] == ["±0", "±0"]


def test_rows_with_figures_of_their_own_move_by_those() -> None:
    question = Ranking(id="r", prompt="?", options=("A", "B"))
    counts = question.count(question.check({"order": [0, 1]}))
    other = question.count(question.check({"order": [1, 0]}))
    for row in moved(question, counts, other, 1):
        assert row.before is not None
        assert row.now is not None
        assert row.points("de")[0] in "+−"


def test_a_row_that_was_not_there_has_no_shift_and_texts_are_no_bars() -> None:
    words = Words(id="w", prompt="?")
    (row,) = moved(words, {}, {"text:mut": 2, "form:Mut": 2}, 2)
    assert (row.before, row.points("en")) == (None, "–")
    texts = OpenText(id="t", prompt="?").results({"text:a": 1, "form:a": 1}, 1, "en")
    assert not comparable(texts)
    assert not comparable(PHONES.results({}, 0, "en"))


def test_a_scale_moves_by_its_top_steps() -> None:
    scale = Scale(id="s", prompt="?", set="agreement-5", statements=("A", "B"))
    tally = {f"{s}:{step}": 1 for s in range(2) for step in range(5)}
    assert len(moved(scale, tally, tally, 5)) == 2  # not a row for each of ten steps


def test_both_bars_of_a_row_stand_at_its_middle_and_no_text_is_markup() -> None:
    rows = [RowMoved("<b>A</b>", None, None)] * MOST
    look = LOOKS["light"]
    figure = before_after(rows, ("1", "2"), look, "percent", "de")
    upper, lower = figure["data"]
    assert upper["y"] == lower["y"] == figure["layout"]["yaxis"]["tickvals"]
    assert upper["offset"] < lower["offset"] == 0
    assert upper["width"] <= -upper["offset"]
    assert "<b>A" not in "".join(figure["layout"]["yaxis"]["ticktext"])
