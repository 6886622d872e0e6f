"""The machine beneath: its disk, its memory, and who else runs on it."""
