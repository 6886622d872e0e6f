"""Rows as files."""

BOTH = ("de", "en")
