"""Pages of those who own events: sign-in, links, files, look, archive, review, public results."""
