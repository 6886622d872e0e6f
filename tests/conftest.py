"""Fixtures that every test may use: a real Redis for the whole session, and what works on it."""

import asyncio
import functools
import gc
import logging
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from hypothesis.internal.constants_ast import Constants
from redis.utils import get_lib_version

from poll_server.base import logs
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.keys import DATA, SERVER
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.upkeep.data_version import current
from tests.support.cases import EVENT, Hall
from tests.support.redis.folders import quick_folder
from tests.support.redis.redis_cluster import RedisCluster, plain_client
from tests.support.running import RunningServer
from tests.support.servers.forking import for_files
from tests.support.suite.loops import Loop
from tests.support.suite.order import place

# Two cores carry the whole suite in minutes; where a law needs more examples, its test says so.
# The same ones on every machine and day: a suite that is red by chance says nothing of a change.
# Others are looked for by `make laws`.
# How long an example takes, a busy machine says.
settings.register_profile(
    "suite",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "wander", settings.get_profile("suite"), max_examples=500, derandomize=False
)
settings.load_profile("suite")

pytest_plugins = [
    f"tests.support.suite.{name}" for name in ("at_length", "measured", "no_skips", "spent")
]

# pytest-asyncio 1.3 asks for this thread's loop before the first coroutine runs. Up to Python 3.13
# whoever asks first has one made, which nobody would close; once told that there is none, it asks
# for no other.
asyncio.set_event_loop(None)

UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Every module that is read stays: looking through them for garbage takes a quarter as long
    again, in each worker."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first (see `order`); on a cluster none that speaks of one server.

    A name with an address in memory is another one in each worker, which then begin nothing.
    """
    if unstable := [item.nodeid for item in items if " at 0x" in item.nodeid]:
        raise pytest.UsageError(f"Named by their place in memory, give them ids: {unstable}")
    items.sort(key=place)
    if items and items[0].config.getoption("--on") != "one":
        items[:] = [item for item in items if not item.get_closest_marker("one_redis")]


@pytest.fixture(autouse=True)
def as_python_logs() -> None:
    """Each test finds logging untouched: a server that ran before in this process set it up."""
    structlog.reset_defaults()
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    root.handlers = [
        handler
        for handler in root.handlers
        if not isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    ]
    for name in {*UVICORN, *logs.QUIET}:
        logger = logging.getLogger(name)
        logger.handlers, logger.filters, logger.propagate = [], [], True
        logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No server of a test writes to the user's data folder, stands back, or freezes late."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLL_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.setenv("POLL_REPORT_NICE", "0")
        patch.setenv("POLL_TAKE_BACK", "0")
        yield


@pytest.fixture(scope="session", autouse=True)
def one_list_of_authorities() -> Iterator[None]:
    """No test speaks TLS, and yet each client of httpx reads who may sign for it: 18 ms of a core,
    for every client anew. Here all share what the first has read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_look_for_sniffio() -> Iterator[None]:
    """httpx asks sniffio several times a request whether it runs under trio. Where neither is
    installed, Python looks for it anew each time, in every folder: a twentieth of what tests of
    pages cost. Here it is told once that there is none."""
    with pytest.MonkeyPatch.context() as patch:
        if find_spec("sniffio") is None:
            patch.setitem(sys.modules, "sniffio", None)
        yield


@pytest.fixture(scope="session", autouse=True)
def the_same_examples_in_every_worker() -> Iterator[None]:
    """Hypothesis picks among numbers and texts of every module that was read so far, which are
    others in each worker; and on a fresh clone it takes a second of each to look for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hypothesis.internal.conjecture.providers._get_local_constants", Constants)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_starts_of_file_makers() -> Iterator[None]:
    """A process that makes files begins with half a second of reading in: for a test, all of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poll_server.report.making.workshop.get_context", for_files)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A password's hash takes a tenth of a second on purpose, and tests sign in hundreds of times.
    `base/test_secrets.py` has the real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poll_server.base.secrets._hasher", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_look_at_the_version_of_redis_py() -> Iterator[None]:
    """redis-py tells Redis its version, and for each connection reads it anew in the file that came
    with it: a fifth of what a test pays for an empty Redis and a store on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redis.utils.get_lib_version", functools.cache(get_lib_version))
        yield


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the loop that serves phones; it takes less of a core than asyncio's own.

    On that one run those of `live`, which its debug mode watches.
    """
    return {"uvloop": Loop}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on", choices=("one", "cluster"), default="one", help="what tests of the store run on"
    )


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A Redis with the settings that the contract asks for, shared by all tests of a session."""
    kind = RedisCluster if request.config.getoption("--on") == "cluster" else EmbeddedRedis
    with quick_folder() as folder, kind(folder) as server:
        yield server.url


@pytest.fixture(scope="session")
def redis_client(redis_url: str) -> Iterator[Any]:
    """A line to the session's Redis."""
    with plain_client(redis_url) as client:
        yield client


@pytest.fixture
def fresh_redis_url(redis_url: str, redis_client: Any) -> str:
    """The session's Redis without a key in it but the version of the data: as at a first start."""
    redis_client.flushall()
    redis_client.hset(SERVER, DATA, current())
    return redis_url


@pytest.fixture
async def store(fresh_redis_url: str) -> AsyncIterator[Store]:
    """Typed reads and writes on an empty Redis."""
    store = Store.connect(fresh_redis_url)
    yield store
    await store.redis.aclose()


@pytest.fixture
async def ballots(fresh_redis_url: str) -> AsyncIterator[Ballots]:
    """The batcher, on the same Redis as `store`."""
    ballots = Ballots(fresh_redis_url)
    yield ballots
    await ballots.close()


@pytest.fixture
def crowd(store: Store) -> Crowd:
    """The phones of one process."""
    return Crowd(store)


@pytest.fixture
def polls(store: Store, ballots: Ballots, crowd: Crowd) -> Polls:
    """The verbs of one process; what is closed is frozen at once."""
    return Polls(store, ballots, crowd, take_back=0)


@pytest.fixture
async def poll_id(store: Store) -> str:
    """The poll of `cases.EVENT`, nothing asked yet."""
    events = Events(store)
    return (await events.get(await events.add(EVENT))).polls[0].poll_id


@pytest.fixture
def hall(polls: Polls, poll_id: str) -> Hall:
    """That poll with its moderator and its phones, without sockets."""
    return Hall(polls, poll_id)


@pytest.fixture
async def running_server(fresh_redis_url: str, tmp_path: Path) -> AsyncIterator[RunningServer]:
    """A server process of its own on the session's Redis; its log is empty of surprises."""
    server = RunningServer(fresh_redis_url, tmp_path / "server.log")
    await server.start()
    yield server
    await server.drain()
    assert server.exceptions() == []
