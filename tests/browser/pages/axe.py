"""axe-core on pages that stay open, and what a person has said about its doubts.

axe finds violations, which there must not be, and `incomplete` nodes, which a person has to judge:
`axe_verdicts.toml` holds the verdicts, each with the day on which somebody has to look again
(everyone.md, A1).
"""

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549"]
VERDICTS = Path(__file__).with_name("axe_verdicts.toml")

READ = {"rules": {"color-contrast": {"enabled": True}}}
"""Whether texts can be read is always asked, of those alone whose like nobody has read."""
ALL = {"runOnly": TAGS, **READ}
LAID_OUT = {
    "runOnly": {
        "type": "rule",
        "values": ["target-size", "scrollable-region-focusable", "color-contrast"],
    }
}
"""The rules for which a theme or a width is another page."""

START = """([known, doubted, wanted]) => {  // the former: paints; known null: read every text
  const words = ({ any, all, none }) =>
    [...any, ...all, ...none].map((check) => check.message).join("; ");
  const brief = (found) => found.flatMap(({ id, nodes }) =>
    nodes.map((node) => [id, node.target.flat().join(" "), words(node)]));
  const options = { resultTypes: ["violations", "incomplete"], elementRef: true,
    preload: false,  // our styles are in the page, and no rule of these asks for media
    iframes: false };  // axe is not in them, and waits half a second for an answer; their pages
                       // are states of their own

  // What decides whether a text can be read: its own colour and size, and what lies under it.
  const paint = (element) => {
    const { color, fill, fontSize, fontWeight } = getComputedStyle(element);
    const all = [color, fill, fontSize, fontWeight];
    for (let each = element; each; each = each.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(each);
      all.push(backgroundColor, backgroundImage, opacity);
      if (backgroundColor.startsWith("rgb(")) break;
    }
    return all.join(" ");
  };
  const texts = [...document.body.querySelectorAll("*")]
    .filter((element) => [...element.childNodes].some((node) =>
      node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1))
    .filter((element) => element.checkVisibility({ visibilityProperty: true })
      && element.getBoundingClientRect().width > 1
      && !element.closest(":disabled, [aria-disabled=true]"))
    .map((element) => [element, paint(element)])
    .filter(([, paint]) => !known?.includes(paint));

  // Each run of axe takes the whole page in anew, which takes it longer than most of its rules.
  const contrast = axe._audit.rules.find(({ id }) => id === "color-contrast");
  const isText = contrast.matches;
  const found = [[], []];
  const [legible, doubtful] = [new Set(), new Set()];
  const run = async (all, wanted) => {
    const chosen = new Set(all.map(([element]) => element));
    contrast.matches = (element, ...more) => {
      let each = element;
      while (each && !chosen.has(each)) each = each.parentElement;
      return each !== null && isText(element, ...more);
    };
    const said = await axe.run(document, { ...options, ...wanted })
      .finally(() => { contrast.matches = isText; });
    found[0].push(...brief(said.violations));
    found[1].push(...brief(said.incomplete));
    const unread = new Set([...said.violations, ...said.incomplete]
      .filter(({ id }) => id === contrast.id)
      .flatMap(({ nodes }) => nodes.map(({ element }) => element)));
    for (const [element, paint] of all) {  // a screen goes on meanwhile
      if (element.isConnected) (unread.has(element) ? doubtful : legible).add(paint);
    }
  };
  const look = async () => {
    // One of each paint; where that one could not be read, be it on another page, all of it.
    const first = known ? texts.filter(([, paint], n) => doubted.includes(paint)
      || texts.findIndex((other) => other[1] === paint) === n) : texts;
    await run(first, wanted);
    const others = texts.filter((text) => !first.includes(text)
      && text[0].isConnected && !legible.has(text[1]));
    if (others.length) await run(others, { runOnly: { type: "rule", values: [contrast.id] } });
    return [...found, [...legible], [...doubtful]];
  };
  window.axing = look();
}"""

NAMED = """(options) => axe.run(document, { ...options, resultTypes: ["violations"] }).then(
  ({ violations }) =>
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`))"""
"""What is found by rules that are named."""

Found = tuple[str, str, str]
"""rule, place, what axe says"""


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person found where axe could not tell."""

    rule: str
    place: str
    """regular expression for the whole of the node's selector"""
    says: str
    """regular expression that is found in what axe says"""
    why: str
    until: date
    """day after which somebody has to look again"""

    def covers(self, rule: str, place: str, says: str) -> bool:
        """Whether it is about this node."""
        return (
            rule == self.rule
            and re.fullmatch(self.place, place) is not None
            and re.search(self.says, says) is not None
        )


def verdicts() -> list[Verdict]:
    """Every verdict in the file."""
    raw = tomllib.loads(VERDICTS.read_text())
    return msgspec.convert(raw["verdict"], list[Verdict])


ALWAYS = f"if (self === top) {{ {AXE_SCRIPT} }}"
"""An init script for pages on which axe looks at every state: a browser that has it from the
beginning compiles it once, and not at each load."""


def inject(page: Page) -> None:
    """Bring axe to the page, once it has its style sheets; again only where it is another."""
    page.wait_for_load_state()
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)


_READ: set[str] = set()
"""Paints of texts that axe found legible, on whichever page. Whether a text can be told from its
ground takes axe most of its time, and depends on nothing but both their paint."""
_DOUBTED: set[str] = set()
"""Paints of which it could not read a text: all others of them are read at once."""


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe objects to when it is run with `options`, with the places.

    Args:
        options: of axe's own; those that name no single rules leave out texts of a paint that was
            found legible before.
    """
    inject(page)
    if isinstance(options.get("runOnly"), dict):
        found: list[str] = page.evaluate(NAMED, options)
        return found
    page.evaluate(START, asked({**options, **READ}))
    objections, _ = told(page.evaluate("window.axing"))
    return [": ".join(each) for each in objections]


def asked(wanted: dict[str, Any], *, thorough: bool = False) -> list[Any]:
    """What `START` is given, to run axe with the options `wanted`."""
    known = None if thorough else sorted(_READ)
    return [known, sorted(_DOUBTED), wanted]


def told(answer: Any) -> tuple[list[Found], list[Found]]:
    """What `window.axing` says: violations, and where axe could not tell."""
    violations, incomplete, read, doubted = answer
    _READ.update(read)
    _DOUBTED.update(doubted)
    return violations, incomplete


class Judge:
    """Collects what axe finds over many pages."""

    def __init__(self, *, thorough: bool = False) -> None:
        """Args:
        thorough: read every text of every page.
        """
        self.verdicts = verdicts()
        self.objections: list[str] = []
        self._thorough = thorough

    def hear(self, what: str, pages: list[Page], *, partly: bool = False) -> None:
        """Run axe on all pages at once, each in its own process.

        Args:
            what: name of the state, for the objections.
            partly: all rules are tried in another theme and width of this state; here only those
                for which these make it another page. Who is thorough tries all.
        """
        for page in pages:
            inject(page)
        wanted = LAID_OUT if partly and not self._thorough else ALL
        for page in pages:
            page.evaluate(START, asked(wanted, thorough=self._thorough))
        for page in pages:
            violations, incomplete = told(page.evaluate("window.axing"))
            where = f"{what}, {page.url.partition('?')[0]}"
            self.objections += [f"{where}: {': '.join(found)}" for found in violations]
            self.objections += [f"{where}: {each}" for each in self._unjudged(incomplete)]

    def _unjudged(self, incomplete: list[Found]) -> list[str]:
        return [
            f"nobody has judged {': '.join(found)}"
            for found in incomplete
            if not any(verdict.covers(*found) for verdict in self.verdicts)
        ]

    def overdue(self) -> list[Verdict]:
        """Verdicts that are too old to be trusted."""
        today = datetime.now(UTC).date()
        return [verdict for verdict in self.verdicts if verdict.until < today]


REDRAWN_MS = 20_000
"""What a chart may take to follow its window's size on a busy machine."""


TORN = """() => [...document.querySelectorAll("table :is(th, td)")].flatMap((cell) => {
  const pen = document.createRange();
  const letters = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const torn = [];
  while (letters.nextNode()) {
    for (const word of letters.currentNode.data.matchAll(/\\S+/g)) {
      pen.setStart(letters.currentNode, word.index);
      pen.setEnd(letters.currentNode, word.index + word[0].length);
      const lines = new Set([...pen.getClientRects()].map(({ top }) => Math.round(top)));
      if (cell.checkVisibility() && lines.size > 1) torn.push(word[0]);
    }
  }
  return torn;
})"""
"""Words in tables that stand in two lines. This browser has no dictionary for them."""


def overflow(page: Page, width: int = 0) -> int:
    """How many px of the page lie outside its window, sideways, once everything is drawn (A11).

    Args:
        width: px that it may have; 0: its window's, which on a phone grows with what is too wide.
    """
    over: int = page.evaluate(
        """([longest, width]) => new Promise((done) => {
          const end = performance.now() + longest;
          const look = () => {
            const over = document.documentElement.scrollWidth - (width || innerWidth);
            if (over <= 0 || performance.now() > end) done(over);
            else requestAnimationFrame(look);
          };
          look();
        })""",
        [REDRAWN_MS, width],
    )
    return over


def layout(page: Page) -> dict[str, Any]:
    """What every page must have, as it is now (A11, A15), and must not: motion for who asked for
    none (A12), and a word with another host (P3), for which it is led into temptation here."""
    found: dict[str, Any] = page.evaluate(LAYOUT, REDRAWN_MS)
    return found


LAYOUT = """async (longest) => {
  const count = (selector) => document.querySelectorAll(selector).length;
  const all = [...document.querySelectorAll("*")];
  const barred = new Promise((done) => {
    addEventListener("securitypolicyviolation", ({ blockedURI }) => done(blockedURI),
      { once: true });
    setTimeout(done, longest, "");
  });
  fetch("http://192.0.2.1/").catch(() => 0);
  const hosts = [await barred, ...performance.getEntriesByType("resource").map(({ name }) => name)]
    .filter((name) => !name.startsWith("data:")).map((name) => new URL(name, location).host);
  return {
    language: document.documentElement.lang,
    title: document.title.trim(),
    headings: [...document.querySelectorAll("h1")].filter((one) => one.checkVisibility()).length,
    mains: count("main"),
    first: document.querySelector("a[href], button, input")?.getAttribute("href") ?? "",
    statuses: count("[role=status]"),
    alerts: count("[role=alert]"),
    moving: document.getAnimations().length + all.filter((element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      return /[1-9]/.test(transitionDuration + animationDuration);
    }).length,
    strangers: [...new Set(hosts)].filter((host) => host !== location.host),
  };
}"""
