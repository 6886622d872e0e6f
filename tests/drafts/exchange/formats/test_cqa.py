"""ClassQuiz's own file: questions, and pictures that are drawn anew."""

import gzip
from typing import Any

import pytest

from poll_server.deck.pictures.kept import MOST_PICTURES
from poll_server.drafts.exchange import LARGEST_PACKED, arrived
from tests.drafts.exchange.packed_files import ABCD, cqa, picture
from tests.drafts.exchange.taking import came, refused


def losses(content: bytes) -> list[tuple[int, str]]:
    return [(loss.question, loss.message) for loss in came(content, "q.cqa").losses]


def test_every_kind_of_question_comes_along_with_its_picture_before_it() -> None:
    answers: dict[str, Any] = {
        "CHECK": [{"right": True, "answer": "a"}, {"right": True, "answer": "b"},
                  {"right": False, "answer": "c"}],
        "VOTING": [{"answer": "a", "image": "x"}, {"answer": "b"}],
        "RANGE": {"min": 0, "max": 10, "min_correct": 4, "max_correct": 7},
        "TEXT": [{"answer": "Bonn", "case_sensitive": True}],
        "ORDER": [{"answer": "x"}, {"answer": "y"}],
        "SLIDE": "{}",
    }  # fmt: skip
    others = [{"type": each, "question": each, "answers": said} for each, said in answers.items()]
    other = {"type": "NEW", "question": "", "answers": []}
    # Its own marks may stand in a picture by chance.
    odd = picture() + b"\xc7\xc7\xc7\x00\xc6\xc6\xc6\x00"
    file = cqa([ABCD, *others, other], {0: odd, -1: b"cover"}, title="Forum", cover_image=-1)
    found = came(file, "q.cqa")
    shown, choice, check, voting, estimate, text, order, slide = found.items
    (drawn,) = found.pictures
    assert drawn.name.endswith("-60x40")
    assert odd not in (drawn.phone, drawn.stage)
    assert shown == {"kind": "slide", "prompt": {"de": "Which one?"}, "picture": drawn.name}
    assert (choice["right_options"], choice["most"], choice["timer"]) == (["A"], 1, 20)
    assert (check["right_options"], check["most"]) == (["a", "b"], 3)
    assert "right_options" not in voting
    assert [estimate[name] for name in ("low", "high", "right", "tolerance", "decimals")] == [
        "0", "10", "5.5", "1.5", 1,
    ]  # fmt: skip
    assert (text["right_words"], order["right_order"]) == (["Bonn"], ["x", "y"])
    assert slide == {"kind": "slide", "prompt": {"de": "SLIDE"}}
    assert losses(file) == [
        (0, "what the quiz is called, or says of itself: “Forum”"),
        (0, "its colours, its background and its cover"),
        (1, "the colours of its options"),
        (1, "its picture stands on a slide of its own before it"),
        (1, "what is to be seen on its picture: please write it for screen readers"),
        (3, "a picture, sound or film"),
        (5, "that capital and small letters are told apart"),
        (7, "what is drawn on the slide, beside its title"),
        (8, "“NEW” does not exist here; the question is left out"),
    ]


def test_what_is_no_picture_is_named_and_the_question_stays() -> None:
    for wrong in (b"<svg/>", b"\x89PNG cut short", b"GIF89a"):
        file = cqa([ABCD], {0: wrong})
        assert [each["kind"] for each in came(file, "q.cqa").items] == ["choice"]
        assert losses(file)[-1][1].startswith("its picture: it is no PNG, JPEG or WebP")
    assert (1, "a picture, sound or film") in losses(cqa([ABCD]))  # it names one, and has none


def test_hostile_and_broken_files_are_refused_with_a_sentence() -> None:
    whole = cqa([ABCD], {0: picture()})
    bomb = gzip.compress(b" " * 50_000_000)
    assert "too large once it is unpacked" in refused(bomb, "q.cqa")
    assert f"more than {MOST_PICTURES} pictures" in refused(
        cqa([ABCD] * 101, dict.fromkeys(range(101), picture())), "q.cqa"
    )
    assert "holds no quiz" in refused(gzip.compress(b"[]"), "q.cqa")
    for content in (
        whole[:40],  # cut short
        gzip.compress(b"no JSON"),
        gzip.compress(b"[" * 100_000),
        gzip.compress(b'{"questions": [1]}') + b"\xc7\xc7\xc7\x00",
        gzip.compress(b'{"questions": []}'),  # without the mark
        b"\x1f\x8b no gzip",
    ):
        assert "broken" in refused(content, "q.cqa")
    for content in (b"no gzip", b"", b"\x1f\x8b" + bytes(LARGEST_PACKED)):
        assert "holds nothing that ClassQuiz wrote" in refused(content, "q.cqa")


@pytest.mark.parametrize("name", ["q.txt", "q.cqa.zip"])
def test_only_its_own_ending_says_so(name: str) -> None:
    assert arrived(name, b"no gzip", ["de"]) is None
