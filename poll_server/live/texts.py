"""Which of the texts that people wrote may be seen. No I/O."""

from collections.abc import Mapping

from poll_server.questions import Question, Tally
from poll_server.questions.groups.joint import is_joint
from poll_server.questions.traits.parts import approved_first, split
from poll_server.questions.traits.variants import merged
from poll_server.questions.writing.stop_list import held_back
from poll_server.questions.writing.written import fold_clean
from poll_server.store.records import About, Round
from poll_server.wire.messages import Verdict


def own_stop_words(about: About, round_: Round | None) -> tuple[str, ...] | None:
    """The organiser's stop words for a round; None where no list held when it was opened.

    Those of its opening: a list that is changed later changes no result that a hall has seen. An
    earlier version showed a hall every word of a cloud: what was seen then stays in reports.
    """
    if round_ is None or not round_.holds:
        return None
    if round_.stop_words is None:
        return about.event.stop_words
    return tuple(filter(None, round_.stop_words.split("\n")))


def moderated(
    question: Question | None,
    tally: Tally,
    moderation: Mapping[str, Verdict],
    stop_words: tuple[str, ...] | None = (),
) -> Tally:
    """`tally` without the texts that may not be seen, and without what is counted by group; the
    variants of a text as a moderator laid them together.

    Args:
        stop_words: the organiser's own, beside those of every event; None: no list holds.
    """

    def seen(counter: str) -> bool:
        if is_joint(counter):
            return False  # groups are told by `ByGroup` alone
        part, own = split(counter)
        if own.startswith("form:"):  # a way of writing goes with its text
            own = f"text:{fold_clean(own.removeprefix('form:'))}"
        if own.startswith("why:"):  # and so does what it was a reason for
            own = f"text:{own.split(':', 2)[2]}"
        if not own.startswith("text:"):
            return True
        waits = approved_first(question, counter)
        return verdict_on(f"{part}{own}", moderation, waits, stop_words) == "approved"

    visible = {counter: n for counter, n in tally.items() if seen(counter)}
    return merged(question, visible, moderation)


def verdict_on(
    counter: str,
    moderation: Mapping[str, Verdict],
    waits: bool,
    stop_words: tuple[str, ...] | None,
) -> Verdict:
    """What holds for the text of `counter`: what the moderator said, else whether it has to wait.

    Texts wait where the question wants each approved, until `*` is, and where the stop list knows
    them, always.

    Args:
        waits: the question wants each approved.
    """
    if verdict := moderation.get(counter):
        return verdict
    if waits and moderation.get("*") != "approved":
        return "waiting"
    if stop_words is None:
        return "approved"
    _, own = split(counter)
    return "waiting" if held_back(own.removeprefix("text:"), stop_words) else "approved"
