"""Templates are right where pages come out of them (`web/test_screens.py`); here: they are compiled
for all languages at once."""

import pytest

from poll_server.base.templates import templates


def test_what_is_compiled_for_one_language_serves_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    templates.cache_clear()
    english = templates("audience", "en")
    pages = english.list_templates(["html"])
    first = [english.get_template(page) for page in pages]
    german = templates("audience", "de")

    def compiled(*_: object) -> None:
        raise AssertionError("it was compiled once more")

    monkeypatch.setattr("jinja2.Environment.compile", compiled)
    second = [german.get_template(page) for page in pages]
    assert len(second) >= 10
    assert all(one.environment is english for one in first)
    assert all(other.environment is german for other in second)
    assert german.globals["language"] == second[0].globals["language"] == "de"
