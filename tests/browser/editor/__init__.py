"""The editor, and what a person does there."""
