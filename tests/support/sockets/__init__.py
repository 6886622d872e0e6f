"""Lines between a client and the server, byte by byte."""
