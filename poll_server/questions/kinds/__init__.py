"""One module a kind; `elsewhere.py` says how other tools ask the same."""
