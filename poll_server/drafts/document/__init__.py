"""The document of a draft: its items, their fields, how it comes from a deck and becomes one."""
