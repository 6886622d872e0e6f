"""What signs cookies is in a file, readable by its owner alone, and nowhere in Redis."""

import asyncio
import errno
import fcntl
import os
import stat
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from poll_server.base.secret_file import OtherSecret, fingerprint, take
from poll_server.base.settings import Settings
from poll_server.live.links import hash_old_secrets
from poll_server.run.launch import CannotStart, opened, redis_for
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.live.ending.test_retention import gone_from, holds
from tests.support.waiting import LONGEST


def test_it_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "made" / "secret"
    made = take(file)
    assert len(made) >= 43  # 256 bits
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert take(file) == take(file, known=fingerprint(made)) == made


def test_one_that_may_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Kubernetes mounts a secret."""
    file, open_ = tmp_path / "secret", os.open
    made = take(file)

    def read_only(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR:
            raise OSError(errno.EROFS, "Read-only file system")
        return open_(path, flags, mode)

    monkeypatch.setattr(os, "open", read_only)
    assert take(file, known=fingerprint(made)) == made
    file.write_text("")
    with pytest.raises(OSError, match="Read-only"):  # there is none, and none can be made
        take(file)


def test_no_machine_signs_with_another_than_the_others(tmp_path: Path) -> None:
    """Or the phones that it let in would be new people to all others, and could vote twice."""
    file, known = tmp_path / "secret", fingerprint("that of the others")
    with pytest.raises(OtherSecret, match=r"There is no file .*copy it from a backup"):
        take(file, known=known)
    assert not file.exists()
    mine = take(file)
    with pytest.raises(OtherSecret, match=r"holds another secret .*Or empty it"):
        take(file, known=known)
    file.write_text("")  # the cure: begin anew
    assert take(file, known=known) not in ("", mine)


def test_of_processes_that_start_at_once_one_makes_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    with file.open("w") as first, ThreadPoolExecutor(1) as other:
        fcntl.flock(first, fcntl.LOCK_EX)
        taken = other.submit(take, file)
        assert not wait([taken], timeout=0.3).done  # it would have made one long ago
        first.write("that of the first\n")
        first.flush()
        fcntl.flock(first, fcntl.LOCK_UN)
        assert taken.result(LONGEST) == "that of the first"


async def test_the_secret_of_an_earlier_version_moves_and_its_cookies_stay_good(
    tmp_path: Path,
) -> None:
    """T26: neither Redis nor its disk holds it afterwards, whichever process moves it."""
    data, file = tmp_path / "data", tmp_path / "secret"
    with EmbeddedRedis(data) as private:
        earlier = Store.connect(private.url)
        secret = await earlier.secret()
        assert holds(data, secret.decode())
        store = Store.connect(private.url, str(file))
        assert set(await asyncio.gather(*(store.secret() for _ in range(3)))) == {secret}
        await hash_old_secrets(store)
        assert secret.decode() not in str(await store.redis.hgetall("server"))
        await gone_from(data, secret.decode())
        with pytest.raises(OtherSecret, match="--secret-file"):
            await earlier.secret()  # a process that was told of no file makes no second one
        await earlier.redis.aclose()
        await store.redis.aclose()


def test_the_private_redis_has_it_beside_its_log(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path / "data"))

    async def secret(settings: Settings) -> bytes:
        async with opened(settings) as store:
            return await store.secret()

    with redis_for(settings) as found:
        made = asyncio.run(secret(found))
        file = tmp_path / "data" / "secret"
        assert file.read_text().strip() == made.decode()
        assert not holds(tmp_path / "data" / "appendonlydir", made.decode())
        file.unlink()
        with pytest.raises(CannotStart, match="copy it from a backup"):
            asyncio.run(secret(found))
