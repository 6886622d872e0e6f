"""The form of an item: its fields and their words, what was posted, and what is a change."""
