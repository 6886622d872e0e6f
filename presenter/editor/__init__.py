"""Events, polls and questions, written in the browser."""
