"""A poll while it runs.

polls     the verbs, of six parts: voting, greeting, moderating, looking, auditing, floor
memory    what a process remembers of polls  state    how a poll stands at one moment
flow      what each command does, no I/O     freezing  closed rounds, when their time has come
ballots   votes of one turn go together      hub      one snapshot a tick, for all who watch
views     who may see what                   tables   results as people read them
outbox    one screen's mailbox               crowd    who is here, over all processes
archive   an event is over                   links    secret links, renewed and ended
floor     questions from the hall
retention  what goes when its time is over
"""
