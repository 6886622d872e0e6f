"""What keeps an installation well over years: everything that is kept, as a whole.

cut           all of it at one moment, read from a running server, or put in place of what is there
backup_file   the same as a file, encrypted if wanted; in a `backup_folder` such files are rotated
backups       made, rotated, restored: what the command line calls
data_version  which version the data has; an older one is migrated once
"""
