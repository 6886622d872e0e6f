"""The phone's script loads, draws, folds and reads as the server does, and fits 320 pixels."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import (
    BrowserContext,
    Route,
    expect,
)

from poll_server.live.ending.archive import archive
from poll_server.questions.writing.written import fold
from poll_server.store.store import Store
from tests.support.phone_stand import DISTANCE, QUESTIONS, Stand

from .phone_hall import hall, join, line, phone, vote

__all__ = ["hall", "phone"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


# ── Loading ───────────────────────────────────────────────────────────────────────────────────


async def test_a_page_loads_again_where_a_kind_comes_that_its_poll_did_not_ask_and_at_the_end(
    phone: BrowserContext, hall: Stand, fresh_redis_url: str
) -> None:
    """As after somebody put such a question into the poll: a page has the scripts of its poll. And
    where the event is put into the archive."""
    page = await phone.new_page()
    await page.add_init_script("Math.random = () => 0")  # no wait before it loads again
    loads = 0

    async def without_words(route: Route) -> None:
        nonlocal loads
        loads += 1
        if loads > 1:
            await route.continue_()
            return
        answer = await route.fetch()
        text = await answer.text()
        assert "scale, text, words };" in text
        shorter = text.replace("scale, text, words };", "scale, text };")
        await route.fulfill(response=answer, body=shorter)

    await page.route(hall.url, without_words)
    await page.goto(hall.url)
    await expect(page.locator("#link")).to_have_text("verbunden")
    await hall.open("competences")
    await vote(page, "Kreativität")
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    await hall.open("needs")
    await expect(page.locator("#prompt")).to_have_text("Was brauchen Sie?")
    await page.locator("#groups input").first.fill("Zeit")
    await page.locator("#send").click()
    await line(page).to_have_text("Stimme gezählt: Zeit.")
    assert loads == 2
    await hall.moderator.do("close")
    store = Store.connect(fresh_redis_url)
    await archive(store, "kongress")
    await store.redis.aclose()
    await expect(page.locator("h1")).to_have_text("Diese Veranstaltung ist beendet")


# ── Drawing ───────────────────────────────────────────────────────────────────────────────────

COMPARE = """
async (url) => {
  const { controls, inWords } = await import("/static/audience/controls.js");
  const { resultTables } = await import("/static/audience/shown/results.js");
  const { kinds } = await import("/static/audience/kinds.js");
  const { underPrompt, fillIn } = await import("/static/audience/texts.js");
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
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


async def test_the_script_draws_what_the_server_draws(hall: Stand, phone: BrowserContext) -> None:
    page = await join(phone, hall)

    async def compare() -> dict[str, str]:
        found = await page.evaluate(COMPARE, hall.url)
        assert found["drawn"] == found["rendered"]
        drawn: dict[str, str] = found["drawn"]
        return drawn

    for question in QUESTIONS:
        number = await hall.open(question.id)
        await expect(page.locator("#groups")).to_have_attribute(
            "data-of", f"{number} {question.id}"
        )
        assert "anonym" in (await compare())["under"]
        body = {"type": "vote", "round": number, "seq": 1, "answer": ANSWERS[question.id]}
        response = await phone.request.post(f"{hall.url}/vote", data=body)
        assert response.ok
        marks = {
            "distance": "",
            "needs": "",
            "wishes": "",
            "topics": "selected",
            "worth": "selected",
        }
        assert marks.get(question.id, "checked") in (await compare())["groups"]
        await hall.moderator.do("close")
        await hall.moderator.do("approve", "*")
        await hall.moderator.do("show")
        await expect(page.locator("body")).to_have_attribute("data-view", "results")
        # A mean, and the resistance of everybody, is nobody's own answer.
        told = (await compare())["results"]
        said = {"recommend": "Mittelwerte, von", "trip": "Geringster Widerstand"}
        said["rather"] = "Präferenz von 1 Person"
        said["ends"] = "Bestes minus Schlechtestes"
        said["worth"] = "Mittelwert (0–10) von 1 Person"
        assert said.get(question.id, "Ihre Wahl") in told


async def test_the_phone_folds_texts_as_the_server_does(hall: Stand, phone: BrowserContext) -> None:
    """Or nobody finds their own answer among the results."""
    page = await join(phone, hall)
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
    folded = await page.evaluate(
        """async (texts) => {
          const { fold } = await import("/static/audience/questions/form.js");
          return texts.map(fold);
        }""",
        written,
    )
    other = [(text, own, fold(text)) for text, own in zip(written, folded, strict=True)]
    assert [each for each in other if each[1] != each[2]] == []


async def test_the_phone_reads_numbers_as_the_server_does(
    hall: Stand, phone: BrowserContext
) -> None:
    """Or a number that the phone takes is refused, or counted as another one."""
    await hall.open("distance")
    page = await join(phone, hall)
    written = [
        *(
            "12",
            "12,5",
            "12.5",
            "1.234",
            "1.234,5",
            "1,234.5",
            "1 234",
            "12,55",
            "-3",
            "−3",
            "viele",
        ),
        *(
            "1.234.567",
            "1,23,456",
            "0.5",
            ".5",
            "5,",
            "12 Mm",
            "007",
            "1'000'000",
            "1..2",
            "--1",
            ".",
        ),
        *(
            "1" * 13,
            "+4",
            "1e5",
            "12,50",
            "0,123",
            "1.000.000.000.000",
            "1,2340",
            "2.000",
            "12,0",
            "１２",
        ),
    ]
    told = await page.evaluate(
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


async def test_everything_fits_320_pixels_and_a_thumb(hall: Stand, phone: BrowserContext) -> None:
    page = await join(phone, hall)
    for question in QUESTIONS:
        await hall.open(question.id)
        await expect(page.locator("#prompt")).to_have_text(str(question.prompt["de"]))  # type: ignore[index]
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        boxes = [
            box
            for each in await page.locator(".option, #send").all()
            if (box := await each.bounding_box())
        ]
        row = question.id in ("recommend", "energy", "faces", "trip")  # beside each other
        assert all(box["height"] >= 44 and box["width"] >= (24 if row else 44) for box in boxes)
        for above, below in pairwise(boxes[:-1]):
            assert below["y"] - above["y"] - above["height"] >= 8 or (
                row and below["x"] >= above["x"] + above["width"] - 1.5  # borders meet
            )
