"""The private Redis in the data folder: started, ended, and its log mended after a power cut."""
