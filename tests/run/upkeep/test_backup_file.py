"""A backup's file: what was written comes back; whatever else somebody made of it is refused."""

import gzip
import json
import zlib
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from poll_server.upkeep import backup_file
from poll_server.upkeep.backup_file import Backup, CannotRestore, Head, packed, unpacked
from poll_server.upkeep.cut import Kept

HEAD = Head(program="0.2.0", data=2, made_ms=1795743845000, secret="s" * 43)
KEPT = [
    Kept("server", "hash", -1, {"data": "2"}),
    Kept("events", "set", -1, ["evening"]),
    Kept("poll:{abc}:shown", "list", -1, ["1 2 on", "1 2 on"]),
    Kept("poll:{abc}:commands", "hash", 1795743849000, {"ä\n\u2028": ""}),
    Kept("code:287668", "string", -1, "abc"),
]
BACKUP = Backup(HEAD, KEPT)


@pytest.fixture(autouse=True)
def quick_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase costs a third of a second on purpose."""
    monkeypatch.setattr(backup_file, "SCRYPT_N", 2**4)


def test_what_was_written_comes_back() -> None:
    assert unpacked(packed(BACKUP)) == BACKUP
    assert packed(BACKUP) == packed(BACKUP)


def test_an_encrypted_one_says_nothing_and_needs_its_passphrase() -> None:
    data = packed(BACKUP, "vier Wörter für uns")
    assert unpacked(data, "vier Wörter für uns") == BACKUP
    assert data != packed(BACKUP, "vier Wörter für uns")  # another salt
    with pytest.raises(CannotRestore, match="give its passphrase"):
        unpacked(data)
    with pytest.raises(CannotRestore, match="another passphrase"):
        unpacked(data, "vier wörter für uns")
    for changed in (data[:60], data[:-1], data[:-1] + b"x", data[:55] + b"x" + data[56:]):
        with pytest.raises(CannotRestore, match="changed or cut off"):
            unpacked(changed, "vier Wörter für uns")


def lines(*parts: object) -> bytes:
    return gzip.compress(b"".join(json.dumps(part).encode() + b"\n" for part in parts))


def hostile() -> Iterator[tuple[str, bytes, str]]:
    """(what it is, the file, what is said of it)"""
    head, end = msgspec.to_builtins(HEAD), {"keys": 1}
    right = ["code:287668", "string", -1, "abc"]
    for name in (
        "session:1", "poll:{abc}:crowd", "../../etc/passwd", "event:../x", "server:probe", "",
        "poll:{a}b}:live", "code:287668\n", "event:x" * 10_000,
    ):  # fmt: skip
        yield name[:40], lines(head, [name, "hash", -1, {"a": "b"}], end), "no poll server writes"
    yield "a wrong shape", lines(head, ["code:287668", "hash", -1, {"a": "b"}], end), "no poll"
    yield "a wrong value", lines(head, ["code:287668", "string", -1, ["a"]], end), "no poll server"
    yield "a number", lines(head, ["code:287668", "string", -1, 7], end), "damaged"
    yield "nothing in it", lines(head, ["events", "set", -1, []], end), "nothing in it"
    yield "twice", lines(head, right, right, {"keys": 2}), "twice"
    yield "a further field", lines(head, [*right, 1], end), "damaged"
    yield "no end", lines(head, right), "end is missing"
    yield "another end", lines(head, right, {"keys": 2}), "counts other keys"
    yield "no head", lines(right, end), "first line"
    yield "a newer form", lines({**head, "poll_server_backup": 2}, right, end), "does not know"
    yield "a strange secret", lines({**head, "secret": "a\nb"}, right, end), "first line"
    yield "no data version", lines({**head, "data": 0}, right, end), "first line"
    yield "depth", gzip.compress(b"[" * 100_000), "damaged"
    yield "empty", b"", "no backup of a poll server"
    yield "a picture", b"\x89PNG\r\n\x1a\n", "no backup of a poll server"
    yield "empty gzip", gzip.compress(b""), "first line"
    whole = packed(BACKUP)
    yield "cut off", whole[:-9], "damaged"
    yield "changed", whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], "damaged"
    yield "something after it", whole + b"x", "after its end"
    yield "another after it", whole + whole, "after its end"


def test_whatever_somebody_made_of_it_is_refused_with_a_sentence() -> None:
    for what, data, said in hostile():
        with pytest.raises(CannotRestore) as refused:
            unpacked(data)
        assert said in str(refused.value), what


def test_a_small_file_of_gigabytes_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_file, "LARGEST", 2**22)
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(64)) + packer.flush()
    with pytest.raises(CannotRestore, match="holds more than"):
        unpacked(bomb)


@given(some.binary(max_size=200), some.booleans())
def test_no_file_ends_in_anything_but_a_sentence(data: bytes, whole: bool) -> None:
    with pytest.raises(CannotRestore):
        unpacked(gzip.compress(data) if whole else data)
