"""What a hall reads before and while people answer: the hint, and what there is to choose from."""

from msgspec import structs

from poll_server.base.text import say
from poll_server.live.state import PollState
from poll_server.questions import Question
from poll_server.questions.traits.option_pictures import LOOK
from poll_server.questions.traits.parts import parts_of
from poll_server.questions.traits.speed import told_first
from poll_server.questions.writing.marked import pieces, words
from poll_server.questions.writing.passages import Passage
from poll_server.wire.messages import PhoneQuestion


def hint_of(question: Question, language: str) -> str:
    """What stands under the prompt: the deck's hint, or what the kind has to say."""
    return written_hint(question, language) or question.instruction(language)


def written_hint(question: Question, language: str) -> str:
    """The deck's hint in words alone."""
    return words(say(question.hint, language), markdown=question.markdown)


def under_of(question: Question, language: str) -> tuple[Passage, ...]:
    """The hint as pieces, where there is more to show than its words."""
    return pieces(say(question.hint, language), markdown=question.markdown)


def told_besides(question: PhoneQuestion, told: str) -> PhoneQuestion:
    """`question` with one more sentence below its prompt, to be read before the first tap."""
    under = (*question.under, Passage("paragraph", told)) if question.under else ()
    return structs.replace(question, hint=f"{question.hint} {told}".strip(), under=under)


def with_bonus(state: PollState, question: PhoneQuestion, language: str) -> PhoneQuestion:
    """`question`, which says so where faster answers bring more and so their time is kept."""
    if state.round is None or state.question is None or not state.round.speed_ms:
        return question
    told = told_first(state.question, state.round.speed_ms, language)
    return told_besides(question, told)


def offered(question: Question, language: str) -> tuple[str, ...]:
    """What people choose from, or what they rate: a hall may read it before and while they do."""
    if parts := parts_of(question):
        return tuple(say(part.prompt, language) for part in parts)
    controls = question.controls(language)
    groups = [each for each in controls if each.options or each.type in ("select", "number")]
    # What comes in another form only asks the same more exactly.
    groups = [each for each in groups if each.type == groups[0].type]
    rated = tuple(each.legend for each in groups if each.legend)
    if len(groups) > 1 and rated:
        return rated
    return tuple(option.label for option in groups[0].options) if groups else ()


def pictures_of(question: Question, language: str) -> dict[str, str]:
    """The pictures of what is `offered`, in its order, by the options' values; empty texts where
    an option has none, nothing at all where none has one."""
    if parts_of(question):
        return {}
    for control in question.controls(language):
        if control.look == LOOK:
            return {each.value: control.for_script.get(each.value, "") for each in control.options}
    return {}
