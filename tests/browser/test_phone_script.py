"""The phone's script on the real page, with a real server: what it draws, keeps, sends and says."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    WebSocketRoute,
    expect,
)

from poll_server.live.ending.archive import archive
from poll_server.questions.writing.written import fold
from poll_server.store.store import Store
from tests.support.chromium import own_chromium
from tests.support.phone_stand import DISTANCE, QUESTIONS, Stand, stand

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NO_WEBSOCKET = """
// What a proxy that forbids them looks like from inside.
window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); }
  close() {}
};
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with own_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def hall(fresh_redis_url: str) -> AsyncIterator[Stand]:
    async with stand(fresh_redis_url) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A German phone; everything its pages complain of fails the test."""
    context = await browser.new_context(
        viewport={"width": 320, "height": 640}, locale="de-DE", reduced_motion="reduce"
    )
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    await context.close()
    assert not errors


async def join(phone: BrowserContext, hall: Stand) -> Page:
    page = await phone.new_page()
    await page.goto(hall.url)
    await expect(page.locator("#link")).to_have_text("verbunden")
    return page


async def vote(page: Page, *labels: str) -> None:
    """Sets the ticks of the first group and presses the button."""
    for label in labels:
        await page.get_by_label(label, exact=True).click()
    await page.locator("#send").click()


def line(page: Page) -> Any:
    return expect(page.locator("#line"))


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
  const { resultTables } = await import("/static/audience/results.js");
  const { kinds } = await import("/static/audience/questions/index.js");
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


async def test_one_page_one_request_one_cookie_one_key(hall: Stand, phone: BrowserContext) -> None:
    requests: list[str] = []
    phone.on("request", lambda request: requests.append(request.url))
    await hall.open()
    page = await join(phone, hall)
    await vote(page, "Kreativität")
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    assert requests == [hall.url]
    assert [cookie["name"] for cookie in await phone.cookies()] == ["poll"]
    kept = await page.evaluate("() => [Object.keys(localStorage), Object.keys(sessionStorage)]")
    assert kept == [[f"poll-{hall.poll.code}"], []]


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


# ── Keeping and sending ───────────────────────────────────────────────────────────────────────


async def test_a_vote_is_counted_changed_and_closed(hall: Stand, phone: BrowserContext) -> None:
    page = await join(phone, hall)
    assert await page.title() == "Gleich geht es weiter · Themenforum 1"
    await hall.open()
    status = page.get_by_role("status")
    await expect(status).to_contain_text(
        "Neue Frage: Welche Kompetenzen sind wichtig? 3 Antworten zur Auswahl."
    )
    await page.locator("#send").click()
    await expect(page.get_by_role("alert")).to_contain_text("Bitte antworten Sie zuerst")
    await vote(page, "Kreativität")
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    await expect(page.get_by_role("alert")).to_be_empty()
    assert await page.title() == "Gezählt · Welche Kompetenzen sind wichtig?"
    await expect(page.locator("#send")).to_have_text("Antwort ändern")

    await page.get_by_label("Zusammenarbeit").click()
    await line(page).to_have_text("Noch nicht gesendet. Gezählt ist bisher: Kreativität.")
    await page.get_by_label("Programmieren").click()
    await expect(page.get_by_role("alert")).to_contain_text("Höchstens 2 Antworten.")
    await expect(page.get_by_label("Programmieren")).not_to_be_checked()
    await page.locator("#send").click()
    await line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Zusammenarbeit.")

    await hall.moderator.do("close")
    await line(page).to_contain_text("Abstimmung geschlossen.")
    await expect(page.get_by_label("Kreativität")).to_be_disabled()
    await hall.moderator.do("show")
    await expect(status).to_contain_text(
        "Ergebnis: Kreativität 100 Prozent, Zusammenarbeit 100 Prozent, Programmieren 0 Prozent, "
        "1 Stimme."
    )
    assert await page.title() == "Ergebnis · Welche Kompetenzen sind wichtig?"
    assert await page.locator("[role=status], [role=alert]").count() == 2


async def test_from_the_code_to_the_vote_in_twelve_keys(hall: Stand, phone: BrowserContext) -> None:
    await hall.open()
    page = await phone.new_page()
    await page.goto(hall.base)
    await expect(page.locator("input[name=code]")).to_be_focused()
    keys = [*hall.poll.code, "Enter"]
    for key in keys:
        await page.keyboard.press(key)
    await expect(page.locator("#link")).to_have_text("verbunden")
    for key in (more := ["Tab", "Tab", "Space", "Enter"]):
        await page.keyboard.press(key)
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    assert len(keys) + len(more) <= 12
    # A change: two keys, and the focus is still where it was.
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Zusammenarbeit.")
    await expect(page.get_by_label("Zusammenarbeit")).to_be_focused()


async def test_the_moderator_hears_that_the_question_was_seen(
    hall: Stand, phone: BrowserContext
) -> None:
    await join(phone, hall)
    await hall.open()
    moderator = hall.moderator
    await moderator.until(
        lambda: moderator.snapshot is not None and moderator.snapshot.attendance.seen == 1
    )


async def test_a_vote_waits_for_the_network(hall: Stand, phone: BrowserContext) -> None:
    await hall.open()
    page = await join(phone, hall)
    await phone.set_offline(True)
    await vote(page, "Kreativität")
    await line(page).to_have_text(
        "Verbindung unterbrochen. Ihre Auswahl ist gespeichert und wird gesendet."
    )
    await expect(page.locator("#link")).to_have_text("keine Verbindung")
    await phone.set_offline(False)
    await line(page).to_have_text("Stimme gezählt: Kreativität.")


async def test_a_vote_waits_through_a_reload(hall: Stand, phone: BrowserContext) -> None:
    await hall.open()
    swallowed = asyncio.Event()

    async def swallow_votes(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            if json.loads(frame)["type"] == "vote":
                swallowed.set()
            else:
                server.send(frame)

        route.on_message(pass_on)

    page = await phone.new_page()
    await page.route_web_socket("**/ws/phone/**", swallow_votes)
    await page.goto(hall.url)
    await expect(page.locator("#link")).to_have_text("verbunden")
    await vote(page, "Kreativität")
    await swallowed.wait()
    await line(page).to_have_text("Stimme wird gesendet.")
    await page.close()
    again = await join(phone, hall)
    await line(again).to_have_text("Stimme gezählt: Kreativität.")


async def test_votes_go_by_post_where_websockets_are_blocked(
    hall: Stand, phone: BrowserContext
) -> None:
    await phone.add_init_script(NO_WEBSOCKET)
    await hall.open()
    page = await join(phone, hall)
    await vote(page, "Kreativität")
    await line(page).to_have_text("Stimme gezählt: Kreativität.")
    await vote(page, "Programmieren")
    await line(page).to_have_text("Antwort geändert, gezählt: Kreativität, Programmieren.")
    await hall.moderator.do("close")
    await hall.moderator.do("show")
    await expect(page.locator("#results .mine")).to_have_count(2)


async def test_two_tabs_are_one_phone(hall: Stand, phone: BrowserContext) -> None:
    await hall.open("phones")
    first, second = await join(phone, hall), await join(phone, hall)
    await vote(first, "Ja")
    await line(second).to_have_text("Stimme gezählt: Ja.")
    await expect(second.get_by_label("Ja")).to_be_checked()
    await vote(second, "Nein")
    await line(second).to_have_text("Antwort geändert, gezählt: Nein.")
    await line(first).to_contain_text("gezählt: Nein.")
    await expect(first.get_by_label("Nein")).to_be_checked()
    assert hall.moderator.snapshot is not None
    assert hall.moderator.snapshot.attendance.voted == 1


# ── Not disturbing anybody ────────────────────────────────────────────────────────────────────


async def test_typing_survives_a_hundred_snapshots(hall: Stand, phone: BrowserContext) -> None:
    await hall.open("wishes")
    routes: list[WebSocketRoute] = []
    snapshots: list[dict[str, Any]] = []

    async def listen(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            message = json.loads(frame)
            if message["type"] == "welcome":
                snapshots.append(message["snapshot"])
            route.send(frame)

        server.on_message(pass_on)
        routes.append(route)

    page = await phone.new_page()
    await page.route_web_socket("**/ws/phone/**", listen)
    await page.goto(hall.url)
    await expect(page.locator("#link")).to_have_text("verbunden")
    field = page.get_by_role("textbox")
    await field.focus()
    await page.keyboard.type("Mehr Zeit und Ruhe")
    await field.evaluate("field => field.setSelectionRange(5, 9, 'backward')")
    await page.evaluate(
        """() => {
          window.said = 0;
          const count = (changes) => { window.said += changes.length; };
          for (const place of document.querySelectorAll("[role=status], [role=alert]")) {
            new MutationObserver(count).observe(place, {
              childList: true, characterData: true, subtree: true,
            });
          }
        }"""
    )
    for version in range(1, 101):
        later = {**snapshots[0], "version": snapshots[0]["version"] + version}
        routes[0].send(json.dumps(later | ({"deadline_ms": 0} if version < 100 else {})))
    last = {**snapshots[0], "version": snapshots[0]["version"] + 101, "state": "closed"}
    before = await page.evaluate(
        """() => {
          const field = document.activeElement;
          return [field.value, field.selectionStart, field.selectionEnd, field.selectionDirection,
                  window.said];
        }"""
    )
    assert before == ["Mehr Zeit und Ruhe", 5, 9, "backward", 0]
    routes[0].send(json.dumps(last))  # all hundred were taken before this one
    await line(page).to_contain_text("Abstimmung geschlossen.")
    await expect(field).to_have_value("Mehr Zeit und Ruhe")


async def test_a_draft_that_a_new_question_interrupts_comes_back(
    hall: Stand, phone: BrowserContext
) -> None:
    await hall.open("wishes")
    page = await join(phone, hall)
    await page.get_by_role("textbox").fill("Mehr Ze")
    await hall.moderator.do("close")
    await line(page).to_have_text(
        "Abstimmung geschlossen. Von diesem Gerät wurde keine Stimme gezählt."
    )
    await hall.open("phones")
    await expect(page.locator("#prompt")).to_have_text("Private Handys zulassen?")
    assert await page.evaluate("document.activeElement === document.body")
    await hall.moderator.do("close")
    await hall.moderator.do("goto", "wishes")
    await hall.moderator.do("again")
    await expect(page.get_by_role("textbox")).to_have_value("Mehr Ze")
    await page.get_by_role("textbox").fill("Mehr Zeit")
    await page.locator("#send").click()
    await line(page).to_have_text("Stimme gezählt: Mehr Zeit.")


# ── Too many tabs ─────────────────────────────────────────────────────────────────────────────


async def test_a_seventh_tab_lets_the_first_rest_until_it_is_tapped(
    hall: Stand, phone: BrowserContext
) -> None:
    """A phone has six sockets (T19), and its tabs do not fight over them."""
    await hall.open("competences")
    tabs = [await join(phone, hall) for _ in range(7)]
    signs = [tab.locator("#link") for tab in tabs]
    await expect(signs[0]).to_have_text("ruht")
    await expect(tabs[0].locator("#alert")).to_contain_text("in vielen Tabs geöffnet")
    for sign in signs[1:]:
        await expect(sign).to_have_text("verbunden")
    await tabs[0].get_by_label("Kreativität", exact=True).click()
    await expect(signs[0]).to_have_text("verbunden")
    await expect(tabs[0].locator("#alert")).to_be_empty()
    await expect(signs[1]).to_have_text("ruht")
    await tabs[0].locator("#send").click()
    await line(tabs[0]).to_have_text("Stimme gezählt: Kreativität.")
    assert [await sign.text_content() for sign in signs].count("ruht") == 1
    for tab in tabs:
        await tab.close()
