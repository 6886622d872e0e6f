"""A hall without people: simulated phones, for the demo, rehearsals and the run-through.

simulated phones over real sockets      rehearsal  them, on a running server
                                        on_request the same, begun by a console's button
hall      what they vote                vote_plan  so that published figures come out
demo      a server with a hall          run_through  a whole forum, checked and reported
organiser accounts from the command line
"""
