"""A PostgreSQL database that any number of processes share, reached through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from moodrec.errors import DatabaseAway, SettingsError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_CONNECT = 5  # seconds for a database that does not answer
_WAIT = 10  # seconds for a connection that another thread has
_KEPT = 5  # open connections
_MORE = 15  # that may be opened beside them for a while


class Server:
    """One database; safe to share between threads, each of which gets a connection of its own.

    A connection is tried before it is used, so a database that was gone is there again as
    soon as it answers. `address` is host and name, without who logs in.
    """

    def __init__(self, url: str) -> None:
        """`url` is "postgresql://…". Raises SettingsError for another, or without the driver."""
        self._engine = _engine(url)
        parts = self._engine.url
        self.address = f"{parts.host or 'this machine'}/{parts.database or ''}"

    def rows(self, statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """The rows that a statement finds; its values stand in it as ":name".

        Raises StoreError when the database cannot be asked.
        """
        from sqlalchemy import text  # noqa: PLC0415  # an extra

        with self.begin() as connection:
            found = connection.execute(text(statement), dict(values))
            return [tuple(row) for row in found] if found.returns_rows else []

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A connection; what is done with it is one transaction.

        Raises DatabaseAway when the database cannot be reached, StoreError when it refuses.
        """
        with self._trying(), self._engine.begin() as connection:
            yield connection

    def alone(self) -> Any:
        """A connection of psycopg's beside the shared ones, in autocommit; the caller closes it.

        Raises DatabaseAway when the database cannot be reached.
        """
        import psycopg  # noqa: PLC0415  # an extra

        url = self._engine.url.set(drivername="postgresql")
        with self._trying():
            return psycopg.connect(
                url.render_as_string(hide_password=False),
                autocommit=True,
                connect_timeout=_CONNECT,
            )

    @contextmanager
    def _trying(self) -> Iterator[None]:
        import psycopg  # noqa: PLC0415  # an extra
        from sqlalchemy import exc  # noqa: PLC0415

        away = (psycopg.OperationalError, psycopg.InterfaceError, exc.OperationalError,
                exc.InterfaceError, exc.TimeoutError, OSError)  # fmt: skip
        others = (exc.SQLAlchemyError, psycopg.Error, ValueError, TypeError, LookupError)
        try:
            yield
        except (*away, *others) as error:
            kind = DatabaseAway if isinstance(error, away) else StoreError
            raise kind(
                f"The database {self.address} cannot be used ({_reason(error)}). Try again in a "
                "minute; if it stays so, check that PostgreSQL runs there and MOODREC_DATABASE_URL "
                "names it."
            ) from error

    def close(self) -> None:
        """Gives its connections back."""
        self._engine.dispose()


@lru_cache(maxsize=4)
def server(url: str) -> Server:
    """The database at `url`, the same object for all who ask: they share its connections."""
    return Server(url)


def _engine(url: str) -> Engine:
    try:
        import psycopg  # noqa: F401, PLC0415  # an extra, for those who share a database
        from sqlalchemy import create_engine, make_url  # noqa: PLC0415
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            "MOODREC_DATABASE_URL needs two packages more: "
            'python -m pip install sqlalchemy "psycopg[binary]".'
        ) from error
    try:
        parts = make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError:
        raise SettingsError(
            "MOODREC_DATABASE_URL cannot be read. Write it as postgresql://user@host/name."
        ) from None
    return create_engine(
        parts,
        pool_pre_ping=True,
        pool_size=_KEPT,
        max_overflow=_MORE,
        pool_timeout=_WAIT,
        # A plan for any values would leave the indexes unused: each statement is planned anew.
        connect_args={"connect_timeout": _CONNECT, "prepare_threshold": None},
    )


def _reason(error: Exception) -> str:
    """The first line of what the driver said: the rest is the statement."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
