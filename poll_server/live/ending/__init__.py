"""What ends, and what is left of it.

freezing   closed rounds, when their time has come    auditing   held to their votes, for reports
archive    an event is over                           retention  what goes when its time is over
orphans    what a crash in a deletion left behind
"""
