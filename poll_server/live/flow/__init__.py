"""What each command of a moderator does to the state it meets: a plan, without any I/O."""
