"""A measured value with its interval, and the numbers that every random draw starts from."""

from __future__ import annotations

from dataclasses import dataclass

SEED = 0
"""Where all random draws begin, so that a number comes out the same each time."""
ROUNDS = 1000
"""Samples of a bootstrap: B. Efron, "Bootstrap methods: another look at the jackknife", 1979."""
SHARE = 0.95
"""The share of samples inside an interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value, and the ends of its interval."""

    value: float
    low: float
    high: float
