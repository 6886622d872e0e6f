"""A test that leaves something open ends, and says what."""

import asyncio
import socket
import warnings

import pytest

from .loops import Loop


def test_a_loop_that_is_closed_with_an_open_connection_ends_and_names_it() -> None:
    """Without that it waits for ever: warnings are errors here as everywhere."""
    here, there = socket.socketpair()
    loop = Loop()
    with here, there:
        loop.run_until_complete(loop.create_connection(asyncio.Protocol, sock=here))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(ResourceWarning, match=r"TCPTransport|UnixTransport"):
                loop.close()
        assert loop.is_closed()
        there.settimeout(60)
        assert there.recv(1) == b""


def test_a_loop_that_left_nothing_ends_without_a_word() -> None:
    loop = Loop()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert loop.is_closed()
