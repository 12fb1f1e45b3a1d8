"""The reference sets of this machine: open, import, export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from moodrec import databases, memory, reference, setfile, tables
from moodrec.dialect import Shared
from moodrec.engines import duck
from moodrec.errors import ReferenceSetError
from moodrec.layouts import Layout
from moodrec.library import Library
from moodrec.reference import ReferenceSet
from moodrec.rows import Tally
from moodrec.setfile import EXPIRED, Version
from moodrec.settings import Settings
from moodrec.shelf import SharedLibrary

ROW_BYTES = 2000
"""What a track takes in memory, with the index beside it: measured at 114,000 tracks."""
MOST_OF_MEMORY = 0.25
"""The part of the memory that a set may take before it stays on the disk by itself."""


def open_library(settings: Settings) -> Library:
    """The reference sets kept in the data directory, or those that replicas share."""
    place = databases.place_of(settings, "reference")
    folder = settings.data_dir / "reference"
    return SharedLibrary(folder, place) if isinstance(place, Shared) else Library(folder)


def open_reference(settings: Settings) -> ReferenceSet:
    """The table that the settings name, else the kept set in use, else the packaged one.

    What Spotify told too long ago is dropped; a kept set of which nothing is left gives way
    to the packaged one. Raises ReferenceSetError, or StoreError when dropping fails.
    """
    library = _unexpired(settings)
    if settings.reference is not None:
        return reference.load(settings.reference)
    kept = library.current()
    if kept is None:
        return reference.load_packaged()
    if not kept.rows:
        expired = dict(kept.dropped)[EXPIRED]
        return reference.load_packaged([(EXPIRED, expired)])
    return reference.load(kept.path, kept.name, kept.dropped, kept.created_at)


@dataclass(frozen=True, slots=True)
class Stored:
    """A set that stays on the disk: a Parquet file in moodrec's layout, or a folder of many."""

    path: Path
    name: str
    rows: int
    dropped: tuple[tuple[str, int], ...] = ()
    created_at: datetime | None = None

    @property
    def fits(self) -> bool:
        """True when it takes at most a quarter of the memory that the process may use."""
        return self.rows * ROW_BYTES <= memory.limit() * MOST_OF_MEMORY


def beyond_memory(settings: Settings) -> Stored | None:
    """The set in use, where it is to stay on the disk; None where it is to be loaded.

    The packaged one, which is small, is loaded always.

    Raises ReferenceSetError, also where it should stay there and is none of moodrec's own.
    """
    if settings.engine == "memory":
        return None
    stored = _stored(settings)
    if settings.engine == "auto":
        return None if stored is None or stored.fits else stored
    if stored is None and settings.reference is not None:
        name = settings.reference.name
        raise ReferenceSetError(
            f"MOODREC_ENGINE={settings.engine} needs a set in moodrec's own layout, and {name} has "
            "another. Import it with python -m moodrec reference import, and leave "
            "MOODREC_REFERENCE empty, or set the engine to memory."
        )
    return stored


def _stored(settings: Settings) -> Stored | None:
    """The set in use: in moodrec's own layout, a file or a folder of such files, or arranged."""
    path, library = settings.reference, _unexpired(settings)
    if path is None:
        kept = library.current()
        if kept is None or not kept.rows:
            return None
        return Stored(kept.path, kept.name, kept.rows, kept.dropped, kept.created_at)
    if duck.is_arranged(path):
        return Stored(path, path.name, duck.read(path).facts.rows)
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    rows = [setfile.rows_in(file) for file in files]
    told = [one for one in rows if one is not None]
    return Stored(path, path.name, sum(told)) if told and len(told) == len(rows) else None


def _unexpired(settings: Settings) -> Library:
    """The reference sets, after what Spotify told too long ago was dropped from all of them."""
    library = open_library(settings)
    library.forget_expired(timedelta(days=settings.spotify_ttl_days))
    return library


def kept_file(settings: Settings) -> Path | None:
    """The file of the kept set in use; None for a named table and for the packaged set."""
    kept = None if settings.reference is not None else open_library(settings).current()
    return kept.path if kept is not None and kept.rows else None


def import_tables(
    settings: Settings, files: Sequence[Path], at_least: int = 1, layout: Layout | None = None
) -> Version:
    """Makes the rows of `files` the reference set; of rows that share an id the first is kept.

    That one is then in the playlists of all of them. Without a `layout` each file's own is
    recognised. The rows are read and written in batches, so memory does not grow with their
    number. Raises ReferenceSetError or StoreError, and then the present set stays in use.
    """
    tally = Tally()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    frames = (
        frame.assign(
            source=_filled(frame["source"], file.name), fetched_at=_filled(frame["fetched_at"], now)
        )
        for file, frame in tables.batches_of(files, tally, layout)
    )
    name = ", ".join(file.name for file in files)
    return open_library(settings).add(frames, name, tally.dropped, at_least)


def export_reference(
    settings: Settings, file: Path, *, article: bool = False, number: int | None = None
) -> int:
    """Writes the set in use, or the kept one of a number, to a CSV or Parquet file.

    Returns how many songs it has. Raises ReferenceSetError or StoreError.
    """
    if number is None:
        tracks = open_reference(settings)
    else:
        kept = open_library(settings).kept(number)
        tracks = reference.load(kept.path, kept.name, kept.dropped)
    tracks.export(file, article=article)
    return len(tracks)


def _filled(texts: pd.Series[str], default: str) -> pd.Series[str] | str:
    """The texts, each empty one as the default: so each row knows its source and its time."""
    told = texts != ""
    return texts.where(told, default) if told.any() else default
