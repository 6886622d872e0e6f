"""Answers that nobody gave, for rehearsals and for decks that nobody has voted on yet."""
