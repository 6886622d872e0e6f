"""The command line: its verbs, settings as options, and what is said where something is wrong."""
