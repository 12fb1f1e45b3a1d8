"""Places the rows of a brought list on the plane.

A row is sought by its track id in the reference set, by its ISRC, by its artists and title (of a
row without an id the first artist will do, where no other recording has the same); then the values
count that its file tells, and what the sources told. Nothing is ever guessed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodrec.brought import BroughtList
from moodrec.brought.rows import EPISODE, LOCAL, TRACK, UNREADABLE
from moodrec.lookup import Asked
from moodrec.metrics import MILLIONTHS
from moodrec.placement.coverage import (
    FILE,
    HOWS,
    ISRC,
    OPEN,
    SET,
    SOURCE,
    TITLE,
    UNKNOWN,
    Coverage,
)  # fmt: skip
from moodrec.reference import ReferenceSet

_NOT_TRACKS = {
    LOCAL: HOWS.index("local file"),
    EPISODE: HOWS.index("episode"),
    UNREADABLE: HOWS.index("unreadable"),
}
_NOBODY = Asked()


def place(
    brought: BroughtList, reference: ReferenceSet, asked: Asked = _NOBODY, *, offline: bool = False
) -> Coverage:
    """Places each row by what is known now; `asked` is what the store and the sources told."""
    kinds = brought.kinds
    hows = np.full(len(brought), UNKNOWN, dtype=np.int8)
    for kind, how in _NOT_TRACKS.items():
        hows[kinds == kind] = how
    ids = brought.texts("id")
    rows = reference.rows_of(ids)
    hows[rows >= 0] = SET
    left = np.flatnonzero((kinds == TRACK) & (rows < 0))
    if len(left):
        folded = reference.folded(ids.take(left))
        hows[left[folded]] = SET
        left = left[~folded]
    _by_release(brought, reference, hows, rows, left)
    valence, energy = _of_set(reference, rows)
    _of_file(brought, hows, valence, energy)
    _of_sources(ids, asked, hows, valence, energy, offline=offline)
    for n in np.flatnonzero((hows == SET) & (rows < 0)).tolist():
        if song := reference.find(ids[n].as_py()):
            valence[n], energy[n] = song.point.valence, song.point.energy
    return Coverage(brought, reference, asked, hows, rows, valence, energy, offline)


def _by_release(
    brought: BroughtList,
    reference: ReferenceSet,
    hows: NDArray[np.int8],
    rows: NDArray[np.int64],
    left: NDArray[np.int64],
) -> None:
    """Places rows whose id the set does not know by another release of the same recording."""
    if not len(left) or not {"name", "isrc"} & brought.columns.keys():
        return
    ids, told = zip(*brought.releases(left), strict=True)
    found = reference.rows_of_releases(told)
    bare = [n for n, (artists, _, _) in enumerate(told)
            if found[n] < 0 and not ids[n] and len(artists) == 1]  # fmt: skip
    if bare:
        found[bare] = reference.rows_led_by([(told[n][0][0], told[n][1] or "") for n in bare])
    known = found >= 0
    rows[left[known]] = found[known]
    by_isrc = [bool(isrc) and reference.text("isrc", int(row)) == isrc
               for (_, _, isrc), row in zip(told, found, strict=True)]  # fmt: skip
    hows[left[known]] = np.where(np.array(by_isrc)[known], ISRC, TITLE)


def _of_set(
    reference: ReferenceSet, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Valence and energy of rows of the reference set, NaN for none."""
    return tuple(
        np.where(rows >= 0, axis[rows] / MILLIONTHS, np.nan)
        for axis in (reference.valence, reference.energy)
    )  # type: ignore[return-value]  # two of them


def _of_file(
    brought: BroughtList,
    hows: NDArray[np.int8],
    valence: NDArray[np.float64],
    energy: NDArray[np.float64],
) -> None:
    """Takes the file's own values where the reference set has none."""
    if not {"valence", "energy"} <= brought.columns.keys():
        return
    left = np.flatnonzero(hows == UNKNOWN)
    across, up = brought.numbers("valence")[left], brought.numbers("energy")[left]
    told = ~np.isnan(across) & ~np.isnan(up)
    mine, across, up = left[told], across[told], up[told]
    hows[mine], valence[mine], energy[mine] = FILE, across, up


def _of_sources(  # noqa: PLR0913  # columns of one table
    ids: object,
    asked: Asked,
    hows: NDArray[np.int8],
    valence: NDArray[np.float64],
    energy: NDArray[np.float64],
    *,
    offline: bool,
) -> None:
    """Takes what the sources told; what nobody was asked for is open."""
    for n in np.flatnonzero(hows == UNKNOWN).tolist():
        track_id = ids[n].as_py()  # type: ignore[index]  # an array of Arrow's
        features = asked.features.get(track_id)
        if features and features.valence is not None and features.energy is not None:
            hows[n], valence[n], energy[n] = SOURCE, features.valence, features.energy
        elif track_id and track_id not in asked.unknown and not offline:
            hows[n] = OPEN
