"""The console of whoever runs a poll."""
