"""The reference sets kept on this machine: the one in use and those it replaced.

A set is one Parquet file, written beside the others and then renamed, so that a crash or a
full disk at any moment leaves the set in use as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import filelock
import pandas as pd
import pyarrow as pa

from moodrec.ahead import ahead
from moodrec.engines.snapshot import beside
from moodrec.errors import ReferenceSetError, StoreError, TooFewSongs
from moodrec.setfile import SetWriter, Version, describe, to_table, write_unexpired

KEPT = 3
"""How many replaced sets are kept beside the one in use."""

_LOCK_TIMEOUT = 10  # seconds


@dataclass(frozen=True, slots=True)
class Library:
    """The reference sets under `folder`, shared by threads and processes.

    Methods that write raise StoreError when the folder cannot be used.
    """

    folder: Path

    def versions(self) -> tuple[Version, ...]:
        """The kept sets, the newest first; damaged ones are told when they are asked for."""
        return tuple(self._readable())

    def token(self) -> str:
        """A text that changes when another set comes into use; empty for the packaged one.

        Raises StoreError when it cannot be read.
        """
        try:
            return self._pointer.read_text(encoding="ascii")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeError) as error:
            raise StoreError(
                f"{self._pointer} cannot be read ({error}). Remove it, or set MOODREC_DATA_DIR "
                "to another folder."
            ) from error

    def current(self) -> Version | None:
        """The set in use, or None for the packaged one. Raises ReferenceSetError."""
        token = self.token()
        return describe(self.folder / token) if token else None

    def add(
        self,
        frames: Iterable[pd.DataFrame],
        name: str,
        dropped: Mapping[str, int],
        at_least: int = 1,
        crawl: str = "",
    ) -> Version:
        """Checks the frames, keeps them as the newest set and brings it into use.

        Each frame has moodrec's columns (see `schema.STORED`); ids are unique over all.
        `dropped` is read when the frames have come to their end, so it may count while they
        come. Raises ReferenceSetError, and leaves everything as it was, when a frame does
        not fit or all have fewer rows than `at_least`.
        """
        with self._writing():
            before, number = self.token(), self._next_number()
            path = self._path(number)
            with _replacing(path) as temporary, SetWriter(temporary) as writer:
                for table in ahead(map(to_table, frames)):
                    writer.write(table)
                if writer.rows < at_least:
                    raise TooFewSongs(writer.rows, at_least)
                writer.describe(name=name, dropped=dict(dropped), crawl=crawl)
            self._write(self._last, str(number))
            self._write(self._pointer, path.name)
            self._forget_old(before)
        return describe(path)

    def use(self, number: int | None) -> None:
        """Brings a kept set into use again, or with None the packaged one.

        Raises ReferenceSetError when there is no set of that number.
        """
        with self._writing():
            if number is None:
                self._pointer.unlink(missing_ok=True)
                return
            self._write(self._pointer, self.kept(number).path.name)

    def delete(self, number: int) -> None:
        """Removes a kept set that is not in use.

        Raises ReferenceSetError when it is, or when there is no set of that number.
        """
        with self._writing():
            path = self._existing(number)
            if path.name == self.token():
                raise ReferenceSetError(
                    f"Set {number} is in use. Bring another one into use first, with "
                    "python -m moodrec reference use NUMBER, or use packaged."
                )
            _remove(path)

    def forget_expired(self, lifetime: timedelta) -> None:
        """Drops what Spotify itself told longer ago: its terms allow only temporary copies.

        A set of which nothing is left stays, with no row, to tell why.
        """
        since = datetime.now(UTC) - lifetime
        if not any(version.expires(since) for version in self.versions()):
            return
        with self._writing():
            for version in self.versions():
                if version.expires(since):
                    with _replacing(version.path) as temporary:
                        write_unexpired(version, temporary, since)
                    beside(version.path).unlink(missing_ok=True)  # tells of the old rows

    def kept(self, number: int) -> Version:
        """A kept set by its number. Raises ReferenceSetError when there is none."""
        return describe(self._existing(number))

    def _paths(self) -> list[Path]:
        """The files of the kept sets, the newest first."""
        found = self.folder.glob("[0-9]*.parquet")
        return sorted((path for path in found if path.stem.isdecimal()), reverse=True)

    def _readable(self) -> Iterator[Version]:
        for path in self._paths():
            with suppress(ReferenceSetError):
                yield describe(path)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.parquet"

    def _existing(self, number: int) -> Path:
        path = self._path(number)
        if not path.exists():
            kept = ", ".join(str(int(path.stem)) for path in self._paths()) or "none"
            raise ReferenceSetError(f"There is no set number {number}. Kept are: {kept}.")
        return path

    @property
    def _pointer(self) -> Path:
        return self.folder / "in-use"

    @property
    def _last(self) -> Path:
        """Holds the last number given: none is given twice, also when its set is deleted."""
        return self.folder / "last-number"

    def _next_number(self) -> int:
        last = self._last.read_text(encoding="ascii") if self._last.exists() else ""
        given = [int(path.stem) for path in self._paths()]
        return 1 + max([*given, int(last) if last.isdecimal() else 0])

    def _write(self, path: Path, text: str) -> None:
        with _replacing(path) as temporary:
            temporary.write_text(text, encoding="ascii")

    def _forget_old(self, before: str) -> None:
        """Keeps KEPT sets beside the newest: the one in use before it, then the newer ones."""
        _, *others = self._paths()
        others.sort(key=lambda path: path.name != before)
        for path in others[KEPT:]:
            _remove(path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Holds the folder for one writer; a lock of a dead process does not count."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.folder / "write.lock", timeout=_LOCK_TIMEOUT):
                for left_over in self.folder.glob("*.tmp"):  # by a program that was killed
                    left_over.unlink()
                yield
        except filelock.Timeout as error:
            raise StoreError(
                "Another program is changing the reference set. Try again when it is done."
            ) from error
        except (OSError, pa.ArrowException) as error:
            raise StoreError(
                f"The folder {self.folder} cannot be written ({error}). The present set stays "
                "in use. Free some space, or set MOODREC_DATA_DIR to another folder."
            ) from error


def _remove(path: Path) -> None:
    """Removes a kept set and its snapshot."""
    path.unlink()
    beside(path).unlink(missing_ok=True)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Gives a temporary path; what is written there replaces `path` in one step."""
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
