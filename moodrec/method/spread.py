"""How sure a point is: how far apart the releases of one recording lie."""

from __future__ import annotations

from dataclasses import dataclass

from moodrec.method.intervals import Interval


@dataclass(frozen=True, slots=True)
class Spread:
    """The median difference between releases of a recording, on each axis and on the plane.

    Measured on `recordings` that appear in several releases. All are None where there are too
    few of them, and `why` says so.
    """

    recordings: int
    releases: int
    valence: Interval | None
    energy: Interval | None
    distance: Interval | None
    why: str = ""
