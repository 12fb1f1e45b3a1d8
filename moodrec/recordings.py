"""Which rows are releases of the same recording: by ISRC, or by artists and title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec import cells
from moodrec.releases import artist_key, artists_key, normalised_title, recording_key

_FEW = 8  # releases whose titles are sought one by one, before artists are worth numbering
Release = tuple[tuple[str, ...], str | None, str | None]
"""The artists, the title and the ISRC of a track."""


class Recordings:
    """The releases in a table with the columns "artists" (tuples), "name" and "isrc".

    Keys are made for candidates alone: rows with the longest word of a title, or, when many
    releases are sought, rows of the same artists. What that takes is made when first needed.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._credits = frame["artists"].to_numpy()
        self._names = cells.array(frame["name"])
        self._isrcs = cells.array(frame["isrc"])

    def of(self, releases: Iterable[Release]) -> NDArray[np.bool_]:
        """The rows that share an ISRC with one of these, or artists and title; shape (rows,)."""
        told, once = set(releases), cache(artist_key)  # a name stands in many credits
        isrcs = sorted({isrc for _, _, isrc in told if isrc})
        found = _mask(pc.is_in(self._isrcs, pa.array(isrcs, pa.string())))
        keys = {recording_key(artists, title, once): (artists, title) for artists, title, _ in told}
        keys.pop(None, None)
        among = self._by_title if len(keys) <= _FEW else self._by_artists
        rows = np.flatnonzero(among(keys.values()) & ~found)
        names = self._names.take(pa.array(rows)).to_pylist()
        releases_ = zip(rows.tolist(), self._credits[rows], names, strict=True)
        found[
            [row for row, artists, name in releases_ if recording_key(artists, name, once) in keys]
        ] = True
        return found

    def rows_of(self, releases: Sequence[Release]) -> NDArray[np.int64]:
        """The lowest row that shares an ISRC with each of these, or artists and title.

        Shape (releases,); -1 where no row does.
        """
        isrcs = pa.array([isrc or None for _, _, isrc in releases], pa.string())
        place = pc.index_in(isrcs, value_set=self._isrcs).fill_null(-1)
        rows = np.array(place.to_numpy(zero_copy_only=False), dtype=np.int64)
        once = cache(artist_key)
        keys = [recording_key(artists, title, once) for artists, title, _ in releases]
        left = [n for n, key in enumerate(keys) if key is not None and rows[n] < 0]
        if not left:
            return rows
        among = np.flatnonzero(self._by_artists([releases[n][:2] for n in left])).tolist()
        names = self._names.take(pa.array(among, pa.int64())).to_pylist()
        row_of: dict[str | None, int] = {}
        for row, name in zip(among, names, strict=True):
            row_of.setdefault(recording_key(self._credits[row], name, once), row)
        rows[left] = [row_of.get(keys[n], -1) for n in left]
        return rows

    def rows_led_by(self, titles: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
        """The row of each title, as written, by each first artist; -1 for none or several.

        That is how Spotify's short history names a track: without its other artists.
        """
        rows = [self._led.get(_led_key(artist, title), -1) for artist, title in titles]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def _led(self) -> dict[str, int]:
        """The row of each first artist and title; -1 where other artists tell several apart."""
        once = cache(artist_key)
        rows: dict[str, int] = {}
        for row, (artists, title) in enumerate(
            zip(self._credits, self._names.to_pylist(), strict=True)
        ):
            if artists and title:
                key = _led_key(artists[0], title, once)
                first = rows.setdefault(key, row)
                if first >= 0 and artists_key(self._credits[first]) != artists_key(artists):
                    rows[key] = -1
        return rows

    def _by_title(
        self, releases: Iterable[tuple[tuple[str, ...], str | None]]
    ) -> NDArray[np.bool_]:
        """The rows with the longest word of one of the titles."""
        found = np.zeros(len(self._names), dtype=bool)
        for _, title in releases:
            word = max(normalised_title(title or "").split(), key=len, default="")
            found |= _mask(pc.match_substring(self._titles, _folded(pa.array([word]))[0].as_py()))
        return found

    def _by_artists(
        self, releases: Iterable[tuple[tuple[str, ...], str | None]]
    ) -> NDArray[np.bool_]:
        """The rows of the same artists, in any order."""
        numbers, number_of = self._numbered
        wanted = [numbers.get(artists_key(artists), -1) for artists, _ in releases]
        found: NDArray[np.bool_] = np.isin(number_of, wanted)
        return found

    @cached_property
    def numbers(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of each row's ISRC and of its artists and title, each of shape (rows,).

        Rows with an equal number in either are releases of one recording; -1 is unknown.
        """
        isrc_of, isrcs = pd.factorize(self._isrcs.to_numpy(zero_copy_only=False))
        title_of, titles = pd.factorize(self._names.to_numpy(zero_copy_only=False))
        keys, number_of = self._numbered
        same: dict[str, int] = {}
        normal = [same.setdefault(normalised_title(one), len(same)) for one in titles]
        both = number_of * np.int64(len(normal)) + np.array(normal, dtype=np.int64)[title_of]
        known = (titles != "")[title_of] & (number_of != keys.get("", -1))
        return (
            _read_only(np.where((isrcs != "")[isrc_of], isrc_of, -1)),
            _read_only(np.where(known, pd.factorize(both)[0], -1)),
        )

    @cached_property
    def _titles(self) -> pa.Array:
        return _folded(self._names)

    @cached_property
    def _numbered(self) -> tuple[dict[str, int], NDArray[np.int32]]:
        """A number for the artists of each key, and that of each row."""
        credit_of, distinct = pd.factorize(self._credits)
        once = cache(artist_key)  # a name stands in many credits
        numbers: dict[str, int] = {}
        found = [numbers.setdefault(artists_key(one, once), len(numbers)) for one in distinct]
        return numbers, np.array(found, dtype=np.int32)[credit_of]


def _led_key(artist: str, title: str, key: Callable[[str], str] = artist_key) -> str:
    return f"{key(title)}\x1f{key(artist)}"


def _read_only(array: NDArray[np.int64]) -> NDArray[np.int64]:
    array.setflags(write=False)
    return array


def _mask(booleans: pa.Array) -> NDArray[np.bool_]:
    return np.array(booleans.to_numpy(zero_copy_only=False), dtype=bool)


def _folded(texts: pa.Array) -> pa.Array:
    """The texts as a key spells their words, a whole column at once."""
    lower = pc.utf8_lower(pc.utf8_normalize(texts, "NFKC"))
    for letter, folded in (("ß", "ss"), ("ς", "σ")):  # noqa: RUF001  # Greek
        lower = pc.replace_substring(lower, letter, folded)
    return lower
