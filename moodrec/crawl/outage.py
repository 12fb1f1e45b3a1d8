"""A crawl outlasts its shared database: it waits until that answers again, and goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable

import filelock

from moodrec.errors import DatabaseAway
from moodrec.locks import Lock

LONGEST = 900.0
"""Seconds for which a database may be away; afterwards somebody has to resume the crawl."""
LOOK = 2.0
"""Seconds between two looks at whether it is back."""
_LOOKING = 1.0  # seconds: whoever only looks holds the lock for a moment
_log = logging.getLogger(__name__)


def outlasting(lock: Lock, work: Callable[[], None], sleep: Callable[[float], None]) -> None:
    """Carries out `work` under a lock that is held, and gives that back at the end.

    Whenever the database goes away, and the lock with it, `work` begins once more as soon as
    both are back, unless another replica has the lock by then. Raises DatabaseAway when they
    are away for longer than LONGEST.
    """
    try:
        while not _worked(work):
            lock.release()
            if not _taken_again(lock, sleep):
                return
    finally:
        lock.release()


def _worked(work: Callable[[], None]) -> bool:
    """True when the work came to its end, False when the database went away meanwhile."""
    try:
        work()
    except DatabaseAway as error:
        _log.warning("The crawl waits: %s", error)
        return False
    return True


def _taken_again(lock: Lock, sleep: Callable[[float], None]) -> bool:
    """Waits for the database; False when another replica crawls by then."""
    waited = 0.0
    while True:
        try:
            lock.acquire(timeout=_LOOKING)
        except filelock.Timeout:
            return False
        except DatabaseAway:
            if waited >= LONGEST:
                raise
            sleep(LOOK)
            waited += LOOK
        else:
            return True
