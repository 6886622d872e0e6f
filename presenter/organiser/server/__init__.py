"""The server itself, for organisers: how it is, and the programs that may speak with it."""
