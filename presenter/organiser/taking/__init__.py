"""What was done with other tools comes in: results of their polls, and what halls asked there.

rounds.py     results of a poll: the page with the field for the file
entries.py    questions from the hall, which that page hands over
sent.py       the forms of both
"""
