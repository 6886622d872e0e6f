"""How often Python looks for garbage in circles: seldom enough for a hall that joins at once.

A phone that joins leaves some hundred objects that stay as long as it does. With Python's own
thresholds 600 of them are reason enough to look through everything there is, again and again while
a wave of thousands arrives: each time the server stands still, and nothing is found.
"""

import gc

YOUNG = 10_000
"""Objects more than at the last look, after which the newest are looked at: a hundred phones."""
OLDER = 10
"""Looks at the newest until a look at those that stayed, and as many of these until one at all.

So everything is looked at after a million objects more: some 5,000 phones, or as many that came
back. What circles they leave behind until then is tens of megabytes.
"""


def fit() -> None:
    """Set the thresholds; and what was made so far, which lives as long as the process, is left
    out of every later look."""
    gc.set_threshold(YOUNG, OLDER, OLDER)
    gc.collect()
    gc.freeze()
