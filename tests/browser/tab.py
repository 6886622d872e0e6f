"""A tab that stays open over several tests: Chromium keeps the compiled scripts of a page for as
long as the tab stays on its site, and Plotly alone takes more than a second of a core."""

from playwright.sync_api import Page

QUIET = "/static/shared/socket.js"
"""Where a tab waits between two tests: a text of the same site, on which no script runs."""


class Tab:
    """One page, left after each test as if it were new."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._errors: list[str] = []
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("console", lambda line: self._hear(line.type, line.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self._errors.append(text)

    def leave(self) -> list[str]:
        """End whatever the page does, and forget what it kept.

        Returns:
            What it has complained of since the last test.
        """
        self.page.evaluate("0")  # what was said before this answer has been heard
        errors, self._errors = self._errors, []
        self.page.goto(QUIET)
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.emulate_media(color_scheme="null", reduced_motion="null", forced_colors="null")
        self._errors.clear()  # of a connection that was cut, say: nobody's any more
        return errors
