"""Swear words wait for a moderator; nothing is deleted, and ordinary words never wait."""

import pytest

from poll_server.live.texts import moderated, verdict_on
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.questions.writing.stop_list import PARTS, WHOLE, held_back
from poll_server.questions.writing.written import fold, text_counters

RUDE = (
    "Scheiße", "SCHEISSE", "5ch3i$$e", "Sch€isse",
    "scheeeiße", "s h i t", "Scheißveranstaltung", "fuck",
    "fuuuuck", "F.U.C.K", "motherfucker", "Ärsche", "Arsch!", "hure", "Sieg   Heil", "h1tler",
    "Das ist doch Bullshit", "b1tch", "biiiitch", "Nuttttte",
)  # fmt: skip
CIVIL = (
    "Marsch", "Niger", "dicke Bretter bohren", "Cocktail", "push it", "this hit", "Grafik",
    "Traffic",
    "Mut", "Scunthorpe", "Chuzpe", "Analyse", "Assistenz", "Essen", "Zwickau", "Mongolei", "Hürde",
    "Spaß", "Kooperationsrahmen", "vergaß", "Titel", "Penisola", "Arbeit", "Grapefruit",
    "Therapist",
)  # fmt: skip


@pytest.mark.parametrize("text", RUDE)
def test_what_the_eye_reads_as_rude_waits(text: str) -> None:
    assert held_back(fold(text))


@pytest.mark.parametrize("text", CIVIL)
def test_ordinary_words_never_wait(text: str) -> None:
    assert not held_back(fold(text))


def test_the_lists_hold_what_they_list() -> None:
    for words in (*WHOLE.values(), *PARTS.values()):
        assert [word for word in words if not held_back(word)] == []


def test_an_organisers_own_words_wait_too() -> None:
    assert not held_back("schulkürzung")
    assert held_back("schulkürzung", ("Kürzung",))
    assert not held_back("alles gut", ("",))


def tally_of(*texts: str) -> dict[str, int]:
    return {key: n for text in texts for key, n in text_counters(text).items()}


@pytest.mark.parametrize("everything", [{}, {"*": "approved"}])
def test_held_back_is_not_deleted(everything: dict[str, str]) -> None:
    """Also where a moderator had waved everything through."""
    words = Words(id="q", prompt="Was?")
    tally = tally_of("Mut", "Scheiße")
    seen = moderated(words, tally, everything)  # type: ignore[arg-type]
    assert seen == tally_of("Mut")
    approved = {**everything, "text:scheisse": "approved"}
    assert moderated(words, tally, approved) == tally  # type: ignore[arg-type]


def test_words_can_be_approved_one_by_one() -> None:
    free, careful = Words(id="q", prompt="Was?"), Words(id="q", prompt="Was?", approval=True)
    tally = tally_of("Mut", "Zeit")
    assert moderated(free, tally, {}) == tally
    assert moderated(careful, tally, {}) == {}
    assert moderated(careful, tally, {"text:mut": "approved"}) == tally_of("Mut")
    assert moderated(careful, tally, {"*": "approved"}) == tally
    assert moderated(OpenText(id="q", prompt="Was?"), tally, {}) == {}
    assert verdict_on("text:mut", {}, True, ()) == "waiting"
