"""What Redis remembers of what a hall does beside voting."""
