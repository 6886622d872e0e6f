"""Files that tests make, and what can be read in those that the server made."""
