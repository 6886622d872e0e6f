"""The command line: its entrance, its verbs, settings as options, mistakes in a sentence."""
