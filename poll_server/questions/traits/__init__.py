"""What several kinds have in common: base classes between `Question` and a kind."""
