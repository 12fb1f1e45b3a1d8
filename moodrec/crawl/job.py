"""A crawl at work: calls with a pause between them, short waits, and an ear for a stop."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from moodrec.errors import RateLimited, SourceError
from moodrec.journal import History, Work
from moodrec.plan import Plan
from moodrec.reference import ReferenceSet

LONGEST_WAIT = 30.0
"""Seconds: a longer Retry-After ends the run, to be resumed."""
FAILURES = 3
"""So many failed calls of a kind in a row end the run: the source, or the network, is down."""
_WAITS = 3  # in a row for one call
_FIRST_WAIT = 5.0  # seconds, when a rate limit does not say how long; doubled each time
_TICK = 0.2  # seconds between two looks at whether somebody asked to stop
_JITTER = (0.75, 1.25)

_T = TypeVar("_T")


class Stopped(Exception):  # no error: somebody asked for it
    """Somebody asked the crawl to stop."""


@dataclass(slots=True)
class Job:
    """One crawl at work, in one thread.

    `present` is the reference set in use when it started, `reopen` gives that of now; files
    in `folder` stay until the new set is in use.
    """

    history: History
    work: Work
    plan: Plan
    present: ReferenceSet
    reopen: Callable[[], ReferenceSet]
    folder: Path
    sleep: Callable[[float], None] = time.sleep
    _calls: int = field(default=0, init=False)
    _failures: Counter[str] = field(default_factory=Counter, init=False)

    def call(self, ask: Callable[[], _T]) -> _T:
        """Makes one call after the pause; a short rate limit is waited for, and shown.

        Raises Stopped, or what `ask` raises.
        """
        self.pause(self.plan.pause * random.uniform(*_JITTER))  # noqa: S311  # no secret
        for place in range(_WAITS):
            try:
                return self._counted(ask)
            except RateLimited as error:
                seconds = error.retry_after
                if seconds is None:
                    seconds = _FIRST_WAIT * 2**place
                if seconds > LONGEST_WAIT:
                    raise
                self.history.say(
                    self.work.number, f"{error.source} asks to wait for {seconds:.0f} seconds."
                )
                self.pause(seconds)
        return self._counted(ask)

    def taken_calls(self) -> int:
        """How many calls were made since this was asked last."""
        calls, self._calls = self._calls, 0
        return calls

    def pause(self, seconds: float) -> None:
        """Waits. Raises Stopped as soon as somebody asked the crawl to stop."""
        self.listen()
        while seconds > 0:
            tick = min(seconds, _TICK)
            self.sleep(tick)
            seconds -= tick
            self.listen()

    def listen(self) -> None:
        """Raises Stopped when somebody asked the crawl to stop."""
        if self.history.stop_asked(self.work.number):
            raise Stopped

    def _counted(self, ask: Callable[[], _T]) -> _T:
        self._calls += 1
        return ask()

    def succeeded(self, kind: str) -> None:
        """Notes that a call of a kind succeeded."""
        del self._failures[kind]

    def failed(self, kind: str, error: SourceError) -> None:
        """Notes that a call of a kind failed; raises its error when too many did in a row."""
        self._failures[kind] += 1
        if self._failures[kind] == FAILURES:
            raise error
