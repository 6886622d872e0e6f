"""Webhooks: other servers are told that a vote was opened, closed, shown, or results published.

noticing    what is news, by what Redis holds: no vote and no command waits for any of it
sending     one process sends, tries again, and writes down what came of it
signing     so that a receiver knows who tells it, as Standard Webhooks has it
reach       to which addresses it may go
"""
