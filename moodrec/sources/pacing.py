"""Spaces the requests to a service out, whatever thread they come from."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter


@dataclass(slots=True)
class Pacer:
    """Lets one through each `interval` seconds, in the order in which they come."""

    interval: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free_at: float = field(default=float("-inf"), init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def wait(self) -> None:
        """Returns when it is the caller's turn."""
        with self._lock:
            now = self.clock()
            turn = max(now, self._free_at)
            self._free_at = turn + self.interval
        if turn > now:
            self.sleep(turn - now)


class PacedAdapter(HTTPAdapter):
    """Sends a request, be it repeated or redirected, when it is its turn."""

    def __init__(self, pacer: Pacer) -> None:
        super().__init__()
        self._pacer = pacer

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]  # requests names them all
        """Waits, then sends. Raises what requests raises."""
        self._pacer.wait()
        return super().send(request, **options)
