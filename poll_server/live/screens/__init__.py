"""What screens are shown of a poll, and when.

views     who may see what               pictures  made and encoded once for all who share a view
hub       one snapshot a tick            topics    what the hub knows of a poll that is watched
outbox    one screen's mailbox           tables    results as people read them
stalled   while Redis does not answer     alarms    what the moderator is warned of
phone_results   a result as a phone lists it
apart     a phone's question once, and snapshots that name it
"""
