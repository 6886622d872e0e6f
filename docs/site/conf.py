"""What Sphinx is told: `make site`, and `make check-site`, which only reads.

Its sources are the whole repository, so that a link from `docs/` to `README.md` is the same on the
site and in the repository's web view. What is no page and has a link gets a page with its code.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.site.navigation import (
    CODE,
    HOME,
    ROOT,
    files_in,
    for_the_site,
    listed_below,
    listed_code,
    pages,
    sections,
    with_pictures,
)
from poll_server import __version__

project = "poll-server"
release = version = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = HOME.removesuffix(".md")
include_patterns = pages()
# Else every file of the environment would be held against the list above.
exclude_patterns = [
    ".*",
    "build",
    "tests",
    "poll_server",
    "presenter",
    "audience",
    "docs/site",
    "**/pictures",
]
language = "en"
smartquotes = False

myst_heading_anchors = 4
myst_url_schemes = {"http": None, "https": None, "mailto": None, CODE: None}
myst_enable_extensions = ["attrs_inline"]

html_theme = "furo"
html_title = f"poll-server {version}"
html_static_path = ["style.css"]
html_css_files = ["style.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_use_index = False
html_domain_indices = False
html_theme_options: dict[str, Any] = {"top_of_page_buttons": []}
pygments_style, pygments_dark_style = "a11y-high-contrast-light", "a11y-high-contrast-dark"

ONLY_ITSELF = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; \
connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'">"""
"""Whatever a page holds, the browser asks no other host for it."""
LANGUAGES = {".js": "javascript", ".py": "python", ".lua": "lua", ".toml": "toml", ".css": "css",
             ".json": "json", ".yaml": "yaml", ".html": "html+jinja"}  # fmt: skip
"""What code is drawn as, by the end of its file's name; everything else as plain text."""


def reading(app: Any, page: str, source: list[str]) -> None:
    """A page is about to be read: its links are led, and where it is a list of pages, says so."""
    path = f"{page}.md"
    # `make check-site` draws nothing, and asks nobody to take the pictures of the show before it.
    drawn = source[0] if app.builder.name == "dummy" else with_pictures(source[0])
    text = for_the_site(path, drawn)
    if path == HOME:
        for heading, entries in sections():
            lines = (f"{entry.title} </{entry.page.removesuffix('.md')}>" for entry in entries)
            text += _tree(heading, lines)
    elif below := listed_below(path):
        text += _tree("", (f"/{each.removesuffix('.md')}" for each in below))
    source[0] = text


def _tree(caption: str, lines: Iterator[str]) -> str:
    named = f":caption: {caption}\n" if caption else ""
    return "\n```{toctree}\n:hidden:\n" + named + "\n" + "\n".join(lines) + "\n```\n"


def resolved(app: Any, doctree: Any, page: str) -> None:
    """Links to code are written from where the page stands."""
    for node in doctree.findall(lambda node: node.tagname == "reference"):
        scheme, _, place = node.get("refuri", "").partition(":")
        if scheme == CODE:
            node["refuri"] = app.builder.get_relative_uri(page, f"{CODE}/{place}")
            node["internal"] = True


def code_pages(app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page for every file and folder that a page leads to and that is none itself."""
    for place in listed_code():
        if (ROOT / place).is_dir():
            lines = [
                f'<li><a href="{path.name}.html" class="reference internal">{path.name}</a></li>'
                for path in files_in(place)
            ]
            # The page of a folder stands beside it, and what lies in it a floor below.
            name = Path(place).name
            body = "<ul>" + "".join(lines).replace('href="', f'href="{name}/') + "</ul>"
        else:
            text = (ROOT / place).read_text()
            drawn = LANGUAGES.get(Path(place).suffix, "text")
            body = app.builder.highlighter.highlight_block(text, drawn, force=True)
        head = f"<h1>{html.escape(place)}</h1>"
        yield f"{CODE}/{place}", {"title": place, "body": head + body}, "page.html"


def drawing(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """A page is about to be written: what it may load, and which language it speaks."""
    context["metatags"] = context.get("metatags", "") + ONLY_ITSELF
    # What is too wide is moved by keys, too, where no link is in it.
    body = re.sub(r'<pre(?=>)|<div(?= class="table-wrapper)', _by_keys, context.get("body", ""))
    body = body.replace("<img ", '<img loading="lazy" ')
    context["body"] = f'<div lang="de">{body}</div>' if page.startswith("docs/de/") else body
    tree = context.get("furo_navigation_tree", "").replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )
    context["furo_navigation_tree"] = re.sub(r'(<a [^>]*href="[^"]*\bde/)', _german, tree)


def _by_keys(found: re.Match[str]) -> str:
    return f'{found[0]} tabindex="0"'


def _german(link: re.Match[str]) -> str:
    return link[0].replace("<a ", '<a lang="de" hreflang="de" ')


def finished(app: Any, error: Exception | None) -> None:
    """The address of the site itself leads to its first page."""
    if error is None:
        there = f"{root_doc}.html"
        (app.outdir / "index.html").write_text(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{project}</title>'
            f'{ONLY_ITSELF}<meta http-equiv="refresh" content="0; url={there}"></head>'
            f'<body><a href="{there}">{project}</a></body></html>'
        )


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", reading)
    app.connect("doctree-resolved", resolved)
    app.connect("html-collect-pages", code_pages)
    app.connect("html-page-context", drawing, priority=900)  # after the theme's own, at 500
    app.connect("build-finished", finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
