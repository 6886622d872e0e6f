"""Methods that kinds of questions count by, each with its source: pure functions of counts."""
