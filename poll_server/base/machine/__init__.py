"""What the machine gives: room on its disk, open files, its memory, files that are held."""
