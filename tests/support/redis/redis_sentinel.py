"""A primary, its replica and three Sentinels on loopback, of the private Redis's binary."""

import contextlib
from pathlib import Path

from .redis_node import RedisNode, RedisNodes, new_id

NAME = "main"
NEVER_MS = 3_600_000
DOWN_MS = 500
"""After which a silent primary counts as gone, where one is to: a failover then takes some two
seconds."""


class SentinelNode(RedisNode):
    """One Sentinel."""

    def start(self, *more: str) -> None:
        self._launch([str(self.folder / "sentinel.conf"), "--sentinel"])


class RedisSentinel(RedisNodes):
    """All five; a context manager.

    Attributes:
        url: for `--redis-url`.
        servers: the primary and its replica, as they begin.
    """

    def __init__(self, folder: Path) -> None:
        guard = ("--min-replicas-to-write", "1")
        primary = RedisNode(folder / "primary", *guard)
        of = ("--replicaof", f"127.0.0.1 {primary.port}")
        self.servers = [primary, RedisNode(folder / "replica", *guard, *of)]
        self.sentinels = [SentinelNode(folder / f"sentinel-{number}") for number in range(3)]
        ids = [new_id() for _ in self.sentinels]
        for node, own in zip(self.sentinels, ids, strict=True):
            # They know each other and the replica, as after a restart.
            lines = [
                f"port {node.port}",
                "bind 127.0.0.1",
                f"dir {node.folder}",
                f"sentinel myid {own}",
                f"sentinel monitor {NAME} 127.0.0.1 {primary.port} 2",
                f"sentinel down-after-milliseconds {NAME} {NEVER_MS}",
                f"sentinel failover-timeout {NAME} 4000",
                f"sentinel known-replica {NAME} 127.0.0.1 {self.servers[1].port}",
                *(
                    f"sentinel known-sentinel {NAME} 127.0.0.1 {other.port} {its}"
                    for other, its in zip(self.sentinels, ids, strict=True)
                    if other is not node
                ),
            ]
            (node.folder / "sentinel.conf").write_text("\n".join(lines) + "\n")
        self.nodes = [*self.servers, *self.sentinels]
        places = ",".join(node.address for node in self.sentinels)
        self.url = f"redis+sentinel://{places}/{NAME}/0"

    def is_settled(self) -> bool:
        """Whether the Sentinels agree on a primary that has its replica in step."""
        with contextlib.suppress(LookupError):
            role = self.primary().said("ROLE")
            return bool(role and role[0] == "master" and role[2])
        return False

    def look_out(self, after_ms: int) -> None:
        """Have the Sentinels take a primary for gone that says nothing for so many milliseconds.

        They begin with `NEVER_MS`: a busy machine lets one stand still for half a second, too.
        """
        for each in self.sentinels:
            each.ask("SENTINEL SET", NAME, "down-after-milliseconds", after_ms)

    def agree_on(self, node: RedisNode) -> bool:
        """Whether all Sentinels call this one the primary, and it answers."""
        with contextlib.suppress(LookupError):
            return self.primary() is node
        return False

    def primary(self) -> RedisNode:
        """Whom all Sentinels call the primary.

        Raises:
            LookupError: they do not agree, or it does not answer.
        """
        said = {str(each.said("SENTINEL GET-MASTER-ADDR-BY-NAME", NAME)) for each in self.sentinels}
        for node in self.servers:
            if said == {str(("127.0.0.1", node.port))} and node.said("PING"):
                return node
        raise LookupError(said)
