"""What happens to a poll: somebody says hello, votes, moves it on, or looks at it."""
