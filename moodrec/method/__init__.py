"""The method laid open: where a list comes from, and what the reference set is like, in numbers."""
