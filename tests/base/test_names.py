"""Short names for addresses and files."""

import pytest

from poll_server.base.names import LONGEST_MADE, short_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Größe & Äpfel?", "groesse-aepfel"),
        ("Cafe\u0301 à la crème", "cafe-a-la-creme"),
        ("中文", "question"),
        ("--", "question"),
        ("ein Wort und noch eines und noch eines", "ein-wort-und-noch-eines-und-noch"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", "donaudampfschifffahrtsgesellscha"),
    ],
)
def test_a_name_is_spelt_in_plain_letters_and_cut_between_words(text: str, name: str) -> None:
    assert short_name(text, (), "question") == name
    assert len(name) <= LONGEST_MADE


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert short_name("Ja", {"ja", "ja-2"}, "question") == "ja-3"
