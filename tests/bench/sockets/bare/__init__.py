"""What the transports are compared with: two servers that do the work itself, and nothing else.

    python -m tests.bench.sockets.bare minimal|spike REDIS_URL PORT

minimal  a plain Starlette endpoint, one script call a vote: what most people would write
spike    no task, queue or timer a phone, votes in groups over a bare line to Redis: how fast
         Python can be here

No cookie, `Origin`, check, limit, ping, stage or goodbye. Both speak as much of the product's wire
as `load.c` asks for, and acknowledge a vote only once Redis has it on disk (`appendfsync always`).
A number on stdin asks all phones the question of that round.

- `votes`: the script, and what is said
- `minimal`, `spike`: the two
"""
