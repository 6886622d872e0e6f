"""A vote as both bare servers take it, and the few messages they know."""

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

import msgspec

SCRIPT = """
-- KEYS votes, tally, version · ARGV voter, answer, voter, answer, …  ->  version
for at = 1, #ARGV, 2 do
  local old = redis.call('HGET', KEYS[1], ARGV[at])
  if old ~= ARGV[at + 1] then
    redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1])
    redis.call('HINCRBY', KEYS[2], ARGV[at + 1], 1)
    if old then redis.call('HINCRBY', KEYS[2], old, -1) end
  end
end
return redis.call('INCRBY', KEYS[3], #ARGV / 2)
"""
KEYS = ("{bare}:votes", "{bare}:tally", "{bare}:version")
QUESTION = "y" * 600
"""Letters: with them a snapshot is as long as the product's of a question with four options."""

decode = msgspec.json.Decoder().decode


class Rounds:
    """Which question is asked now."""

    def __init__(self) -> None:
        self.number = 0
        self.tasks: set[asyncio.Task[None]] = set()

    def snapshot(self) -> str:
        """What every phone is shown."""
        state = "open" if self.number else "ready"
        return (
            f'{{"type":"snapshot","state":"{state}","round":{self.number},"question":"{QUESTION}"}}'
        )

    def welcome(self) -> str:
        """What a phone is told that says hello."""
        return f'{{"type":"welcome","snapshot":{self.snapshot()},"my_vote":null}}'

    def follow(self, asked: Callable[[], Any]) -> None:
        """Ask what stdin says, and have `asked` run for each."""
        loop = asyncio.get_running_loop()

        def heard() -> None:
            # Not by `readline`, which would keep a second line to itself.
            if lines := os.read(sys.stdin.fileno(), 4096).split():
                self.number = int(lines[-1])
                task = loop.create_task(asked())
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
            else:
                loop.remove_reader(sys.stdin)

        loop.add_reader(sys.stdin, heard)


def counted(vote: dict[str, Any]) -> str:
    """The acknowledgement."""
    return f'{{"type":"counted","round":{vote["round"]},"seq":{vote["seq"]},"outcome":"accepted"}}'


def chosen(vote: dict[str, Any]) -> str:
    """The answer as the tally keeps it."""
    return str(vote["answer"]["options"][0])
