"""The stage, alone or with the console it obeys."""
