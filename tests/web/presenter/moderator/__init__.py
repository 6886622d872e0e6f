"""The moderator's page without a script."""
