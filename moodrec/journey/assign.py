"""Which song goes where: one assignment over all places at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def assign(costs: NDArray[np.float64]) -> NDArray[np.int64]:
    """A column for each row, no column twice, so that the costs add up to the least.

    `costs` has shape (rows, columns) with at least as many columns as rows; shape (rows,).
    D. F. Crouse, "On implementing 2D rectangular assignment algorithms", 2016.
    """
    # Imported here because scipy takes a while to load, and only journeys need it.
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  # for the reason above

    rows, columns = linear_sum_assignment(costs)
    found = np.empty(len(rows), dtype=np.int64)
    found[rows] = columns
    return found
