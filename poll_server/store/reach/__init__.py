"""How a Redis is reached: a single one, a primary under Sentinel, a cluster; see `address`.

    redis://host:6379/0
    redis+sentinel://host:26379,host:26379/mymaster/0
    redis+cluster://host:6379,host:6379

Where there are replicas, nothing is taken for written before as many of them have confirmed it as
the address says (`confirmed`). Why this is not left to redis-py's own cluster client:
docs/decisions/0009-many-machines.md.
"""
