"""`make api-check`: schemathesis asks the API for what its description allows, and for what not.

It stands in an environment of its own: with all that it needs it would take longer to install than
the tests of the API take. It has a token with every right, and an event with every kind of
question. What it cannot try stands in `LEFT_OUT`; `tests/web/api` holds each operation to the
description in every run of the tests, those too.

    python -m tests.web.api.api_check .venv-api [--max-examples 100 …]
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from poll_server.deck import shipped as decks
from poll_server.hall.run_through import serving
from poll_server.store.events import Events
from poll_server.store.keys import DATA, SERVER
from poll_server.store.parts.tokens import SCOPES
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.upkeep.data_version import current
from tests.support.signing_in import add_organiser

WANTED = "schemathesis~=4.32"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,negative_data_rejection,ignored_auth"
)
"""`positive_data_acceptance` is left out: ids and versions that it makes up are of nothing."""
LEFT_OUT = {
    "stream": "it does not end by itself",
    "make_event": "schemathesis makes up no decks",
    "put_deck": "schemathesis makes up no decks",
    "delete_event": "everything after it would be of nothing",
}
SECONDS = "60"
"""For an answer: results are made by a process that stands back, and takes a while to start."""
USUAL = ("--max-examples", "40")


def installed(folder: Path) -> Path:
    """The program, installed where it is not there yet."""
    if not (program := folder / "bin" / "schemathesis").exists():
        venv.create(folder, with_pip=True)
        python = str(folder / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-qq", WANTED], check=True)
    return program


async def checked(program: Path, options: list[str]) -> int:
    """What it says of a server that is started for it: its exit code."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as redis:
        store = Store.connect(redis.url)
        await store.redis.hset(SERVER, DATA, current())
        account = await add_organiser(store)
        events = Events(store)
        listing = await events.get(await events.add(decks.load(decks.EVERY_KIND)))
        (poll,) = listing.polls
        names = {"event": listing.id, "poll": poll.poll_id, "question": "choice"}
        lines = [f'"path.{name}" = "{value}"' for name, value in names.items()]
        config = Path(folder) / "schemathesis.toml"
        config.write_text("\n".join(["[parameters]", *lines]))
        token, _ = await store.tokens.make(account, "a check", SCOPES, 1)
        async with serving(redis.url) as base:
            left_out = [part for each in LEFT_OUT for part in ("--exclude-operation-id", each)]
            running = await asyncio.create_subprocess_exec(
                program, "--config-file", config, "run", f"{base}/api/v1/openapi.json",
                "--header", f"Authorization: Bearer {token}", "--request-timeout", SECONDS,
                "--checks", CHECKS, "--seed", "2018", "--no-color",
                *left_out, *(options or USUAL),
                env=os.environ | {"NO_PROXY": "127.0.0.1"},
            )  # fmt: skip
            code = await running.wait()
        await store.redis.aclose()
    return code


def main() -> int:
    folder, *options = sys.argv[1:]
    return asyncio.run(checked(installed(Path(folder).absolute()), options))


if __name__ == "__main__":
    sys.exit(main())
