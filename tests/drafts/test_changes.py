"""Changes to a draft: what is written is there, and what no draft can hold comes back."""

from contextlib import suppress
from copy import deepcopy
from random import Random
from typing import Any

import msgspec
import pytest

from poll_server.drafts import EVENT, Change, Copy, Insert, Move, Remove, Write
from poll_server.drafts.changes import Stopped
from poll_server.drafts.differences import differences
from poll_server.drafts.document.fields import LONGEST_TEXT, MOST_ITEMS
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import places
from poll_server.drafts.mistakes import mistakes
from tests.support.cases import EVENT as CONGRESS
from tests.support.events.report_cases import HOSTILE

from .paper import Paper, both

# ── Writing ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "was", "now"),
    [
        ("prompt.de", "Private Handys im Unterricht?", "Handys?"),
        ("timer", 0, 30),
        ("live", False, True),
        ("options.1.en", "No", "Nope"),
        ("options", [{"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}], [both("A")]),
        ("sentences", [], [{"text": {"de": "Ja", "en": "Yes"}}]),
        ("id", "phones", "handys"),
    ],
)
def test_a_field_or_a_part_of_one_is_written(
    paper: Paper, field: str, was: object, now: object
) -> None:
    uid = paper.uid("phones")
    assert paper.do(Write(uid, field, was, now))
    assert not paper.do(Write(uid, field, "whatever it was", now))  # once more: it is so already
    assert paper.clash(Write(uid, field, was, "")).reason in ("changed", "refused")
    assert paper.undo()
    assert paper.document == document_of(CONGRESS)


def test_a_clash_shows_both_texts_and_overwrites_neither(paper: Paper) -> None:
    uid, was = paper.uid("phones"), "Private Handys im Unterricht?"
    paper.do(Write(uid, "prompt.de", was, "Handys?"), "anna")
    clash = paper.clash(Write(uid, "prompt.de", was, "Telefone?"))
    assert (clash.theirs, clash.yours, clash.reason) == ("Handys?", "Telefone?", "changed")
    assert (clash.uid, clash.field) == (uid, "prompt.de")
    assert paper.do(Write(uid, "prompt.de", "Handys?", "Telefone?"), "ben")


def test_what_is_gone_comes_back_with_the_text(paper: Paper) -> None:
    uid = paper.uid("phones")
    paper.do(Remove(uid))
    clash = paper.clash(Write(uid, "prompt.de", "Private Handys im Unterricht?", "Handys?"))
    assert (clash.reason, clash.yours) == ("gone", "Handys?")
    topics = paper.uid("topics")
    assert paper.clash(Write(topics, "options.7.de", "", "Spaß")).reason == "gone"
    new = {"uid": "aaaabbbb", "kind": "text", "prompt": "Neu?"}
    clash = paper.clash(Insert("zzzzzzzz", new))
    assert (clash.reason, clash.uid, clash.yours) == ("gone", "aaaabbbb", new)


@pytest.mark.parametrize(
    ("field", "now"),
    [
        ("prompt", 5),
        ("prompt", {"de": 5}),
        ("prompt", {"fr": "Quoi?"}),
        ("prompt.fr", "Quoi?"),
        ("prompt.de", None),
        ("prompt.de", "x" * (LONGEST_TEXT + 1)),
        ("prompt.de", "half \ud83d"),
        ("timer", "30"),
        ("timer", True),
        ("timer", 10**12),
        ("timer.de", 5),
        ("live", 1),
        ("options", "Ja"),
        ("options", [{"de": []}]),
        ("options", [both("x")] * (MOST_ITEMS + 1)),
        ("options.0", {"de": "Ja", "en": ["Yes"]}),
        ("sentences", [{"text": "x", "what": "ever"}]),
        ("sentences", [{"when": {"below": "x"}}]),
        ("nothing", "x"),
        ("uid", "aaaabbbb"),
        ("kind", "text"),
        ("", "x"),
        ("__class__", "x"),
    ],
)
def test_what_no_draft_can_hold_comes_back_with_a_sentence(
    paper: Paper, field: str, now: object
) -> None:
    clash = paper.clash(Write(paper.uid("phones"), field, None, now))
    assert clash.reason in ("refused", "gone")
    assert clash.yours == now


def test_nor_can_an_event_speak_none_or_one_that_nobody_wrote_texts_for(
    paper: Paper,
) -> None:
    for languages in ([], ["fr"], ["de", "xx"]):
        assert paper.clash(Write(EVENT, "languages", ["de", "en"], languages)).reason == "refused"
    assert paper.clash(Write(EVENT, "polls", [], [])).reason == "refused"
    (poll,) = paper.document["polls"]
    assert paper.clash(Write(poll["uid"], "id", "forum-1", "forum")).reason == "refused"
    assert paper.clash(Write(poll["uid"], "code", "", "482913")).reason == "refused"


def test_a_language_that_goes_takes_no_text_along(paper: Paper) -> None:
    paper.do(Write(EVENT, "languages", ["de", "en"], ["en"]))
    assert paper.do(Write(paper.uid("phones"), "prompt", {"en": "Private phones in class?"},
                         {"en": "Phones?"}))  # fmt: skip
    paper.do(Write(EVENT, "languages", ["en"], ["en", "de"]))
    assert paper.question("phones")["prompt"]["de"] == "Private Handys im Unterricht?"


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x07\u202e", "a\u200bb", "x" * 9999, "\n\t "])
def test_any_text_is_kept_as_it_was_written(paper: Paper, text: str) -> None:
    uid = paper.uid("phones")
    for way in ("prompt.de", "hint.en", "notes.de", "options.0.de"):
        whole: Any = paper.question("phones")
        for step in way.split("."):
            whole = whole[int(step) if step.isdecimal() else step]
        paper.do(Write(uid, way, whole, text))
    question = msgspec.json.decode(msgspec.json.encode(paper.question("phones")))
    assert question["prompt"]["de"] == question["hint"]["en"] == text
    assert question["notes"]["de"] == question["options"][0]["de"] == text


ANYTHING: tuple[Any, ...] = (
    "", None, 0, -1, True, 3.5, "Ja", [], {}, {"de": "x"}, ["x"], [{"de": "a"}], ["de"],
    ["en", "de"], [{"text": "{percent}", "of": ["Ja"]}], {"below": 5}, "x" * 300, 10**20, [[]],
    "agreement-5", *HOSTILE,
)  # fmt: skip
FIELDS = ("title", "prompt", "options", "statements", "labels", "timer", "set", "sentences",
          "hosts", "languages", "id", "uid", "kind", "questions", "polls", "linkable", "x",
          "")  # fmt: skip
STEPS = ("de", "en", "fr", "0", "2", "-1", "text", "of", "when", "below", "same_as", "", "²", "٣")


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_that_is_sent_breaks_a_draft(paper: Paper, seed: int) -> None:
    """Any field, any value, any uid: carried out as a whole, or a clash and nothing else."""
    random, carried_out = Random(seed), 0
    for _ in range(400):
        there = places(paper.document)
        uid, other, third = (random.choice([*there, "zzzzzzzz", ""]) for _ in range(3))
        way = ".".join(
            [random.choice(FIELDS), *random.choices(STEPS, k=random.choice([0, 0, 1, 3]))]
        )
        was: Any = there[uid].item if uid in there else None
        with suppress(LookupError, TypeError, ValueError):
            for step in way.split("."):
                was = was[int(step) if isinstance(was, list) else step]
        given = {name: random.choice(ANYTHING) for name in random.choices(FIELDS, k=2)}
        changes: list[Change] = [
            *[Write(uid, way, deepcopy(was), deepcopy(random.choice(ANYTHING)))] * 8,
            Insert(uid, {"kind": random.choice(["text", "choice", "scale"]), **given}, other),
            Insert(uid, {"kind": "words"}, other),
            Move(uid, other, third),
            Copy(uid, random.choice(["", "aaaabbbb", EVENT])),
            Remove(uid),
        ]
        change = random.choice(changes)
        before, whole = deepcopy(paper.document), True
        try:
            carried_out += paper.do(change)
        except Stopped as stopped:
            msgspec.json.encode(stopped.clash)
            whole = paper.document == before
        assert whole, change
        if random.random() < 0.1:
            paper.undo()
    found = mistakes(paper.document, CONGRESS, "de")
    for mistake in found:
        part: Any = places(paper.document)[mistake.uid].item
        for step in filter(None, mistake.field.split(".")):
            part = part[int(step) if isinstance(part, list) else step]
    assert found
    assert carried_out > 40
    assert differences(paper.document, CONGRESS)


def test_what_is_right_follows_an_option_that_is_renamed(paper: Paper) -> None:
    uid = paper.uid("phones")
    paper.do(Write(uid, "right_options", [], ["Ja"]))
    paper.do(Write(uid, "options.0.de", "Ja", "Jawohl"))
    assert paper.question("phones")["right_options"] == ["Jawohl"]


def test_a_picture_follows_its_option_and_moves_nothing(paper: Paper) -> None:
    uid = paper.uid("phones")
    both_of = [
        {"option": name, "picture": "", "picture_text": both(name)} for name in ("Ja", "Nein")
    ]
    paper.do(Write(uid, "pictures", [], both_of))
    paper.do(Write(uid, "options.0.de", "Ja", "Jawohl"))
    assert [each["option"] for each in paper.question("phones")["pictures"]] == ["Jawohl", "Nein"]
    paper.do(Write(uid, "pictures.0.picture_text.de", "Ja", "Ein Nicken"))
    assert paper.question("phones")["options"][0]["de"] == "Jawohl"


# ── Sentences follow their options ────────────────────────────────────────────────────────────


def test_a_sentence_follows_an_option_through_every_way_of_renaming(paper: Paper) -> None:
    uid = paper.uid("phones")
    paper.do(Write(uid, "sentences", [], [{"text": both("{percent}"), "of": ["Nein", "Ja"]}]))

    def of() -> list[str]:
        named: list[str] = paper.question("phones")["sentences"][0]["of"]
        return named

    paper.do(Write(uid, "options.0.de", "Ja", ""))  # somebody clears the field, and thinks
    assert of() == ["Nein", "(1)"]
    paper.do(Write(uid, "options.0.de", "", "Jawohl"))
    assert of() == ["Nein", "Jawohl"]
    paper.do(Write(uid, "options.0.en", "Yes", "Aye"))
    assert of() == ["Nein", "Jawohl"]
    options = deepcopy(paper.question("phones")["options"])
    swapped = [options[1], options[0]]
    paper.do(Write(uid, "options", options, swapped))
    assert of() == ["Nein", "Jawohl"]
    more = [both("Weiß nicht"), *swapped]
    paper.do(Write(uid, "options", swapped, more))
    assert of() == ["Nein", "Jawohl"]
    paper.do(Write(uid, "options", more, [more[0], {"de": "Nö", "en": "No"}, more[2]]))
    assert of() == ["Nö", "Jawohl"]
    for _ in range(6):
        assert paper.undo()
    assert of() == ["Nein", "Ja"]
