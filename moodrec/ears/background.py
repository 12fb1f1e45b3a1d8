"""Work in the background: each piece once, a few at a time, and the app may end meanwhile."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_T = TypeVar("_T")


@dataclass(slots=True)
class _Piece(Generic[_T]):
    work: Callable[[], _T]
    future: Future[_T] = field(default_factory=Future)
    done_at: float | None = None


class Background(Generic[_T]):
    """Does up to `workers` pieces of work at a time and knows up to `most`, by their keys.

    What came out of one is kept for `keep` seconds by `clock`. Safe to share between threads.
    """

    def __init__(
        self, workers: int, most: int, keep: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._workers = workers
        self._most = most
        self._keep = keep
        self._clock = clock
        self._lock = threading.Lock()
        self._pieces: dict[str, _Piece[_T]] = {}
        self._open: deque[_Piece[_T]] = deque()
        self._threads = 0

    def start(self, key: str, work: Callable[[], _T]) -> Future[_T] | None:
        """What comes out of the work of a key, which is done once however many ask.

        None when too much waits to be done: ask again later.
        """
        with self._lock:
            self._forget_old()
            if known := self._pieces.get(key):
                return known.future
            if not self._has_room():
                return None
            if self._threads < self._workers:
                # Not a ThreadPoolExecutor: Python waits for its threads before it ends.
                threading.Thread(target=self._work, name="background", daemon=True).start()
                self._threads += 1
            piece = self._pieces[key] = _Piece(work)
            self._open.append(piece)
            return piece.future

    def _forget_old(self) -> None:
        now = self._clock()
        for key, piece in list(self._pieces.items()):
            if piece.done_at is not None and now - piece.done_at >= self._keep:
                del self._pieces[key]

    def _has_room(self) -> bool:
        """Makes room, where it has to, by forgetting what was done first."""
        if len(self._pieces) < self._most:
            return True
        done = [(one.done_at, key) for key, one in self._pieces.items() if one.done_at is not None]
        if done:
            del self._pieces[min(done)[1]]
        return bool(done)

    def _work(self) -> None:
        """A worker's life: it ends when nothing is left to do."""
        while (piece := self._next()) is not None:
            try:
                outcome = piece.work()
            except BaseException as error:  # noqa: BLE001  # raised again for whoever asks
                piece.done_at = self._clock()
                piece.future.set_exception(error)
            else:
                piece.done_at = self._clock()
                piece.future.set_result(outcome)

    def _next(self) -> _Piece[_T] | None:
        with self._lock:
            if self._open:
                return self._open.popleft()
            self._threads -= 1
            return None
