"""The path of a journey: a curve over the plane through all its stops, measured by its length."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.journey.shapes import SHAPES
from moodrec.model import MoodPoint

Points = NDArray[np.float64]
"""Places on the plane, shape (n, 2): valence, energy."""

_FINE = 120  # points that draw a leg
_SHOWN = 40  # characters of an unknown name that are repeated


class Path:
    """The curve through `stops`, two or more, whose legs have a shape named in SHAPES.

    It passes through every stop and never leaves the plane. Stops without a way between them
    are one place. Raises QueryError for a shape that is not there.
    """

    def __init__(self, stops: Sequence[MoodPoint], shape: str = "straight") -> None:
        if shape not in SHAPES:
            raise QueryError(f"There is no shape {shape[:_SHOWN]}. There are {', '.join(SHAPES)}.")
        self.stops = tuple(stops)
        self.shape = SHAPES[shape]

    @cached_property
    def curve(self) -> Points:
        """The curve as it is drawn, `_FINE` points a leg and one more."""
        corners = np.array([(stop.valence, stop.energy) for stop in self.stops])
        legs = len(corners) - 1
        done = np.linspace(0, 1, _FINE + 1)[:-1]
        shape = self.shape
        along = np.arange(legs)[:, None]
        across = _smooth(corners[:, 0], corners, (along + shape.valence(done)).ravel())
        up = _smooth(corners[:, 1], corners, (along + shape.energy(done)).ravel())
        way = np.diff(corners, axis=0)
        left = np.stack([-way[:, 1], way[:, 0]], axis=1)  # as long as the leg
        aside = left[:, None, :] * shape.aside(done)[None, :, None]
        points = np.stack([across, up], axis=1) + aside.reshape(-1, 2)
        inside: Points = np.clip(np.concatenate([points, corners[-1:]]), 0, 1)
        return inside

    @property
    def length(self) -> float:
        """The length of the curve, in units of the axes."""
        return float(self._walked[-1])

    def share_of(self, stop: int) -> float:
        """The share (0 to 1) of the length at which a stop is passed; 0 where nothing is walked."""
        return float(self._walked[stop * _FINE] / self.length) if self.length else 0.0

    def places(self, n: int) -> Points:
        """`n` places evenly along the curve, both ends among them; its middle for n = 1."""
        shares = np.linspace(0, 1, n) if n > 1 else np.array([0.5])
        return self.at(shares)

    def at(self, shares: NDArray[np.float64]) -> Points:
        """The places where these shares (0 to 1) of the length are walked, shape (n, 2)."""
        walked = shares * self.length
        columns = [np.interp(walked, self._walked, axis) for axis in self.curve.T]
        return np.stack(columns, axis=1)

    @cached_property
    def _walked(self) -> NDArray[np.float64]:
        """How far each point of the curve is from the start, along it."""
        steps: NDArray[np.float64] = np.hypot(*np.diff(self.curve, axis=0).T)
        return np.concatenate([np.zeros(1), np.cumsum(steps)])


def _smooth(values: Points, corners: Points, legs: NDArray[np.float64]) -> NDArray[np.float64]:
    """One axis at a number of legs, such as 1.5 for the middle of the second.

    A monotone cubic through the stops, which overshoots none of them: F. N. Fritsch and
    J. Butland, "A method for constructing local monotone piecewise cubic interpolants", 1984.
    """
    if len(corners) == 2:  # noqa: PLR2004  # two stops, one straight leg
        return np.asarray(values[0] + (values[1] - values[0]) * legs)
    # Imported here because scipy takes a while to load, and only journeys need it.
    from scipy.interpolate import PchipInterpolator  # noqa: PLC0415  # for the reason above

    return np.asarray(PchipInterpolator(np.arange(len(values)), values)(legs))
