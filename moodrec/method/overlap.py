"""What a metric changes: the lists of two of them side by side, and how much they share."""

from __future__ import annotations

from dataclasses import dataclass

from moodrec.model import PlacedTrack, Seed


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The nearest songs of one seed by two metrics, and the places (from 0) of the common ones."""

    seed: Seed
    metrics: tuple[str, str]
    lists: tuple[tuple[PlacedTrack, ...], tuple[PlacedTrack, ...]]
    common: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The mean share (0 to 1) that two metrics' lists of `length` have in common, and its error.

    Over `seeds` songs drawn from the set; both are None where a metric is undefined there,
    and `why` says why.
    """

    metrics: tuple[str, str]
    length: int
    seeds: int
    mean: float | None
    error: float | None
    why: str = ""
