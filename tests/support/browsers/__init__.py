"""Browsers: one found or got, and started."""
