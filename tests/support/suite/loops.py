"""The loop that tests run on: uvloop's, whose end neither hangs nor hides what a test left open.

uvloop closes what is open yet when it is closed itself, and warns of each. Where warnings are
errors, as here, that warning keeps it from closing, and it then waits for ever for what stays open
(`__uv_walk_close_all_handles_cb` of uvloop 0.23): a test that failed took the whole run with it.
"""

import warnings

import uvloop


class Loop(uvloop.Loop):
    """uvloop's, with an end.

    Raises:
        ResourceWarning: by `close`, once all is closed: what had been left open.
    """

    def close(self) -> None:
        with warnings.catch_warnings(record=True) as left:
            warnings.simplefilter("always", ResourceWarning)
            super().close()
        if left:
            raise ResourceWarning("; ".join(str(each.message) for each in left))
