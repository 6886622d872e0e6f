"""A power cut at any byte leaves whole transactions."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from poll_server.store.redis.binary import EmbeddedRedisError
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.redis.keeper import kept_alive, trouble
from poll_server.store.redis.torn_log import EXEC, MULTI, finished_length, mend
from tests.support.running import until

pytestmark = pytest.mark.one_redis

VOTE = """
for n = 1, 5 do redis.call('HSET', 'votes', ARGV[1] .. n, 'yes') end
return redis.call('HINCRBY', 'tally', 'yes', 5)
"""


def command(*words: str) -> bytes:
    return f"*{len(words)}\r\n".encode() + b"".join(
        f"${len(word.encode())}\r\n{word}\r\n".encode() for word in words
    )


SELECT, PLAIN = command("SELECT", "0"), command("SET", "a", "x\r\n*1\r\n$4\r\nEXEC\r\n")
TRANSACTION = MULTI + command("HSET", "votes", "é", "1") + command("INCR", "version") + EXEC


@pytest.mark.parametrize("last", [PLAIN, TRANSACTION], ids=["command", "transaction"])
def test_what_was_cut_in_the_middle_goes_as_a_whole(last: bytes) -> None:
    before = SELECT + TRANSACTION + PLAIN
    for kept in range(len(last)):
        assert finished_length(before + last[:kept]) == len(before)
    assert finished_length(before + last) == len(before + last)


def test_a_remark_in_the_log_is_passed_over() -> None:
    assert finished_length(b"#TS:1\r\n" + TRANSACTION) == len(b"#TS:1\r\n" + TRANSACTION)


@pytest.mark.parametrize("log", [b"REDIS0011", b"*x\r\n", b"*1\r\nSET", b"*1\r\n$x\r\nSET\r\n"])
def test_what_is_no_list_of_commands_is_left_to_redis(log: bytes) -> None:
    assert finished_length(log + b"\r\n") is None


def test_a_folder_without_a_log_needs_nothing(tmp_path: Path) -> None:
    assert mend(tmp_path) == 0


@pytest.mark.parametrize("kept", [3, 40, 60, 140, 190])
async def test_votes_and_tally_stay_together_over_a_torn_write_and_two_starts(
    tmp_path: Path, kept: int
) -> None:
    private = EmbeddedRedis(tmp_path / "data")

    async def kill() -> None:
        os.kill(private.pid, signal.SIGKILL)
        await until(lambda: not private.alive)

    with private, redis.Redis.from_url(private.url) as client:
        vote = client.register_script(VOTE)
        vote(args=["first"])
        log = next((tmp_path / "data" / "appendonlydir").glob("*.incr.aof"))
        durable = log.stat().st_size
        vote(args=["torn"])
        await kill()
        os.truncate(log, durable + kept)
        private.start()
        assert (client.hlen("votes"), client.hget("tally", "yes")) == (5, b"5")
        vote(args=["next"])
        await kill()
        private.start()
        assert (client.hlen("votes"), client.hget("tally", "yes")) == (10, b"10")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    # Looks like a file that was cut there: Redis would have dropped all that follows.
    "a length past the end": lambda log: log.replace(b"$7\r\nsecond1", b"$9999999\r\nsecond1", 1),
    "and the last write cut": lambda log: DAMAGES["a length past the end"](log)[:-9],
    "a flipped byte": lambda log: log.replace(b"$7\r\nsecond2", b"%7\r\nsecond2", 1),
    "a flipped command": lambda log: log.replace(
        b"HSET\r\n$5\r\nvotes\r\n$7", b"HSEU\r\n$5\r\nvotes\r\n$7", 1
    ),
}


@pytest.mark.parametrize("how", DAMAGES)
async def test_what_is_damaged_in_the_middle_is_refused_with_its_cure_f5(
    tmp_path: Path, how: str
) -> None:
    """F5: no vote is dropped in silence; the file stays, the sentence says what to do."""
    folder = tmp_path / "data"
    private = EmbeddedRedis(folder)
    with private, redis.Redis.from_url(private.url) as client:
        for name in ("first", "second", "third"):
            client.eval(VOTE, 0, name)
    log = next((folder / "appendonlydir").glob("*.incr.aof"))
    whole = log.read_bytes()
    damaged = DAMAGES[how](whole)
    assert damaged != whole
    log.write_bytes(damaged)
    with pytest.raises(EmbeddedRedisError, match=r"damaged in the middle.*--fix .*manifest"):
        private.start()
    assert log.read_bytes() == damaged

    log.write_bytes(whole)  # restored from a backup
    with private, redis.Redis.from_url(private.url) as client:
        assert client.hlen("votes") == 15
        with kept_alive(private):
            log.write_bytes(damaged)
            os.kill(private.pid, signal.SIGKILL)
            await until(lambda: "damaged in the middle" in trouble(folder, private.url))
            log.write_bytes(whole)
            await until(lambda: "damaged" not in trouble(folder, private.url))
            await until(lambda: private.alive)
