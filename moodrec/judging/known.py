"""Where the reference set and the feature store put the tracks that people judged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from moodrec.lookup import Lookup
from moodrec.model import MoodPoint, PlacedTrack
from moodrec.mood import locate
from moodrec.reference import ReferenceSet


def points_of(
    track_ids: Sequence[str], reference: ReferenceSet, lookup: Lookup
) -> dict[str, dict[str, MoodPoint]]:
    """The place of each track by all who told it, the set before the store; asks nobody else.

    Tracks that neither knows are absent.
    """
    placed = _placed(track_ids, reference)
    points = {one.track.id: {one.features.source: one.point} for one in placed}
    for track_id, told in lookup.told(track_ids).items():
        for features in told:
            if point := locate(features):
                points.setdefault(track_id, {}).setdefault(features.source, point)
    return points


def _placed(track_ids: Sequence[str], reference: ReferenceSet) -> list[PlacedTrack]:
    """The tracks that the set has, folded releases included."""
    asked = pa.array(track_ids, pa.string())
    rows = reference.rows_of(asked)
    folded = np.flatnonzero((rows < 0) & reference.folded(asked)).tolist()
    more = (reference.find(track_ids[place]) for place in folded)
    return [*reference.placed_many(rows[rows >= 0]), *(one for one in more if one)]
