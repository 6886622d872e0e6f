"""Colours and type of every surface: one accent makes both themes, always legible."""
