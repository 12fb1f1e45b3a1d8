"""moodrec puts a song on the mood plane and finds the songs that feel the same."""

__version__ = "0.1.0"
