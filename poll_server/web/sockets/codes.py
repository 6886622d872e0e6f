"""Why a WebSocket is closed: the codes that scripts know, and what they do about each."""

RENEWED = 4403
"""Close code: the secret link was renewed, or the pass is not valid."""
NO_SUCH_POLL = 4404
"""Close code: there is no such poll (any more)."""
TOO_MANY = 4409
"""Close code: the same phone has newer sockets, in other tabs. The page rests until looked at."""
OVER = 4410
"""Close code: the event is over. The page is loaded again, and says so."""
TRY_AGAIN = 1013
"""Close code “try again later” (RFC 6455 registry): Redis did not answer, or there is no room."""
FULL = "full"
"""Close reason beside it: there is no room. The page says so, and tries again after a while."""
NO_HELLO = 1008
"""Close code “policy violation” (RFC 6455): nothing was said. The page just comes back."""
