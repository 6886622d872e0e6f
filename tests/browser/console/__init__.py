"""The moderator's console and remote, and what is done there."""
