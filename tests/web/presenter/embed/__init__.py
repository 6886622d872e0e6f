"""The live result in another site's frame."""
