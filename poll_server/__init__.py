"""The core of the polling server: rules, Redis, the hub. The only part that talks to Redis."""

__version__ = "0.2.0"
"""The one place that says it: packages, `poll-server --version` and reports read it here."""
