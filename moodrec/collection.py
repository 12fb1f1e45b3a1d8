"""The reference sets of this machine: open, import, export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from moodrec import reference, tables
from moodrec.layouts import Layout
from moodrec.library import Library
from moodrec.reference import ReferenceSet
from moodrec.rows import Tally
from moodrec.setfile import EXPIRED, Version
from moodrec.settings import Settings


def open_library(settings: Settings) -> Library:
    """The reference sets kept in the data directory."""
    return Library(settings.data_dir / "reference")


def open_reference(settings: Settings) -> ReferenceSet:
    """The table that the settings name, else the kept set in use, else the packaged one.

    What Spotify told too long ago is dropped; a kept set of which nothing is left gives way
    to the packaged one. Raises ReferenceSetError, or StoreError when dropping fails.
    """
    library = open_library(settings)
    library.forget_expired(timedelta(days=settings.spotify_ttl_days))
    if settings.reference is not None:
        return reference.load(settings.reference)
    kept = library.current()
    if kept is None:
        return reference.load_packaged()
    if not kept.rows:
        expired = dict(kept.dropped)[EXPIRED]
        return reference.load_packaged([(EXPIRED, expired)])
    return reference.load(kept.path, kept.name, kept.dropped, kept.created_at)


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
