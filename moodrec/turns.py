"""Turns: what several threads compute one after the other, so that each of them ends sooner."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A thread's place in the line, and whether it has been called."""

    thread: int = field(default_factory=threading.get_ident)
    called: threading.Event = field(default_factory=threading.Event)


class Turns:
    """One thread has its turn, the others wait in line, in the order in which they came.

    Python computes in one thread at a time. Threads that share it all end late, and much of its
    time goes into handing over. Who keeps a turn for more than `longest` seconds holds up nobody
    any longer: the next one begins beside it.
    """

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._line: deque[_Place] = deque()
        self._holder: _Place | None = None
        self._end = 0.0

    @property
    def wanted(self) -> bool:
        """True while another thread waits for a turn."""
        return bool(self._line)

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
        holder = self._holder
        return holder is not None and holder.thread == threading.get_ident()

    def _take(self) -> None:
        place = _Place()
        with self._lock:
            self._line.append(place)
            self._call()
        while not place.called.wait(max(0.0, self._end - time.monotonic())):
            with self._lock:
                self._call()

    def _give_back(self) -> None:
        with self._lock:
            if self._mine():  # else the turn took too long, and another thread has its own
                self._holder = None
                self._call()

    def _call(self) -> None:
        """Calls the first in line, where nobody has a turn or one took too long.

        It is called by name: a turn that is free for anybody goes to who comes just then, and who
        waits may wait for ever.
        """
        now = time.monotonic()
        if self._line and (self._holder is None or now >= self._end):
            self._holder, self._end = self._line.popleft(), now + self._longest
            self._holder.called.set()


PAGES = Turns(longest=0.5)
"""The turns in which pages are computed."""
_SWITCH = 0.0005  # seconds


def hand_over_soon() -> None:
    """Makes a thread that computes let others go on after half a millisecond, not after five.

    One thread speaks with all browsers. It gives Python away with each message, and then waits
    that long to have it back.
    """
    sys.setswitchinterval(_SWITCH)
