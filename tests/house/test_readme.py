"""What the documents say is true: settings, links, pictures, commands.

`python -m tests.house.test_readme --write` brings the table of settings up to date.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from poll_server.command import cli
from poll_server.command.setting_options import settings_fields
from poll_server.deck import deck
from poll_server.deck import shipped as decks

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SETTINGS = ROOT / "docs/hosting/settings.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
START = "<!-- settings: written by tests/house/test_readme.py --write -->\n"
END = "<!-- /settings -->"


def settings_table() -> str:
    lines = ["| variable | meaning | default |", "|---|---|---|"]
    for field in settings_fields():
        default = "" if field["default"] == "" else f"`{field['default']}`"
        lines.append(f"| `POLL_{field['name'].upper()}` | {field['description']} | {default} |")
    return "\n".join(lines) + "\n"


def test_the_page_of_settings_lists_every_one() -> None:
    table = SETTINGS.read_text().partition(START)[2].partition(END)[0]
    assert table == settings_table(), "run python -m tests.house.test_readme --write"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", document.read_text()):
        if not target.startswith(("https://", "http://")):
            assert (document.parent / target).exists(), target


def test_the_deck_in_the_readme_is_right() -> None:
    toml = README.read_text().partition("```toml\n")[2].partition("```")[0]
    assert deck.read(toml).polls[0].questions[0].id == "lunch"


VERBS = (
    "serve", "demo", "rehearse", "import", "export", "report", "organiser", "check", "backup",
    "restore",
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([verb, "--help"])
    assert ended.value.code == 0
    assert f"usage: poll-server {verb}" in capsys.readouterr().out


def test_the_command_runs_as_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "poll_server.command.start", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "usage: poll-server" in done.stdout


def test_the_decks_that_the_readme_names_are_shipped() -> None:
    for name in decks.NAMES:
        assert f"poll_server/deck/shipped/{name}.toml" in README.read_text()


if __name__ == "__main__":
    text = SETTINGS.read_text()
    head, _, rest = text.partition(START)
    SETTINGS.write_text(head + START + settings_table() + END + rest.partition(END)[2])
