"""Changes to a draft: of two editors nobody's text is lost, and one undoes only one's own."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from poll_server.drafts import EVENT, Change, Clash, Copy, Drafts, Insert, Move, Remove, Write
from poll_server.drafts.changes import Inserted, Locks, Moved, Removed, Stopped, Wrote
from poll_server.drafts.differences import differences
from poll_server.drafts.document.fields import LONGEST_TEXT, MOST_ITEMS
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import Document, Item, places
from poll_server.drafts.editing import Editing
from poll_server.drafts.history import Step, redo, undo
from poll_server.drafts.mistakes import mistakes
from poll_server.locale import speak
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.support.cases import EVENT as CONGRESS
from tests.support.report_cases import HOSTILE


@dataclass
class Desk:
    """A document and what one editor did to it."""

    document: Document = field(default_factory=lambda: document_of(CONGRESS))
    steps: list[Step] = field(default_factory=list)

    @property
    def editing(self) -> Editing:
        return Editing(self.document, Locks(), speak("en"))

    def do(self, change: Change, who: str = "anna") -> bool:
        """Carry out a change that must not clash; whether it changed anything."""
        done = self.editing.apply(change)
        if done:
            number = len(self.steps) + 1
            self.steps.append(Step(number, who, done, at=number))
        return done is not None

    def clash(self, change: Change) -> Clash:
        before = deepcopy(self.document)
        with pytest.raises(Stopped) as caught:
            self.editing.apply(change)
        assert self.document == before
        assert caught.value.clash.sentence
        return caught.value.clash

    def question(self, name: str) -> Item:
        (poll,) = self.document["polls"]
        return next(each for each in poll["questions"] if each["id"] == name)

    def uid(self, name: str) -> str:
        return str(self.question(name)["uid"])

    def undo(self, who: str = "anna") -> bool:
        step = undo(self.editing, self.steps, who)
        if step:
            step.undone = step.at = max(each.at for each in self.steps) + 1
        return step is not None

    def redo(self, who: str = "anna") -> bool:
        step = redo(self.editing, self.steps, who)
        if step:
            step.undone, step.at = 0, max(each.at for each in self.steps) + 1
        return step is not None


@pytest.fixture
def desk() -> Desk:
    return Desk()


def both(text: str) -> dict[str, str]:
    return {"de": text, "en": text}


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
    desk: Desk, field: str, was: object, now: object
) -> None:
    uid = desk.uid("phones")
    assert desk.do(Write(uid, field, was, now))
    assert not desk.do(Write(uid, field, "whatever it was", now))  # once more: it is so already
    assert desk.clash(Write(uid, field, was, "")).reason in ("changed", "refused")
    assert desk.undo()
    assert desk.document == document_of(CONGRESS)


def test_a_clash_shows_both_texts_and_overwrites_neither(desk: Desk) -> None:
    uid, was = desk.uid("phones"), "Private Handys im Unterricht?"
    desk.do(Write(uid, "prompt.de", was, "Handys?"), "anna")
    clash = desk.clash(Write(uid, "prompt.de", was, "Telefone?"))
    assert (clash.theirs, clash.yours, clash.reason) == ("Handys?", "Telefone?", "changed")
    assert (clash.uid, clash.field) == (uid, "prompt.de")
    assert desk.do(Write(uid, "prompt.de", "Handys?", "Telefone?"), "ben")


def test_what_is_gone_comes_back_with_the_text(desk: Desk) -> None:
    uid = desk.uid("phones")
    desk.do(Remove(uid))
    clash = desk.clash(Write(uid, "prompt.de", "Private Handys im Unterricht?", "Handys?"))
    assert (clash.reason, clash.yours) == ("gone", "Handys?")
    topics = desk.uid("topics")
    assert desk.clash(Write(topics, "options.7.de", "", "Spaß")).reason == "gone"
    new = {"uid": "aaaabbbb", "kind": "text", "prompt": "Neu?"}
    clash = desk.clash(Insert("zzzzzzzz", new))
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
    desk: Desk, field: str, now: object
) -> None:
    clash = desk.clash(Write(desk.uid("phones"), field, None, now))
    assert clash.reason in ("refused", "gone")
    assert clash.yours == now


def test_nor_can_an_event_speak_no_language_or_one_that_nobody_wrote_texts_for(desk: Desk) -> None:
    for languages in ([], ["fr"], ["de", "xx"]):
        assert desk.clash(Write(EVENT, "languages", ["de", "en"], languages)).reason == "refused"
    assert desk.clash(Write(EVENT, "polls", [], [])).reason == "refused"
    (poll,) = desk.document["polls"]
    assert desk.clash(Write(poll["uid"], "id", "forum-1", "forum")).reason == "refused"
    assert desk.clash(Write(poll["uid"], "code", "", "482913")).reason == "refused"


def test_a_language_that_goes_takes_no_text_along(desk: Desk) -> None:
    desk.do(Write(EVENT, "languages", ["de", "en"], ["en"]))
    assert desk.do(Write(desk.uid("phones"), "prompt", {"en": "Private phones in class?"},
                         {"en": "Phones?"}))  # fmt: skip
    desk.do(Write(EVENT, "languages", ["en"], ["en", "de"]))
    assert desk.question("phones")["prompt"]["de"] == "Private Handys im Unterricht?"


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x07\u202e", "a\u200bb", "x" * 9999, "\n\t "])
def test_any_text_is_kept_as_it_was_written(desk: Desk, text: str) -> None:
    uid = desk.uid("phones")
    for way in ("prompt.de", "hint.en", "notes.de", "options.0.de"):
        whole: Any = desk.question("phones")
        for step in way.split("."):
            whole = whole[int(step) if step.isdecimal() else step]
        desk.do(Write(uid, way, whole, text))
    question = msgspec.json.decode(msgspec.json.encode(desk.question("phones")))
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
def test_nothing_that_is_sent_breaks_a_draft(desk: Desk, seed: int) -> None:
    """Any field, any value, any uid: carried out as a whole, or a clash and nothing else."""
    random, carried_out = Random(seed), 0
    for _ in range(400):
        there = places(desk.document)
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
        before, whole = deepcopy(desk.document), True
        try:
            carried_out += desk.do(change)
        except Stopped as stopped:
            msgspec.json.encode(stopped.clash)
            whole = desk.document == before
        assert whole, change
        if random.random() < 0.1:
            desk.undo()
    found = mistakes(desk.document, CONGRESS, "de")
    for mistake in found:
        part: Any = places(desk.document)[mistake.uid].item
        for step in filter(None, mistake.field.split(".")):
            part = part[int(step) if isinstance(part, list) else step]
    assert found
    assert carried_out > 40
    assert differences(desk.document, CONGRESS)


# ── Sentences follow their options ────────────────────────────────────────────────────────────


def test_a_sentence_follows_an_option_through_every_way_of_renaming(desk: Desk) -> None:
    uid = desk.uid("phones")
    desk.do(Write(uid, "sentences", [], [{"text": both("{percent}"), "of": ["Nein", "Ja"]}]))

    def of() -> list[str]:
        named: list[str] = desk.question("phones")["sentences"][0]["of"]
        return named

    desk.do(Write(uid, "options.0.de", "Ja", ""))  # somebody clears the field, and thinks
    assert of() == ["Nein", "(1)"]
    desk.do(Write(uid, "options.0.de", "", "Jawohl"))
    assert of() == ["Nein", "Jawohl"]
    desk.do(Write(uid, "options.0.en", "Yes", "Aye"))
    assert of() == ["Nein", "Jawohl"]
    options = deepcopy(desk.question("phones")["options"])
    swapped = [options[1], options[0]]
    desk.do(Write(uid, "options", options, swapped))
    assert of() == ["Nein", "Jawohl"]
    more = [both("Weiß nicht"), *swapped]
    desk.do(Write(uid, "options", swapped, more))
    assert of() == ["Nein", "Jawohl"]
    desk.do(Write(uid, "options", more, [more[0], {"de": "Nö", "en": "No"}, more[2]]))
    assert of() == ["Nö", "Jawohl"]
    for _ in range(6):
        assert desk.undo()
    assert of() == ["Nein", "Ja"]


# ── Items ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_inserted_is_complete_and_keeps_the_uid_its_editor_chose(desk: Desk) -> None:
    (poll,) = desk.document["polls"]
    new = {"uid": "aaaabbbb", "kind": "choice", "prompt": "Neu?", "options": ["Ja", {"de": "Nein"}]}
    assert desk.do(Insert(poll["uid"], new, desk.uid("phones")))
    assert not desk.do(Insert(poll["uid"], new, desk.uid("phones")))  # a retry
    made = poll["questions"][1]
    assert (made["uid"], made["prompt"], made["most"]) == ("aaaabbbb", both("Neu?"), 1)
    assert made["options"] == [both("Ja"), {"de": "Nein", "en": ""}]
    assert made.keys() == desk.question("phones").keys()
    assert desk.undo()
    assert desk.document == document_of(CONGRESS)
    assert desk.redo()
    assert poll["questions"][1] == made


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"kind": "riddle"},
        {"kind": []},
        {"kind": "text", "options": []},
        {"kind": "text", "prompt": 5},
        {"kind": "text", "prompt": "x" * (LONGEST_TEXT + 1)},
    ],
)
def test_what_is_no_question_is_not_inserted(desk: Desk, item: dict[str, Any]) -> None:
    (poll,) = desk.document["polls"]
    clash = desk.clash(Insert(poll["uid"], item))
    assert (clash.reason, clash.yours) == ("refused", item)
    assert desk.clash(Insert(EVENT, {"questions": [item]})).reason == "refused"
    assert desk.clash(Insert(desk.uid("phones"), {"kind": "text"})).reason == "gone"


def test_a_poll_and_all_in_it_are_copied_removed_and_brought_back(desk: Desk) -> None:
    (poll,) = desk.document["polls"]
    phones, topics = desk.question("phones"), desk.uid("topics")
    when = {"same_as": topics}
    desk.do(Write(phones["uid"], "sentences", [], [{"text": both("x"), "when": when}]))
    desk.do(Copy(poll["uid"], "ccccdddd"))
    copied = desk.document["polls"][1]
    assert copied["uid"] == "ccccdddd"
    assert not desk.do(Copy(poll["uid"], "ccccdddd"))
    assert len(set(places(desk.document))) == 1 + 2 * 6
    assert {each["id"] for each in copied["questions"]} == {""}
    named = copied["questions"][0]["sentences"][0]["when"]["same_as"]
    assert named == copied["questions"][1]["uid"] != topics
    desk.do(Remove("ccccdddd"))
    assert not desk.do(Remove("ccccdddd"))
    assert desk.undo()
    assert desk.document["polls"][1] == copied


def test_questions_and_polls_are_put_in_another_order(desk: Desk) -> None:
    (poll,) = desk.document["polls"]
    order = [each["id"] for each in poll["questions"]]
    desk.do(Move(desk.uid("thoughts"), poll["uid"]))
    desk.do(Move(desk.uid("phones"), poll["uid"], desk.uid("skills")))
    moved = ["thoughts", "topics", "skills", "phones", "words"]
    assert [each["id"] for each in poll["questions"]] == moved
    assert not desk.do(Move(desk.uid("phones"), poll["uid"], desk.uid("skills")))
    assert desk.clash(Move(desk.uid("phones"), EVENT)).reason == "refused"
    assert desk.clash(Move(desk.uid("phones"), "zzzzzzzz")).reason == "gone"
    assert desk.undo()
    assert desk.undo()
    assert [each["id"] for each in poll["questions"]] == order


def test_in_another_poll_a_question_is_named_anew_where_its_name_is_taken(desk: Desk) -> None:
    (poll,) = desk.document["polls"]
    desk.do(Insert(EVENT, {"uid": "ccccdddd", "questions": [{"kind": "text"}]}))
    other = desk.document["polls"][0]
    other["questions"][0]["id"] = "phones"
    phones, topics, *_ = (each["uid"] for each in poll["questions"])
    desk.do(Move(phones, "ccccdddd"))
    desk.do(Move(topics, "ccccdddd"))
    assert [each["id"] for each in other["questions"]] == ["topics", "", "phones"]


# ── Undo ──────────────────────────────────────────────────────────────────────────────────────


def test_one_undoes_one_s_own_changes_newest_first_and_redoes_them(desk: Desk) -> None:
    phones, topics = desk.uid("phones"), desk.uid("topics")
    desk.do(Write(phones, "timer", 0, 1), "anna")
    desk.do(Write(topics, "timer", 60, 2), "ben")
    desk.do(Write(phones, "timer", 1, 3), "anna")
    assert desk.undo("anna")
    assert (desk.question("phones")["timer"], desk.question("topics")["timer"]) == (1, 2)
    assert desk.undo("anna")
    assert not desk.undo("anna")
    assert desk.redo("anna")
    assert desk.question("phones")["timer"] == 1
    assert desk.redo("anna")
    assert desk.question("phones")["timer"] == 3
    assert not desk.redo("anna")
    assert desk.question("topics")["timer"] == 2


def test_what_another_wrote_over_it_is_not_undone(desk: Desk) -> None:
    phones = desk.uid("phones")
    desk.do(Write(phones, "most", 1, 2), "anna")
    desk.do(Write(phones, "timer", 0, 1), "anna")
    desk.do(Write(phones, "timer", 1, 2), "ben")
    assert desk.undo("anna")  # the one before
    assert (desk.question("phones")["timer"], desk.question("phones")["most"]) == (2, 1)
    (poll,) = desk.document["polls"]
    desk.do(Insert(poll["uid"], {"uid": "aaaabbbb", "kind": "text"}), "anna")
    desk.do(Write("aaaabbbb", "prompt.de", "", "Von Ben"), "ben")
    assert not desk.undo("anna")
    assert poll["questions"][0]["prompt"]["de"] == "Von Ben"


def test_the_history_says_what_was_done(desk: Desk) -> None:
    phones, (poll,) = desk.uid("phones"), desk.document["polls"]
    desk.do(Write(phones, "timer", 0, 1))
    desk.do(Move(phones, poll["uid"], desk.uid("topics")))
    desk.do(Copy(phones))
    desk.do(Remove(phones))
    assert [type(step.done) for step in desk.steps] == [Wrote, Moved, Inserted, Removed]
    kept = msgspec.json.decode(msgspec.json.encode(desk.steps), type=list[Step])
    assert kept == desk.steps


# ── Two editors ───────────────────────────────────────────────────────────────────────────────


@dataclass
class Editor:
    """One of two people, with the draft as they saw it last."""

    who: str
    view: Document = field(default_factory=dict)
    revision: int = 0
    seen: set[str] = field(default_factory=set)
    """every text they ever saw or wrote"""


def texts(document: Any) -> set[str]:
    """The made-up texts in a document; each is written only once."""
    found = msgspec.json.encode(document).decode().split("<<")[1:]
    return {text.split(">>")[0] for text in found}


class Two:
    """Two editors who look, write and undo in any order."""

    def __init__(self, drafts: Drafts, event_id: str, random: Random) -> None:
        self.drafts, self.event_id, self.random = drafts, event_id, random
        self.editors = [Editor("anna"), Editor("ben")]
        self.written = 0
        self.there: set[str] = set()

    def text(self) -> str:
        self.written += 1
        return f"<<{self.written}>>"

    async def look(self, editor: Editor) -> None:
        draft = await self.drafts.get(self.event_id)
        editor.view, editor.revision = draft.document, draft.revision
        editor.seen |= texts(draft.document)

    async def step(self) -> None:
        """One thing that one of them does; nothing may vanish that they had not seen."""
        editor = self.random.choice(self.editors)
        action = self.random.choice([self.look, self.ask, self.ask, self.ask, self.undo])
        await action(editor)
        after = texts((await self.drafts.get(self.event_id)).document)
        assert self.there - after <= editor.seen, (editor, self.there - after)
        self.there = after

    async def undo(self, editor: Editor) -> None:
        back = self.random.random() < 0.6
        await (self.drafts.undo if back else self.drafts.redo)(self.event_id, editor.who)

    async def ask(self, editor: Editor) -> None:
        change = self.change(editor)
        editor.seen |= texts(change)
        changed = await self.drafts.change(self.event_id, [change], editor.who)
        if changed.clashes:
            (clash,) = changed.clashes
            assert texts(change) <= texts(clash) | editor.seen & texts(editor.view)
        else:
            assert texts(getattr(change, "now", None)) <= texts(changed.draft.document)
            if isinstance(change, Copy):  # the answer shows them what they copied
                editor.seen |= texts(changed.draft.document)

    def change(self, editor: Editor) -> Change:
        """Something that makes sense in what this editor sees."""
        there = places(editor.view)
        polls = [uid for uid, place in there.items() if place.level == "poll"]
        questions = [uid for uid, place in there.items() if place.level == "question"]
        pick = self.random.choice
        makers: list[Callable[[], Change]] = [
            lambda: self.write(pick(list(there)), there),
            lambda: Insert(pick([*polls, EVENT]), {"kind": "text", "prompt": self.text()}
                           if polls else {"title": self.text()}, pick(questions or [""])),
            lambda: Remove(pick(questions or polls or [EVENT]), editor.revision),
            lambda: Move(pick(questions or polls or [EVENT]), pick(polls or [EVENT])),
            lambda: Copy(pick(questions or polls or [EVENT])),
        ]  # fmt: skip
        return self.random.choices(makers, [6, 2, 2, 1, 1])[0]()

    def write(self, uid: str, there: Any) -> Change:
        place = there[uid]
        name = {"event": "title", "poll": "title", "question": "prompt"}[place.level]
        if place.item.get("options"):
            name = self.random.choice([name, "options"])
        if name != "options":
            return Write(uid, f"{name}.de", place.item[name]["de"], self.text())
        was = place.item["options"]
        now = [*deepcopy(was), both(self.text())]
        self.random.shuffle(now)
        return Write(uid, "options", was, now[:5])


@given(st.integers(0, 10**6))
@example(1165)  # a copy is taken back after the author of a text in it took back the original
@settings(max_examples=8)
def test_of_two_editors_nobody_s_text_is_lost(redis_url: str, seed: int) -> None:
    """A text goes only when its author takes it back, or by somebody who had seen it."""

    async def edit() -> None:
        store = Store.connect(redis_url)
        events = Events(store)
        event_id = await events.add(CONGRESS)
        two = Two(Drafts(store, events), event_id, Random(seed))
        for editor in two.editors:
            await two.look(editor)
        for _ in range(25):
            await two.step()
        await store.redis.aclose()

    asyncio.run(edit())
