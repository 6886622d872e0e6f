"""A poll while it runs.

polls     the verbs: vote, command, state    flow     what each command does, without I/O
ballots   votes of one turn go together      hub      one snapshot a tick, for all who watch
views     who may see what                   tables   results as people read them
outbox    one screen's mailbox               crowd    who is here, over all processes
pace      how fast one socket may speak      retention  what goes when its time is over
archive   an event is over                   links    secret links, renewed and ended
"""
