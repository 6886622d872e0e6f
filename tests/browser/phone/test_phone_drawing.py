"""The phone's script loads, draws, folds and reads as the server does, and fits 320 pixels."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from poll_server.live.ending.archive import archive
from poll_server.questions import Question
from poll_server.questions.writing.written import fold
from tests.browser.backstage import Forum
from tests.browser.pages.screens import Screens
from tests.support.phone_stand import DISTANCE, QUESTIONS

from .phone_hall import NARROW, hall, join, line, vote

__all__ = ["hall"]  # fixtures

pytestmark = pytest.mark.browser


# ── Loading ───────────────────────────────────────────────────────────────────────────────────


def test_a_page_loads_again_where_a_kind_comes_that_its_poll_did_not_ask_and_at_the_end(
    hall: Forum, screens: Screens
) -> None:
    """As after somebody put such a question into the poll: a page has the scripts of its poll. And
    where the event is put into the archive."""
    phone = screens.context()
    phone.add_init_script("Math.random = () => 0")  # no wait before it loads again
    loads = 0

    def without_words(route: Route) -> None:
        nonlocal loads
        loads += 1
        if loads > 1:
            route.continue_()
            return
        answer = route.fetch()
        text = answer.text()
        assert "scale, text, words };" in text
        shorter = text.replace("scale, text, words };", "scale, text };")
        route.fulfill(response=answer, body=shorter)

    phone.route(f"**{hall.phone}", without_words)
    page = join(screens, hall, context=phone, troubled=True)
    hall.open("competences")
    vote(page, "Kreativität")
    line(page).to_have_text("Stimme gezählt: Kreativität.")
    hall.open("needs")
    expect(page.locator("#prompt")).to_have_text("Was brauchen Sie?")
    page.locator("#groups input").first.fill("Zeit")
    page.locator("#send").click()
    line(page).to_have_text("Stimme gezählt: Zeit.")
    assert loads >= 2  # what comes while it loads begins that anew
    hall.do("close")
    hall.house.backstage.run(archive(hall.house.store, hall.state().event.id))
    expect(page.locator("h1")).to_have_text("Diese Veranstaltung ist beendet")


# ── Drawing ───────────────────────────────────────────────────────────────────────────────────

COMPARE = """
async (url) => {
  const { controls, inWords } = await import("/static/audience/controls.js");
  const { resultTables } = await import("/static/audience/shown/results.js");
  const { kinds } = await import("/static/audience/kinds.js");
  const { underPrompt, fillIn } = await import("/static/audience/texts.js");
  const page = new DOMParser().parseFromString((await (await fetch(url)).text()), "text/html");
  const { texts, language, welcome, order } = JSON.parse(page.getElementById("page").textContent);
  const { snapshot, my_vote: mine } = welcome;
  const { question, results } = snapshot;

  const plain = (parts) => {
    const box = document.createElement("div");
    box.append(...parts);
    for (const input of box.querySelectorAll("input, textarea")) {
      if (input.checked) input.setAttribute("checked", "");
      if (input.type.startsWith("text")) {
        input.setAttribute("value", input.value);
        input.textContent = "";
      }
      input.disabled = false;
    }
    for (const select of box.querySelectorAll("select")) select.disabled = false;
    for (const option of box.querySelectorAll("option")) {
      option.toggleAttribute("selected", option.selected && option.value !== "");
    }
    const sorted = box.cloneNode(true);
    for (const each of sorted.querySelectorAll("*")) {
      const attributes = [...each.attributes].map(({ name, value }) => [name, value]).sort();
      for (const [name] of attributes) each.removeAttribute(name);
      for (const [name, value] of attributes) each.setAttribute(name, value);
    }
    return sorted.innerHTML.replace(/\\s*\\n\\s*/g, "");
  };

  const form = document.createElement("form");
  form.append(...controls(question, order));
  kinds[question.kind].fill(form, mine?.answer ?? null);
  const answer = mine ? inWords(question, mine.answer, texts) : "";
  const drawn = {
    groups: plain([...form.childNodes]),
    results: results ? plain(resultTables(snapshot, mine?.answer ?? null, texts, language)) : "",
    under: results ? question.hint : underPrompt(question, Boolean(mine), texts),
    answer,
  };
  const line = page.getElementById("line").textContent;
  const rendered = {
    groups: plain([...page.getElementById("groups").childNodes]),
    results: plain([...page.getElementById("results").childNodes]),
    under: page.getElementById("under").textContent,
    answer: mine && line.includes(answer) ? answer : line.replace(/^Abstimmung.*$/, ""),
  };
  return { drawn, rendered };
}
"""

ANSWERS: dict[str, dict[str, Any]] = {
    "competences": {"options": [0, 2]},
    "phones": {"options": [], "other": "Nur in der Pause"},
    "learning": {"steps": [4, None]},
    "places": {"options": [1, 3], "reason": "Dort ist Ruhe"},
    "recommend": {"steps": [9, None]},
    "energy": {"steps": [3]},
    "faces": {"steps": [0]},
    "topics": {"order": [2, 0, 1]},
    "trip": {"against": [2, 9, 5]},
    "worth": {"at": [[3, 8], None]},
    "rather": {"won": [[0, 1], [1, 2], [3, 2]]},
    "ends": {"sets": [[0, 1, 2, 3]]},
    "distance": {"number": 12345.5},
    "needs": {"words": ["Mut", "mehr Zeit"]},
    "wishes": {"text": "<b>Mehr</b> Ruhe?"},
}


BOXES = """() => [document.documentElement.scrollWidth,
  [...document.querySelectorAll(".option, #send")].map((each) => each.getBoundingClientRect())
    .filter(({ width, height }) => width && height)]"""
"""The width of all, and what fingers can touch."""


def fits_a_thumb(page: Page, question: Question) -> None:
    """Everything is as wide as the screen, and what is touched as large as a thumb (A10, A11)."""
    width, boxes = page.evaluate(BOXES)
    assert width == NARROW[0]
    row = question.id in ("recommend", "energy", "faces", "trip")  # beside each other
    assert all(box["height"] >= 44 and box["width"] >= (24 if row else 44) for box in boxes)
    for above, below in pairwise(boxes[:-1]):
        assert below["y"] - above["y"] - above["height"] >= 8 or (
            row and below["x"] >= above["x"] + above["width"] - 1.5  # borders meet
        )


def test_the_script_draws_what_the_server_draws_on_320_pixels(
    hall: Forum, screens: Screens
) -> None:
    # Attributes are put in order here; the page forbids styles that come so, and says it.
    page = join(screens, hall, troubled=True)

    def compare() -> dict[str, str]:
        found = page.evaluate(COMPARE, hall.phone)
        assert found["drawn"] == found["rendered"]
        drawn: dict[str, str] = found["drawn"]
        return drawn

    for question in QUESTIONS:
        number = hall.open(question.id)
        expect(page.locator("#groups")).to_have_attribute("data-of", f"{number} {question.id}")
        fits_a_thumb(page, question)
        assert "anonym" in compare()["under"]
        body = {"type": "vote", "round": number, "seq": 1, "answer": ANSWERS[question.id]}
        response = page.context.request.post(f"{hall.phone}/vote", data=body)
        assert response.ok
        marks = {
            "distance": "",
            "needs": "",
            "wishes": "",
            "topics": "selected",
            "worth": "selected",
        }
        assert marks.get(question.id, "checked") in compare()["groups"]
        hall.do("close")
        if question.result_form == "texts":
            hall.do("approve", "*")
        hall.do("show")
        expect(page.locator("body")).to_have_attribute("data-view", "results")
        # A mean, and the resistance of everybody, is nobody's own answer.
        told = compare()["results"]
        said = {"recommend": "Mittelwerte, von", "trip": "Geringster Widerstand"}
        said["rather"] = "Präferenz von 1 Person"
        said["ends"] = "Bestes minus Schlechtestes"
        said["worth"] = "Mittelwert (0–10) von 1 Person"
        assert said.get(question.id, "Ihre Wahl") in told


def test_the_phone_reads_texts_and_numbers_as_the_server_does(
    hall: Forum, screens: Screens
) -> None:
    hall.open("distance")
    page = join(screens, hall)
    folds_alike(page)
    reads_numbers_alike(page)


def folds_alike(page: Page) -> None:
    """Or nobody finds their own answer among the results."""
    letters = [chr(n) for n in range(0x20, 0x2100) if chr(n).isalpha() and fold(chr(n))]
    # Cherokee's small letters fold to the large ones, the other way round than all others.
    letters = [c for c in letters if not 0x13A0 <= ord(c) <= 0x13FF]
    written = [
        "Spaß",
        "MASSE",
        "Maße",
        "Ὀδυσσεύς",
        "می\u200cخواهم",
        "👨\u200d👩\u200d👧",
        "❤\ufe0f",
        *letters,
    ]
    folded = page.evaluate(
        """async (texts) => {
          const { fold } = await import("/static/audience/questions/form.js");
          return texts.map(fold);
        }""",
        written,
    )
    other = [(text, own, fold(text)) for text, own in zip(written, folded, strict=True)]
    assert [each for each in other if each[1] != each[2]] == []


def reads_numbers_alike(page: Page) -> None:
    """Or a number that the phone takes is refused, or counted as another one."""
    written = [
        "12", "12,5", "12.5", "1.234", "1.234,5", "1,234.5", "1 234", "12,55", "-3", "−3",
        "viele", "1.234.567", "1,23,456", "0.5", ".5", "5,", "12 Mm", "007", "1'000'000",
        "1..2", "--1", ".", "1111111111111", "+4", "1e5", "12,50", "0,123",
        "1.000.000.000.000", "1,2340", "2.000", "12,0", "１２",
    ]  # fmt: skip
    told = page.evaluate(
        """async (texts) => {
          const { number } = await import("/static/audience/questions/number.js");
          const form = document.getElementById("form");
          return texts.map((text) => {
            form.elements.number.value = text;
            return [number.read(form).number, number.objection(form)];
          });
        }""",
        written,
    )
    for text, (read, objection) in zip(written, told, strict=True):
        assert objection == DISTANCE.objection({"number": text}, "de"), text
        right = text if objection else DISTANCE.check({"number": text})["number"]
        assert read == right, text
