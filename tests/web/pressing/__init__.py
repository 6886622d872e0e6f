"""Pages drawn once for many, and compressed once."""
