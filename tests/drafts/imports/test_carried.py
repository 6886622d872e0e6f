"""What a form carries comes back as it was, and nothing else does."""

import pytest

from poll_server.drafts.imports.cells.carried import packed, unpacked

ROWS = [["Straße", "\u202f"], ["0" * 900]]


def test_it_comes_back() -> None:
    assert unpacked(packed(ROWS), list[list[str]], 2000, "rows") == ROWS


@pytest.mark.parametrize(
    "text", ["", "é", "abc", packed(ROWS)[:-9], packed({"a": 1}), packed([["0" * 2000]])]
)
def test_what_was_not_packed_or_unpacks_to_too_much_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no rows of ours"):
        unpacked(text, list[list[str]], 2000, "rows")
