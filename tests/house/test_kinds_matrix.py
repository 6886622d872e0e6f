"""The page of all kinds says what there is, and every mark on it has its test over all kinds."""

from poll_server.questions import KINDS
from poll_server.questions.registry import name_of
from tests.browser.people.kinds import HANDS
from tests.questions.people.filled import FORMS
from tests.questions.people.invented import QUESTIONS

from .kinds_matrix import COLUMNS, PAGE, ROOT, TOLD, page


def test_the_page_is_written_from_the_kinds_there_are() -> None:
    assert PAGE.read_text() == page(), "run python -m tests.house.kinds_matrix"


def test_every_mark_has_its_test_over_all_kinds() -> None:
    for column, test in COLUMNS.items():
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(), column
    asking = [kind for kind in KINDS if kind.asks]
    assert set(QUESTIONS) == set(FORMS) == set(asking)
    assert HANDS.keys() == {name_of(kind) for kind in asking}
    for column, test in TOLD.items():
        file, _, name = test.partition("::")
        assert column in COLUMNS
        assert not test or f"def {name}(" in (ROOT / "tests" / file).read_text(), column
