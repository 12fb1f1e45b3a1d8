"""A measured value with its bootstrap interval, and what every random draw starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 0
"""Where all random draws begin, so that a number comes out the same each time."""
ROUNDS = 1000
"""Samples of a bootstrap: B. Efron, "Bootstrap methods: another look at the jackknife", 1979."""
SHARE = 0.95
"""The share of samples inside an interval."""
_AT_ONCE = 1 << 19  # things drawn at once: what they take of memory stays small


@dataclass(frozen=True, slots=True)
class Interval:
    """A value, and the ends of its interval."""

    value: float
    low: float
    high: float


def samples(things: int, rounds: int = ROUNDS, seed: int = SEED) -> Iterator[NDArray[np.int64]]:
    """Yields samples of as many `things` as there are, drawn with repetition, in batches.

    Each batch has the shape (samples, things) and holds places from 0; all have `rounds` samples.
    """
    chance = np.random.default_rng(seed)
    batch = max(1, _AT_ONCE // things)
    for done in range(0, rounds, batch):
        yield chance.integers(things, size=(min(batch, rounds - done), things))


def counts(things: int, rounds: int = ROUNDS, seed: int = SEED) -> Iterator[NDArray[np.float64]]:
    """Yields how often each thing is in each of the same samples, of the same shapes."""
    for drawn in samples(things, rounds, seed):
        apart = drawn + things * np.arange(len(drawn))[:, None]
        found = np.bincount(apart.ravel(), minlength=drawn.size)
        yield found.reshape(drawn.shape).astype(np.float64)


def interval(value: float, of_samples: NDArray[np.float64]) -> Interval | None:
    """The percentile interval of what the samples gave, shape (samples,), NaN where nothing.

    None where the value is none, or fewer than SHARE of the samples gave one.
    """
    known = of_samples[~np.isnan(of_samples)]
    if np.isnan(value) or len(known) < SHARE * len(of_samples):
        return None
    low, high = np.quantile(known, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return Interval(float(value), float(low), float(high))
