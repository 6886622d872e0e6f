"""What screens are shown of a poll, and when.

views     who may see what               pictures  made and encoded once for all who share a view
hub       one snapshot a tick            topics    what the hub knows of a poll that is watched
outbox    one screen's mailbox           tables    results as people read them
apart     a phone's question once, and snapshots that name it
"""
