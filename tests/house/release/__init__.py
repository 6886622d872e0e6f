"""What is locked, and what is handed out."""
