"""What is kept of filtered rows: the last that were asked for, within a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from threading import Lock
from typing import Generic, TypeVar

_View = TypeVar("_View", bound=Sized)


class Views(Generic[_View]):
    """Views by what they are of; safe between threads.

    Those that were asked for last are kept: `number` of them with `rows` together, but always
    the last one.
    """

    def __init__(self, number: int, rows: int) -> None:
        self._number, self._most = number, rows
        self._kept: OrderedDict[Hashable, _View] = OrderedDict()
        self._lock = Lock()

    def get(self, what: Hashable, make: Callable[[], _View]) -> _View:
        """The view of that, made unless it is kept. Raises what `make` raises."""
        with self._lock:
            if (kept := self._kept.get(what)) is not None:
                self._kept.move_to_end(what)
                return kept
        made = make()  # without the lock: two may make it, nobody waits for another's
        with self._lock:
            self._kept[what] = made
            self._kept.move_to_end(what)
            while len(self._kept) > 1 and self._too_many():
                self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def rows(self) -> int:
        """How many rows are kept, over all views."""
        return sum(map(len, self._kept.values()))

    def _too_many(self) -> bool:
        return len(self._kept) > self._number or self.rows > self._most
