"""What is held of the house itself: its tour, floors, documents; and what only make runs."""
