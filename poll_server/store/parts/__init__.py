"""The four parts of what Redis remembers, each with the commands and scripts that it needs."""
