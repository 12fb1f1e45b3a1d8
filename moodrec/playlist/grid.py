"""A list as counts on a fine grid over the plane, and what two such grids say of each other.

A grid makes the time of a comparison independent of the number of songs.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from moodrec.playlist.songs import Points

NODES = 101
"""Nodes along each axis, 0.01 apart: a quarter of what two releases of one song differ by."""
_PADDED = 216  # twice the grid and a little more, a size that Fourier transforms like

Grid = NDArray[np.float64]
"""Shares of a list, shape (NODES, NODES), rows by energy and columns by valence; they add up to 1,
or, as the difference of two lists, to 0."""


def grid(places: Points) -> Grid:
    """The share of the places that is nearest to each node."""
    column, row = np.rint(places * (NODES - 1)).astype(np.int64).T
    counts = np.bincount(row * NODES + column, minlength=NODES**2)
    return (counts / len(places)).reshape(NODES, NODES)


def mean_distance(first: Grid, second: Grid) -> float:
    """The mean distance between a song of the one and a song of the other.

    A convolution with the distances, by Fourier transforms.
    """
    around = np.fft.irfft2(np.fft.rfft2(first, (_PADDED, _PADDED)) * _distances())
    return float((around[:NODES, :NODES] * second).sum())


def smoothed(shares: Grid, width: float) -> Grid:
    """The density of a list under a normal kernel of that width, kept inside the plane."""
    kernel = _kernel(width)
    # As einsum: a product of matrices would start threads, which takes longer than it does.
    across = np.einsum("ij,jk->ik", shares, kernel.T)
    return np.asarray(np.einsum("ij,jk->ik", kernel, across))


def variance_of(shares: Grid) -> float:
    """The variance of the two axes, on average."""
    nodes = np.linspace(0, 1, NODES)
    both = [shares.sum(axis=axis) for axis in (0, 1)]
    spread = [along @ nodes**2 - (along @ nodes) ** 2 for along in both]
    return max(float(np.mean(spread)), 0.0)


def _kernel(width: float) -> Grid:
    nodes = np.linspace(0, 1, NODES)
    weights = np.exp(-0.5 * ((nodes[:, None] - nodes) / width) ** 2)
    return np.asarray(weights / weights.sum(axis=0))


@lru_cache(1)
def _distances() -> NDArray[np.complex128]:
    """The transform of the distance from the first node to all others, wrapped around."""
    steps = np.minimum(np.arange(_PADDED), _PADDED - np.arange(_PADDED)) / (NODES - 1)
    found = np.fft.rfft2(np.hypot(steps[:, None], steps))
    found.setflags(write=False)
    return np.asarray(found)
