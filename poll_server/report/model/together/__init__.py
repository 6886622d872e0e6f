"""What several questions or polls come to together: their points, their results."""
