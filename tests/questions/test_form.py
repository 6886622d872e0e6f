"""The form that a question is answered with says the same as the answer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions import (
    ABSTAIN,
    InvalidAnswer,
    Question,
    Survey,
)
from poll_server.questions.kind import number
from tests.questions.people.filled import FORMS, as_sent
from tests.questions.people.invented import asked, checked, questions, written


@given(asked())
def test_the_form_says_the_same_as_the_answer(asked: tuple[Question, list[Any]]) -> None:
    question, answers = asked
    controls = {control.name: control for control in question.controls("de")}
    for answer in answers:
        form = FORMS[type(question)](answer)
        for name, values in form.items():
            if name in controls and controls[name].options:
                assert set(values) <= {option.value for option in controls[name].options}
        if (
            isinstance(question, Survey)
            and question.required
            and len(answer["answers"]) < len(question.questions)
        ):
            with pytest.raises(InvalidAnswer):
                question.check(question.read(form))
        else:
            assert question.check(question.read(form)) == as_sent(question, answer)


@given(st.data())
def test_any_form_is_an_answer_or_invalid(data: st.DataObject) -> None:
    question = data.draw(questions)
    names = [control.name for control in question.controls("de")]
    values = st.lists(st.one_of(written, st.integers().map(str), st.just(ABSTAIN)), max_size=4)
    form = data.draw(st.dictionaries(st.sampled_from([*names, "step-99", ""]), values))
    checked(question, question.read(form))


@given(questions)
def test_forms_are_in_the_readers_language_and_whole(question: Question) -> None:
    for language in ("de", "en"):
        controls = question.controls(language)
        assert len({control.name for control in controls}) == len(controls)
        for control in controls:
            assert control.options or control.length or control.high >= 1
            assert len({option.value for option in control.options}) == len(control.options)


@pytest.mark.parametrize(
    ("written", "read"), [("0", 0), ("12", 12), ("", -1), ("x", -1), ("-1", -1), ("9" * 5000, -1)]
)
def test_numbers_in_forms(written: str, read: int) -> None:
    assert number(written) == read
