"""The phone: its page, its script, its state, and what it does without one of them."""
