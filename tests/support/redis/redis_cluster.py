"""A Redis Cluster on loopback: primaries, each with a replica, of the private Redis's binary.

    with RedisCluster(folder) as cluster:
        store = Store.connect(cluster.url)
        cluster.primary_of("poll:{abc}:live").kill()

Every node finds in its `nodes.conf` whom it belongs to, as after a restart: nobody has to be
introduced to anybody, and the cluster stands in a fraction of a second.
"""

import contextlib
from pathlib import Path
from typing import Any

import redis
from redis.crc import key_slot
from redis.exceptions import ResponseError

from poll_server.store.reach.address import parse

from .redis_node import RedisNode, RedisNodes, new_id

SLOTS = 16_384
NODE_TIMEOUT_MS = 1000
"""After which a node that is silent counts as gone: a failover then takes some two seconds."""
PATIENT_MS = 30_000
"""The same where none is to go: on a busy machine one that is well is silent for a second, too."""


def plain_client(url: str) -> Any:
    """A client that waits for nobody, of a single Redis or of a cluster."""
    address = parse(url)
    if address.kind == "one":
        return redis.Redis.from_url(url, decode_responses=True)
    return redis.RedisCluster(*address.places[0], decode_responses=True)


class RedisCluster(RedisNodes):
    """The cluster; a context manager.

    Attributes:
        url: for `--redis-url`.
        nodes: all, those that begin as primaries first.
    """

    def __init__(
        self, folder: Path, primaries: int = 3, *, replicas: bool = True, guarded: bool = True
    ) -> None:
        """Args:
        replicas: each primary has one, which every vote waits for.
        guarded: a primary that lost its replica takes no write (`min-replicas-to-write 1`).
        """
        self.nodes = [
            RedisNode(
                folder / f"node-{number}",
                *("--cluster-enabled", "yes"),
                *("--cluster-node-timeout", str(NODE_TIMEOUT_MS)),
                *("--cluster-require-full-coverage", "no"),
                *("--min-replicas-to-write", "1" if guarded and replicas else "0"),
            )
            for number in range(primaries * (1 + replicas))
        ]
        for node in self.nodes:
            node._options = (*node._options, "--cluster-port", str(node.bus))
        self._ids = {node.port: new_id() for node in self.nodes}
        self._primaries = primaries
        self.replicas = int(replicas)
        self.url = (
            f"redis+cluster://{','.join(node.address for node in self.nodes)}"
            f"?replicas={self.replicas}"
        )
        for node in self.nodes:
            (node.folder / "nodes.conf").write_text(self._config(node))

    def _config(self, me: RedisNode) -> str:
        lines = []
        for number, node in enumerate(self.nodes):
            of, _, first, last = self._place(number)
            role = "master" if of is None else "slave"
            flags = f"myself,{role}" if node is me else role
            primary = "-" if of is None else self._ids[of.port]
            epoch = 1 + number % self._primaries
            slots = f" {first}-{last}" if of is None else ""
            lines.append(
                f"{self._ids[node.port]} {node.address}@{node.bus} {flags} {primary} 0 0 {epoch} "
                f"connected{slots}"
            )
        lines.append(f"vars currentEpoch {self._primaries} lastVoteEpoch 0")
        return "\n".join(lines) + "\n"

    def _place(self, number: int) -> tuple[RedisNode | None, int, int, int]:
        """Whose replica this node begins as (None: it is a primary), its shard, and its slots."""
        shard = number % self._primaries
        first = shard * SLOTS // self._primaries
        last = (shard + 1) * SLOTS // self._primaries - 1
        of = self.nodes[shard] if number >= self._primaries else None
        return of, shard, first, last

    # ── How it stands ─────────────────────────────────────────────────────────────────────────

    def is_settled(self) -> bool:
        """Whether every slot is served, every node seen by all, and every replica in step."""
        return all(map(self._is_whole, self.nodes))

    def _is_whole(self, node: RedisNode) -> bool:
        info = node.said("CLUSTER INFO")
        if not info or info["cluster_state"] != "ok" or info["cluster_slots_ok"] != str(SLOTS):
            return False
        role = node.said("ROLE")
        if not role or (role[0] == "slave" and role[3] != "connected"):
            return False
        if role[0] == "master" and len(role[2]) < self.replicas and self._has_slots(node):
            return False
        # A replica that was not heard of yet is in none of these.
        if any(len(each) < 3 + self.replicas for each in node.said("CLUSTER SLOTS") or [[]]):
            return False
        seen = node.said("CLUSTER NODES") or {}
        return len(seen) == len(self.nodes) and all(
            "fail" not in each["flags"] and each["connected"] for each in seen.values()
        )

    def _has_slots(self, node: RedisNode) -> bool:
        seen = node.said("CLUSTER NODES") or {}
        return any("myself" in each["flags"] and each["slots"] for each in seen.values())

    def primary_of(self, key: str) -> RedisNode:
        """Who serves a key now, as most of those see it that answer."""
        slot = key_slot(key.encode())
        for node in self.nodes:
            if not (role := node.said("ROLE")) or role[0] != "master":
                continue
            try:
                node.redis.exists(key)
            except ResponseError:
                continue
            if slot in self._own_slots(node):
                return node
        raise LookupError(key)

    def has_primary(self, key: str) -> bool:
        """Whether some server that answers has a key."""
        with contextlib.suppress(LookupError):
            return bool(self.primary_of(key))
        return False

    def replica_of(self, primary: RedisNode) -> RedisNode:
        """Its replica."""
        for node in self.nodes:
            role = node.said("ROLE")
            if role and role[0] == "slave" and int(role[2]) == primary.port:
                return node
        raise LookupError(primary.address)

    def _own_slots(self, node: RedisNode) -> set[int]:
        seen = node.said("CLUSTER NODES") or {}
        (mine,) = [each for each in seen.values() if "myself" in each["flags"]]
        return {
            slot
            for first, *last in mine["slots"]
            for slot in range(int(first), int(last[0] if last else first) + 1)
        }

    # ── What happens to it ────────────────────────────────────────────────────────────────────

    def look_out(self, after_ms: int) -> None:
        """Have those that answer take one for gone that is silent for so many milliseconds."""
        for node in self.nodes:
            node.said("CONFIG SET", "cluster-node-timeout", str(after_ms))

    def begin_move(self, key: str, to: RedisNode) -> None:
        """Say that the slot of `key` moves, as `redis-cli --cluster reshard` does first."""
        slot, source = key_slot(key.encode()), self.primary_of(key)
        to.ask("CLUSTER SETSLOT", slot, "IMPORTING", self._ids[source.port])
        source.ask("CLUSTER SETSLOT", slot, "MIGRATING", self._ids[to.port])

    def move_keys(self, key: str, to: RedisNode) -> None:
        """Take the keys of that slot over."""
        slot, source = key_slot(key.encode()), self.primary_of(key)
        while keys := source.ask("CLUSTER GETKEYSINSLOT", slot, 100):
            source.ask("MIGRATE", "127.0.0.1", to.port, "", 0, 5000, "KEYS", *keys)

    def end_move(self, key: str, to: RedisNode) -> None:
        """Have all know that the slot has moved: first who has it now."""
        slot = key_slot(key.encode())
        for node in sorted(self.nodes, key=lambda node: node is not to):
            if (role := node.said("ROLE")) and role[0] == "master":
                node.ask("CLUSTER SETSLOT", slot, "NODE", self._ids[to.port])
