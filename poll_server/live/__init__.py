"""A poll while it runs.

polls     the verbs, of six parts: those of verbs/, auditing, floor
verbs/    voting, greeting, moderating, looking
memory    what a process remembers of polls  state    how a poll stands at one moment
flow/     what each command does, no I/O     ballots  votes of one turn go together
crowd     who is here, over all processes    floor    questions from the hall
beside/   what a hall does beside voting: reactions and the tempo
links     secret links, renewed and ended    risks, witness  what could lose votes, or has
screens/  who sees what, and when            ending/  frozen, archived, deleted
"""
