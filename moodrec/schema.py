"""What a table of tracks has to hold to be a reference set."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa
from numpy.typing import NDArray

from moodrec.errors import ReferenceSetError
from moodrec.model import AXES, FEATURE_RANGES
from moodrec.rows import RANGES, TEXTS, all_ids

SCHEMA = pa.DataFrameSchema(
    {
        **{
            name: pa.Column(float, pa.Check.in_range(*span), nullable=name not in AXES)
            for name, span in FEATURE_RANGES.items()
        },
        "id": pa.Column(str, pa.Check.str_matches(r"^[0-9A-Za-z]{22}$"), unique=True),
        "name": pa.Column(str),
        "artists": pa.Column(object),
        "genre": pa.Column(str),
        "album": pa.Column(str),
        "isrc": pa.Column(str),
        "source": pa.Column(str),
        "title_source": pa.Column(str),
        "fetched_at": pa.Column(str),
        "popularity": pa.Column(float, nullable=True),
        "duration_ms": pa.Column(float, nullable=True),
        "year": pa.Column(float, nullable=True),
        "explicit": pa.Column(float, nullable=True),
        "playlists": pa.Column(str),
    }
)
"""One row a track; valence and energy always present, every other feature or missing.

`year` is a whole year, `explicit` 1 or 0, and `playlists` the ids of the playlists that
hold the track as one text.
"""

STORED = SCHEMA.update_column("artists", dtype=str)
"""The same, the artists as one text with ARTIST_SEPARATOR between them."""


def validated(frame: pd.DataFrame, schema: pa.DataFrameSchema = SCHEMA) -> pd.DataFrame:
    """The frame itself when it fits SCHEMA, or else STORED. Raises ReferenceSetError."""
    if _plainly_fits(frame, schema):
        return frame
    try:
        return schema.validate(frame)
    except (pandera.errors.SchemaError, pandera.errors.SchemaErrors) as error:
        raise ReferenceSetError(f"The table does not fit a reference set: {error}") from error


def _plainly_fits(frame: pd.DataFrame, schema: pa.DataFrameSchema = SCHEMA) -> bool:
    """True only for a frame that fits the schema, in a fifth of the time that that takes."""
    if not set(SCHEMA.columns) <= set(frame.columns):
        return False
    numbers = {name: frame[name] for name in RANGES}
    texts = [frame[name] for name in TEXTS]
    artists = frame["artists"]
    others = [*texts, artists, *(numbers[axis] for axis in AXES)]
    return (
        all(column.dtype == "float64" for column in numbers.values())
        and all(column.dtype == "str" for column in texts)
        and artists.dtype == ("str" if schema is STORED else "object")
        and not any(column.hasnans for column in others)
        and all(_inside(numbers[name].to_numpy(), *span) for name, span in FEATURE_RANGES.items())
        and bool(frame["id"].is_unique)
        and all_ids(frame["id"])
    )


def _inside(values: NDArray[np.float64], low: float, high: float) -> bool:
    """True when all values that are there lie in the range."""
    return not ((values < low) | (values > high)).any()
