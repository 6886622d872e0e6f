"""The projected view."""
