"""Tracks placed by ear: the questions, the visitor's own places, and who says what of a track."""
