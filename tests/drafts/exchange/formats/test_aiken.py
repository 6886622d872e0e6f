"""Aiken, and an answer that names no option."""

from poll_server.drafts.exchange import aiken
from tests.drafts.exchange.taking import said, taken


def test_questions_with_one_right_answer() -> None:
    text = (
        "What is it?\nReally?\nA. This\nB) That\nANSWER: B\n\n"
        "And?\nA. x\nB. y\nANSWER: D\n\nLast?\nA. z\nB. w"
    )
    assert aiken.is_aiken(text)
    assert not aiken.is_aiken("A. x\nB. y")
    found = taken(aiken.read, text)
    first, second, last = found.asked
    assert (first.prompt, first.options, first.right) == (
        "What is it?\nReally?",
        ["This", "That"],
        [1],
    )
    assert (second.right, last.right, last.options) == ([], [], ["z", "w"])
    assert [number for number, _message in said(found)] == [2, 3]
