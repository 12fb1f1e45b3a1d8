"""The shapes of a journey: how a leg, from one stop to the next, strays from the straight way.

Each is a dictionary entry that the page, the command line and the property tests read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Share = NDArray[np.float64]
"""How much of a leg is done, from 0 to 1, shape (n,)."""


def _even(done: Share) -> Share:
    return done


def _soon(done: Share) -> Share:
    return np.sin(done * np.pi / 2)


def _late(done: Share) -> Share:
    return 1 - np.cos(done * np.pi / 2)


def _none(done: Share) -> Share:
    return np.zeros_like(done)


@dataclass(frozen=True, slots=True)
class Shape:
    """How far a leg has come on each axis, and how far it strays to its left.

    `valence` and `energy` run from 0 to 1 with the leg. `aside` is 0 at both of its ends, in
    units of its length.
    """

    about: str
    valence: Callable[[Share], Share] = _even
    energy: Callable[[Share], Share] = _even
    aside: Callable[[Share], Share] = _none


SHAPES: dict[str, Shape] = {
    "straight": Shape("the shortest way, smooth through its waypoints"),
    "energy first": Shape("energy changes soon, valence late", valence=_late, energy=_soon),
    "valence first": Shape("valence changes soon, energy late", valence=_soon, energy=_late),
    "gentle S": Shape(
        "a little to one side, then to the other", aside=lambda done: 0.1 * np.sin(2 * np.pi * done)
    ),
    "arc": Shape("in one bow", aside=lambda done: 0.25 * np.sin(np.pi * done)),
    "wave": Shape("to and fro", aside=lambda done: 0.06 * np.sin(6 * np.pi * done)),
}
"""The shapes by name."""
