"""Every forum at a glance."""
