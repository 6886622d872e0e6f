"""`deploy/`, and the hall kit, tried for themselves."""
