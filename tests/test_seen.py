"""The ids seen so far: each is new once, in batches of any size."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from moodrec.seen import Seen

BATCHES = st.lists(st.lists(st.integers(0, 60), unique=True))
"""Ids of few letters, so that many come again."""


def ids(numbers: list[int]) -> NDArray[np.bytes_]:
    return np.array([f"{number:022d}" for number in numbers], dtype="S22")


@given(BATCHES, BATCHES)
def test_an_id_is_fresh_the_first_time_alone(
    noted: list[list[int]], asked: list[list[int]]
) -> None:
    seen, known = Seen(), {number for batch in noted for number in batch}
    for batch in noted:
        seen.note(ids(batch))
    for batch in asked:
        assert seen.fresh(ids(batch)).tolist() == [number not in known for number in batch]
        known |= set(batch)


def test_runs_stay_few() -> None:
    seen = Seen()
    for start in range(0, 64_000, 64):
        assert seen.fresh(ids(list(range(start, start + 64)))).all()
    assert len(seen._runs) <= 11
    assert sum(map(len, seen._runs)) == 64_000
