"""One kept reference set as a Parquet file: its rows, and what they are about."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moodrec import schema
from moodrec.errors import ReferenceSetError
from moodrec.rows import RANGES

EXPIRED = "told by Spotify too long ago"
"""The reason for rows whose time is over."""

_METADATA = b"moodrec"
COLUMNS = pa.schema(
    [(name, pa.float64() if name in RANGES else pa.string()) for name in schema.SCHEMA.columns]
)
"""The columns of a kept set: `schema.STORED` in Arrow's words."""
_REPEATING = [name for name in COLUMNS.names if name not in {"id", "name"}]


@dataclass(frozen=True, slots=True)
class Version:
    """One kept reference set.

    `dropped` says how many rows were left out for which reason; `crawl` is the key of the
    crawl that gathered the set, empty when none did; `spotify_since` is the time of the
    oldest row that Spotify itself told, None when there is none.
    """

    number: int
    path: Path
    name: str
    rows: int
    created_at: datetime
    dropped: tuple[tuple[str, int], ...]
    crawl: str = ""
    spotify_since: datetime | None = None

    def expires(self, since: datetime) -> bool:
        """True when Spotify told some of its rows before `since`."""
        return self.spotify_since is not None and self.spotify_since < since


def describe(path: Path) -> Version:
    """What is known of the set at `path` without reading its rows. Raises ReferenceSetError."""
    try:
        with pq.ParquetFile(path) as file:
            about = json.loads((file.metadata.metadata or {})[_METADATA])
            rows = file.metadata.num_rows
        oldest = about.get("spotify_since")
        return Version(
            number=int(path.stem),
            path=path,
            name=about["name"],
            rows=rows,
            created_at=datetime.fromisoformat(about["created_at"]),
            dropped=tuple(about["dropped"].items()),
            crawl=about.get("crawl", ""),  # sets of moodrec 0.1 have none
            spotify_since=datetime.fromisoformat(oldest) if oldest else None,
        )
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ReferenceSetError(
            f"The kept set {path} cannot be read. Put another one back with "
            "python -m moodrec reference use NUMBER, or use packaged."
        ) from error


def rows_in(path: Path) -> int | None:
    """How many rows a Parquet file in moodrec's own layout has; None for any other file."""
    try:
        with pq.ParquetFile(path) as file:
            fits = set(COLUMNS.names) <= set(file.schema_arrow.names)
            return int(file.metadata.num_rows) if fits else None
    except (OSError, pa.ArrowException):
        return None


def to_table(frame: pd.DataFrame) -> pa.Table:
    """The frame, once it is checked, in moodrec's own layout. Raises ReferenceSetError."""
    frame = schema.validated(frame, schema.STORED)
    return pa.Table.from_pandas(frame, COLUMNS, preserve_index=False, nthreads=1)


class SetWriter:
    """Writes tables into one Parquet file, and what they are about."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._oldest = ""
        # Dictionaries alone save nearly as much as compression does, in two thirds of the time.
        self._file = pq.ParquetWriter(
            path,
            COLUMNS,
            compression="none",
            use_dictionary=_REPEATING,
            write_statistics=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, table: pa.Table) -> None:
        """Adds the rows of a table that to_table() made."""
        self._file.write_table(table)
        self.rows += table.num_rows
        oldest = pc.min(table["fetched_at"].filter(_told_by_spotify(table))).as_py()
        self._oldest = min(filter(None, (self._oldest, oldest)), default="")

    def describe(self, **about: object) -> None:
        """Writes what the set is about; it is new unless `created_at` says otherwise."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        about = {"created_at": now, **about, "spotify_since": self._oldest or None}
        self._file.add_key_value_metadata({_METADATA: json.dumps(about)})


def write_unexpired(version: Version, path: Path, since: datetime) -> None:
    """Writes a set anew without the rows that Spotify told before `since`, batch by batch."""
    from pyarrow.dataset import dataset  # noqa: PLC0415  # takes its time, and is rarely needed

    before = since.isoformat(timespec="seconds")
    with SetWriter(path) as writer:
        for batch in dataset(version.path, COLUMNS).to_batches():
            table = pa.Table.from_batches([batch])
            old = pc.and_(_told_by_spotify(table), pc.less(table["fetched_at"], before))
            writer.write(table.filter(pc.invert(old)))
        expired = Counter({EXPIRED: version.rows - writer.rows})
        dropped = Counter(dict(version.dropped)) + expired
        writer.describe(
            name=version.name,
            created_at=version.created_at.isoformat(),
            dropped=dict(dropped),
            crawl=version.crawl,
        )


def _told_by_spotify(table: pa.Table) -> Any:
    """Which rows have a title or a mood from Spotify itself, with the time of it."""
    told = pc.or_(pc.equal(table["source"], "Spotify"), pc.equal(table["title_source"], "Spotify"))
    return pc.and_(told, pc.not_equal(table["fetched_at"], ""))
