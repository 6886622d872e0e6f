"""Who is let in, and by what: passes, passwords, join codes; and what other sites may not do."""
