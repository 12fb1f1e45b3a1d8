"""The journal of crawls in SQLite: every batch is written down before the next is asked for.

What stands here survives a crash, so that a crawl goes on where it was.
"""

from moodrec.journal.history import History
from moodrec.journal.work import HELD, NO_MOOD, REPEATED, Work

__all__ = ["HELD", "NO_MOOD", "REPEATED", "History", "Work"]
