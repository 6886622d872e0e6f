"""Redis: the only folder that names its keys.

keys        every key, named here only    records      what is read, as values
store       the parts on one client       text_redis   what that client answers
events      events and their polls        accounts   organisers
branding    logos                         shown      when a result was to be seen
parts/    polls, rounds with their votes, events, the floor: how each is kept
lua/      one script for each step that must not be torn apart
redis/    the private Redis: started, kept alive, its log mended
"""
