"""The phone's state as a module in a page, without a server."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.support.browsers.modules import Modules

DRIVER = """
async () => {
  const { PhoneState } = await import("/static/audience/phone_state.js");
  const question = { id: "q", kind: "choice", prompt: "?", hint: "", controls: [] };

  // A browser's storage that several tabs share, and a tab on it.
  window.storage = (record = null) => ({
    record,
    read() { return structuredClone(this.record); },
    write(next) { this.record = structuredClone(next); },
  });
  window.tab = (kept = storage()) => new PhoneState(kept);

  window.snapshot = (changes = {}) => ({
    type: "snapshot", epoch: "e", version: 1, server_ms: 0, round: 1, state: "open", question,
    ...changes,
  });
  window.welcome = (changes = {}, my_vote = null) => ({
    type: "welcome", snapshot: snapshot(changes), my_vote,
  });
  window.other = { ...question, id: "other" };
  window.counted = (round, seq, outcome = "accepted") => ({ type: "counted", round, seq, outcome });
  window.refused = (round, seq, reason, my_vote = null) => ({
    type: "refused", round, seq, reason, my_vote,
  });
  window.mine = (round, seq, answer) => ({ round, seq, answer });
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    page = await Modules().page(chromium)
    await page.evaluate(DRIVER)
    yield page
    await page.close()


async def run(page: Page, script: str) -> Any:
    """Runs a script that returns what to look at; `phone` is a phone with an open question."""
    return await page.evaluate(
        "() => { const kept = storage(); const phone = tab(kept); phone.receive(welcome());"
        f"phone.takeNotes(); {script} }}"
    )
