"""A few tracks of a set that is not loaded, as songs that know their place in the whole one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from moodrec.engines.facts import Facts
from moodrec.model import PlacedTrack
from moodrec.reference import ReferenceSet


def small_set(tracks: pd.DataFrame, name: str) -> ReferenceSet:
    """Tracks in the columns of SCHEMA as a set of their own, under the name of the whole one."""
    return ReferenceSet(tracks, name=name, version="")


def placed(songs: Iterable[PlacedTrack], facts: Facts) -> tuple[PlacedTrack, ...]:
    """Songs of a small set, seen in the whole one, which has these facts."""
    return tuple(replace(one, livelier_than=facts.share_below(one.point)[1]) for one in songs)
