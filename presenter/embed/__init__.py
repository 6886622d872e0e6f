"""The stage's result in a frame of another site, and what organisers allow there."""
