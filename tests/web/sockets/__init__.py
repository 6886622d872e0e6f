"""Sockets: what carries them, how fast they may speak, and who has one."""
