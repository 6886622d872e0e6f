"""Redis: the only folder that names its keys.

keys        every key, named here only    records      what is read, as values
store       the parts on one client       text_redis   what that client answers
poll_store  polls                         round_store  rounds and their votes
events      events and their polls        event_store  how those are kept
accounts    organisers                    attempts     wrong passwords of the last while
branding    logos                         shown        when a result was to be seen
lua/      one script for each step that must not be torn apart
"""
