"""What a hall does beside voting, and never in the way of a vote.

mood      reactions and the tempo: sums of each process, once a second, some of which may be lost
rehearsals  simulated phones that a console's button lets come, in a process of their own
speakers  who wants to speak, in which order they are called; kept like a vote
"""
