"""What holds in every file of a report."""
