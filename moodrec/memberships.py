"""Which playlists hold which tracks, united over all rows that tell of a track."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec.layouts import ARTIST_SEPARATOR, joined, split_stored

TOLD = pa.schema([("id", pa.string()), ("playlists", pa.string())])
"""What rows tell: an id, and playlists as a text of moodrec's own."""


@dataclass(frozen=True, slots=True, eq=False)
class Memberships:
    """Pairs of a row of the reference set and a playlist that holds it, each pair once.

    `names` are the ids of the playlists in their order. `rows` and `playlists` have shape
    (pairs,) and are read-only: a row number and a place in `names`, in the order of
    playlist, then row.
    """

    names: tuple[str, ...]
    rows: NDArray[np.int32]
    playlists: NDArray[np.int32]

    def without(self, places: Collection[int]) -> Memberships:
        """The same without the playlists at these places in `names`."""
        kept = np.ones(len(self.names), dtype=bool)
        kept[list(places)] = False
        pairs = kept[self.playlists]
        renumbered = (np.cumsum(kept) - 1).astype(np.int32)
        return Memberships(
            tuple(name for name, stays in zip(self.names, kept, strict=True) if stays),
            _read_only(self.rows[pairs]),
            _read_only(renumbered[self.playlists[pairs]]),
        )

    def of(self, place: int) -> NDArray[np.int32]:
        """The rows of the playlist at a place in `names`, in their order."""
        first, end = np.searchsorted(self.playlists, [place, place + 1])
        return self.rows[first:end]


def memberships(texts: pa.Array) -> Memberships:
    """The pairs in the playlists of each row, as texts of moodrec's own."""
    told = np.flatnonzero(pc.not_equal(texts, "").to_numpy(zero_copy_only=False))
    lists = pc.split_pattern(texts.take(pa.array(told)), ARTIST_SEPARATOR)
    rows = told[pc.list_parent_indices(lists).to_numpy()]
    encoded = lists.flatten().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    in_order = sorted(range(len(names)), key=names.__getitem__)
    places = np.empty(len(names), dtype=np.int32)
    places[in_order] = np.arange(len(names))
    playlists = places[encoded.indices.to_numpy()]
    order = np.lexsort((rows, playlists))
    return Memberships(
        tuple(names[place] for place in in_order),
        _read_only(rows[order].astype(np.int32)),
        _read_only(playlists[order]),
    )


def united(told: Iterable[pa.Table]) -> pa.Table:
    """One row an `id`, with all `playlists` that rows of that id told, the first told first."""
    rows = pa.concat_tables([TOLD.empty_table(), *told])
    groups = rows.group_by("id", use_threads=False).aggregate([("playlists", "list")])
    return pa.table(
        {
            "id": groups["id"].combine_chunks(),
            "playlists": pa.array(map(_union, groups["playlists_list"].to_pylist()), pa.string()),
        }
    )


def with_later(ids: pa.Array, texts: pa.Array, later: pa.Table) -> pa.Array:
    """The playlists of each id: those in its text, then those that `later`, united, adds."""
    if not len(later):
        return texts
    places = pc.index_in(ids, later["id"])
    more = places.is_valid()
    own = texts.filter(more).to_pylist()
    added = later["playlists"].take(places.drop_null()).to_pylist()
    both = pa.array(map(_union, zip(own, added, strict=True)), pa.string())
    return pc.replace_with_mask(texts, more, both)


def _union(texts: Iterable[str]) -> str:
    return joined(playlist for text in texts for playlist in split_stored(text))


def _read_only(array: NDArray[np.int32]) -> NDArray[np.int32]:
    array.setflags(write=False)
    return array
