"""Which rows are releases of the same recording: by ISRC, or by artists and title."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec import cells
from moodrec.releases import artists_key, normalised_title

Release = tuple[tuple[str, ...], str | None, str | None]
"""The artists, the title and the ISRC of a track."""


class Recordings:
    """The releases in a table with the columns "artists" (tuples), "name" and "isrc".

    Rows whose artists are the same, in any order, share a number; titles are looked at in
    rows of the same artists alone, so that a question takes milliseconds.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._names = frame["name"].to_numpy()
        self._isrcs = cells.array(frame["isrc"])
        credit_of, credits_ = pd.factorize(frame["artists"].to_numpy())
        self._numbers: dict[str, int] = {}
        numbers = [self._number(artists) for artists in credits_]
        self._artists = np.array(numbers, dtype=np.int32)[credit_of]

    def of(self, releases: Iterable[Release]) -> NDArray[np.bool_]:
        """The rows that share an ISRC with one of these, or artists and title; shape (rows,)."""
        told = set(releases)
        isrcs = sorted({isrc for _, _, isrc in told if isrc})
        found: NDArray[np.bool_] = (
            pc.is_in(self._isrcs, pa.array(isrcs, pa.string()))
            .to_numpy(zero_copy_only=False)
            .copy()
        )
        keys = {
            (number, normalised_title(title))
            for artists, title, _ in told
            if title and (number := self._numbers.get(artists_key(artists), -1)) >= 0
        }
        by_them = np.isin(self._artists, np.array([number for number, _ in keys], dtype=np.int32))
        rows = np.flatnonzero(by_them & ~found).tolist()
        theirs = zip(rows, self._artists[rows].tolist(), self._names[rows].tolist(), strict=True)
        alike = [row for row, number, name in theirs
                 if name and (number, normalised_title(name)) in keys]  # fmt: skip
        found[alike] = True
        return found

    def _number(self, artists: tuple[str, ...]) -> int:
        """The number of these artists, a new one when they are; -1 for nobody."""
        key = artists_key(artists)
        return self._numbers.setdefault(key, len(self._numbers)) if key else -1
