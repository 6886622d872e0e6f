"""What organisers write in Markdown is the same elements from the script as from the template."""

import html
import re
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from poll_server.base.templates import templates
from poll_server.questions.writing.marked import blocks
from tests.support.browsers.modules import Modules

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TEXTS = (
    "Erst **fett**, dann *kursiv*\nund [ein Ort](https://example.org/?a=1&b=2).",
    "1. eins 😀 ***beides***\n2. zwei\n   - innen **fett**\n   - tief\n- drei\n- [v](mailto:a@b.d)",
    "7. sieben\n8. acht\n\nSchluss",
    "<script>document.title = 1</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    '[<b onclick="x">](https://example.org/"onclick="x) **"><svg onload=alert(1)>**',
)
DRAW = """
async ([told, readOnly]) => {
  const { passages } = await import("/static/shared/told.js");
  const box = document.createElement("div");
  box.append(...passages(told, readOnly));
  return box.innerHTML;
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    page = await Modules().page(chromium)
    yield page
    await page.close()


def rendered(text: str) -> str:
    """As the phone's page without a script has it."""
    macro = templates("audience", "de").get_template("told.html").module.told  # type: ignore[attr-defined]
    return re.sub(r">\n<", "><", str(macro(blocks(text)))).strip()


@pytest.mark.parametrize("text", TEXTS)
async def test_script_and_template_draw_the_same(page: Page, text: str) -> None:
    told = msgspec.to_builtins(blocks(text))
    drawn = await page.evaluate(DRAW, [told, False])
    assert html.unescape(drawn) == html.unescape(rendered(text))
    # Nothing that it was not told to make: what somebody wrote is text.
    names = set(re.findall(r"<(\w+)", drawn))
    assert names <= {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
    attributes = set(re.findall(r"<\w+ ([^>]*)>", drawn))
    assert all(each.startswith(('dir="auto"', 'href="', 'start="')) for each in attributes)
    on_stage = await page.evaluate(DRAW, [told, True])
    assert "<a" not in on_stage


async def test_links_open_apart_and_are_written_out_on_a_stage(page: Page) -> None:
    told = msgspec.to_builtins(blocks("[Ort](https://www.example.org/o/) <https://example.org>"))
    drawn = await page.evaluate(DRAW, [told, False])
    assert drawn.count('target="_blank" rel="noopener noreferrer nofollow"') == 2
    written = await page.evaluate(DRAW, [told, True])
    assert written == '<p dir="auto">Ort (example.org/o) https://example.org</p>'


async def test_a_place_is_filled_anew_only_where_something_changed(page: Page) -> None:
    """Screen readers hear of every touch, and a selection stays."""
    told = msgspec.to_builtins(blocks("**a**\n\n- b"))
    kept, words, back = await page.evaluate(
        """async (told) => {
          const { tell } = await import("/static/shared/told.js");
          const place = document.createElement("div");
          tell(place, "a", told);
          const first = place.firstChild;
          tell(place, "a", structuredClone(told));
          const kept = place.firstChild === first;
          tell(place, "ab", []);
          const words = place.innerHTML;
          tell(place, "a", told);
          return [kept, words, place.innerHTML];
        }""",
        told,
    )
    assert (kept, words) == (True, "ab")
    assert back == '<p dir="auto"><strong>a</strong></p><ul><li dir="auto">b</li></ul>'
