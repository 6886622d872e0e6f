"""What comes in: a deck, and what was done with other tools: results, and what halls asked there.

importing.py  a deck, as a file or pasted
rounds.py     results of a poll: the page with the field for the file
entries.py    questions from the hall, which that page hands over
sent.py       the forms of both
"""
