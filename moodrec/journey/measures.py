"""How well the songs of a journey follow its path, in numbers without a unit."""

from __future__ import annotations

import numpy as np

from moodrec.journey.path import Path, Points

_BESIDE = 1e-4  # share of the path between two points that tell its direction


def evenness(path: Path, picks: Points) -> float:
    """How alike the steps from song to song are, from 0 to 1 when all are the same.

    One minus the coefficient of variation of the steps, which is their standard deviation in
    units of their mean (K. Pearson, 1896, doi:10.1098/rsta.1896.0007), and 0 where that is
    larger than 1. A step is measured along the path: each pick, one for each of the path's
    places, counts where it lies beside the path's direction there, whatever its distance from
    it. `picks` has shape (n, 2). A single step, or a path without a length, is even.
    """
    shares = np.linspace(0, 1, len(picks))
    if len(picks) <= 2 or not path.length:  # noqa: PLR2004  # one step
        return 1.0
    before, after = np.maximum(shares - _BESIDE, 0), np.minimum(shares + _BESIDE, 1)
    direction = path.at(after) - path.at(before)
    direction /= np.maximum(np.hypot(*direction.T), np.finfo(float).tiny)[:, None]
    ahead = ((picks - path.at(shares)) * direction).sum(axis=1)
    steps = np.diff(shares * path.length + ahead)
    mean = float(steps.mean())
    return max(1 - float(steps.std()) / mean, 0.0) if mean > 0 else 0.0
