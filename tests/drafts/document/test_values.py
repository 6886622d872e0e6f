"""Parts of a field's value, by the way to them."""

from copy import deepcopy

import pytest

from poll_server.drafts.document.values import part_of, with_part

VALUE = {"options": [{"en": "Yes"}, {"en": "No", "de": ""}]}


def test_a_part_is_found_and_changed_in_a_copy() -> None:
    before = deepcopy(VALUE)
    assert part_of(VALUE, ["options", "1", "en"]) == "No"
    assert part_of(VALUE, []) is VALUE
    changed = with_part(VALUE, ["options", "1", "de"], "Nein")
    assert changed == {"options": [{"en": "Yes"}, {"en": "No", "de": "Nein"}]}
    assert with_part(VALUE, [], 3) == 3
    assert before == VALUE


@pytest.mark.parametrize(
    "way",
    [
        ["x"],
        ["options", "2"],
        ["options", "-1"],
        ["options", "9" * 5000],
        ["options", "0", "en", "0"],
    ],
)
def test_a_way_that_leads_nowhere_is_told(way: list[str]) -> None:
    with pytest.raises(LookupError):
        part_of(VALUE, way)
    with pytest.raises(LookupError):
        with_part(VALUE, way, "")
