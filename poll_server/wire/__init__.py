"""What phones, stages and moderators say to the server, and hear from it."""
