"""How a change gets to screens: a mailbox each, and nobody waits for another's Redis."""
