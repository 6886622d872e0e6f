"""A ranking: what an order says, and the figures of a hall worked out by hand."""

from poll_server.live.screens import tables
from poll_server.questions import InvalidAnswer, Ranking
from tests.questions.methods.test_elections import TENNESSEE

CITIES = Ranking(
    id="capital", prompt="?", options=("Memphis", "Nashville", "Chattanooga", "Knoxville")
)
TALLY = {"order:" + ">".join(map(str, order)): people for order, people in TENNESSEE.items()}


def test_points_mean_place_and_first_places() -> None:
    results = CITIES.results(TALLY, 100, "en")
    assert results.measured
    # A mean place is the number of options less the points a head: 4 - 194 / 100 = 2.06.
    assert [(r.label, r.shown, *r.more, r.count, r.leading) for r in results.series[0].rows] == [
        ("Nashville", "194", "2.1", 26, True),
        ("Chattanooga", "173", "2.3", 15, False),
        ("Memphis", "126", "2.7", 42, False),
        ("Knoxville", "107", "2.9", 17, False),
    ]
    # Of 300 points that one option can have.
    assert [row.percent for row in results.series[0].rows] == [65, 58, 42, 36]
    assert tables.base(results, "en") == "Points of 100 participants"
    assert tables.table(results, "en").head == ("Answer", "Points", "Mean place", "First places")
    assert tables.summary(results, "en") == (
        "Result: Nashville 194, Chattanooga 173, Memphis 126, 100 votes."
    )
    assert CITIES.default_sentence(results, "en") == (
        "“Nashville” is in front: place 2.1 of 4 on average, in first place for 26%."
    )
    assert CITIES.default_sentence(CITIES.results(TALLY, 100, "de"), "de") == (
        "„Nashville“ liegt vorn: im Mittel Platz 2,1 von 4, für 26\u202f% auf dem ersten Platz."
    )


def test_where_the_method_decides_each_is_named() -> None:
    facts = [str(fact).partition(" (Level")[0] for fact in CITIES.facts(TALLY, 100, "en")]
    assert facts == [
        "The method decides: 2 different results",
        "By points (Borda): Nashville",
        "In duels (Condorcet): Nashville",
        "By run-off: Knoxville",
    ]


def test_where_all_methods_agree_it_is_said() -> None:
    (fact,) = CITIES.facts({"order:1>0>2>3": 3, "order:0>1>2>3": 1}, 4, "de")
    assert (fact.label, fact.value) == ("Nach allen drei Verfahren vorn", "Nashville")
    assert "gleichauf" in fact.note


def test_level_options_and_a_circle_are_said() -> None:
    circle = {"order:0>1>2>3": 1, "order:1>2>0>3": 1, "order:2>0>1>3": 1}
    assert [fact.value for fact in CITIES.facts(circle, 3, "en")] == [
        "2 different results",
        "Memphis, Nashville and Chattanooga (level)",
        "nobody beats all others",
        "Memphis, Nashville and Chattanooga (level)",
    ]
    assert CITIES.default_sentence(CITIES.results(circle, 3, "en"), "en") == (
        "“Memphis”, “Nashville” and “Chattanooga” are level in front."
    )


def test_half_points_and_those_who_stop_early() -> None:
    rows = CITIES.results({"order:3>1": 1}, 1, "de").series[0].rows
    assert [(r.label, r.shown, r.more[0]) for r in rows] == [
        ("Knoxville", "3", "1,0"),
        ("Nashville", "2", "2,0"),
        ("Memphis", "0,5", "3,5"),
        ("Chattanooga", "0,5", "3,5"),
    ]


def test_the_last_place_needs_no_tap() -> None:
    assert CITIES.check({"order": [3, 1, 0]}) == {"order": [3, 1, 0, 2]}
    top = Ranking(id="q", prompt="?", options=("A", "B", "C"), places=2)
    assert top.check({"order": [2, 1]}) == {"order": [2, 1]}
    assert top.asked_as("en") == "Ranking of the first 2"


def test_a_place_taken_twice_is_named() -> None:
    answer = CITIES.read({"place-0": ["2"], "place-1": ["1"], "place-3": ["2"]})
    try:
        CITIES.check(answer)
    except InvalidAnswer:
        assert CITIES.objection(answer, "en").startswith("Place 2 is taken twice.")
    else:
        raise AssertionError(answer)
