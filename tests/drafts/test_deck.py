"""A deck as a draft's document and back: nothing is lost, and every mistake leads to its field."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from poll_server.base.names import short_name
from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.drafts.changes import Locks
from poll_server.drafts.differences import differences
from poll_server.drafts.document.as_deck import DeckTables, named
from poll_server.drafts.document.from_deck import document_of, uids_of
from poll_server.drafts.document.items import EVENT, Document, places
from poll_server.drafts.draft import Draft
from poll_server.drafts.mistakes import mistakes
from tests.deck.drawn import events
from tests.support.cases import EVENT as CONGRESS
from tests.support.cases import PHONES, POLL, SKILLS, THOUGHTS, TOPICS, WORDS


def back(document: Document, live: deck.Event) -> deck.Event:
    """The deck that a document makes."""
    assert mistakes(document, live, "en") == []
    return DeckTables(named(document, live), live).as_event()


@given(events())
@settings(max_examples=20)
def test_an_untouched_deck_comes_back_byte_for_byte(event: deck.Event) -> None:
    document = document_of(event)
    assert msgspec.json.encode(back(document, event)) == msgspec.json.encode(event)
    assert differences(document, event) == ()
    # As if every field had been typed: no live deck to look up how it was written.
    empty = deck.Event(id=event.id, title="", languages=event.languages, polls=())
    assert document_of(back(document, empty), uids_of(document)) == document


@pytest.mark.parametrize("name", decks.NAMES)
def test_the_shipped_decks_come_back(name: str) -> None:
    event = decks.load(name)
    assert deck.write(back(document_of(event), event)) == deck.write(event)


def test_one_change_changes_nothing_else() -> None:
    event = decks.load(decks.CONGRESS)
    document = document_of(event)
    question = document["polls"][0]["questions"][4]
    question["prompt"]["de"] = "Was fehlt?"
    (difference,) = differences(document, event)
    assert (difference.uid, difference.what) == (question["uid"], "changed")
    before, after = deck.write(event).splitlines(), deck.write(back(document, event)).splitlines()
    assert [line for line in after if line not in before] == [
        'prompt = { de = "Was fehlt?", en = "What do you need?" }'
    ]
    assert len(before) == len(after)


def test_uids_are_the_same_at_every_look_and_all_different() -> None:
    event = decks.load(decks.CONGRESS)
    assert document_of(event) == document_of(event)
    uids = list(places(document_of(event)))
    assert len(uids) == len(set(uids)) == 1 + 6 + sum(len(p.questions) for p in event.polls)


def test_what_the_editor_does_not_know_is_kept() -> None:
    brand = deck.Brand(name={"de": "Haus", "en": "House"}, accent="#123456")
    event = msgspec.structs.replace(CONGRESS, brand=brand)
    document = document_of(event)
    document["motto"] = {"de": "Los!", "en": "Go!"}
    assert back(document, event).brand == brand
    document["languages"] = ["de"]
    for place in places(document).values():
        for text in place.item.values():
            if isinstance(text, dict) and "en" in text:
                text["en"] = ""
    assert back(document, event).brand.name == {"de": "Haus"}


def test_a_deck_that_names_no_languages_is_in_the_default_one() -> None:
    """An encoded deck leaves out what is a default: an editor opens such a one all the same."""
    event = msgspec.convert(
        {
            "id": "plain",
            "title": "Abend",
            "polls": [{"id": "one", "title": "Eins", "questions": []}],
        },
        deck.Event,
    )
    document = document_of(event)
    assert document["languages"] == ["de"]
    assert document["title"] == {"de": "Abend"}


# ── Half finished ─────────────────────────────────────────────────────────────────────────────


def edited(question: str, **fields: Any) -> tuple[str, Document]:
    """The uid of a question of `cases.EVENT`, and the document in which its fields are others."""
    document = document_of(CONGRESS)
    item = next(each for each in document["polls"][0]["questions"] if each["id"] == question)
    item.update(deepcopy(fields))
    return str(item["uid"]), document


def both(text: str) -> dict[str, str]:
    return {"de": text, "en": text}


NO_SENTENCE = {
    "text": {"de": "", "en": ""},
    "of": [],
    "when": {"below": None, "at_least": None, "top": None, "lowest": False, "same_as": ""},
    "otherwise": {"de": "", "en": ""},
}


@pytest.mark.parametrize(
    ("question", "fields", "field", "message"),
    [
        ("phones", {"prompt": both("")}, "prompt.de", "Hier steht noch nichts."),
        ("phones", {"prompt": {"de": "Na?", "en": " "}}, "prompt.en",
         "Das fehlt noch auf Englisch."),
        ("phones", {"hint": {"de": "", "en": "Hint"}}, "hint.de", "Das fehlt noch auf Deutsch."),
        ("phones", {"options": [both("Ja")]}, "options",
         "Richtig wäre hier: 2 bis 30 Antworten zur Auswahl"),
        ("phones", {"options": []}, "options",
         "Richtig wäre hier: 2 bis 30 Antworten zur Auswahl"),
        ("phones", {"options": [both("Ja"), both(""), {"de": "Nein", "en": ""}, both("Na")]},
         "options.2.en", "Das fehlt noch auf Englisch."),
        ("phones", {"most": 3}, "most",
         "Hier steht 3. Richtig wäre: 1 bis zur Zahl der Antworten, 2"),
        ("phones", {"timer": -1}, "timer",
         "Hier steht -1. Richtig wäre: 0 (ohne Ende) bis 3600 Sekunden"),
        ("phones", {"notes": {"de": "ä\x07", "en": "a"}}, "notes.de",
         "Der Text enthält ein unsichtbares Zeichen (U+0007)"),
        ("skills", {"set": "agreement-9", "labels": []}, "set",
         "Bitte wählen Sie etwas aus der Liste."),
        ("words", {"entries": 9}, "entries", "Hier steht 9. Richtig wäre: 1 bis 5 Wörter"),
        ("phones", {"sentences": [NO_SENTENCE, {**NO_SENTENCE, "of": ["Vielleicht"]}]},
         "sentences.1.text.de", "Hier steht noch nichts."),
        ("phones", {"sentences": [{**NO_SENTENCE, "text": both("{percent}"), "of": ["Jein"]}]},
         "sentences.0.of.0", "Hier steht „Jein“. Richtig wäre: „Nein“"),
        ("phones", {"sentences": [{**NO_SENTENCE, "text": both("{prozent}"), "of": ["Ja"]}]},
         "sentences.0.text.de", "Hier steht „{prozent}“. Richtig wäre: „{percent}“"),
    ],
)  # fmt: skip
def test_a_mistake_leads_to_the_field_it_is_in(
    question: str, fields: dict[str, Any], field: str, message: str
) -> None:
    uid, document = edited(question, **fields)
    found = [each for each in mistakes(document, CONGRESS, "de") if each.field == field]
    assert [each.uid for each in found] == [uid]
    assert found[0].message.startswith(message)


def test_empty_entries_and_sentences_are_left_out() -> None:
    options = [both(""), {"de": "Ja", "en": "Yes"}, both(" "), {"de": "Nein", "en": "No"}]
    _, document = edited("phones", options=options, sentences=[NO_SENTENCE])
    assert back(document, CONGRESS) == CONGRESS


def test_a_place_behind_an_empty_entry_is_the_document_s() -> None:
    uid, document = edited("phones", options=[both(""), both("Ja"), both("Nein"), both("a" * 201)])
    (mistake,) = mistakes(document, CONGRESS, "en")
    assert (mistake.uid, mistake.field) == (uid, "options")
    uid, document = edited("phones", options=[both(""), both("Ja"), both("Ne\x07in")])
    (mistake,) = mistakes(document, CONGRESS, "en")
    assert (mistake.uid, mistake.field) == (uid, "options.2.de")


def test_an_event_or_poll_without_anything_in_it_says_so() -> None:
    empty = deck.Event(id="e", title="E", languages=("de",), polls=())
    document = document_of(empty)
    (poll,) = document["polls"]
    assert [(each.uid, each.field) for each in mistakes(document, empty, "en")] == [
        (poll["uid"], "questions"),
    ]
    poll["title"] = both("")
    assert [(each.uid, each.field) for each in mistakes(document, empty, "en")] == [
        (poll["uid"], "title.de"),
        (poll["uid"], "questions"),
    ]
    document["polls"] = []
    (mistake,) = mistakes(document, empty, "de")
    assert (mistake.uid, mistake.message) == (
        EVENT,
        "Es gibt noch keine Umfrage. Bitte legen Sie eine an.",
    )


def test_a_sentence_compares_with_a_question_whatever_that_is_called() -> None:
    document = document_of(CONGRESS)
    phones, topics, *_ = document["polls"][0]["questions"]
    when = {**NO_SENTENCE["when"], "same_as": topics["uid"]}  # type: ignore[dict-item]
    phones["sentences"] = [{**NO_SENTENCE, "text": both("{percent}"), "of": ["Ja"], "when": when}]
    topics["id"] = "themen"
    made = back(document, CONGRESS)
    assert made.polls[0].questions[0].sentences[0].when.same_as == "themen"
    assert document_of(made, uids_of(document)) == document


# ── Differences ───────────────────────────────────────────────────────────────────────────────


def test_differences_name_the_fewest_items() -> None:
    document = document_of(CONGRESS)
    poll = document["polls"][0]
    phones, topics, skills, words, thoughts = poll["questions"]
    poll["questions"] = [topics, skills, words, phones, {**phones, "uid": "aaaabbbb", "id": ""}]
    document["title"] = both("Tagung")
    words["timer"] = 5
    assert [(each.uid, each.what) for each in differences(document, CONGRESS)] == [
        (EVENT, "changed"),
        (words["uid"], "changed"),
        (phones["uid"], "moved"),
        ("aaaabbbb", "new"),
        (thoughts["uid"], "removed"),
    ]


# ── Names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kreativität für alle?", "kreativitaet-fuer-alle"),
        ("Wie groß ist der Größenunterschied zwischen A und B?", "wie-gross-ist-der"),
        ("Straße", "strasse"),
        ("Café Zoë", "cafe-zoe"),
        ("مرحبا", "question"),
        ("🎉", "question"),
        ("", "question"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", "donaudampfschifffahrtsgesellscha"),
        ("– 93\u202f% –", "93"),
    ],
)
def test_a_short_name_is_spelt_as_people_would(text: str, name: str) -> None:
    assert short_name(text, (), "question") == name
    assert short_name(text, {name}, "question") == f"{name}-2"


def test_a_new_question_gets_a_name_that_is_free_and_the_others_keep_theirs() -> None:
    document = document_of(CONGRESS)
    poll = document["polls"][0]
    poll["questions"].append({**poll["questions"][0], "uid": "aaaabbbb", "id": ""})
    poll["questions"].append({**poll["questions"][0], "uid": "aaaacccc", "id": ""})
    ids = [each["id"] for each in named(document, CONGRESS)["polls"][0]["questions"]]
    assert ids[:5] == [each.id for each in POLL.questions]
    assert ids[5:] == ["private-handys-im-unterricht", "private-handys-im-unterricht-2"]
    assert [each["id"] for each in poll["questions"]][5:] == ["", ""]


# ── Looking at one question ───────────────────────────────────────────────────────────────────


def test_a_question_can_be_looked_at_while_it_is_half_finished() -> None:
    document = document_of(CONGRESS)
    draft = Draft("congress", 0, document, CONGRESS, {}, Locks())
    for item, question in zip(
        document["polls"][0]["questions"], (PHONES, TOPICS, SKILLS, WORDS, THOUGHTS), strict=True
    ):
        assert draft.question(item["uid"]) == question
    phones, _, skills, *_ = document["polls"][0]["questions"]
    phones["prompt"], phones["options"], phones["id"] = both(""), [both("Ja")], ""
    looked = draft.question(phones["uid"])
    assert looked is not None
    assert looked.controls("de")[0].options[0].label == "Ja"
    skills["set"] = "no-such-set"
    assert draft.question(skills["uid"]) is None
