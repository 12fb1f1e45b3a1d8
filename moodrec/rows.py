"""Brings rows into moodrec's columns and leaves the broken ones out, counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec.layouts import ARTIST_SEPARATOR, NEEDED, OPTIONAL, Layout, split_stored
from moodrec.model import FEATURE_RANGES
from moodrec.texts import clean

TEXTS = ("id", "name", "genre", "album", "isrc", "source", "title_source", "fetched_at")
RANGES = {**FEATURE_RANGES, "popularity": (0, 100), "duration_ms": (0, 1e9)}

_CONTROLS = r"[\x00-\x1f\x7f-\x9f]+"
_LINKED_ID = (  # as strict as links.parse, for a whole column at once
    r"^(?:(?i:spotify):track:([0-9A-Za-z]{22})"
    r"|(?i:(?:https?://)?(?:open|play)\.spotify\.com)/+(?:intl-[A-Za-z0-9-]+/+)?(?:embed/+)?"
    r"track/+([0-9A-Za-z]{22})/*(?:[?#][!-\[\]-~]*)?)$"
)
_LOOSE = r"(?:^|;)\s*(?:;|$)|\s;|;\s"  # separators that split nothing, or have spaces around
_ID_LENGTH = 22


@dataclass(frozen=True, slots=True)
class Tally:
    """What a reading remembers from batch to batch: rows left out by reason, and ids seen."""

    dropped: Counter[str] = field(default_factory=Counter)
    seen: list[pa.Array] = field(default_factory=list)


def usable(batch: pa.RecordBatch, layout: Layout, tally: Tally) -> pd.DataFrame:
    """The usable rows of `batch` in moodrec's columns (see `schema.STORED`).

    The others count in `tally`, each by its first fault; of rows that share an id, also
    over batches, the first is kept.
    """
    found = {
        name: _plain(batch.column(source))
        for name, source in layout.found_in(batch.schema.names).items()
    }
    found["id"] = track_ids(_texts(found["id"]))
    found |= {name: _numbers(found[name]) for name in RANGES if name in found}
    keep = _keep(found["id"], found["valence"], found["energy"], tally)
    return _frame(pa.record_batch(found).filter(pa.array(keep)), layout)


def track_ids(texts: pa.Array) -> pa.Array:
    """Texts with each track link or URI as the bare id that stands in it; others as they are."""
    if pc.max(pc.binary_length(texts)).as_py() == _ID_LENGTH:  # none is long enough for a link
        return texts
    return pc.replace_substring_regex(texts, _LINKED_ID, r"\1\2")


def all_ids(texts: pd.Series[str]) -> bool:
    """True when every text is 22 letters and digits."""
    return bool(_are_ids(_array(texts)).all())


def _are_ids(texts: pa.Array) -> NDArray[np.bool_]:
    """Which texts are 22 letters and digits, shape (rows,)."""
    right = _mask(pc.equal(pc.binary_length(texts), _ID_LENGTH))
    if right.all() and _content(texts).tobytes().isalnum():  # nearly every table, in no time
        return right
    return right & _mask(pc.ascii_is_alnum(texts))


def _keep(ids: pa.Array, valences: pa.Array, energies: pa.Array, tally: Tally) -> NDArray[np.bool_]:
    """Which rows are usable, shape (rows,)."""
    valence, energy = _values(valences), _values(energies)
    inside = (valence >= 0) & (valence <= 1) & (energy >= 0) & (energy <= 1)
    faults = {
        "empty id": _mask(pc.equal(ids, "")),
        "local file, not on Spotify": _mask(pc.starts_with(ids, "spotify:local:")),
        "id not 22 letters and digits": ~_are_ids(ids),
        "valence or energy missing": np.isnan(valence) | np.isnan(energy),
        "valence or energy outside 0 to 1": ~inside,
    }
    keep = np.ones(len(ids), dtype=bool)
    for reason, faulty in faults.items():
        _count(tally, reason, int((keep & faulty).sum()))
        keep &= ~faulty
    return _first_seen(ids, keep, tally)


def _first_seen(ids: pa.Array, keep: NDArray[np.bool_], tally: Tally) -> NDArray[np.bool_]:
    """Of the rows to keep those whose id no row before has; their ids become seen."""
    encoded = ids.filter(pa.array(keep)).dictionary_encode()
    codes = encoded.indices.to_numpy()  # in the order in which each id comes first
    new = ~_mask(pc.is_in(encoded.dictionary, pa.chunked_array(tally.seen, pa.string())))
    fresh = new[codes] & (codes > np.maximum.accumulate(np.concatenate(([-1], codes[:-1]))))
    tally.seen.append(encoded.dictionary.filter(pa.array(new)))
    _count(tally, "duplicate id", len(fresh) - int(fresh.sum()))
    keep[keep] = fresh
    return keep


def _count(tally: Tally, reason: str, rows: int) -> None:
    if rows:
        tally.dropped[reason] += rows


def _content(texts: pa.Array) -> NDArray[np.uint8]:
    """The bytes of all texts side by side."""
    offsets, content = texts.buffers()[1:]
    if content is None or not len(texts):
        return np.empty(0, dtype=np.uint8)
    places = np.frombuffer(offsets, dtype=np.int32)[texts.offset :][: len(texts) + 1]
    return np.frombuffer(content, dtype=np.uint8)[places[0] : places[-1]]


def _mask(booleans: pa.Array) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = booleans.to_numpy(zero_copy_only=False)
    return mask


def _frame(found: pa.RecordBatch, layout: Layout) -> pd.DataFrame:
    """The usable rows with every column that moodrec has."""
    none = pa.nulls(found.num_rows)
    columns = {
        name: found.column(name) if name in found.schema.names else none
        for name in (*NEEDED, *OPTIONAL)
    }
    columns["artists"] = _artists(columns["artists"], layout)
    columns["genre"] = _genres(columns["genre"], layout)
    for name in TEXTS:
        columns[name] = _texts(columns[name])
    for name, span in RANGES.items():
        columns[name] = _within(columns[name], *span)
    columns["fetched_at"] = _times(columns["fetched_at"])
    frame: pd.DataFrame = pa.table(columns).to_pandas(split_blocks=True)
    return frame


def _within(column: pa.Array, low: float, high: float) -> NDArray[np.float64]:
    numbers = _values(column)
    return np.where((numbers >= low) & (numbers <= high), numbers, np.nan)


def _values(column: pa.Array) -> NDArray[np.float64]:
    """The numbers, a missing one as NaN."""
    values: NDArray[np.float64] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _numbers(column: pa.Array) -> pa.Array:
    """Numbers, also from texts; what is no number becomes missing."""
    try:
        return pc.cast(column, pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array(pd.to_numeric(column.to_pandas(), errors="coerce"), pa.float64())


def _array(texts: pd.Series[str]) -> pa.Array:
    """The texts in one piece, whatever they were put together from."""
    array = pa.array(texts, pa.string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _plain(column: pa.Array) -> pa.Array:
    """The column without a dictionary, long texts as texts."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column.cast(pa.string()) if pa.types.is_large_string(column.type) else column


def _texts(column: pa.Array) -> pa.Array:
    """Texts without control characters, none missing."""
    if pa.types.is_null(column.type):
        return pa.repeat("", len(column))
    if not pa.types.is_string(column.type):
        column = _array(column.to_pandas().astype("str"))
    texts = column.fill_null("")
    if _has_controls(texts):
        texts = pc.replace_substring_regex(texts, _CONTROLS, " ")
    return pc.utf8_trim_whitespace(texts)


def _has_controls(texts: pa.Array) -> bool:
    """Looks at the bytes, which takes a tenth of the time of a search in every text."""
    content = _content(texts)
    if not len(content):
        return False
    if content.min() < ord(" ") or b"\x7f" in (plain := content.tobytes()):  # \x00 to \x1f, \x7f
        return True
    if b"\xc2" not in plain:
        return False
    later = (content[:-1] == 0xC2) & (content[1:] < 0xA0)  # noqa: PLR2004  # \x80 to \x9f
    return bool(later.any())


def split_artists(texts: pd.Series[str]) -> pd.Series[Any]:
    """The artists of each text that moodrec stores, as tuples; equal texts share theirs."""
    codes, distinct = _distinct(_array(texts))
    names = np.fromiter(map(split_stored, distinct), dtype="object", count=len(distinct))
    return pd.Series(names[codes], index=texts.index, dtype="object")


def _artists(column: pa.Array, layout: Layout) -> pa.Array:
    if _is_list(column):
        listed = (ARTIST_SEPARATOR.join(_listed(value)) for value in column.to_pylist())
        return pa.array(list(listed), pa.string())
    texts = _texts(column)
    if layout.stores_as_found and not _any(pc.match_substring_regex(texts, _LOOSE)):
        return texts
    return _each(texts, layout.stored_artists)


def _any(booleans: pa.Array) -> bool:
    return bool(pc.any(booleans, min_count=0).as_py())


def _genres(column: pa.Array, layout: Layout) -> pa.Array:
    if _is_list(column):
        first = [(*_listed(value), "")[0] for value in column.to_pylist()]
        column = pa.array(first, pa.string())
    return _each(_texts(column), layout.read_genre)


def _is_list(column: pa.Array) -> bool:
    return any(
        test(column.type)
        for test in (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    )


def _listed(value: list[object] | None) -> tuple[str, ...]:
    return tuple(filter(None, map(clean, map(str, value or ()))))


def _each(texts: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Applies `change` once to each distinct text."""
    codes, distinct = _distinct(texts)
    return pa.array(list(map(change, distinct)), pa.string()).take(pa.array(codes))


def _times(texts: pa.Array) -> pa.Array:
    """Times as ISO 8601 in UTC; empty where the text is no time."""
    codes, distinct = _distinct(texts)
    if distinct == [""]:
        return texts
    times = pd.to_datetime(pd.Series(distinct), format="ISO8601", errors="coerce", utc=True)
    written = times.dt.strftime("%Y-%m-%dT%H:%M:%S+00:00").astype("str").fillna("")
    return pa.array(written.tolist(), pa.string()).take(pa.array(codes))


def _distinct(texts: pa.Array) -> tuple[NDArray[np.int32], list[str]]:
    """For each text the place of its own in the list of distinct ones."""
    encoded = texts.dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
