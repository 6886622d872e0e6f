"""Pictures that organisers upload: opened with care, drawn anew, packed with their deck."""
