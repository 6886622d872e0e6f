"""What `--redis-url` says of a cluster and of Sentinels, and what it is no address for."""

from typing import Any

import pytest

from poll_server.run.launch import without_password
from poll_server.store.reach.address import Address, HostPort, how_to_write, parse


@pytest.mark.parametrize("url", ["redis://h:1/0", "rediss://u:p@h/2", "unix:///tmp/a.sock", ""])
def test_a_single_redis_is_left_to_redis_py(url: str) -> None:
    assert parse(url) == Address("one", url)


def test_a_cluster_has_nodes_a_way_in_and_a_replica_that_confirms() -> None:
    found = parse("rediss+cluster://ann:p%40ss@a:7000,b,[::1]:7002?ssl_ca_certs=/ca.pem")
    assert found.kind == "cluster"
    assert found.places == (HostPort("a", 7000), HostPort("b", 6379), HostPort("::1", 7002))
    assert found.replicas == 1
    options: Any = dict(found.options or {})
    assert options.pop("connection_class").__name__ == "SSLConnection"
    assert options == {"username": "ann", "password": "p@ss", "ssl_ca_certs": "/ca.pem"}


def test_sentinels_name_their_primary_and_have_a_password_of_their_own() -> None:
    found = parse("redis+sentinel://:pw@a,b:1/main/3?replicas=2&sentinel_password=s")
    assert (found.kind, found.service, found.replicas) == ("sentinel", "main", 2)
    assert found.places == (HostPort("a", 26379), HostPort("b", 1))
    assert found.options == {"password": "pw", "db": 3}
    assert found.sentinel_options == {"password": "s"}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis+sentinel://a:1,b:2", "call the primary"),
        ("redis+cluster://a:1/3", "no numbered databases"),
        ("redis+cluster://a:1,:2", "no host and port"),
        ("redis+cluster://a:x", "no host and port"),
        ("redis+cluster://a:1?replicas=all", "no number"),
    ],
)
def test_what_is_none_is_refused_in_a_sentence(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        parse(url)
    assert f"; write {url.partition(':')[0]}://host" in how_to_write(url, refused.value)


def test_no_password_is_printed() -> None:
    url = "redis+sentinel://:secret@a,b/main?sentinel_password=secret&replicas=2"
    assert without_password(url) == "redis+sentinel://a,b/main?sentinel_password=…&replicas=2"
