"""Brings rows into moodrec's columns and leaves the broken ones out, counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec import cells
from moodrec.layouts import NEEDED, OPTIONAL, Layout, split_stored
from moodrec.memberships import TOLD, with_later
from moodrec.model import AXES, FEATURE_RANGES, YEARS
from moodrec.seen import Seen

_PLAIN_TEXTS = ("id", "name", "album", "isrc", "source", "title_source")
TEXTS = (*_PLAIN_TEXTS, "genre", "playlists", "fetched_at")
"""The columns that moodrec keeps as texts, but for the artists."""
NUMBERS = (*FEATURE_RANGES, "popularity", "duration_ms")
"""Columns that hold nothing but numbers in any table."""
RANGES = {
    **FEATURE_RANGES,
    "popularity": (0, 100),
    "duration_ms": (0, 1e9),
    "year": YEARS,
    "explicit": (0, 1),
}
"""The columns that moodrec keeps as numbers, with the range of each."""

_LINKED_ID = (  # as strict as links.parse, for a whole column at once
    r"^(?:(?i:spotify):track:([0-9A-Za-z]{22})"
    r"|(?i:(?:https?://)?(?:open|play)\.spotify\.com)/+(?:intl-[A-Za-z0-9-]+/+)?(?:embed/+)?"
    r"track/+([0-9A-Za-z]{22})/*(?:[?#][!-\[\]-~]*)?)$"
)
_ID_LENGTH = 22
_URI = "spotify:track:"


@dataclass(frozen=True, slots=True)
class Tally:
    """What a reading remembers from batch to batch: rows left out by reason, and ids seen."""

    dropped: Counter[str] = field(default_factory=Counter)
    seen: Seen = field(default_factory=Seen)


def usable(batch: pa.RecordBatch, layout: Layout, tally: Tally, later: pa.Table) -> pd.DataFrame:
    """The usable rows of `batch` in moodrec's columns (see `schema.STORED`).

    The others count in `tally`, each by its first fault; of rows that share an id, also
    over batches, the first is kept. `later` are the playlists that the others told (see
    `memberships.united`).
    """
    found = _found(batch, layout)
    keep = _first_seen(found["id"], _sound(found, tally), tally)
    return _frame(pa.record_batch(found).filter(pa.array(keep)), layout, later)


def told(batch: pa.RecordBatch, layout: Layout, tally: Tally, *, whole: bool) -> pa.Table:
    """The `id` and `playlists` of rows with an id that `tally` has seen; with `whole` of all.

    Broken rows tell nothing.
    """
    found = _found(batch, layout)
    sound = _sound(found, tally)
    playlists = cells.playlists(found["playlists"], layout)
    telling = sound & _mask(pc.not_equal(playlists, ""))
    if not telling.any():  # no need to compare ids, which takes most of the time
        tally.seen.note(_letters(found["id"].filter(pa.array(sound))))
    elif not whole:
        telling &= ~_first_seen(found["id"], sound, tally)
    return pa.table([found["id"], playlists], TOLD).filter(pa.array(telling))


def track_ids(texts: pa.Array) -> pa.Array:
    """Texts with each track link or URI as the bare id that stands in it; others as they are."""
    if pc.max(pc.binary_length(texts)).as_py() == _ID_LENGTH:  # none is long enough for a link
        return texts
    if _all_uris(texts):
        return pc.binary_slice(texts.cast(pa.binary()), len(_URI), len(_URI) + _ID_LENGTH).cast(
            pa.string()
        )
    return pc.replace_substring_regex(texts, _LINKED_ID, r"\1\2")


def _all_uris(texts: pa.Array) -> bool:
    """True for a column as Exportify writes it, which needs no search in each text."""
    long_enough = pc.min(pc.binary_length(texts)).as_py() == len(_URI) + _ID_LENGTH
    ids_alone = pc.max(pc.binary_length(texts)).as_py() == len(_URI) + _ID_LENGTH
    return long_enough and ids_alone and bool(pc.all(pc.starts_with(texts, _URI)).as_py())


def all_ids(texts: pd.Series[str]) -> bool:
    """True when every text is 22 letters and digits."""
    return bool(are_ids(cells.array(texts)).all())


def split_artists(texts: pd.Series[str]) -> pd.Series[Any]:
    """The artists of each text that moodrec stores, as tuples; equal texts share theirs."""
    encoded = cells.array(texts).dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    names = np.fromiter(map(split_stored, distinct), dtype="object", count=len(distinct))
    return pd.Series(names[encoded.indices.to_numpy()], index=texts.index, dtype="object")


def are_ids(texts: pa.Array) -> NDArray[np.bool_]:
    """Which texts are 22 letters and digits, shape (rows,)."""
    right = _mask(pc.equal(pc.binary_length(texts), _ID_LENGTH))
    if right.all() and cells.content(texts).tobytes().isalnum():  # nearly every table, in no time
        return right
    return right & _mask(pc.ascii_is_alnum(texts))


def _found(batch: pa.RecordBatch, layout: Layout) -> dict[str, pa.Array]:
    """The columns of the batch by moodrec's names, ids bare and numbers as such."""
    found = {
        name: cells.plain(batch.column(source))
        for name, source in layout.found_in(batch.schema.names).items()
    }
    found["id"] = track_ids(cells.texts(found["id"]))
    return found | {name: cells.numbers(found[name]) for name in NUMBERS if name in found}


def _sound(found: Mapping[str, pa.Array], tally: Tally) -> NDArray[np.bool_]:
    """Which rows are not broken, shape (rows,)."""
    ids = found["id"]
    valence, energy = (cells.values(found[axis]) for axis in AXES)
    inside = (valence >= 0) & (valence <= 1) & (energy >= 0) & (energy <= 1)
    faults = {
        "empty id": _mask(pc.equal(ids, "")),
        "local file, not on Spotify": _mask(pc.starts_with(ids, "spotify:local:")),
        "id not 22 letters and digits": ~are_ids(ids),
        "valence or energy missing": np.isnan(valence) | np.isnan(energy),
        "valence or energy outside 0 to 1": ~inside,
    }
    keep = np.ones(len(ids), dtype=bool)
    for reason, faulty in faults.items():
        _count(tally, reason, int((keep & faulty).sum()))
        keep &= ~faulty
    return keep


def _first_seen(ids: pa.Array, keep: NDArray[np.bool_], tally: Tally) -> NDArray[np.bool_]:
    """Of the rows to keep those whose id no row before has; their ids become seen."""
    encoded = (ids if keep.all() else ids.filter(pa.array(keep))).dictionary_encode()
    codes = encoded.indices.to_numpy()  # in the order in which each id comes first
    new = tally.seen.fresh(_letters(encoded.dictionary))
    fresh = new[codes] & (codes > np.maximum.accumulate(np.concatenate(([-1], codes[:-1]))))
    _count(tally, "duplicate id", len(fresh) - int(fresh.sum()))
    keep[keep] = fresh
    return keep


def _letters(ids: pa.Array) -> NDArray[np.bytes_]:
    """Sound ids as NumPy knows texts, shape (rows,)."""
    letters: NDArray[np.bytes_] = cells.content(ids).view(f"S{_ID_LENGTH}")
    return letters


def _count(tally: Tally, reason: str, rows: int) -> None:
    if rows:
        tally.dropped[reason] += rows


def _mask(booleans: pa.Array) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = booleans.to_numpy(zero_copy_only=False)
    return mask


def _frame(found: pa.RecordBatch, layout: Layout, later: pa.Table) -> pd.DataFrame:
    """The usable rows with every column that moodrec has."""
    none = pa.nulls(found.num_rows)
    columns = {
        name: found.column(name) if name in found.schema.names else none
        for name in (*NEEDED, *OPTIONAL)
    }
    columns |= {
        "artists": cells.artists(columns["artists"], layout),
        "genre": cells.genres(columns["genre"], layout),
        "playlists": cells.playlists(columns["playlists"], layout),
        "year": cells.years(columns["year"]),
        "explicit": cells.truths(columns["explicit"]),
        "fetched_at": cells.times(columns["fetched_at"]),
        **{name: cells.texts(columns[name]) for name in _PLAIN_TEXTS},
    }
    columns |= {name: cells.within(columns[name], *span) for name, span in RANGES.items()}
    columns["playlists"] = with_later(columns["id"], columns["playlists"], later)
    frame: pd.DataFrame = pa.table(columns).to_pandas(split_blocks=True)
    return frame
