"""What a question offers, for a hall to read before and while people answer. No counts."""

from poll_server.base.text import say
from poll_server.questions import Question
from poll_server.questions.traits.option_pictures import LOOK
from poll_server.questions.traits.parts import parts_of


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
