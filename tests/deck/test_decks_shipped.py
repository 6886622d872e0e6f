"""The decks that come with the server: right, complete, and true to what the congress printed."""

import pytest

from poll_server.base.text import Text
from poll_server.deck import shipped as decks
from poll_server.deck.deck import read, write
from poll_server.hall.vote_plan import count, plan
from poll_server.hall.vote_targets import targets_of
from poll_server.questions import KINDS
from poll_server.report.model.sentences import sentences

CONGRESS = decks.load(decks.CONGRESS)

PRINTED = """\
Kreativität wird von 93% als wichtig erachtet.
Programmierkenntnisse werden nicht als wichtig eingestuft.
Die Aus- und Weiterbildung wird von 93% in dem Punkt als nicht ausreichend bewertet.
73% wünschen sich eine engere Zusammenarbeit zwischen Unternehmen und Schulen.
Zusammenarbeit und kollektive Problemlösung sowie mediale Kompetenzen werden von jeweils knapp \
50% als in der Ausbildung nicht ausreichend vermittelt erachtet.
Gewünscht werden Ideen zur Partizipation und Motivation der Jugendlichen.
Gewünscht wird ein Kooperationsrahmen mit Stiftungen, Unternehmen und Bildungsträgern.
80% würden die Nutzung privater Handys im Unterricht zulassen.
78% glauben nicht, dass durch die Nutzung digitaler Medien Ungleichheiten unter Schüler*innen \
zunehmen.
95% glauben, dass digital unterstütztes Lernen die individuelle Lernmotivation steigert.
Lerninhalte und -tempo können besser an persönliche Bedürfnisse angepasst werden.
84% sind dafür, Lerninhalte per App zur Verfügung zu stellen.
Ebenso viele glauben, dass die Digitalisierung Bildungsaufstiege ermöglicht.
""".splitlines()


@pytest.mark.parametrize("name", decks.NAMES)
def test_every_shipped_deck_is_right_and_survives_a_round_trip(name: str) -> None:
    event = decks.load(name)
    assert event.id == name
    assert read(write(event)) == event


def test_one_shipped_deck_shows_every_kind_in_both_languages() -> None:
    event = decks.load(decks.EVERY_KIND)
    used = {type(question) for poll in event.polls for question in poll.questions}
    assert used == set(KINDS)
    assert event.languages == ("de", "en")
    for question in (question for poll in event.polls for question in poll.questions):
        assert isinstance(question.prompt, dict)
        assert question.prompt.keys() == {"de", "en"}


def test_an_unknown_deck_is_no_file_name() -> None:
    with pytest.raises(KeyError):
        decks.load("../deck")


@pytest.mark.parametrize("participants", [150, 600])
def test_the_congress_ends_in_the_sentences_it_printed(participants: int) -> None:
    poll = CONGRESS.polls[0]
    votes = plan(poll, targets_of(decks.CONGRESS), participants, seed=2018)
    results = {each.id: count(each, votes[each.id], "de") for each in poll.questions}
    said = [
        sentence
        for question in poll.questions
        for sentence in sentences(question, results[question.id], results, "de")
    ]
    assert len(said) == len(PRINTED) == 13
    bases = [int(sentence.partition("(n = ")[2].rstrip(").")) for sentence in said]
    assert said == [
        f"{printed.removesuffix('.')} (n = {base}).".replace("%", "\u202f%")
        for printed, base in zip(PRINTED, bases, strict=True)
    ]


def test_the_targets_hold_every_printed_finding() -> None:
    targets = targets_of(decks.CONGRESS)
    assert targets is not None
    assert [finding.printed for finding in targets.findings] == PRINTED
    assert [finding.number for finding in targets.findings] == list(range(1, 14))
    assert targets_of(decks.WORKSHOP) is None


def test_the_congress_has_its_six_forums_in_german_and_english() -> None:
    assert CONGRESS.languages == ("de", "en")
    assert [poll.id for poll in CONGRESS.polls] == [f"forum-{n}" for n in range(1, 7)]
    assert len({poll.code for poll in CONGRESS.polls} - {""}) == 6
    for poll in CONGRESS.polls:
        said: list[Text] = [poll.title, poll.subtitle]
        for question in poll.questions:
            said += [question.prompt, *(each.text for each in question.sentences)]
        assert all(isinstance(text, dict) and text["de"] != text["en"] for text in said)


def test_forum_1_has_notes_for_the_moderator_and_a_timer_at_every_question() -> None:
    assert all(question.notes and question.timer for question in CONGRESS.polls[0].questions)
