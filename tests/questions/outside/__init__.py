"""A kind of question that another package brings, and a walk with it through the whole house.

`stars.py` and `stars.js` are what such a package holds. `test_brought.py` installs them for a
process of its own, in which `walk.py` runs: a kind is known from the start of a process on.
"""
