"""What programs can do, each answer held to the description of it."""
