"""The reference sets of this machine: open, import, export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from moodrec import reference, tables
from moodrec.layouts import Layout
from moodrec.library import Library, Version
from moodrec.reference import ReferenceSet
from moodrec.rows import Tally
from moodrec.settings import Settings


def open_library(settings: Settings) -> Library:
    """The reference sets kept in the data directory."""
    return Library(settings.data_dir / "reference")


def open_reference(settings: Settings) -> ReferenceSet:
    """The table that the settings name, else the kept set in use, else the packaged one.

    Raises ReferenceSetError.
    """
    if settings.reference is not None:
        return reference.load(settings.reference)
    kept = open_library(settings).current()
    if kept is not None:
        return reference.load(kept.path, kept.name, kept.dropped)
    return reference.load_packaged()


def import_tables(
    settings: Settings, files: Sequence[Path], at_least: int = 1, layout: Layout | None = None
) -> Version:
    """Makes the rows of `files` the reference set; of rows that share an id the first is kept.

    Without a `layout` each file's own is recognised. The rows are read and written in
    batches, so memory does not grow with their number. Raises ReferenceSetError or
    StoreError, and then the present set stays in use.
    """
    tally = Tally()
    frames = (
        frame.assign(source=frame["source"].replace("", file.name))
        for file in files
        for frame in tables.batches(file, tally, layout)
    )
    name = ", ".join(file.name for file in files)
    return open_library(settings).add(frames, name, tally.dropped, at_least)


def export_reference(settings: Settings, file: Path, *, article: bool = False) -> int:
    """Writes the set in use to a CSV or Parquet file; returns how many songs it has.

    Raises ReferenceSetError or StoreError.
    """
    tracks = open_reference(settings)
    tracks.export(file, article=article)
    return len(tracks)
