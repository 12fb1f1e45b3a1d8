"""How sure a point is: how far apart the releases of one recording lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from moodrec.method.intervals import Interval, interval, samples
from moodrec.metrics import MILLIONTHS, to_millionths
from moodrec.model import AXES, FEATURE_NAMES
from moodrec.recordings import Recordings
from moodrec.reference import ReferenceSet
from moodrec.texts import counted

FEWEST = 6
"""The recordings without which there is no interval: even from the least to the greatest of
five values the median lies only in 94 of 100 cases (1 - 2 x 0.5^5)."""
RELEASES_APART = (0.02, 0.04)
"""The median distance on the plane between two releases of one recording: the least and the
greatest of those that spread() found in three tables of 4,481, 11,085 and 28,356 songs."""
USUAL = RELEASES_APART[1]
"""How far a point may be off, where nothing better is known."""
_MOST = 100  # releases of one recording that are compared: pairs are many more

_Floats = NDArray[np.float64]
_Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median difference between releases of a recording, on each axis and on the plane.

    Measured on `recordings` with several `releases` that differ in any audio feature; `copied`
    recordings have several releases too, but of the same audio. The intervals are None where
    there are too few recordings, and `why` says so.
    """

    recordings: int
    releases: int
    valence: Interval | None
    energy: Interval | None
    distance: Interval | None
    why: str = ""
    copied: int = 0


def doubt(told: Spread) -> tuple[float, float]:
    """How far a point may be off on valence and energy: what was measured, at least USUAL.

    A set whose releases mostly stem from one measurement says less of it than there is.
    """
    measured = (one.value if one else 0.0 for one in (told.valence, told.energy))
    across, up = (max(USUAL, value) for value in measured)
    return across, up


def spread(reference: ReferenceSet) -> Spread:
    """How far apart the releases of a recording lie: the median over recordings, with intervals.

    Folded releases count. Releases are of one recording when they share an ISRC, or artists and
    title, or each does with a third. A recording's difference is the mean over the pairs of its
    releases, of a hundred of them where there are more; intervals are by the bootstrap over
    recordings, so none counts more because it was released more often.

    Releases whose audio features are all equal count as one. They are copies of one file, so
    they say nothing of how far two measurements lie apart; in the packaged set 385 of the 560
    recordings with several releases (69 %) have nothing else, and with them the median was 0.
    """
    frame = reference.every_release()
    recording = recordings_of(frame)
    several = int(np.count_nonzero(np.bincount(recording) > 1))
    rows, place = _differing(frame, recording)
    means = _mean_differences(
        place, *(to_millionths(frame[axis].to_numpy()[rows]) for axis in AXES)
    )
    copied = several - len(means)
    if len(means) < FEWEST:
        why = _why(len(means), copied)
        return Spread(len(means), len(rows), None, None, None, why, copied)
    medians = np.concatenate([np.median(means[drawn], axis=1) for drawn in samples(len(means))])
    valence, energy, distance = (
        interval(float(np.median(one)), of_samples)
        for one, of_samples in zip(means.T, medians.T, strict=True)
    )
    return Spread(len(means), len(rows), valence, energy, distance, copied=copied)


def recordings_of(frame: pd.DataFrame) -> _Numbers:
    """The number of each row's recording, shape (rows,)."""
    # Imported here because scipy takes a while to load, and only this page needs it.
    from scipy.sparse import coo_array  # noqa: PLC0415  # for the reason above
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  # as above

    count, every = len(frame), np.arange(len(frame))
    ties = [
        (every[numbers >= 0], numbers[numbers >= 0] + count * kind)
        for kind, numbers in enumerate(Recordings(frame).numbers, start=1)
    ]  # each row to its ISRC and to its title, which are nodes beside the rows
    rows, nodes = np.concatenate(ties, axis=1)
    there = np.ones(len(rows), dtype=np.int8)
    graph = coo_array((there, (rows, nodes)), shape=(3 * count, 3 * count))
    found: _Numbers = connected_components(graph, directed=False)[1][:count]
    return found


def _differing(frame: pd.DataFrame, recording: _Numbers) -> tuple[_Numbers, _Numbers]:
    """The rows of recordings with several releases that differ, each such release once.

    Also the place of each row's recording among them, from 0 and ascending; both of shape (rows,).
    """
    told = frame[list(FEATURE_NAMES)].assign(recording=recording).drop_duplicates()
    told = told[told.groupby("recording").cumcount() < _MOST].sort_values(
        "recording", kind="stable"
    )
    several = told[told.duplicated("recording", keep=False)]
    return several.index.to_numpy(), pd.factorize(several["recording"])[0].astype(np.int64)


def _mean_differences(place: _Numbers, valence: _Numbers, energy: _Numbers) -> _Floats:
    """The mean differences over the pairs of each recording, shape (recordings, 3).

    On valence, on energy and on the plane; `place` ascends, and coordinates are in millionths.
    """
    releases = np.bincount(place)
    recordings, most = len(releases), int(releases.max(initial=0))
    sums, pairs = np.zeros((3, recordings)), np.zeros(recordings)
    for apart in range(1, most):
        same = place[apart:] == place[:-apart]
        of = place[apart:][same]
        across, up = (np.abs(axis[apart:] - axis[:-apart])[same] for axis in (valence, energy))
        differences = (across, up, np.hypot(across, up))
        sums += np.stack([np.bincount(of, one, recordings) for one in differences])
        pairs += np.bincount(of, minlength=recordings)
    means: _Floats = (sums / pairs / MILLIONTHS).T
    return means


def _why(recordings: int, copied: int) -> str:
    if not recordings + copied:
        return "No recording is in this set more than once, so it cannot tell how sure a point is."
    return (
        f"{counted(recordings, 'recording')} of this set {'has' if recordings == 1 else 'have'} "
        f"several releases that differ. At least {FEWEST} are needed to tell how sure a point is."
    )
