"""What reaches a live poll: a draft as a whole, and what its moderator puts in on the spot.

What has run already stays as it was asked (`ran.py`).
"""
