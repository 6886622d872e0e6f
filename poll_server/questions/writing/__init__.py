"""What people write: kept clean and legible, and held back where it is on a stop list."""
