"""What the live screens of stage and moderator have in common."""
