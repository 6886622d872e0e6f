"""How a hall's phones fare on this machine, and what the rules cost over a bare loop.

    python -m tests.bench            # a table, also put on top of docs/benchmarks.md
    python -m tests.bench --short    # a few phones, nothing written down
    python -m tests.bench --only congress    # one of its parts

The server gets one core to itself; Redis and the phones share the others. The phones are sockets
without a library, in this process, and start their clock at the beginning of a burst: what a figure
says includes sending all votes. Every acknowledgement waits for an fsync. The same votes then go
through `minimal_server` on the same core and the same Redis.

The second half asks what a congress's report costs, and whether votes notice (`congress`); the
third what phones' sockets cost both ways, and without any rule (`transports`).

- `figures`: what is measured, and how much of it
- `phones`: sockets that vote, and the clock
- `halls`: the server, or the bare loop, with all phones on it
- `run`: the measuring
- `congress`: a report of 72,000 votes, with people voting beside it
- `sockets`: phones' sockets, in turns on four servers, and thousands of phones in one C program
- `book`: the table and `docs/benchmarks.md`
"""
