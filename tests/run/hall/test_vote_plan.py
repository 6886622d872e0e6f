"""Simulated votes: legal, repeatable, and exactly those that make the printed figures come out."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poll_server.base.percent import percent
from poll_server.deck import shipped as decks
from poll_server.hall.vote_plan import (
    LEAST_TURNOUT,
    Impossible,
    Votes,
    count,
    count_of,
    counts_for,
    deal,
    plan,
    share_out,
)
from poll_server.hall.vote_targets import GroupTargets, Targets, check, targets_of
from poll_server.questions import Choice, Results
from poll_server.questions.inventing.improvise import improvise
from tests.support.suite.at_length import WHOLE

FORUM = decks.load(decks.CONGRESS).polls[0]


def printed() -> Targets:
    found = targets_of(decks.CONGRESS)
    assert found is not None
    return found


TARGETS = printed()


def results(votes: dict[str, Votes], language: str = "de") -> dict[str, Results]:
    return {each.id: count(each, votes[each.id], language) for each in FORUM.questions}


# Around the smallest hall that works, every number (in `make test` every fourth); above, where all
# do, a few.
@pytest.mark.survey
@pytest.mark.parametrize(
    "participants", [*range(15, 71, 1 if WHOLE else 4), 99, 101, 150, 187, 333, 620]
)
def test_every_figure_comes_out_or_the_number_is_refused(participants: int) -> None:
    try:
        votes = plan(FORUM, TARGETS, participants, seed=1)
    except Impossible as refused:
        votes = plan(FORUM, TARGETS, refused.nearest, seed=1)
    assert check(FORUM, results(votes), TARGETS) == []


@pytest.mark.survey
@given(st.integers(71, 620), st.integers())
@settings(max_examples=15 if WHOLE else 5, deadline=None)
def test_every_larger_hall_is_possible_with_any_seed(participants: int, seed: int) -> None:
    votes = plan(FORUM, TARGETS, participants, seed)
    assert check(FORUM, results(votes), TARGETS) == []


def test_the_nearest_possible_number_is_named() -> None:
    with pytest.raises(Impossible) as refused:
        plan(FORUM, TARGETS, 51, seed=1)
    assert refused.value.nearest == 48
    assert "51" in str(refused.value)
    assert "48" in str(refused.value)
    assert refused.value.say("de").startswith("Mit dieser Zahl von Teilnehmenden (51)")
    for between in (49, 50):
        with pytest.raises(Impossible):
            plan(FORUM, TARGETS, between, seed=1)


def test_every_answer_is_legal_and_nearly_everybody_answers() -> None:
    votes = plan(FORUM, TARGETS, 150, seed=4)
    for question in FORUM.questions:
        answers = [each for each in votes[question.id] if each is not None]
        assert len(votes[question.id]) == 150
        assert all(question.check(answer) == answer for answer in answers)
        assert 150 * LEAST_TURNOUT <= len(answers) <= 150
        assert count(question, votes[question.id], "de").base >= 150 * LEAST_TURNOUT


def test_some_abstain_where_they_may() -> None:
    votes = plan(FORUM, TARGETS, 300, seed=1)
    abstained = {
        question.id: count(question, votes[question.id], "de").abstained
        for question in FORUM.questions
    }
    assert abstained["apps"] > 0
    assert abstained["kompetenzen"] == 0


def test_people_choose_more_and_fewer_options() -> None:
    votes = plan(FORUM, TARGETS, 200, seed=1)
    sizes = Counter(len(answer["options"]) for answer in votes["kompetenzen"] if answer)
    assert len(sizes) >= 3


def test_the_same_seed_gives_the_same_votes_and_another_one_others() -> None:
    assert plan(FORUM, TARGETS, 150, seed=1) == plan(FORUM, TARGETS, 150, seed=1)
    assert plan(FORUM, TARGETS, 150, seed=1) != plan(FORUM, TARGETS, 150, seed=2)


def test_a_single_wrong_vote_is_noticed() -> None:
    votes = plan(FORUM, TARGETS, 150, seed=1)
    place = next(n for n, answer in enumerate(votes["apps"]) if answer == {"options": [0]})
    votes["apps"] = [*votes["apps"]]
    votes["apps"][place : place + 1] = [{"options": [1]}]
    failed = check(FORUM, results(votes), TARGETS)
    assert [each.finding for each in failed] == [12, 13]
    assert "Ja 83%" in str(failed[0])


def test_a_question_nobody_was_asked_is_noticed() -> None:
    answered = results(plan(FORUM, TARGETS, 150, seed=1))
    del answered["bedarf"]
    assert [each.finding for each in check(FORUM, answered, TARGETS)] == [6, 7]


@given(st.data())
@settings(deadline=None)
def test_deal_gives_everybody_one_to_most_different_answers(data: st.DataObject) -> None:
    voters = data.draw(st.integers(1, 40))
    most = data.draw(st.integers(1, 5))
    names = [str(n) for n in range(data.draw(st.integers(most, 8)))]
    counts = {name: data.draw(st.integers(0, voters)) for name in names}
    if not voters <= sum(counts.values()) <= voters * most:
        return
    hands = deal(counts, voters, most, Random(data.draw(st.integers())))
    assert len(hands) == voters
    assert all(1 <= len(hand) <= most and len(set(hand)) == len(hand) for hand in hands)
    dealt = Counter(answer for hand in hands for answer in hand)
    assert dict(dealt) == {name: times for name, times in counts.items() if times}


@given(st.integers(0, 100), st.integers(1, 700))
def test_count_of_finds_a_count_where_there_is_one(wanted: int, base: int) -> None:
    possible = {percent(each, base) for each in range(base + 1)}
    found = count_of(wanted, base)
    assert (found is not None) == (wanted in possible)
    assert found is None or percent(found, base) == wanted


@given(st.lists(st.integers(0, 100), min_size=1), st.integers(0, 700))
def test_share_out_gives_all_and_nobody_less_than_the_whole_part(
    wanted: list[int], total: int
) -> None:
    shares = {str(number): share for number, share in enumerate(wanted)}
    parts = share_out(shares, total)
    whole = sum(shares.values())
    assert sum(parts.values()) == (total if whole else 0)
    assert all(0 <= part - shares[each] * total // whole <= 1 for each, part in parts.items())


def test_what_cannot_be_is_refused() -> None:
    group = GroupTargets(question="q", answers={"yes": 95, "no": 5}, exact=(("yes",),))
    assert counts_for(group, 15, 1) is None
    assert counts_for(group, 20, 1) == {"yes": 19, "no": 1}
    assert counts_for(GroupTargets(question="q", answers={"a": 30, "b": 20}), 10, 2) is None


@pytest.mark.parametrize("deck", decks.NAMES)
def test_any_deck_can_be_improvised(deck: str) -> None:
    event = decks.load(deck)
    for poll in event.polls:
        votes = plan(poll, None, 80, seed=3, language=event.languages[0])
        for question in poll.questions:
            answers = [each for each in votes[question.id] if each is not None]
            assert 60 <= len(answers) <= 80 if question.asks else not answers
            assert all(question.check(answer) == answer for answer in answers)
        assert votes == plan(poll, None, 80, seed=3, language=event.languages[0])


def test_own_texts_and_abstentions_are_improvised_too() -> None:
    question = Choice(id="q", prompt="?", options=("A", "B", "C"), most=2, other=True, abstain=True)
    answers = [each for each in improvise(question, 600, seed=1, language="en") if each]
    assert any("other" in answer for answer in answers)
    assert any("abstain" in answer for answer in answers)
    assert {len(answer["options"]) for answer in answers if "options" in answer} >= {1, 2}
