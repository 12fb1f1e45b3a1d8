"""The columns of a reference set: what each holds, its range there, and how often it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moodrec.layouts import ARTIST_SEPARATOR, NEEDED, OPTIONAL
from moodrec.model import FEATURE_RANGES
from moodrec.reference import ReferenceSet
from moodrec.rows import RANGES

_UNITS = {
    "id": "Spotify's id of the track: 22 letters and digits",
    "name": "the title",
    "artists": f"names with {ARTIST_SEPARATOR} between them",
    "genre": "one genre",
    "loudness": "dB",
    "tempo": "beats a minute",
    "popularity": "0 to 100",
    "duration_ms": "milliseconds",
    "album": "the title of the album",
    "isrc": "the code of the recording",
    "year": "year of the release",
    "explicit": "1 where the words are marked explicit, else 0",
    "playlists": f"ids of playlists with {ARTIST_SEPARATOR} between them",
    "source": "who told the mood",
    "title_source": "who told the title, where that is not the source",
    "fetched_at": "time of fetching, ISO 8601 in UTC",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `number` or text, in words what it holds, and how many rows lack a value.

    `low` and `high` are the ends of what is there; None for texts and where nothing is known.
    """

    name: str
    number: bool
    unit: str
    low: float | None
    high: float | None
    missing: int


def columns(reference: ReferenceSet) -> Iterator[Column]:
    """The columns as ReferenceSet.export() writes them."""
    for name in (*NEEDED, *OPTIONAL):
        yield _number(reference, name) if name in RANGES else _text(reference, name)


def _number(reference: ReferenceSet, name: str) -> Column:
    values = reference.numbers(name)
    known = values[~np.isnan(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (None, None)
    unit = _UNITS.get(name) or "{:g} to {:g}".format(*FEATURE_RANGES[name])
    return Column(name, True, unit, low, high, len(values) - len(known))  # noqa: FBT003


def _text(reference: ReferenceSet, name: str) -> Column:
    missing = 0 if name == "source" else _empty(reference.texts(name))
    return Column(name, False, _UNITS[name], None, None, missing)  # noqa: FBT003


def _empty(texts: pa.Array) -> int:
    return int(pc.sum(pc.equal(texts, ""), min_count=0).as_py())
