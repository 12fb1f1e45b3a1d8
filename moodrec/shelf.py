"""The reference sets that replicas share: the library's files, kept in PostgreSQL in pieces.

Each replica has a library of its own, a copy of what the database says, and reads from it: so
a set is sent once to each machine, and everything that reads files works as it does alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import filelock
import pandas as pd

from moodrec import databases
from moodrec.dialect import Shared
from moodrec.errors import StoreError
from moodrec.library import Library
from moodrec.setfile import Version

_PIECE = 1 << 22  # bytes
_PATIENCE = 60.0  # seconds for another process of this machine that fetches a set
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    file    TEXT PRIMARY KEY,
    writing INTEGER NOT NULL   -- which of it: what expires is written anew
);
CREATE TABLE IF NOT EXISTS piece (
    file  TEXT NOT NULL,
    place INTEGER NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (file, place)
);
CREATE TABLE IF NOT EXISTS told (
    file  TEXT PRIMARY KEY,    -- one of _TOLD
    value TEXT NOT NULL
);
"""
_TOLD = ("in-use", "last-number")
_COPIED = "copied.json"  # which writing of each file this machine has
_Writings: TypeAlias = dict[str, int]


@dataclass(frozen=True, slots=True)
class SharedLibrary(Library):
    """A library whose sets are those of all replicas; `folder` has this machine's copy.

    What changes it is one transaction that holds a lock: a replica that dies on the way
    leaves all as it was. Every method raises StoreError when the database or the folder
    cannot be used.
    """

    shared: Shared

    def versions(self) -> tuple[Version, ...]:
        """As Library's."""
        return self._copy().versions()

    def token(self) -> str:
        """As Library's: the database alone is asked, and no set fetched."""
        with self.shared.opened(_SCHEMA) as database:
            return _told(database).get("in-use", "")

    def current(self) -> Version | None:
        """As Library's."""
        return self._copy().current()

    def kept(self, number: int) -> Version:
        """As Library's."""
        return self._copy().kept(number)

    def add(
        self,
        frames: Iterable[pd.DataFrame],
        name: str,
        dropped: Mapping[str, int],
        at_least: int = 1,
        crawl: str = "",
    ) -> Version:
        """As Library's."""
        with self._changing() as copy:
            return copy.add(frames, name, dropped, at_least, crawl)

    def use(self, number: int | None) -> None:
        """As Library's."""
        with self._changing() as copy:
            copy.use(number)

    def delete(self, number: int) -> None:
        """As Library's."""
        with self._changing() as copy:
            copy.delete(number)

    def forget_expired(self, lifetime: timedelta) -> None:
        """As Library's."""
        with self._changing() as copy:
            copy.forget_expired(lifetime)

    def _copy(self) -> Library:
        """The copy of this machine, as the database says now."""
        with self.shared.opened(_SCHEMA) as database, self._alone():
            self._fetch(database)
        return Library(self.folder)

    @contextmanager
    def _changing(self) -> Iterator[Library]:
        """The copy; what is changed there is sent."""
        with self.shared.opened(_SCHEMA) as database, self._alone():
            database.execute("SELECT pg_advisory_xact_lock(hashtext('moodrec library'))")
            self._fetch(database)
            before = self._stamps()
            yield Library(self.folder)
            self._send(database, before)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds this machine's copy against its other processes."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.folder / "copy.lock", timeout=_PATIENCE):
                yield
        except filelock.Timeout as error:
            raise StoreError(
                "Another program fetches or changes the reference set. Try again in a minute."
            ) from error
        except OSError as error:
            raise StoreError(
                f"The folder {self.folder} cannot be written ({error}). Free some space, or set "
                "MOODREC_DATA_DIR to another folder."
            ) from error

    def _fetch(self, database: databases.Database) -> None:
        """Makes the copy what the database says; nothing where it is that already."""
        wanted = _writings(database)
        here = self._copied()
        for path in self._paths():
            if path.name not in wanted:
                path.unlink()
        for file, writing in wanted.items():
            if here.get(file) != writing or not (self.folder / file).exists():
                self._receive(database, file)
        told = _told(database)
        for file in _TOLD:
            if file in told:
                self._write(self.folder / file, told[file])
            else:
                (self.folder / file).unlink(missing_ok=True)
        if here != wanted:
            self._write(self.folder / _COPIED, json.dumps(wanted))

    def _receive(self, database: databases.Database, file: str) -> None:
        query = "SELECT bytes FROM piece WHERE file = ? AND place = ?"
        temporary, place = self.folder / f"{file}.part", 0
        with temporary.open("wb") as copy:
            while row := database.execute(query, (file, place)).fetchone():
                copy.write(row[0])
                place += 1
        temporary.replace(self.folder / file)

    def _send(self, database: databases.Database, before: Mapping[str, tuple[int, int]]) -> None:
        """Writes what has changed since to the database."""
        after, writings = self._stamps(), _writings(database)
        for file in before.keys() - after.keys():
            _forget(database, file)
            writings.pop(file, None)
        for file in after:
            if after[file] != before.get(file):
                _forget(database, file)
                self._deliver(database, file)
                writings[file] = writings.get(file, 0) + 1
                database.execute("INSERT INTO kept VALUES (?, ?)", (file, writings[file]))
        database.execute("DELETE FROM told")
        for path in (self.folder / file for file in _TOLD):
            if path.exists():
                value = path.read_text(encoding="ascii")
                database.execute("INSERT INTO told VALUES (?, ?)", (path.name, value))
        self._write(self.folder / _COPIED, json.dumps(writings))

    def _deliver(self, database: databases.Database, file: str) -> None:
        with (self.folder / file).open("rb") as copy:
            for place, piece in enumerate(iter(lambda: copy.read(_PIECE), b"")):
                database.execute("INSERT INTO piece VALUES (?, ?, ?)", (file, place, piece))

    def _stamps(self) -> dict[str, tuple[int, int]]:
        """The size and time of each set's file."""
        return {
            path.name: (about.st_size, about.st_mtime_ns)
            for path in self._paths()
            for about in [path.stat()]
        }

    def _copied(self) -> _Writings:
        path: Path = self.folder / _COPIED
        found: _Writings = json.loads(path.read_text("ascii")) if path.exists() else {}
        return found


def _writings(database: databases.Database) -> _Writings:
    return dict(map(tuple, database.execute("SELECT file, writing FROM kept")))


def _told(database: databases.Database) -> dict[str, str]:
    return dict(map(tuple, database.execute("SELECT file, value FROM told")))


def _forget(database: databases.Database, file: str) -> None:
    for table in ("kept", "piece"):
        database.execute(f"DELETE FROM {table} WHERE file = ?", (file,))  # noqa: S608
