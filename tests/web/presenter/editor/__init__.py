"""The editor's pages without a script."""
