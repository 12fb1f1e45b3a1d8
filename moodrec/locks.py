"""A lock that one replica of the app holds at a time; that of a dead one does not count."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

import filelock

from moodrec.errors import DatabaseAway
from moodrec.servers import Server

_PATIENCE = 10.0  # seconds
_POLL = 0.05  # seconds


class Lock(Protocol):
    """What filelock.FileLock promises, as far as it is used."""

    def acquire(self, timeout: float | None = ..., poll_interval: float = ...) -> Any:
        """Takes the lock; leaving what it returns gives it back. Raises filelock.Timeout."""

    def release(self) -> None:
        """Gives it back."""


@dataclass
class ServerLock:
    """An advisory lock of that name in PostgreSQL, held by a connection of its own.

    The database lets go of it when that connection ends, with its process or by itself.
    """

    server: Server
    name: str
    _held: Any = field(default=None, init=False)

    def acquire(self, timeout: float | None = None, poll_interval: float = _POLL) -> Self:
        """Takes the lock. Raises filelock.Timeout, and DatabaseAway without the database."""
        end = time.monotonic() + (_PATIENCE if timeout is None else timeout)
        connection = self.server.alone()
        while not (taken := _taken(connection, self.name)) and time.monotonic() < end:
            time.sleep(poll_interval)
        if not taken:
            connection.close()
            raise filelock.Timeout(self.name)
        self._held = connection
        return self

    def release(self) -> None:
        """Gives it back; nothing where it is not held."""
        held, self._held = self._held, None
        if held is not None:
            with suppress(Exception):  # a connection that broke has let go of it already
                held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.release()


def _taken(connection: Any, name: str) -> bool:
    from psycopg import Error  # noqa: PLC0415  # an extra

    try:
        found = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (name,))
        return bool(found.fetchone()[0])
    except Error as error:
        raise DatabaseAway(
            f"The database does not answer ({error}). Try again in a minute."
        ) from error
