"""Every mistake that the rules can find in a draft, as it is said to whoever has the form.

One cause, one mistake; whole sentences; and no field's name, no TOML and no English in German.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from poll_server.deck import deck
from poll_server.drafts import DraftMistake
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import Document, Item
from poll_server.drafts.document.new_items import blank_item
from poll_server.drafts.mistakes import mistakes
from poll_server.locale import speak
from poll_server.questions import KINDS
from poll_server.questions.kind import Condition, Sentence
from poll_server.questions.registry import name_of
from presenter.editor.shell import label_of
from tests.support.cases import EVENT

from .spoiling import Spoil, both, put, sentence, texts

MANY = [f"Möglichkeit {n}" for n in range(31)]
UNSEEN, YES = "Wie\x07 geht es?", ("Ja", "Nein")

CHOICE: dict[str, tuple[Spoil, str]] = {
    "no options": (put(options=[], most=1), "options"),
    "no options, and several to choose": (put(options=[], most=2), "options"),
    "one option": (put(options=texts("Ja"), most=2), "options"),
    "only empty options": (put(options=texts("", " ")), "options"),
    "too many options": (put(options=texts(*MANY)), "options"),
    "an option that is too long": (put(options=texts("a" * 201, "Nein")), "options"),
    "an option twice": (put(options=texts("Ja", "ja ")), "options"),
    "an option in one language": (
        put(options=[{"de": "Ja", "en": ""}, both("Nein")]), "options.0.en"
    ),
    "more choices than options": (put(options=texts(*YES), most=9), "most"),
    "no choice": (put(options=texts(*YES), most=0), "most"),
    "a right answer that is none": (
        put(options=texts("Ja", "Nein"), right_options=["Doch"]), "right_options"
    ),
    "an explanation of nothing": (
        put(options=texts("Ja", "Nein"), explanation=both("Darum.")), "explanation.de"
    ),
    "no prompt": (put(prompt=both(" ")), "prompt.de"),
    "a prompt that is too long": (put(prompt=both("a" * 301)), "prompt.de"),
    "an unseen character": (put(prompt=both(UNSEEN)), "prompt.de"),
    "a hint that is too long": (put(hint=both("a" * 301)), "hint.de"),
    "notes that are too long": (put(notes=both("a" * 2001)), "notes.de"),
    "a timer of days": (put(timer=99999), "timer"),
    "a sentence without text": (put(sentences=[sentence("", of=("Ja",))]), "sentences.0.text.de"),
    "a sentence that is too long": (
        put(sentences=[sentence("a" * 501)]), "sentences.0.text.de"
    ),
    "a place that is misspelt": (
        put(sentences=[sentence("{percnt}", of=("Ja",))]), "sentences.0.text.de"
    ),
    "a place of which there is none": (
        put(sentences=[sentence("{xyz}", of=("Ja",))]), "sentences.0.text.de"
    ),
    "about something that is not there": (
        put(sentences=[sentence(of=("Vielleicht",))]), "sentences.0.of.0"
    ),
    "about nothing": (put(sentences=[sentence()]), "sentences.0"),
    "below of nothing": (
        put(sentences=[sentence(of=("Ja",), below=0)]), "sentences.0.when.below"
    ),
    "at least too much": (
        put(sentences=[sentence(of=("Ja",), at_least=101)]), "sentences.0.when.at_least"
    ),
    "the first none": (put(sentences=[sentence(of=("Ja",), top=0)]), "sentences.0.when.top"),
    "as a question that is gone": (
        put(sentences=[sentence(of=("Ja",), same_as="aaaabbbb")]), "sentences.0.when.same_as"
    ),
}  # fmt: skip
SCALE: dict[str, tuple[Spoil, str]] = {
    "no steps at all": (put(set=""), "labels"),
    "one step": (put(set="", labels=texts("gut")), "labels"),
    "too many steps": (put(set="", labels=texts(*MANY)), "labels"),
    "a set that nobody offers": (put(set="colours-7"), "set"),
    "a set and steps of one's own": (put(set="agreement-5", labels=texts("a", "b", "c")), "set"),
    "a number of steps that is too large": (
        put(set="", labels=texts("a", "b"), steps=99), "steps"
    ),
    "labels for some of the steps": (put(set="", labels=texts("a", "b", "c"), steps=7), "labels"),
    "a step twice": (put(set="", labels=texts("a", "b", "A")), "labels"),
    "too many statements": (put(statements=texts(*MANY)), "statements"),
    "a statement twice": (put(statements=texts("Ja", "Ja")), "statements"),
    "a statement that is too long": (put(statements=texts("a" * 201)), "statements"),
}  # fmt: skip
WORDS: dict[str, tuple[Spoil, str]] = {
    "no words": (put(entries=0), "entries"),
    "too many words": (put(entries=99), "entries"),
}
SIDES = dict.fromkeys(("left", "top", "width", "height"), 10)
AREA: Item = {"area": both("Hof"), **SIDES, "right": False}
LATER: dict[str, dict[str, tuple[Spoil, str]]] = {
    "survey": {"no question": (put(questions=[]), "questions")},
    "ranking": {
        "too many places": (put(places=99), "places"),
        "an option twice": (put(options=texts("Ja", "ja")), "options"),
    },
    "points": {
        "nothing to give": (put(total=0), "total"),
        "a step that is no part": (put(step=7), "step"),
        "a step at squared cost": (put(squared=True, step=5), "step"),
    },
    "pairs": {
        "two statements": (put(statements=texts("A", "B")), "statements"),
        "no decision": (put(each=0), "each"),
    },
    "maxdiff": {
        "three statements": (put(statements=texts("A", "B", "C")), "statements"),
        "fewer than in one set": (put(size=5), "statements"),
        "no set": (put(sets=0), "sets"),
        "six in a set": (put(size=6), "size"),
        "what is too long": (put(best=both("a" * 201)), "best.de"),
    },
    "resistance": {"no proposal": (put(proposals=[]), "proposals")},
    "grid": {
        "no item": (put(items=[]), "items"),
        "an axis that is too long": (put(across=both("a" * 99)), "across.de"),
        "one axis twice": (put(up=both("Aufwand")), "up.de"),
    },
    "pin": {
        "no area": (put(areas=[]), "areas"),
        "an area beside it": (put(areas=[{**AREA, "left": 95}]), "areas"),
    },
    "number": {
        "what is no number": (put(low="viel"), "low"),
        "a range the wrong way round": (put(low="5", high="3"), "high"),
        "too many decimals": (put(decimals=9), "decimals"),
        "a right one out of range": (put(low="0", high="9", right="99"), "right"),
        "a right one that is seen at once": (put(right="5", live=True), "right"),
    },
    "slide": {
        "too much of a quotation": (put(quote=both("a" * 3000)), "quote.de"),
        "no address": (put(link="irgendwo"), "link"),
        "a countdown of days": (put(minutes=9999), "minutes"),
    },
}  # fmt: skip
LISTS: dict[str, Item] = {
    "pin": {"picture": f"{'a' * 16}-9x9", "picture_text": both("Ein Hof"), "areas": [AREA]},
    "choice": {"options": texts(*YES)},
    "scale": {"set": "agreement-5"},
    "ranking": {"options": texts("A", "B", "C")},
    "points": {"options": texts("A", "B", "C")},
    "pairs": {"statements": texts("A", "B", "C")},
    "maxdiff": {"statements": texts("A", "B", "C", "D")},
    "resistance": {"proposals": texts("A", "B")},
    "grid": {"items": texts("A", "B"), "across": both("Aufwand"), "up": both("Nutzen")},
    "slide": {"body": both("Pause")},
}
"""What makes each kind's blank question whole."""
POLL: dict[str, tuple[Spoil, str]] = {
    "no title": (put(title=both("")), "title.de"),
    "a title that is too long": (put(title=both("a" * 201)), "title.de"),
    "a host that is too long": (put(host=both("a" * 201)), "host.de"),
    "no group": (put(smallest_group=0), "smallest_group"),
    "no question": (put(questions=[]), "questions"),
    "the name of a page": (put(id="wall"), "id"),
    "a name with spaces": (put(id="Forum 1"), "id"),
}
HEAD: dict[str, tuple[Spoil, str]] = {
    "no title": (put(title={"de": "", "en": ""}), "title.de"),
    "a title in one language": (put(title={"de": "Tagung", "en": ""}), "title.en"),
    "a motto that is too long": (put(motto=both("a" * 301)), "motto.de"),
    "a language twice": (put(languages=["de", "en", "de"]), "languages.2"),
    "no polls": (put(polls=[]), ""),
    "a stop word that is too long": (put(stop_words=["a" * 41]), "stop_words.0"),
    "a host of too many letters": (put(hosts=["a" * 201]), "hosts.0"),
}


def question(kind: str) -> Item:
    item = blank_item("question", ["de", "en"], kind=kind)
    item["prompt"] = both("Wie geht es?")
    item.update(LISTS.get(kind, {}))
    return item


def spoilt(kind: str, spoil: Spoil) -> Document:
    """A document whose event, poll or only question of this kind is spoilt."""
    document = document_of(EVENT)
    (poll,) = document["polls"] = document["polls"][:1]
    poll["questions"] = [question("choice" if kind in ("poll", "event") else kind)]
    item = document if kind == "event" else poll if kind == "poll" else poll["questions"][0]
    spoil(item)
    return document


def cases() -> Iterator[Any]:
    of = {"choice": CHOICE, "scale": SCALE, "words": WORDS, **LATER, "poll": POLL, "event": HEAD}
    for kind, table in of.items():
        for name, (spoil, field) in table.items():
            yield pytest.param(kind, spoil, field, id=f"{kind}-{name}")


ENGLISH = re.compile(
    r"\b(the|is|are|of|not|no|right|would|be|should|between|characters?|list|fields?|either|or|and|"
    r"at|least|most|one|each|only|once|given|missing|here|there|empty|true|false|None|table|text|"
    r"options?|questions?|polls?|statements?|labels?|steps?|languages?|number|id)\b"
)
MACHINE = re.compile(r"[\[\]=_]|Liste aus|TOML|Deck|Tabelle|Anführungszeichen|Klammern|null")
STRUCTS: tuple[type[msgspec.Struct], ...] = (
    deck.Event, deck.Poll, deck.Brand, Sentence, Condition, *KINDS
)  # fmt: skip
FIELDS = {name for struct in STRUCTS for name in struct.__struct_fields__} - {
    "live"
}  # German as well


def quoted_away(message: str) -> str:
    """The message without what people wrote themselves, and without a sentence's places."""
    return re.sub(r"„[^“]*“|\{\w+\}", "…", message)


def the_only(kind: str, spoil: Spoil, language: str) -> DraftMistake:
    found = mistakes(spoilt(kind, spoil), EVENT, language)
    fields = [(each.uid, each.field) for each in found]
    # A text in two languages may be wrong in both: that is said at both, and nowhere else.
    assert len({(uid, re.sub(r"\.(de|en)$", "", field)) for uid, field in fields}) == 1, found
    assert len(set(fields)) == len(fields), found
    return found[0]


@pytest.mark.parametrize(("kind", "spoil", "field"), list(cases()))
def test_a_mistake_is_said_once_at_its_field_in_a_german_sentence(
    kind: str, spoil: Spoil, field: str
) -> None:
    mistake = the_only(kind, spoil, "de")
    assert mistake.field == field
    words = quoted_away(mistake.message)
    assert re.match(r"[A-ZÄÖÜ…]", words), words
    assert words.endswith("."), words
    assert not ENGLISH.search(words), words
    assert not MACHINE.search(words), words
    assert not FIELDS & set(re.findall(r"\w+", words)), words
    label = label_of(mistake.field, "" if kind in ("poll", "event") else kind, speak("de"))
    assert not set(re.findall(r"\w+", label)) & {"Questions", "Polls", "Id", "Text", *FIELDS}, label


@pytest.mark.parametrize(("kind", "spoil", "field"), list(cases()))
def test_the_same_mistake_is_an_english_sentence(kind: str, spoil: Spoil, field: str) -> None:
    mistake = the_only(kind, spoil, "en")
    assert mistake.field == field
    words = re.sub(r"“[^”]*”|\{\w+\}", "…", mistake.message)
    assert re.match(r"[A-Z…]", words), words
    assert words.endswith("."), words
    assert not re.search(r"[\[\]=_]|a list of|TOML|table|quotes", words), words


def test_no_kind_of_question_is_left_out() -> None:
    without_fields = {"text"}
    assert {case.values[0] for case in cases()} - {"poll", "event"} == (
        {name_of(kind) for kind in KINDS} - without_fields
    )


def test_a_list_says_which_of_its_texts_is_meant() -> None:
    long = the_only("choice", put(options=texts("Ja", "Nein " * 41)), "de").message
    assert long == (
        "Richtig wäre hier: höchstens 200 Zeichen; "
        "„Nein Nein Nein Nein Nein Nein Nein Nein…“ hat 204."
    )
    twice = the_only("choice", put(options=texts("Ja", "Nein", "ja ")), "de").message
    assert twice == "Richtig wäre hier: jeder Text nur einmal; „ja“ steht zweimal da."


def test_a_question_without_words_tells_what_else_it_needs() -> None:
    """Two causes are two mistakes at once; nobody is sent back a second time."""
    blank = spoilt("choice", put(prompt=both(""), options=texts("", "")))
    assert [each.field for each in mistakes(blank, EVENT, "de")] == ["prompt.de", "options"]


def test_a_deck_file_keeps_its_exact_words() -> None:
    plain = msgspec.json.decode(msgspec.json.encode(EVENT))
    plain["polls"][0]["questions"] = []
    tables = {"event": {k: v for k, v in plain.items() if k != "polls"}, "polls": plain["polls"]}
    found = dict(deck.check(tables, "en"))
    words = "there is no question; right would be at least one"
    assert found["polls", 0, "questions"] == words
