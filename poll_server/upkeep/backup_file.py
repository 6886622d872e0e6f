"""A backup as a file: everything that is kept, and what signs cookies.

Lines of JSON, packed by gzip: a head, one line a key, and a last one that counts them, so that a
file that was cut off is known. It names no path, and a key only where it is one of ours, with the
shape that it has: a file that somebody else wrote can bring nothing that we would not write.

With a passphrase the whole is encrypted: AES-256-GCM, with a key that scrypt makes of passphrase
and salt. What scrypt costs is no part of the file, so nobody's file can ask for more.
"""

import gzip
import io
import secrets
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from poll_server.store.keys import shape_of

from .cut import Kept

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
"""Of the lines; another one cannot be read."""
LARGEST = 2**30
"""Bytes, packed or not: ten congress days before votes are deleted have a tenth of that."""
LONGEST_LINE = 2**28
"""Bytes of one key: the votes of a round of a million people."""
COMPRESSION = 6
ENCRYPTED = b"poll-server backup, scrypt 2^17 8 1, AES-256-GCM\n"
"""What an encrypted file begins with; a salt, a nonce and the rest follow. It is authenticated."""
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
SCRYPT_N = 2**17
"""With blocks of 8: 128 MB and a third of a second for each passphrase that is tried."""
GZIP = b"\x1f\x8b"


class CannotRestore(Exception):
    """What is wrong with a backup, or with the place it is to go to; a sentence."""


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line."""

    poll_server_backup: int = FORMAT
    program: Annotated[str, Meta(max_length=40, pattern=r"^[\w.+-]*$")]
    """the version that wrote it"""
    data: Annotated[int, Meta(ge=1)]
    """the version of the data; see `data_version`"""
    made_ms: int
    """when, ms since 1970, by the clock of the machine that made it"""
    secret: Annotated[str, Meta(max_length=200, pattern=r"^[\w-]*$")] = ""
    """what signs cookies, where it is in a file"""


class Backup(msgspec.Struct, frozen=True):
    """What is in a file."""

    head: Head
    kept: Sequence[Kept]


def packed(backup: Backup, passphrase: str = "") -> bytes:
    """The bytes of a file."""
    text = io.BytesIO()
    with gzip.GzipFile(fileobj=text, mode="wb", compresslevel=COMPRESSION, mtime=0) as file:
        file.write(msgspec.json.encode(backup.head) + b"\n")
        for each in backup.kept:
            file.write(msgspec.json.encode(each, order="sorted") + b"\n")
        file.write(msgspec.json.encode({"keys": len(backup.kept)}) + b"\n")
    return _encrypted(text.getvalue(), passphrase) if passphrase else text.getvalue()


def is_encrypted(data: bytes) -> bool:
    """Whether a passphrase is needed."""
    return data.startswith(ENCRYPTED)


def unpacked(data: bytes, passphrase: str = "") -> Backup:
    """What is in a file, checked line by line.

    Raises:
        CannotRestore: it is no backup, was cut off or changed, is too large, or wants another
            passphrase.
    """
    if is_encrypted(data):
        data = _opened(data, passphrase)
    if not data.startswith(GZIP):
        raise CannotRestore("This is no backup of a poll server: name a file that `backup` wrote.")
    lines = _lines(data)
    head = _head(next(lines, b""))
    kept: dict[str, Kept] = {}
    last: bytes | None = None
    for line in lines:
        if last is not None:
            each = _kept(last)
            if kept.setdefault(each.key, each) is not each:
                raise _damaged(f"{each.key} is in it twice")
        last = line
    try:
        if msgspec.json.decode(last or b"", type=dict[str, int]) != {"keys": len(kept)}:
            raise _damaged("its last line counts other keys")
    except msgspec.MsgspecError:
        raise _damaged("its end is missing") from None
    return Backup(head, list(kept.values()))


def _encrypted(data: bytes, passphrase: str) -> bytes:
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    sealed = bytes(_cipher(passphrase, salt).encrypt(nonce, data, ENCRYPTED))
    return ENCRYPTED + salt + nonce + sealed


def _opened(data: bytes, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag

    if not passphrase:
        raise CannotRestore("This backup is encrypted: give its passphrase.")
    salt, data = data[len(ENCRYPTED) :][:SALT_BYTES], data[len(ENCRYPTED) + SALT_BYTES :]
    nonce, data = data[:NONCE_BYTES], data[NONCE_BYTES:]
    try:
        return bytes(_cipher(passphrase, salt).decrypt(nonce, data, ENCRYPTED))
    except (InvalidTag, ValueError):  # ValueError: cut off within the nonce
        raise CannotRestore(
            "This backup cannot be decrypted: another passphrase is needed, or the file was "
            "changed or cut off. Nothing was changed."
        ) from None


def _cipher(passphrase: str, salt: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # only a backup needs it
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    key = Scrypt(salt, length=KEY_BYTES, n=SCRYPT_N, r=8, p=1).derive(passphrase.encode())
    return AESGCM(key)


def _lines(data: bytes) -> Iterator[bytes]:
    """Line by line, unpacked no further than needed: a small file may hold gigabytes of zeros."""
    total, rest = 0, b""
    stream = zlib.decompressobj(wbits=31)
    at, step = 0, 2**16
    while not stream.eof:
        given = stream.unconsumed_tail or data[at : at + step]
        if not stream.unconsumed_tail:
            at += step
        if not given:
            raise _damaged("its end is missing")
        try:
            part = stream.decompress(given, 2**20)
        except zlib.error as error:
            raise _damaged(str(error)) from None
        total += len(part)
        *whole, rest = (rest + part).split(b"\n")
        if total > LARGEST or len(rest) > LONGEST_LINE:
            raise CannotRestore(
                f"This backup holds more than {LARGEST // 2**20} MB: it is not ours."
            )
        yield from whole
    if rest or stream.unused_data:
        raise _damaged("something stands after its end")


def _head(line: bytes) -> Head:
    try:
        head = msgspec.json.decode(line, type=Head)
    except msgspec.MsgspecError as error:
        raise _damaged(f"its first line is wrong: {error}") from None
    if head.poll_server_backup != FORMAT:
        raise CannotRestore(
            f"This backup was written by poll-server {head.program}, in a form that this version "
            "does not know: install that version or a newer one."
        )
    return head


def _kept(line: bytes) -> Kept:
    try:
        each = msgspec.json.decode(line, type=Kept)
    except msgspec.MsgspecError as error:
        raise _damaged(str(error)) from None
    right: type = {"hash": dict, "set": list, "list": list, "string": str}[each.shape]
    if shape_of(each.key) != each.shape or not isinstance(each.value, right):
        raise _damaged(f"it holds “{each.key[:80]}”, which no poll server writes")
    if not each.value and each.shape != "string":
        raise _damaged(f"it holds “{each.key[:80]}” with nothing in it")
    return each


def _damaged(why: str) -> CannotRestore:
    return CannotRestore(f"This backup is damaged ({why}): nothing was changed; take another one.")
