"""What a hall asks of its moderator: its questions, and who wants to speak."""
