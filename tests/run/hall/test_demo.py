"""`poll-server demo`: one command, and everything it starts ends with it."""

import html
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from poll_server.base.text import say
from poll_server.deck import shipped as decks
from tests.support.servers.processes import children, status
from tests.support.suite.at_length import AT_LENGTH

PATIENCE = 60.0
"""Seconds for a start on a busy machine; nothing is measured here."""


@pytest.fixture
def demo(tmp_path: Path, deck: str) -> Iterator["subprocess.Popen[str]"]:
    arguments = ["demo", "--port", "0", "--host", "127.0.0.1", "--participants", "40"]
    arguments += ["--deck", deck]
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    data = ("--data-dir", str(tmp_path / "data"))
    process = subprocess.Popen(
        [sys.executable, "-m", "poll_server.command.start", *arguments, *data],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def links(process: "subprocess.Popen[str]") -> dict[str, str]:
    """The addresses that the demo prints."""
    assert process.stdout is not None
    found: dict[str, str] = {}
    for line in process.stdout:
        if match := re.match(r"  (Stage|Moderator|Organiser|Join) +(http\S+)", line):
            found[match[1]] = match[2]
        if match := re.search(r"   code (\d+) (\d+)$", line):
            found["Code"] = match[1] + match[2]
        if "Ctrl-C ends the demo" in line:
            break
    return found


def here(poll_base: str) -> int:
    """Phones that the demo's server counts."""
    text = httpx.get(f"{poll_base}/metrics", trust_env=False, timeout=PATIENCE).text
    found = re.search(r'^poll_screens\{role="phone"\} (\d+)', text, re.MULTILINE)
    return int(found[1]) if found else 0


def wait_for(condition: object, *, seconds: float = PATIENCE) -> None:
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("deck", "end"),
    [
        (decks.CONGRESS, signal.SIGKILL),  # the harder end
        pytest.param(decks.EVERY_KIND, signal.SIGTERM, marks=AT_LENGTH),
    ],
)
def test_links_phones_and_an_end_that_leaves_nothing(
    demo: "subprocess.Popen[str]", deck: str, end: signal.Signals
) -> None:
    addresses = links(demo)
    assert addresses.keys() == {"Stage", "Moderator", "Organiser", "Join", "Code"}
    base = addresses["Join"]
    assert httpx.get(addresses["Stage"], trust_env=False, timeout=PATIENCE).status_code == 200
    phone = httpx.get(f"{base}/{addresses['Code']}?lang=de", trust_env=False, timeout=PATIENCE)
    assert say(decks.load(deck).polls[0].title, "de") in html.unescape(phone.text)
    wait_for(lambda: here(base) == 40)
    started = children(demo.pid)
    assert len(started) >= 2  # the phones and Redis
    demo.send_signal(end)
    demo.wait(timeout=PATIENCE)
    wait_for(lambda: not any(status(pid) for pid in started))
