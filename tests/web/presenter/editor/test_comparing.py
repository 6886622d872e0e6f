"""What of a field is a change: found on the server alone, for forms and for scripts."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from poll_server.drafts import Clash, Remove, Write
from presenter.editor.form.comparing import Typed, compared, writes

texts = st.fixed_dictionaries({"de": st.text(max_size=3), "en": st.text(max_size=3)})
items = st.fixed_dictionaries(
    {
        "prompt": texts,
        "options": st.lists(texts, max_size=4),
        "most": st.integers(0, 3),
        "names": st.lists(st.sampled_from("abc"), max_size=3),
        "sentences": st.lists(
            st.fixed_dictionaries({"text": texts, "of": st.lists(st.sampled_from("ab"))}),
            max_size=2,
        ),
    }
)


@given(items, items)
def test_writes_make_the_one_of_the_other_and_say_what_was(
    base: dict[str, Any], now: dict[str, Any]
) -> None:
    made = json.loads(json.dumps(base))
    for change in writes("u", base, now):
        *way, last = change.field.split(".")
        inside = made
        for step in way:
            inside = inside[int(step)] if isinstance(inside, list) else inside[step]
        key: Any = int(last) if isinstance(inside, list) else last
        assert inside[key] == change.was != change.now
        inside[key] = change.now
    assert made == now


@given(items, items)
def test_a_script_goes_on_from_what_it_sent_where_nothing_clashed(
    base: dict[str, Any], now: dict[str, Any]
) -> None:
    sent = [Typed("u", name, base[name], now[name]) for name in base]
    found = compared(sent)
    assert sorted(map(str, found.changes)) == sorted(map(str, writes("u", base, now)))
    assert found.stands([]) == [now[name] for name in base]
    everything = [_clash(n) for n in range(len(found.changes))]
    assert found.stands(everything) == list(base.values())


def _clash(index: int) -> Clash:
    return Clash(index, "u", "", None, None, "changed", "")


def _text(de: str, en: str) -> dict[str, str]:
    return {"de": de, "en": en}


def test_what_clashes_and_what_is_held_stays_as_it_was() -> None:
    was = [_text("Ja", "Yes"), _text("Nein", "No")]
    now = [_text("Doch", "Yes!"), _text("Nö", "Nope")]
    found = compared(
        [Remove("other"), Typed("u", "options", was, now, held=("options.0.de", "options.10"))]
    )
    assert found.changes[1:] == [
        Write("u", "options.0.en", "Yes", "Yes!"),
        Write("u", "options.1.de", "Nein", "Nö"),
        Write("u", "options.1.en", "No", "Nope"),
    ]
    (clash,) = found.clashes([_clash(2)])
    assert clash.index == 1
    assert found.stands([_clash(2)]) == [None, [_text("Ja", "Yes!"), _text("Nein", "Nope")]]


def test_rows_that_moved_wait_with_the_part_in_which_somebody_chooses() -> None:
    was = [_text("a", ""), _text("b", "")]
    assert not compared([Typed("u", "options", was, was[::-1], held=("options.1.de",))]).changes


def test_a_page_that_is_older_than_the_server_names_the_part() -> None:
    found = compared([Typed("u", "prompt.de", "Alt", "Neu")])
    assert found.changes == [Write("u", "prompt.de", "Alt", "Neu")]
    assert found.stands([]) == ["Neu"]


def test_a_table_whose_names_are_no_ways_is_one_part() -> None:
    found = compared([Typed("u", "when", {"a.b": 1}, {"a.b": 2})])
    assert found.changes == [Write("u", "when", {"a.b": 1}, {"a.b": 2})]
    assert found.stands([]) == [{"a.b": 2}]
