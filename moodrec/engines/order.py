"""The order of every answer: by key, ties by row, which is by track id."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics.contract import Keys

Rows = NDArray[np.integer]
"""Rows of a reference set, whose order is that of the track ids."""
_FEW = 512  # are sorted whole sooner than parted first


class Found(NamedTuple):
    """Rows and their keys, both of shape (found,)."""

    rows: Rows
    keys: Keys


def first(rows: Rows, keys: Keys, n: int) -> Found:
    """The first `n` of the rows in the order of (key, row); they may come in any order."""
    if n < len(rows) and len(rows) > _FEW:
        taken = _parted(rows, keys, n) if n else np.empty(0, np.intp)
        rows, keys = rows[taken], keys[taken]
    order = np.lexsort((rows, keys))[:n]
    return Found(rows[order], keys[order])


def _parted(rows: Rows, keys: Keys, n: int) -> NDArray[np.intp]:
    """The places of the first `n`, in no order; `n` is at least 1 and less than all.

    Ties at the end are parted by row, never sorted: all rows may lie on one point.
    """
    last = np.partition(keys, n - 1)[n - 1]
    near = np.flatnonzero(keys <= last)
    if len(near) == n:
        return near
    nearer = near[keys[near] < last]
    tied = near[keys[near] == last]
    left = n - len(nearer)
    return np.concatenate([nearer, tied[np.argpartition(rows[tied], left - 1)[:left]]])
