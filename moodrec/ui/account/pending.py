"""The log-ins that have begun: what comes back from Spotify has to belong to one of them.

A redirect from Spotify opens a new session, so what it needs waits here, on the server.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from pydantic import SecretStr

from moodrec.errors import LoginFailed
from moodrec.listing import Listing
from moodrec.saving import Saving

MOST = 1000
"""Log-ins that wait at a time; the oldest give way."""
SECONDS = 600.0
"""How long one waits."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the visitor had: the page and its address, a list to be saved, and how far it was."""

    page: str = ""
    query: tuple[tuple[str, tuple[str, ...]], ...] = ()
    listing: Listing | None = None
    saving: Saving | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """One log-in that has begun, in one browser."""

    verifier: SecretStr
    redirect: str
    browser: str
    kept: Kept


class PendingLogins:
    """The log-ins of all visitors, bounded in number and time; safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._waiting: dict[bytes, tuple[float, Pending]] = {}

    def begin(self, pending: Pending) -> str:
        """Keeps a log-in; gives its state, which nobody can guess."""
        state = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_old()
            while len(self._waiting) >= MOST:
                del self._waiting[next(iter(self._waiting))]
            self._waiting[_key(state)] = (self._clock(), pending)
        return state

    def has(self, state: str) -> bool:
        """True while a log-in waits."""
        with self._lock:
            self._forget_old()
            return _key(state) in self._waiting

    def drop(self, state: str) -> None:
        """Forgets a log-in that will not be gone on with."""
        with self._lock:
            self._waiting.pop(_key(state), None)

    def take(self, state: str, browser: str) -> Pending:
        """The log-in of a state, once, in the browser where it was begun.

        Raises LoginFailed for any other.
        """
        with self._lock:
            self._forget_old()
            _, pending = self._waiting.pop(_key(state), (0.0, None))
        if pending is None or not hmac.compare_digest(pending.browser, browser):
            raise LoginFailed("Spotify")
        return pending

    def _forget_old(self) -> None:
        end = self._clock() - SECONDS
        for key in [key for key, (begun, _) in self._waiting.items() if begun < end]:
            del self._waiting[key]


def _key(state: str) -> bytes:
    """States are looked up by their hash, so that no time taken tells how near a guess was."""
    return hashlib.sha256(state.encode("utf-8", "replace")).digest()
