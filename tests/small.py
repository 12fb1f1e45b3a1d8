"""Small reference sets made in memory, with every column that a test does not name unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from moodrec.model import AudioFeatures, PlacedTrack, Seed
from moodrec.reference import ReferenceSet
from moodrec.rows import RANGES, TEXTS
from tests.conftest import an_id

TENTHS = st.integers(0, 10).map(lambda tenth: tenth / 10)

_UNKNOWN: dict[str, Any] = {
    **dict.fromkeys(RANGES, float("nan")),
    **dict.fromkeys(TEXTS, ""),
    "artists": (),
}


def a_set(songs: Iterable[Mapping[str, Any]]) -> ReferenceSet:
    """A set of these songs, the ids in their order unless they have ids of their own."""
    rows = [_UNKNOWN | {"id": an_id(number)} | dict(song) for number, song in enumerate(songs)]
    frame = pd.DataFrame(rows)
    kinds = dict.fromkeys(RANGES, "float64") | dict.fromkeys(TEXTS, "str")
    return ReferenceSet(frame.astype(kinds), name="small", version="1")


def seed_of(known: PlacedTrack) -> Seed:
    return Seed(known.point, known.track, known.features)


def features(**values: Any) -> AudioFeatures:
    """Audio features of no track, those that are not named unknown."""
    return AudioFeatures("", "test", **{"valence": None, "energy": None, **values})
