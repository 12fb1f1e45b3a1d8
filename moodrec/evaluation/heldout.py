"""Holds playlists out: what may be learned from, and the songs of the others to be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.memberships import Memberships

Rows = NDArray[np.int64]

_FEWEST = 2  # playlists held out and left, songs on a playlist: an error takes two of them
QUICK = 2 / 3
"""The part of the playlists held out that a quick evaluation tries."""
_MOST_SEEDS = 100


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is held out and tried: the same settings and set give the same trials.

    `share` of the playlists is held out, above 0 and below 1; from each of them up to
    `seeds_per_playlist` songs are asked about, 1 to 100; `seed` is the number of the draw.
    When `quick`, two thirds of the playlists held out are tried. Raises QueryError.
    """

    share: float = 0.2
    seeds_per_playlist: int = 5
    seed: int = 0
    quick: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise QueryError("The share of playlists held out lies between 0 and 1: say 0.2.")
        if not 1 <= self.seeds_per_playlist <= _MOST_SEEDS:
            raise QueryError(f"Ask about 1 to {_MOST_SEEDS} songs of each playlist.")
        if self.seed < 0:
            raise QueryError("Draws are numbered from 0.")


class Trial(NamedTuple):
    """One question: the row of a song, and the rows of the others on its playlist.

    `playlist` tells trials of one playlist from those of others.
    """

    playlist: int
    row: int
    relevant: Rows


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """The playlists that are left to learn from, `training`, and the trials of the others.

    `playlists` are held out; `trials` are of all of them or, when quick, of some.
    """

    training: Memberships
    playlists: int
    trials: tuple[Trial, ...]

    @property
    def groups(self) -> Rows:
        """The playlist of each trial, shape (trials,)."""
        return np.array([trial.playlist for trial in self.trials], dtype=np.int64)


def hold_out(playlists: Memberships, protocol: Protocol) -> HeldOut:
    """Splits by playlist. Raises QueryError when there are too few playlists.

    Playlists with one song are never held out: they ask nothing.
    """
    chance = np.random.PCG64(protocol.seed)
    sizes = np.bincount(playlists.playlists, minlength=len(playlists.names))
    usable = _shuffled(np.flatnonzero(sizes >= _FEWEST), chance)
    held = usable[: round(protocol.share * len(usable))]
    tried = held[: max(_FEWEST, round(QUICK * len(held)))] if protocol.quick else held
    if len(held) < _FEWEST or len(playlists.names) - len(held) < _FEWEST:
        raise QueryError(
            "Two playlists have to be held out and two have to be left, and this reference set "
            f"tells of {len(usable):,} with two songs or more. Bring tables with more playlists."
        )
    trials = tuple(
        Trial(int(place), int(row), rows[rows != row])
        for place in tried
        for rows in [playlists.of(place).astype(np.int64)]
        for row in _shuffled(rows, chance)[: protocol.seeds_per_playlist]
    )
    return HeldOut(playlists.without(held.tolist()), len(held), trials)


def _shuffled(values: Rows, chance: np.random.PCG64) -> Rows:
    """The values in a random order, from the raw stream that NumPy promises never to change."""
    return values[np.argsort(chance.random_raw(len(values)), kind="stable")]
