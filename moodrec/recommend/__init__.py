"""What goes with a song: exact, repeatable, ties closed."""

from moodrec.recommend.index import Index
from moodrec.recommend.search import Nearest, nearest, picks, search

__all__ = ["Index", "Nearest", "nearest", "picks", "search"]
