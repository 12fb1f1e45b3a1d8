"""What a list of placed songs is like, and what can be made of it."""
