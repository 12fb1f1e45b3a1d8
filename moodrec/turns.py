"""Turns: what several threads compute one after the other, so that each of them ends sooner."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """One thread has its turn, the others wait; roughly in the order in which they came.

    Python computes in one thread at a time. Threads that share it all end late, and much of its
    time goes into handing over. Who keeps a turn for more than `longest` seconds holds up nobody
    any longer: the next one begins beside it.
    """

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._free = threading.Condition()
        self._holder: int | None = None
        self._end = 0.0
        self._waiting = 0

    @property
    def wanted(self) -> bool:
        """True while another thread waits for a turn."""
        return self._waiting > 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Waits for a turn and has it; within a turn of the same thread nothing happens."""
        if self._mine():
            yield
            return
        self._take()
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Lets others go first while this thread waits for something outside, as the network."""
        if not self._mine():
            yield
            return
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def _mine(self) -> bool:
        return self._holder == threading.get_ident()

    def _take(self) -> None:
        with self._free:
            self._waiting += 1
            while self._holder is not None and (left := self._end - time.monotonic()) > 0:
                self._free.wait(left)
            self._waiting -= 1
            self._holder, self._end = threading.get_ident(), time.monotonic() + self._longest

    def _give_back(self) -> None:
        with self._free:
            if self._mine():  # else the turn took too long, and another thread has its own
                self._holder = None
                self._free.notify()


PAGES = Turns(longest=0.5)
"""The turns in which pages are computed."""
_SWITCH = 0.0005  # seconds


def hand_over_soon() -> None:
    """Makes a thread that computes let others go on after half a millisecond, not after five.

    One thread speaks with all browsers. It gives Python away with each message, and then waits
    that long to have it back.
    """
    sys.setswitchinterval(_SWITCH)
