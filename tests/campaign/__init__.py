"""The fault campaign: does every promise about a vote hold while everything breaks?

    python -m tests.campaign --seeds 20
    python -m tests.campaign --seeds 5 --appendfsync everysec      # must fail
    python -m tests.campaign --seeds 5 --cluster
    python -m tests.campaign --seeds 5 --cluster --unconfirmed     # must fail

- `run`: one campaign, from the first page to the verdict
- `people`: the voters, their tabs, and the ledger of what they were told
- `faults`: what breaks, and when
- `worlds`: a single Redis whose power is cut, or a cluster whose primaries die
- `disk`: what a power cut leaves of Redis's files
- `oracle`: what was stored and shown, held against the ledger
"""
