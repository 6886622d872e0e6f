"""Practice on the console: what it says, and the page on which simulated phones are let come.

texts      what the console asks before a practice begins, and before it ends
pages      the page of a rehearsal, whole without a script
go_or_not  its verdict, out of what the phones have met
"""
