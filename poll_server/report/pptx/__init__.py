"""The report as slides, with charts that can be edited."""
