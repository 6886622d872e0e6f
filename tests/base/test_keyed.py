"""The keyed hash is the standard library's: voters of earlier versions keep their keys."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from poll_server.base.keyed import BLOCK, KeyedHash


@given(st.binary(max_size=3 * BLOCK), st.lists(st.binary(max_size=3 * BLOCK), max_size=3))
def test_it_says_what_the_standard_library_says(key: bytes, messages: list[bytes]) -> None:
    keyed = KeyedHash(key)
    for message in messages:
        assert keyed.digest(message) == hmac.digest(key, message, "sha256")


def test_keys_at_the_border_of_a_block() -> None:
    for size in (0, 1, BLOCK - 1, BLOCK, BLOCK + 1):
        key = bytes(range(1, size + 1))
        assert KeyedHash(key).digest(b"vote") == hmac.digest(key, b"vote", "sha256")
