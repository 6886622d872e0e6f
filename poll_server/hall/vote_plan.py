"""How simulated voters answer a poll, so that what was once printed comes out again.

For each question: how many answer, how often each option is picked for the printed percentages to
come out, and a legal answer for every single voter that adds up to just that. Questions without
targets are answered by `improvise`. The same seed gives the same votes.

The plan fills in forms (`question.controls`, `question.read`) as a browser without JavaScript
would, and so it knows no kinds of question.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from random import Random
from typing import Any

from msgspec.structs import replace

from poll_server.base.percent import percent
from poll_server.deck.deck import Poll
from poll_server.locale import LANGUAGES, speak
from poll_server.questions import ABSTAIN, Control, Question, Results
from poll_server.questions.form import Filled
from poll_server.questions.inventing.improvise import improvise
from poll_server.questions.kind import OTHER

from .vote_targets import GroupTargets, PrintedFinding, Targets, figure_failure

LEAST_TURNOUT = 0.9
"""Share of the participants: in a hall, nearly everybody who is there answers."""
USUAL_TURNOUT = (0.94, 0.99)
LEFT_OUT = 0.03
"""Share of voters who skip a statement whose figures nobody printed."""
LOWER_CASE = 0.1
"""Share of words typed without capitals, which must count with the others."""
SURELY_POSSIBLE = 200
"""Participants. From 112 on, 90 % of them are over 100, where every whole percentage exists."""

Votes = list[Any | None]
"""One answer for each participant; None: does not vote."""


class Impossible(ValueError):
    """With so many participants the printed figures cannot come out.

    Attributes:
        participants: how many were asked for.
        nearest: the nearest number with which they can.
    """

    def __init__(self, participants: int, nearest: int) -> None:
        super().__init__(participants, nearest)
        self.participants = participants
        self.nearest = nearest

    def __str__(self) -> str:
        return self.say("en")

    def say(self, language: str) -> str:
        """The refusal in words."""
        _ = speak(language)
        return _(
            "With this number of participants (%(participants)s) the printed figures cannot come "
            "out; the nearest with which they can is %(nearest)s.",
            participants=self.participants,
            nearest=self.nearest,
        )


def plan(
    poll: Poll,
    targets: Targets | None,
    participants: int,
    seed: int,
    language: str = "de",
) -> dict[str, Votes]:
    """What each of `participants` answers, by question id.

    Args:
        targets: what must come out; None: anything plausible.
        language: of words and texts that are made up.

    Raises:
        Impossible: the figures cannot come out with so many.
    """
    planned = _plan(poll, targets, participants, seed, language)
    if planned is not None:
        return planned
    for step in range(1, max(participants, SURELY_POSSIBLE)):
        for nearby in (participants - step, participants + step):
            if nearby > 0 and _plan(poll, targets, nearby, seed, language) is not None:
                raise Impossible(participants, nearby)
    raise AssertionError("the targets contradict each other")


def _plan(
    poll: Poll, targets: Targets | None, participants: int, seed: int, language: str
) -> dict[str, Votes] | None:
    """The plan, or None where there is none for so many participants."""
    planned: dict[str, Votes] = {}
    for question in poll.questions:
        groups = (
            [each for each in targets.groups if each.question == question.id] if targets else []
        )
        if not targets or not groups:
            planned[question.id] = improvise(question, participants, seed, language)
            continue
        findings = [each for each in targets.findings if each.question == question.id]
        random = Random(f"{seed} {question.id} {participants}")
        votes = _votes(question, groups, findings, participants, random)
        if votes is None:
            return None
        planned[question.id] = votes
    return planned


def _votes(
    question: Question,
    groups: Sequence[GroupTargets],
    findings: Sequence[PrintedFinding],
    participants: int,
    random: Random,
) -> Votes | None:
    """The first turnout near the usual one with which all findings of the question come out."""
    wished = participants * random.uniform(*USUAL_TURNOUT)
    turnouts = range(ceil(participants * LEAST_TURNOUT), participants + 1)
    for voters in sorted(turnouts, key=lambda turnout: abs(turnout - wished)):
        forms = _forms(question, groups, voters, random)
        if forms is None:
            continue
        abstained = [_abstention(question)] * round((participants - voters) / 2)
        answers = [question.check(question.read(form)) for form in forms + abstained if form]
        votes: Votes = answers + [None] * (participants - len(answers))
        random.shuffle(votes)
        if _come_out(question, votes, findings):
            return votes
    return None


def _come_out(question: Question, votes: Votes, findings: Sequence[PrintedFinding]) -> bool:
    """Whether the figures of `findings` do; those of two questions are the same by being exact."""
    result = count(question, votes, LANGUAGES[0])
    alone = [replace(each, when=replace(each.when, same_as="")) for each in findings]
    return not any(figure_failure(question, result, {}, finding) for finding in alone)


def count(question: Question, votes: Votes, language: str) -> Results:
    """The results of these answers, counted as the server counts them."""
    tally: dict[str, int] = defaultdict(int)
    for answer in votes:
        for counter, much in (question.count(answer) if answer is not None else {}).items():
            tally[counter] += much
    return question.results(tally, sum(answer is not None for answer in votes), language)


def _forms(
    question: Question, groups: Sequence[GroupTargets], voters: int, random: Random
) -> list[Filled] | None:
    """A filled-in form for each voter, or None where so many cannot hit the shares."""
    forms: list[Filled] = [{} for _ in range(voters)]
    # A text of one's own goes with its option, so the lists are filled in first.
    for group in sorted(groups, key=lambda group: _control(question, group).name == OTHER):
        control = _control(question, group)
        those = _who_answers(control, group, forms, random)
        counts = counts_for(group, len(those), max(control.most, 1))
        if counts is None:
            return None
        picks = deal(counts, len(those), max(control.most, 1), random)
        values = _values(question, control)
        for form, picked in zip(those, picks, strict=True):
            form[control.name] = [
                _typed(values.get(each, each), control, random) for each in picked
            ]
    return forms


def _who_answers(
    control: Control, group: GroupTargets, forms: list[Filled], random: Random
) -> list[Filled]:
    """The forms in which this list is filled in."""
    if control.name == OTHER:
        return [form for form in forms if any(OTHER in picked for picked in form.values())]
    if group.exact or not group.of:
        return forms
    return random.sample(forms, len(forms) - round(len(forms) * LEFT_OUT))


def counts_for(group: GroupTargets, voters: int, most: int) -> dict[str, int] | None:
    """How many of `voters` give each answer, up to `most` each; None where exact ones cannot be.

    >>> counts_for(Group(question="q", answers={"yes": 93, "no": 7}, exact=(("yes",),)), 174, 1)
    {'yes': 162, 'no': 12}
    """
    counts: dict[str, int] = {}
    for together in group.exact:
        wanted = count_of(sum(group.answers[each] for each in together), voters, group.slack)
        if wanted is None:
            return None
        counts |= share_out({each: group.answers[each] for each in together}, wanted)
    others = {each: share for each, share in group.answers.items() if each not in counts}
    if most == 1:
        counts |= share_out(others, voters - sum(counts.values()))
    else:
        counts |= {each: round(share * voters / 100) for each, share in others.items()}
    legal = voters <= sum(counts.values()) <= voters * most
    return counts if legal and max(counts.values()) <= voters else None


def count_of(wanted: int, base: int, slack: int = 0) -> int | None:
    """A count that is `wanted` percent of `base`, or None: 95 % of 15 does not exist.

    Args:
        slack: points that the percentage may be off.
    """
    near = wanted * base // 100
    off = {each: abs((percent(each, base) or 0) - wanted) for each in (near, near + 1)}
    best = min(off, key=lambda each: off[each])
    return best if off[best] <= slack else None


def share_out(shares: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` in whole parts, as near to `shares` as can be (largest remainders first)."""
    whole = sum(shares.values())
    if not whole:
        return {}
    parts = {each: share * total // whole for each, share in shares.items()}
    by_remainder = sorted(shares, key=lambda each: -(shares[each] * total % whole))
    for each in by_remainder[: total - sum(parts.values())]:
        parts[each] += 1
    return parts


def deal(counts: Mapping[str, int], voters: int, most: int, random: Random) -> list[list[str]]:
    """For each voter, 1 to `most` different answers, each given as often as `counts` says.

    All picks lie in a row, sorted by answer, and are dealt round the table. An answer lies at most
    `voters` times in a row, so nobody gets it twice; and everybody gets as many as the next, or one
    more. Then some are handed on, because people differ in how much they choose.
    """
    row = [answer for answer, times in counts.items() for _ in range(times)]
    hands: list[list[str]] = [row[seat::voters] for seat in range(voters)]
    for _ in range(voters if most > 1 else 0):
        giver, taker = random.choice(hands), random.choice(hands)
        gift = random.choice(giver)
        if len(giver) > 1 and len(taker) < most and gift not in taker:
            giver.remove(gift)
            taker.append(gift)
    random.shuffle(hands)
    return hands


def _typed(value: str, control: Control, random: Random) -> str:
    """A value as somebody enters it: words now and then without capitals."""
    return value.lower() if control.type == "text" and random.random() < LOWER_CASE else value


def _control(question: Question, group: GroupTargets) -> Control:
    """The list of the form that `group` is about, by its name in any language."""
    for control in _everywhere(question):
        if not group.of or control.legend == group.of:
            return control
    raise KeyError(group.of)


def _values(question: Question, control: Control) -> dict[str, str]:
    """The form's value of each option, by its name in any language."""
    return {
        option.label: option.value
        for each in _everywhere(question)
        if each.name == control.name
        for option in each.options
    }


def _everywhere(question: Question) -> Iterator[Control]:
    """The question's form in every language."""
    for language in LANGUAGES:
        yield from question.controls(language)


def _abstention(question: Question) -> Filled:
    """The form of somebody who abstains; empty where the question offers no abstention."""
    for control in question.controls(LANGUAGES[0]):
        if any(option.value == ABSTAIN for option in control.options):
            return {control.name: [ABSTAIN]}
    return {}
