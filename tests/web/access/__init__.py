"""Who may come in: passes, places, passwords, roles and a provider's."""
