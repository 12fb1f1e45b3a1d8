"""Leaves a source that failed alone for a while, so that it is not asked at every look."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from moodrec.errors import NoAccess, RateLimited, SourceError

REST = 60.0
"""Seconds for which a source that failed is not asked again, unless it names a time itself."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Resting:
    """The sources that rest, each with its last error; safe to share between threads."""

    _until: dict[str, tuple[float, SourceError]] = field(default_factory=dict)

    def ask(self, source: str, question: Callable[[], _T], clock: Callable[[], float]) -> _T:
        """The answer of a source unless it rests; one that fails is logged and rests.

        `clock` tells seconds. Raises what the question raises, and while the source rests what
        it raised last.
        """
        until, last_error = self._until.get(source, (0.0, None))
        rest = until - clock()
        if last_error is not None and rest > 0:
            if isinstance(last_error, RateLimited):
                raise RateLimited(source, rest)
            raise last_error.with_traceback(None)
        try:
            return question()
        except NoAccess:
            raise  # lasting, and the source answers otherwise: no reason to rest
        except SourceError as error:
            _log.warning("%s", error)
            rest = (error.retry_after if isinstance(error, RateLimited) else None) or REST
            self._until[source] = (clock() + rest, error)
            raise
