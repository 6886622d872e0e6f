"""The organiser's pages: events, people, looks, the overview wall and the report."""
