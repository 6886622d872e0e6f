"""A question that was asked again: its rounds beside each other, and who moved between them."""
