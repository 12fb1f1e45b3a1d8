"""Percentiles: the middles of ranks, the same for a value and for the row that has it."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.percentiles import RANKED, Percentiles
from moodrec.reference import ReferenceSet
from tests.small import TENTHS, a_set, features

TEMPI = st.lists(st.sampled_from([60.0, 100.0, 100.5, math.nan]), min_size=1, max_size=30)


@given(TEMPI)
@settings(deadline=None)
def test_a_column_has_the_middles_of_its_ranks(tempi: list[float]) -> None:
    songs = [{"valence": 0.5, "energy": 0.5, "tempo": tempo} for tempo in tempi]
    percentiles = Percentiles(a_set(songs))
    known = pd.Series(tempi).dropna()
    middles = pd.Series(tempi).rank(pct=True) - 1 / (2 * max(len(known), 1))
    found = percentiles.column("tempo")
    assert found.tolist() == pytest.approx(middles.tolist(), abs=1e-6, nan_ok=True)
    assert [percentiles.of("tempo", tempo) for tempo in tempi] == pytest.approx(
        found.tolist(), abs=1e-6, nan_ok=True
    )


@given(TEMPI, st.floats(0, 200))
@settings(deadline=None)
def test_any_value_stands_between_those_below_and_those_up_to_it(
    tempi: list[float], value: float
) -> None:
    songs = [{"valence": 0.5, "energy": 0.5, "tempo": tempo} for tempo in tempi]
    found = Percentiles(a_set(songs)).of("tempo", value)
    known = [tempo for tempo in tempi if not math.isnan(tempo)]
    if known:
        below = sum(tempo < value for tempo in known)
        up_to = sum(tempo <= value for tempo in known)
        assert found == pytest.approx((below + up_to) / (2 * len(known)))
    else:
        assert math.isnan(found)


@given(TENTHS)
def test_what_is_not_known_has_no_percentile(valence: float) -> None:
    percentiles = Percentiles(a_set([{"valence": valence, "energy": 0.5}]))
    assert math.isnan(percentiles.of("valence", None))
    assert math.isnan(percentiles.of("valence", math.nan))
    assert np.isnan(percentiles.column("popularity")).all()
    assert not percentiles.knows_popularity
    told = percentiles.of_features(features(valence=valence), ("valence", "tempo"))
    assert told == pytest.approx([0.5, math.nan], nan_ok=True)


@pytest.mark.parametrize("name", RANKED)
def test_columns_are_shared_and_read_only(name: str, packaged: ReferenceSet) -> None:
    percentiles = Percentiles(packaged)
    column = percentiles.column(name)
    assert column is percentiles.column(name)
    assert not column.flags.writeable
    assert 0 < np.nanmin(column) <= np.nanmax(column) < 1
    assert not percentiles._sorted(name).flags.writeable


def test_sessions_that_ask_at_once_share_what_is_made_once(packaged: ReferenceSet) -> None:
    percentiles, start = Percentiles(packaged), Barrier(8)

    def ask(_: int) -> tuple[int, int]:
        start.wait()
        return id(percentiles.column("tempo")), id(percentiles._sorted("tempo"))

    with ThreadPoolExecutor(8) as sessions:
        assert len(set(sessions.map(ask, range(8)))) == 1
