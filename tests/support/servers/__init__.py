"""Servers and other processes that tests start, watch and end."""
