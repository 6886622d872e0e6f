"""A worker whose parent is gone first ends as if it had been told to; the rest is said by
`test_processes.py`, with processes."""

import os
import signal
import time

import pytest

from poll_server.run import parent


def test_the_polite_end_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Votes on their way are answered; a worker that is stuck all the same is ended."""
    done: list[object] = []
    monkeypatch.setattr(os, "kill", lambda *who_and_how: done.append(who_and_how))
    monkeypatch.setattr(time, "sleep", done.append)
    monkeypatch.setattr(os, "_exit", done.append)
    sentinel, of_parent = os.pipe()
    os.close(of_parent)
    parent._watch(sentinel)
    os.close(sentinel)
    assert done == [(os.getpid(), signal.SIGTERM), parent.LAST_SECONDS, 1]
