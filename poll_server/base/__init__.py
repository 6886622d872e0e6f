"""What everything may use and what imports nothing of ours but the catalogues.

settings  POLL_* variables            logs     structured, without addresses
text      one text in many languages  percent  how shares are rounded and written
metrics   counters for Prometheus     names    short names out of titles
sharing   one answer for all who ask at the same time
signed    what is good for a time     keyed    hashes with a key
"""
