"""Whatever a person types wrong on the command line ends in a sentence, never in a traceback."""

import asyncio
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import redis

from poll_server.base.settings import Settings
from poll_server.command import cli
from poll_server.command.setting_options import needs
from poll_server.deck import shipped as decks
from poll_server.run import launch
from poll_server.store.redis.binary import find_binary
from poll_server.store.redis.embedded import EmbeddedRedis
from tests.support.running import RunningServer, free_port, until

Said = pytest.CaptureFixture[str]


def said(capsys: Said, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `poll-server ARGUMENTS`."""
    try:
        code = cli.main(arguments)
    except SystemExit as ended:  # argparse: wrong use
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


READ = ("export", "report", "check")


def wrong(folder: Path, redis_url: str) -> Iterator[Sequence[str]]:
    """Every verb with what may be typed wrong."""
    (folder / "file").write_text("no deck", encoding="utf-8")
    (folder / "latin.toml").write_bytes("[event]\ntitle = 'Börse'\n".encode("latin-1"))
    (folder / "folder").mkdir()
    (folder / "zeros.toml").write_bytes(bytes(100))
    at = ("--redis-url", redis_url)
    for name in ("nowhere.toml", "file", "latin.toml", "folder", "zeros.toml", "file/below.toml"):
        yield "import", str(folder / name), *at
        yield "rehearse", "http://127.0.0.1:1", "123456", "--deck", str(folder / name)
        yield "demo", "--deck", str(folder / name), *at
    yield "import", "", *at
    yield "import", "a" * 5000, *at
    for verb in ("serve", "demo"):
        for option, value in [
            ("port", "abc"), ("port", "-1"), ("port", "65536"), ("workers", "0"),
            ("workers", "1.5"), ("keepalive", "soon"), ("keepalive", "0"), ("phone-tick", "99"),
            ("public-url", "poll.example.org"), ("public-url", "ftp://x"), ("keep-votes", "-1"),
            ("host", "no such host"), ("host", "a" * 300), ("host", "999.1.1.1"),
            ("redis-url", "localhost"), ("redis-url", "http://x"), ("redis-url", "redis://[::1"),
            ("redis-url", "redis://localhost:port/0"), ("redis-url", "redis://localhost:99999/0"),
        ]:  # fmt: skip
            yield verb, *(() if option == "redis-url" else at), f"--{option}", value
        yield verb, "--data-dir", str(folder / "file")
        yield verb, "--data-dir", "/proc/poll"
    for verb in READ:
        event = () if verb == "check" else ("congress",)
        for url in (
            "nonsense",
            "redis://127.0.0.1:1/0",
            "unix:///nowhere",
            "redis://nowhere.invalid",
        ):
            yield verb, *event, "--redis-url", url
        yield verb, *event, "--data-dir", str(folder / "nothing")
        yield verb, *event, "--data-dir", str(folder / "file")
        if event:
            yield verb, "no-such-event", *at
            yield verb, *event, "--lang", "klingon", *at
            yield verb, *event, "--format", "papyrus", *at
            yield verb, decks.WORKSHOP, "--poll", "none", *at
            yield verb, decks.WORKSHOP, "--to", str(folder / "file"), *at
            yield verb, decks.WORKSHOP, "--to", "/proc/poll", *at
    yield "export", decks.WORKSHOP, "--deck", "--to", "/proc/poll", *at
    yield "organiser", "--name", "", *at
    yield "organiser", "--name", "x" * 1000, *at
    yield "organiser", "--redis-url", "nonsense"
    yield "rehearse", "http://127.0.0.1:1", "123456", "--poll", "none"
    yield "rehearse", "http://127.0.0.1:1", "123456", "--participants", "150"
    yield "rehearse", "127.0.0.1:8080", "123456", "--participants", "150"
    yield "rehearse", "http://[", "123456", "--participants", "150"
    yield "rehearse", "http://127.0.0.1:1", "123456", "--participants", "0"
    yield "demo", "--run-through", "--out", "/proc/poll"
    yield "demo", "--run-through", "--participants", "1", "--out", str(folder / "folder")
    yield ("dance",)
    yield ()


def test_whatever_is_typed_wrong_is_answered_by_a_sentence(
    capsys: Said, fresh_redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F32: on the day, in front of the hall, nobody reads Python."""
    monkeypatch.setenv("POLL_PASSWORD", "short")
    monkeypatch.setattr("poll_server.hall.simulated.phone.JOIN_TRIES", 1)
    assert said(capsys, "import", decks.WORKSHOP, "--redis-url", fresh_redis_url)[0] == 0
    broken = []
    for arguments in wrong(tmp_path, fresh_redis_url):
        try:
            code, _, err = said(capsys, *arguments)
        except Exception as error:
            broken.append(f"{arguments}: {error!r}")
            continue
        last = err.strip().splitlines()[-1] if err.strip() else ""
        if code not in (1, 2) or (code == 1 and not last.endswith(".")) or "Traceback" in err:
            broken.append(f"{arguments}: {code}, {err}")
    assert broken == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "file", "folder", "latin.toml", "zeros.toml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("import {0}", "{0} is a folder: name the deck file in it."),
        ("import {0}/nowhere.toml", "There is no file {0}/nowhere.toml: "),
        ("restore {0}/nowhere --data-dir {0}/new", "There is nothing at {0}/nowhere: name a "),
        ("demo --deck every-knd", "There is no file every-knd: name a deck file, or "),
        ("demo --deck workshop --run-through", "--run-through plays zukunftsbildung-ruhr-2018, "),
        ("rehearse 127.0.0.1:8080 123456", "“127.0.0.1:8080” is no server’s address: "),
        ("rehearse http://127.0.0.1:1 123456 --participants 150", "The server does not answer ("),
        (
            "check --redis-url redis://127.0.0.1:1/0",
            "Redis at redis://127.0.0.1:1/0 does not answer",
        ),
    ],
)
def test_the_sentence_is_about_what_was_typed(
    capsys: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, words: str
) -> None:
    monkeypatch.setattr("poll_server.hall.simulated.phone.JOIN_TRIES", 1)
    code, _, err = said(capsys, *typed.format(tmp_path).split())
    assert (code, err.startswith(words.format(tmp_path))) == (1, True), err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("port", "a whole number from 0 to 65535"),
        ("keepalive", "a number above 0 to 120"),
        ("keep_results", "a whole number from 1 on"),
        ("trust_proxy", "true or false"),
    ],
)
def test_what_would_be_right_is_said_in_words(name: str, words: str) -> None:
    assert needs(name) == words
    assert all(needs(each) for each in Settings.__struct_fields__)


def test_each_wrong_setting_is_named_as_it_was_typed(
    capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLL_PORT", "eighty")
    monkeypatch.setenv("POLL_TRUST_PROXY", "perhaps")
    code, _, err = said(capsys, "serve", "--workers", "many")
    assert code == 1
    assert err.splitlines() == [
        "POLL_PORT is “eighty”: a whole number from 0 to 65535 is needed.",
        "--workers is “many”: a whole number from 1 to 64 is needed.",
        "POLL_TRUST_PROXY is “perhaps”: true or false is needed.",
        "poll-server serve --help lists all settings.",
    ]


def test_check_makes_no_folder_where_there_is_none(capsys: Said, tmp_path: Path) -> None:
    folder = tmp_path / "mistyped"
    code, out, err = said(capsys, "check", "--data-dir", str(folder))
    assert (code, out) == (1, "")
    assert err.startswith(f"There is no poll data in {folder}: ")
    assert not folder.exists()


# ── Beside a running server ───────────────────────────────────────────────────────────────────


def test_verbs_speak_to_the_private_redis_of_a_running_server(
    capsys: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they do is there, and the Redis goes on when they have ended."""
    monkeypatch.setenv("POLL_PASSWORD", "a long enough password")
    data = tmp_path / "data"
    at = ("--data-dir", str(data))
    with EmbeddedRedis(data) as running:
        pid = running.pid
        assert said(capsys, "import", decks.WORKSHOP, *at)[0] == 0
        assert said(capsys, "organiser", "--name", "Anna", *at)[0] == 0
        assert "Anna" in said(capsys, "organiser", "--list", *at)[1]
        to = ("--to", str(tmp_path))
        assert said(capsys, "report", decks.WORKSHOP, "--format", "json", *to, *at)[0] == 0
        assert said(capsys, "export", decks.WORKSHOP, "--deck", *to, *at)[0] == 0
        assert decks.WORKSHOP in said(capsys, "check", *at)[1]
        assert (running.alive, running.pid) == (True, pid)
        with redis.Redis.from_url(running.url) as client:
            assert client.exists(f"event:{decks.WORKSHOP}")
        # A second server is still refused.
        code, _, err = said(capsys, "serve", *at)
        assert code == 1
        assert "in use by another poll server" in err


async def test_a_server_waits_for_its_redis_and_says_so(tmp_path: Path) -> None:
    """F3: containers start in any order; a wrong password would be refused at once."""
    port = free_port()
    log = tmp_path / "server.log"
    server = RunningServer(f"redis://127.0.0.1:{port}/0", log)
    starting = asyncio.create_task(server.start())
    await until(lambda: log.exists() and "Waiting for it; Ctrl-C ends." in log.read_text())
    assert not starting.done()
    late = await asyncio.create_subprocess_exec(
        find_binary().path, "--port", str(port), "--bind", "127.0.0.1", "--save", "",
        "--dir", str(tmp_path), "--appendonly", "yes", "--appendfsync", "always",
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await starting
        assert await server.drain() == 0
        assert server.exceptions() == []
    finally:
        await server.kill()
        late.terminate()
        await late.wait()


def test_what_is_wrong_with_a_redis_is_said_beside_the_links(
    capsys: Said, fresh_redis_url: str
) -> None:
    """F32: links alone look as if all were well."""

    async def look() -> None:
        settings = Settings(redis_url=fresh_redis_url)
        async with launch.opened(settings) as store:
            await launch.say_risks(store, settings)
            assert capsys.readouterr().err == ""
            await store.redis.config_set("appendfsync", "everysec")
            try:
                await launch.say_risks(store, settings)
            finally:
                await store.redis.config_set("appendfsync", "always")

    asyncio.run(look())
    err = capsys.readouterr().err
    assert "redis-cli CONFIG SET appendfsync always" in err
    assert "no vote can be opened" in err
