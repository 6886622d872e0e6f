"""The report as one file for a browser, and the public results page."""
