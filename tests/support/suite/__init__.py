"""How the suite itself runs: in which order, how much of it, watched and billed."""
