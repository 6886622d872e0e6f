"""Pages of organisers themselves: becoming one, signing in and out, the account."""
