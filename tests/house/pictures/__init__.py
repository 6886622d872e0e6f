"""The pictures of documents and of states, taken anew by make."""
