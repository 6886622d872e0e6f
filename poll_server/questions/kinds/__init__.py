"""One module a kind; `likert.py` has ready labels for scales."""
