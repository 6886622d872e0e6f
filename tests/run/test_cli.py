"""The command line: what goes wrong is one sentence with its cure, and exit code 1."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from poll_server.base.settings import Settings
from poll_server.command import cli
from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.run import launch
from poll_server.store.events import Events
from poll_server.store.redis import binary
from tests.support.signing_in import add_organiser

Said = pytest.CaptureFixture[str]


def said(capsys: Said, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `poll-server ARGUMENTS`."""
    code = cli.main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody listens on for as long as the test runs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use(capsys: Said, fresh_redis_url: str, taken_port: int) -> None:
    code, _, err = said(
        capsys,
        "serve",
        "--redis-url",
        fresh_redis_url,
        "--port",
        str(taken_port),
        "--host",
        "127.0.0.1",
    )
    assert code == 1
    assert err == (
        f"Port {taken_port} is in use: end the program that has it, "
        f"or choose another with --port {taken_port + 1}.\n"
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("redis://127.0.0.1:1/0", "does not answer"),
        ("unix:///nowhere/redis.sock", "does not answer"),
        ("http://127.0.0.1/", "is no Redis address"),
    ],
)
def test_a_redis_that_is_not_there(capsys: Said, url: str, sentence: str) -> None:
    code, _, err = said(capsys, "check", "--redis-url", url)
    assert code == 1
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_check_is_found_by_the_name_that_others_give_it(capsys: Said) -> None:
    at = ("--redis-url", "redis://127.0.0.1:1/0")
    assert said(capsys, "doctor", *at) == said(capsys, "check", *at)
    assert "does not answer" in said(capsys, "doctor", *at)[2]


def test_a_password_in_an_address_is_not_printed(capsys: Said) -> None:
    _, _, err = said(capsys, "check", "--redis-url", "redis://anna:geheim@127.0.0.1:1/0")
    assert "127.0.0.1:1" in err
    assert "geheim" not in err


def test_a_setting_out_of_range(capsys: Said) -> None:
    code, _, err = said(capsys, "serve", "--workers", "0")
    assert code == 1
    assert err.splitlines()[0] == "--workers is “0”: a whole number from 1 to 64 is needed."


def test_no_redis_to_be_had(capsys: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binary, "_on_path", list)
    monkeypatch.setattr(binary, "_in_wheel", list)
    code, _, err = said(capsys, "serve", "--data-dir", str(tmp_path / "data"))
    assert code == 1
    assert "install Redis 7.2" in err


def test_too_few_people_are_refused_with_the_nearest_number_that_can(
    capsys: Said, tmp_path: Path
) -> None:
    to = ("--out", str(tmp_path))
    code, _, err = said(capsys, "demo", "--run-through", "--participants", "20", *to)
    assert code == 1
    assert re.search(r"the nearest with which they can is \d+", err)


def test_a_deck_goes_in_and_comes_out_as_it_was(
    capsys: Said, fresh_redis_url: str, tmp_path: Path
) -> None:
    at = ("--redis-url", fresh_redis_url)
    code, out, _ = said(capsys, "import", decks.CONGRESS, *at)
    assert code == 0
    assert "482913  forum-1" in out
    code, out, _ = said(capsys, "export", decks.CONGRESS, "--deck", "--out", str(tmp_path), *at)
    assert code == 0
    assert deck.read(Path(out.strip())) == decks.load(decks.CONGRESS)


def test_the_same_codes_cannot_be_imported_twice(capsys: Said, fresh_redis_url: str) -> None:
    at = ("--redis-url", fresh_redis_url)
    assert said(capsys, "import", decks.CONGRESS, *at)[0] == 0
    code, _, err = said(capsys, "import", decks.CONGRESS, *at)
    assert code == 1
    assert err.startswith("The join code 482913 belongs to another poll")


def test_a_mistake_in_a_deck_names_file_line_and_field(
    capsys: Said, fresh_redis_url: str, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(decks.text(decks.WORKSHOP).replace("kind = ", "kin = ", 1))
    code, _, err = said(capsys, "import", str(wrong), "--redis-url", fresh_redis_url)
    assert code == 1
    assert re.search(r"wrong\.toml:\d+: polls\[0\]\.questions\[0\]", err)
    assert "Nothing was imported" in err


def test_a_report_is_written_file_by_file_and_says_how_far_it_is(
    capsys: Said, fresh_redis_url: str, tmp_path: Path
) -> None:
    at = ("--redis-url", fresh_redis_url, "--to", str(tmp_path / "new"))
    said(capsys, "import", decks.WORKSHOP, *at[:2])
    name = decks.load(decks.WORKSHOP).id
    (poll,) = decks.load(decks.WORKSHOP).polls
    code, out, err = said(
        capsys, "report", name, "--format", "csv, JSON", "--lang", "en", "--each", *at
    )
    files = [f"{name}-{part}results.{f}" for part in ("", f"{poll.id}-") for f in ("csv", "json")]
    assert code == 0
    assert [Path(line).name for line in out.splitlines()] == files
    assert all(Path(line).stat().st_size for line in out.splitlines())
    assert err.splitlines() == [f"{n} of 4: {file}" for n, file in enumerate(files, 1)]
    one = said(capsys, "report", name, "--poll", poll.id, "--format", "csv", *at)[1]
    assert Path(one.strip()).name == f"{name}-{poll.id}-ergebnisse.csv"
    short = said(capsys, "report", name, "--short", "--format", "json", *at)[1]
    assert Path(short.strip()).name == f"{name}-ergebnisse-kurz.json"
    assert '"short": true' in Path(short.strip()).read_text()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("--format", "pdf,doc"), "There is no format “doc”: choose from docx, pdf, pptx,"),
        (("--charts", "gif"), "There is no format “gif”: choose from svg, png."),
        (("--format", ""), "There is nothing to write"),
        (("--poll", "forum-9"), "The event has no poll “forum-9”"),
    ],
)
def test_a_report_that_cannot_be_is_one_sentence(
    capsys: Said, fresh_redis_url: str, tmp_path: Path, wrong: tuple[str, ...], sentence: str
) -> None:
    at = ("--redis-url", fresh_redis_url)
    said(capsys, "import", decks.WORKSHOP, *at)
    name = decks.load(decks.WORKSHOP).id
    code, out, err = said(capsys, "report", name, "--to", str(tmp_path / "no"), *wrong, *at)
    assert (code, out) == (1, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "no").exists()


def test_an_event_that_was_never_held_has_an_empty_export(
    capsys: Said, fresh_redis_url: str, tmp_path: Path
) -> None:
    at = ("--redis-url", fresh_redis_url)
    said(capsys, "import", decks.WORKSHOP, *at)
    name = decks.load(decks.WORKSHOP).id
    code, out, _ = said(
        capsys, "export", name, "--format", "json", "--lang", "en", "--out", str(tmp_path), *at
    )
    assert code == 0
    assert json.loads(Path(out.strip()).read_text())["format"] == 1


def test_an_unknown_event(capsys: Said, fresh_redis_url: str) -> None:
    code, _, err = said(capsys, "export", "nothing", "--redis-url", fresh_redis_url)
    assert code == 1
    assert "There is no event “nothing”" in err


def test_a_password_is_set_for_whoever_is_meant(
    capsys: Said, fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--redis-url", fresh_redis_url)
    monkeypatch.setenv("POLL_PASSWORD", "kurz")
    assert said(capsys, "organiser", *at)[0] == 1
    monkeypatch.setenv("POLL_PASSWORD", "lang genug für alle")
    assert said(capsys, "organiser", *at) == (0, "“Organiser” is an organiser now.\n", "")
    code, out, _ = said(capsys, "organiser", *at)
    assert (code, "“Organiser” has a new password" in out) == (0, True)
    assert "Anna" in said(capsys, "organiser", "--name", " Anna  Muster", *at)[1]
    code, _, err = said(capsys, "organiser", *at)
    assert (code, "--name “Organiser”, “Anna Muster”" in err) == (1, True)
    assert "new password" in said(capsys, "organiser", "--name", "anna muster", *at)[1]
    assert said(capsys, "organiser", "--name", "x" * 61, *at)[0] == 1
    monkeypatch.delenv("POLL_PASSWORD")  # nothing is asked for where it is only looked
    code, out, _ = said(capsys, "organiser", "--list", *at)
    names = [re.fullmatch(r"\d{4}-\d\d-\d\d  (.+)", line) for line in out.splitlines()]
    assert [name and name[1] for name in names] == ["Organiser", "Anna Muster"]


def test_the_address_on_the_stage_is_one_that_phones_reach() -> None:
    everywhere = launch.with_address(Settings(host="0.0.0.0"), 8080)
    assert re.fullmatch(r"http://\d+\.\d+\.\d+\.\d+:8080", everywhere.public_url)
    assert launch.with_address(Settings(host="::1"), 1).public_url == "http://[::1]:1"
    named = Settings(public_url="https://poll.example.org/")
    assert launch.with_address(named, 8080).public_url == "https://poll.example.org"


@pytest.mark.parametrize(
    "address",
    ["https://example.org/poll", "https://example.org/?a", "poll.example.org", "ftp://example.org"],
)
def test_an_address_that_leads_nowhere_is_refused_with_the_cure(address: str) -> None:
    """Half honoured, its codes and QR codes would lead to pages that are not there."""
    with pytest.raises(launch.CannotStart, match=r"scheme and host alone") as refused:
        launch.with_address(Settings(public_url=address), 8080)
    assert address in str(refused.value)


@pytest.mark.parametrize("read_by_a_person", [True, False])
async def test_secrets_are_printed_for_a_person_and_never_into_a_log(
    capsys: Said, fresh_redis_url: str, read_by_a_person: bool
) -> None:
    settings = Settings(redis_url=fresh_redis_url, public_url="http://hall")
    async with launch.opened(settings) as store:
        events = Events(store)
        listing = await events.get(await events.add(decks.load(decks.WORKSHOP)))
        await launch.print_links(store, settings, listing, secret=read_by_a_person)
    out = capsys.readouterr().out
    for page in ("/stage/", "/moderate/"):
        link = re.search(rf"http://hall{page}{listing.polls[0].poll_id}#[\w-]{{22}}\n", out)
        assert bool(link) == read_by_a_person
        assert (page in out) == read_by_a_person  # of a stage, the address was the secret once
    assert ("/organise#" in out) == read_by_a_person
    async with launch.opened(settings) as store:
        await add_organiser(store)
        await launch.print_links(store, settings, listing, secret=read_by_a_person)
    assert "/organise\n" in capsys.readouterr().out  # the first link is for the first account


async def test_an_event_that_is_still_written_keeps_no_server_from_starting(
    capsys: Said, fresh_redis_url: str
) -> None:
    settings = Settings(redis_url=fresh_redis_url, public_url="http://hall")
    async with launch.opened(settings) as store:
        events = Events(store)
        older = await events.get(await events.add(decks.load(decks.WORKSHOP)))
        await events.add_empty("Noch im Entwurf", ["de"])
        for is_there in (True, False):
            first = await launch.first_event(store)
            assert (first is not None and first.id == older.id) == is_there
            await launch.print_links(store, settings, first, secret=True)
            assert ("/stage/" in capsys.readouterr().out) == is_there
            if is_there:
                await events.delete(older.id)


def test_every_exit_without_success_is_not_zero(capsys: Said) -> None:
    with pytest.raises(SystemExit) as wrong_use:
        cli.main(["dance"])
    assert wrong_use.value.code == 2
